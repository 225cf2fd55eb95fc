package operation

import (
	"strings"

	"rolefit/analyzer/dataflow"
	"rolefit/flowparse"
	"rolefit/flowparse/jsontree"
	"rolefit/flowparse/odata"
)

// rawBody reads what a raw request writes: an object, or JSON text with values put in.
func (r *reader) rawBody(op *Operation, n *flowparse.Node, body *jsontree.Node) {
	at := dataflow.At(n)
	for _, v := range r.ev.Of(body, at) {
		l, isLiteral := v.(dataflow.Literal)
		s, isText := skeleton(v)
		switch {
		case isLiteral && op.Kind == Message:
			r.members(op, "", dataflow.Set{l}, 0)
		case isLiteral:
			r.itemValue(op, n, dataflow.Set{l})
		case isText:
			r.textBody(op, n, s)
		case op.Kind != Message:
			r.anyColumns(op, n)
		}
	}
}

// flatBody reads a row whose members are parameters with a common beginning of their names.
func (r *reader) flatBody(op *Operation, n *flowparse.Node, prefix string) {
	at := dataflow.At(n)
	for _, m := range n.Call.Parameters.Entries() {
		name, ok := strings.CutPrefix(m.Name, prefix)
		switch {
		case !ok:
		case op.Kind == Message:
			r.argument(op, name, r.ev.Of(m.Value, at), 0)
		default:
			r.column(op, n, name, m.Value, at, n.Call.Parameters, prefix)
		}
	}
}

// textBody reads a row that stands as JSON text; values in it are odata.Unknown.
func (r *reader) textBody(op *Operation, n *flowparse.Node, body string) {
	if strings.TrimSpace(body) == "" {
		return // sets nothing
	}
	root, _, err := jsontree.Parse([]byte(quoteUnknown(body)), jsontree.Limits{Depth: 64})
	switch {
	case err != nil || !root.Is(jsontree.Object):
		if op.Kind != Message {
			r.anyColumns(op, n)
		}
		return
	case op.Kind == Message:
		r.members(op, "", dataflow.Set{dataflow.Literal{JSON: root}}, 0)
		return
	}
	for _, m := range root.Members {
		known := !strings.ContainsRune(m.Name, odata.Unknown)
		if known || strings.HasSuffix(m.Name, bindSuffix) {
			if !known {
				r.anyLookup(op, n)
			}
			r.column(op, n, strings.ReplaceAll(m.Name, string(odata.Unknown), "…"), m.Value, nil, root, "")
			continue
		}
		r.anyColumns(op, n)
	}
}

// quoteUnknown puts quotes around values that only a run knows and that stand outside quotes, so that the text is JSON.
func quoteUnknown(s string) string {
	var b strings.Builder
	quoted, escaped := false, false
	for _, c := range s {
		if c == odata.Unknown && !quoted {
			b.WriteString(`"` + string(odata.Unknown) + `"`)
			continue
		}
		switch {
		case escaped:
			escaped = false
		case c == '\\':
			escaped = quoted
		case c == '"':
			quoted = !quoted
		}
		b.WriteRune(c)
	}
	return b.String()
}

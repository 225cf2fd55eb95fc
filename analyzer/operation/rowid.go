package operation

import (
	"strings"

	"rolefit/analyzer/dataflow"
	"rolefit/flowparse"
	"rolefit/flowparse/expr"
)

// rowID says where the id of the row that an operation works on can come from.
func (r *reader) rowID(op *Operation, n *flowparse.Node, rt route, at *dataflow.Scope) {
	var value dataflow.Set
	switch {
	case rt.path != nil:
		value = idOfPath(rt)
		op.RowText = idTextOfPath(n)
	case rt.id != nil:
		value = r.ev.Of(rt.id, at)
		op.RowText = canonical(rt.id.Str())
	}
	if value == nil {
		return
	}
	op.Row = r.origins(value)
}

func idOfPath(rt route) dataflow.Set {
	if !rt.legacy {
		if key, ok := splitKey(rt.path[0]); ok {
			return key
		}
		return nil
	}
	if len(rt.path) >= 5 {
		return rt.path[4]
	}
	return nil
}

// idTextOfPath is the last interpolation of a V1 path, the row id, in canonical form.
func idTextOfPath(n *flowparse.Node) string {
	t, err := expr.Parse(n.Call.Path.Str())
	if err != nil {
		return ""
	}
	for i := len(t.Parts) - 1; i >= 0; i-- {
		if t.Parts[i].Expr != nil {
			return expr.Print(t.Parts[i].Expr)
		}
	}
	return ""
}

// canonical is an id expression in a form that compares: without "@" or "@{}".
func canonical(s string) string {
	t, err := expr.Parse(s)
	if err != nil {
		return ""
	}
	if e, ok := t.Single(); ok {
		return expr.Print(e)
	}
	return t.String()
}

// origins turns the alternatives of a row id into origins.
func (r *reader) origins(value dataflow.Set) []Origin {
	var out []Origin
	for _, v := range value {
		switch v := v.(type) {
		case dataflow.Constant:
			switch id := strings.TrimSpace(v.Text); {
			case id == "":
				out = append(out, Origin{Kind: Empty})
			case strings.Contains(id, "="):
				out = append(out, Origin{Kind: AlternateKey})
			default:
				out = append(out, Origin{Kind: Given})
			}
		case dataflow.Null:
			out = append(out, Origin{Kind: Absent})
		case dataflow.Fresh:
			out = append(out, Origin{Kind: Fresh})
		case dataflow.Cell:
			out = append(out, Origin{Kind: FromRow, Node: v.Node.Name, Column: v.Column})
		case dataflow.Row:
			out = append(out, Origin{Kind: FromRow, Node: v.Node.Name})
		case dataflow.Foreign:
			out = append(out, Origin{Kind: FromRow, Of: v.Table, Column: v.Column})
		case dataflow.Text:
			out = append(out, r.textOrigin(v)...)
		case dataflow.Opaque:
			out = append(out, Origin{Kind: Opaque, Text: v.Why})
		default:
			out = append(out, Origin{Kind: Opaque, Text: "not an id"})
		}
	}
	return out
}

// textOrigin reads an id that is put together from text: an alternate key, or one value between brackets or blanks.
func (r *reader) textOrigin(t dataflow.Text) []Origin {
	var inner dataflow.Set
	for _, p := range t.Parts {
		c := constantOf(p)
		switch {
		case strings.Contains(c, "="):
			return []Origin{{Kind: AlternateKey}}
		case len(p) == 1 && strings.Trim(c, " (){}") == "" && isConstantValue(p[0]):
		case inner == nil:
			inner = p
		default:
			return []Origin{{Kind: Opaque, Text: "put together from several values"}}
		}
	}
	if inner == nil {
		return []Origin{{Kind: Empty}}
	}
	return r.origins(inner)
}

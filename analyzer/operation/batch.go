package operation

import (
	"slices"
	"strings"

	"rolefit/flowparse"
	"rolefit/flowparse/jsontree"
	"rolefit/flowparse/odata"
)

// isBatch reports whether an address is that of $batch.
func isBatch(address string) bool {
	path, _ := resourcePath(address)
	return strings.EqualFold(path, "$batch")
}

// batch files every request in the body of a batch. What could hide requests is a blind spot.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/execute-batch-operations-using-web-api (2026-11-25)
func (r *reader) batch(n *flowparse.Node, q request, body *jsontree.Node) bool {
	var b strings.Builder
	w := batchText{ev: r.ev, out: &b, left: maxBatchParts}
	w.set(r.ev.json(body, &scope{node: n}), 0)
	parts, err := odata.ParseBatch(b.String())
	if err != nil || w.left < 0 {
		r.blind(n, q.identity, "opaque-http", "the requests of the batch are put together at run time", rawFix)
		return true
	}
	filed, hidden := false, false
	for _, p := range parts {
		switch {
		case p.Hidden():
			hidden = true
			continue
		case p.Body == "" && slices.ContainsFunc(parts, func(q odata.BatchPart) bool {
			return q.Body != "" && q.Method == p.Method && q.Address == p.Address
		}):
			continue // the same request, in the alternative in which there is no row
		}
		headers := map[string]string{}
		for _, h := range p.Headers {
			headers[strings.ToLower(h.Name)] = h.Value
		}
		one := request{
			identity: q.identity, method: strings.ToLower(p.Method), address: p.Address,
			header: func(name string) (string, bool) { v, ok := headers[name]; return v, ok },
			body:   func(op *Operation) { r.textBody(op, n, p.Body) },
		}
		filed = r.request(n, one) || filed
	}
	if hidden {
		r.blind(n, q.identity, "opaque-http", "the batch may hold requests that are put together at run time", rawFix)
	}
	return filed || hidden
}

// maxBatchParts bounds how many pieces of text a batch is put together from.
const maxBatchParts = 20_000

// batchText writes all text that a batch can hold, one alternative after the other: a batch is read for the requests that it
// can hold, not for the text that it is.
type batchText struct {
	ev   *evaluator
	out  *strings.Builder
	left int
}

func (w *batchText) set(s set, depth int) {
	w.left -= len(s)
	if w.left < 0 || depth > maxTrail {
		w.left = -1
		return
	}
	written := false
	for _, v := range s {
		if _, nothing := v.(null); nothing {
			continue
		}
		if written {
			w.out.WriteByte('\n')
		}
		written = true
		w.value(v, depth)
	}
}

func (w *batchText) value(v value, depth int) {
	switch v := v.(type) {
	case constant:
		w.out.WriteString(v.text)
	case scalar:
		w.out.WriteString(v.text)
	case null:
	case text:
		for _, p := range v.parts {
			w.set(p, depth+1)
		}
	case joined:
		w.set(v.elements, depth+1)
		w.out.WriteByte('\n')
	case literal:
		if t, ok := w.ev.written(v).(text); ok {
			w.value(t, depth+1)
			return
		}
		w.out.WriteRune(odata.Unknown)
	case opaque:
		// What a variable held before is written where it was set.
		if v.why != heldBefore {
			w.out.WriteRune(odata.Unknown)
		}
	default:
		w.out.WriteRune(odata.Unknown)
	}
}

package operation

import (
	"slices"
	"strings"

	"rolefit/analyzer/dataflow"
	"rolefit/flowparse"
	"rolefit/flowparse/jsontree"
)

// maySend reports whether a header can hold a word: also where what it holds is not known.
func (q request) maySend(name, word string) bool {
	return slices.ContainsFunc(q.header(name), func(v dataflow.Value) bool {
		switch v := v.(type) {
		case dataflow.Null:
			return false
		case dataflow.Constant:
			return strings.Contains(strings.ToLower(v.Text), word)
		}
		return true
	})
}

// surelySends reports whether a header is always sent, and with a value if one is asked for.
func (q request) surelySends(name, want string) bool {
	found := q.header(name)
	return len(found) > 0 && !slices.ContainsFunc(found, func(v dataflow.Value) bool {
		switch v := v.(type) {
		case dataflow.Null:
			return true
		case dataflow.Constant:
			return v.Text == "" || v.Text == "null" || want != "" && v.Text != want
		}
		return want != ""
	})
}

// impersonates reports whether a request is made for another user, who is named in a header.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/impersonate-another-user-web-api (2026-11-22)
func (q request) impersonates() bool {
	return slices.ContainsFunc(append(q.header("MSCRMCallerID"), q.header("CallerObjectId")...), func(v dataflow.Value) bool {
		switch v := v.(type) {
		case dataflow.Null:
			return false
		case dataflow.Opaque:
			return v.Why != unknownHeader
		}
		return true
	})
}

// unknownHeader is why a header is not known where all headers are put together at run time.
const unknownHeader = "a header that only a run knows"

// headerOf is what a header of a node's request can be.
func (r *reader) headerOf(n *flowparse.Node, headers *jsontree.Node, name string) dataflow.Set {
	at := dataflow.At(n)
	if !headers.Is(jsontree.String) {
		return r.ev.Of(headers.Fold(name), at)
	}
	var out dataflow.Set
	for _, v := range r.ev.Of(headers, at) {
		switch v := v.(type) {
		case dataflow.Literal:
			header, sent := r.memberNamed(v, name)
			if !sent {
				header = dataflow.Set{dataflow.Null{}}
			}
			out = append(out, header...)
		case dataflow.Null:
			out = append(out, v)
		default:
			out = append(out, dataflow.Null{}, dataflow.Opaque{Why: unknownHeader})
		}
	}
	return out
}

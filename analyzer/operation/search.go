package operation

import (
	"strings"

	"rolefit/flowparse"
)

// search reads which tables a Dataverse search looks through.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/search/overview (2026-11-22)
func (r *reader) search(op *Operation, n *flowparse.Node, at *scope) {
	entities := n.Call.Parameters.Get("SearchRequest/entities")
	if entities == nil {
		entities = n.Call.Parameters.At("SearchRequest", "entities")
	}
	if entities == nil {
		entities = n.Call.Body.Get("entities")
	}
	if entities == nil {
		r.blind(n, op.Identity, "searches-everything", "the search names no tables and looks through every one that is indexed",
			"name the tables in the search")
	}
	for _, v := range r.ev.elements(r.ev.json(entities, at)) {
		c, ok := v.(constant)
		if !ok {
			r.blind(n, op.Identity, "dynamic-table", "a table of the search is chosen by an expression", "name the tables as constants in the flow")
			continue
		}
		op.Searched = append(op.Searched, strings.TrimSpace(c.text))
	}
	r.result.Operations = append(r.result.Operations, *op)
}

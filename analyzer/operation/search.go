package operation

import (
	"rolefit/analyzer/dataflow"
	"rolefit/flowparse"
)

// search reads which tables a Dataverse search looks through.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/search/overview (2026-11-22)
func (r *reader) search(op *Operation, n *flowparse.Node, at *dataflow.Scope) {
	entities := n.Call.Parameters.Get("SearchRequest/entities")
	if entities == nil {
		entities = n.Call.Parameters.At("SearchRequest", "entities")
	}
	if entities == nil {
		entities = n.Call.Body.Get("entities")
	}
	names, rest := namesIn(r.ev.Elements(r.ev.Of(entities, at)))
	if pinned, ok := r.around.Pins.TablesAt(r.result.Flow.ID, r.result.Flow.Name, n.Name); ok && (rest || len(names) == 0) {
		names, rest = append(names, pinned...), false
	}
	switch {
	case rest:
		r.blind(n, op.Identity, "dynamic-table", "a table of the search is chosen by an expression",
			"name the tables as constants in the flow, or pin this node's tables in the configuration")
	case len(names) == 0:
		r.blind(n, op.Identity, "searches-everything", "the search names no tables and looks through every one that is indexed",
			"name the tables in the search, or pin this node's tables in the configuration")
	}
	op.Searched = names
	r.result.Operations = append(r.result.Operations, *op)
}

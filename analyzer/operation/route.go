package operation

import (
	"strings"

	"rolefit/analyzer/dataflow"
	"rolefit/flowparse"
	"rolefit/flowparse/jsontree"
)

// route is what a node's call turned out to be, before its arguments are read. All routes of a flow are known before
// any expression is followed, because expressions lead to the rows that nodes return.
type route struct {
	kind    Kind
	name    string
	known   bool // false: the call reaches Dataverse in a way that has no row in the semantics yet
	list    bool // returns a list of rows
	legacy  bool
	table   *jsontree.Node // where the table is named; nil when the path names it
	path    []dataflow.Set // V1 nodes: the path's segments
	logical bool           // the table is named by its logical name
	id      *jsontree.Node
}

// body is what the node returns, as far as rows go.
func (r route) body() dataflow.Body {
	switch {
	case !r.known:
		return dataflow.OpaqueBody
	case r.kind == Read && r.list:
		return dataflow.ListBody
	case r.kind == Selected:
		return dataflow.SelectionBody
	case r.kind == Read, r.kind == Create, r.kind == Update, r.kind == Upsert, r.kind == Subscribe:
		return dataflow.RowBody
	}
	return dataflow.OpaqueBody
}

// routeOf tells what a call to a Dataverse connector is.
func (r *reader) routeOf(n *flowparse.Node) route {
	c := n.Call
	name := strings.ToLower(c.Operation)
	plain := strings.TrimSuffix(name, "withorganization")
	if c.Family == flowparse.Changeset {
		return route{kind: Transaction, name: c.Operation, known: true}
	}
	if c.Family == flowparse.V1 && c.Path != nil {
		return r.routeOfPath(n)
	}
	known := operationTable()
	found, ok := known[plain]
	if c.API == legacyAPI || c.API == onlineAPI {
		if !ok && strings.HasSuffix(plain, "_v2") {
			found, ok = known[strings.TrimSuffix(plain, "_v2")]
		}
		if !ok {
			found, ok = known[plain+"_v2"]
		}
		found.legacy = true
	}
	found.name, found.known = c.Operation, ok
	if c.Family == flowparse.Hybrid && ok && found.kind == Read {
		found.kind, found.list = Selected, false
	}
	switch {
	case found.kind == Subscribe && !found.legacy:
		found.table = c.Parameters.Get("subscriptionRequest/entityname")
	case found.legacy:
		found.table, found.id = c.Parameters.Get("table"), c.Parameters.Get("id")
		if found.table == nil {
			found.table = c.Parameters.Get("entityName")
		}
		if found.id == nil {
			found.id = c.Parameters.Get("itemId")
		}
	default:
		found.table, found.id = c.Parameters.Get("entityName"), c.Parameters.Get("recordId")
	}
	return found
}

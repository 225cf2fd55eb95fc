package operation

import (
	"strings"

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
	path    []set          // V1 nodes: the path's segments
	logical bool           // the table is named by its logical name
	id      *jsontree.Node
}

// body is what the node returns, as a value.
func (r route) body(n *flowparse.Node) set {
	switch {
	case !r.known:
		return set{opaque{"the output of " + n.Name}}
	case r.kind == Read && r.list:
		return set{page{n}}
	case r.kind == Selected:
		return set{selection{n}}
	case r.kind == Read, r.kind == Create, r.kind == Update, r.kind == Upsert, r.kind == Subscribe:
		return set{row{n}}
	}
	return set{opaque{"the output of " + n.Name}}
}

// page is the body of a list: its rows stand under "value".
type page struct{ node *flowparse.Node }

// selection is the body of a trigger on selected rows: rows, each with an entity.
type selection struct{ node *flowparse.Node }

func (page) value()      {}
func (selection) value() {}

func (p page) property(ev *evaluator, key string) set {
	first, rest, more := strings.Cut(key, "/")
	if first != "value" {
		return set{opaque{"not the rows of " + p.node.Name}}
	}
	if more {
		return ev.index(set{rows(p)}, constant{rest})
	}
	return set{rows(p)}
}

func (s selection) property(ev *evaluator, key string) set {
	first, rest, more := strings.Cut(key, "/")
	var at set
	switch first {
	case "rows":
		at = set{list{set{s}}}
	case "entity":
		at = set{row(s)}
	default:
		return ev.cell(s.node, key)
	}
	if more {
		return ev.index(at, constant{rest})
	}
	return at
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

package operation

import (
	"strings"

	"rolefit/analyzer/dataflow"
	"rolefit/flowparse"
	"rolefit/flowparse/fetchxml"
	"rolefit/flowparse/jsontree"
	"rolefit/flowparse/odata"
)

// arguments reads what an operation says beyond its table and row.
func (r *reader) arguments(op *Operation, n *flowparse.Node, rt route, at *dataflow.Scope) {
	options := n.Call.Parameters
	if n.Call.Family == flowparse.V1 {
		options = n.Call.Queries
	}
	switch rt.kind {
	case Read:
		op.List = rt.list
		r.query(op, n, options, at)
	case Create, Update, Upsert:
		r.item(op, n, at)
	case Download:
		op.reads("", r.fileColumn(n, rt, at), "downloaded")
	case Upload:
		op.Columns = r.fileColumn(n, rt, at)
	case Subscribe:
		r.subscription(op, n, rt, options, at)
	}
}

// fileColumn names the column of files or images that a node reads or writes, in lower case.
func (r *reader) fileColumn(n *flowparse.Node, rt route, at *dataflow.Scope) []string {
	value := r.ev.Of(n.Call.Parameters.Get("fileImageFieldName"), at)
	if len(rt.path) > 1 && !rt.legacy {
		value = rt.path[1]
	}
	names, _ := namesIn(value)
	for i, name := range names {
		names[i] = strings.ToLower(name)
	}
	return names
}

// query reads the options of a list or get: the columns it names and the tables it joins.
func (r *reader) query(op *Operation, n *flowparse.Node, options *jsontree.Node, at *dataflow.Scope) {
	for _, m := range options.Entries() {
		switch name := strings.ToLower(strings.TrimPrefix(m.Name, "$")); name {
		case "select":
			for _, v := range r.ev.Of(m.Value, at) {
				for _, s := range skeletons(v) {
					r.option(op, n, name, s)
				}
			}
		case "expand", "filter", "orderby", "apply", "fetchxml":
			for _, s := range r.texts(op, n, m, at) {
				r.option(op, n, name, s)
			}
		}
	}
	r.everyColumn(op)
}

// option reads one option of a query from its text; values that only a run knows are odata.Unknown.
func (r *reader) option(op *Operation, n *flowparse.Node, name, s string) {
	switch name {
	case "select":
		op.Select = append(op.Select, odata.Columns(s)...)
		op.reads("", odata.Columns(s), "selected")
	case "expand":
		expands, err := odata.ParseExpand(s)
		if err != nil {
			r.dynamicQuery(op, n, "$expand")
			return
		}
		known, hides := expandsOf(expands)
		if hides {
			r.dynamicQuery(op, n, "$expand")
		}
		op.Expands = append(op.Expands, known...)
	case "filter", "orderby", "apply":
		if odata.Hides(s) {
			r.dynamicQuery(op, n, "$"+name)
		}
		op.Paths = append(op.Paths, odata.Paths(s)...)
		op.reads("", odata.FilterColumns(s), "filtered or sorted by")
	case "fetchxml":
		r.fetch(op, n, s)
	}
}

// texts returns the alternatives of a query option, with odata.Unknown for what only a run knows. An option that is
// unknown as a whole is a blind spot.
func (r *reader) texts(op *Operation, n *flowparse.Node, m jsontree.Member, at *dataflow.Scope) []string {
	var out []string
	for _, v := range r.ev.Of(m.Value, at) {
		found := skeletons(v)
		if len(found) == 0 {
			r.dynamicQuery(op, n, m.Name)
		}
		out = append(out, found...)
	}
	return out
}

func (r *reader) dynamicQuery(op *Operation, n *flowparse.Node, option string) {
	if tables, ok := r.around.Pins.JoinsAt(r.result.Flow.ID, r.result.Flow.Name, n.Name); ok {
		op.Linked = append(op.Linked, tables...)
		return
	}
	r.blind(n, op.Identity, "dynamic-query", "the option "+option+" is put together at run time; the tables it joins are not known",
		"write the option as text in the flow, or pin the tables it joins in the configuration")
}

// expandsOf are the expanded properties whose names are known, and whether there may be others.
func expandsOf(in []odata.Expand) (known []Expand, hides bool) {
	for _, e := range in {
		if strings.ContainsRune(e.Navigation, odata.Unknown) {
			hides = true
			continue
		}
		nested, more := expandsOf(e.Nested)
		hides = hides || more || e.Hides
		known = append(known, Expand{Navigation: e.Navigation, Select: e.Select, Columns: e.Columns, Paths: e.Paths, Nested: nested})
	}
	return known, hides
}

func (r *reader) fetch(op *Operation, n *flowparse.Node, s string) {
	if strings.TrimSpace(s) == "" {
		return
	}
	q, err := fetchxml.Parse(s)
	if err != nil {
		r.dynamicQuery(op, n, "fetchXml")
		return
	}
	if strings.ContainsRune(q.Between, odata.Unknown) {
		r.dynamicQuery(op, n, "fetchXml")
	}
	for _, name := range append(append([]string{q.Entity}, q.Links...), q.Conditions...) {
		if strings.ContainsRune(name, odata.Unknown) || name == "" {
			r.dynamicQuery(op, n, "fetchXml")
			continue
		}
		op.Linked = append(op.Linked, name)
	}
	for _, c := range q.Columns {
		op.Reads = append(op.Reads, ColumnRead{Table: strings.ToLower(c.Table), Column: strings.ToLower(c.Name), How: "selected"})
	}
	for _, table := range q.All {
		op.Reads = append(op.Reads, ColumnRead{Table: strings.ToLower(table)})
	}
}

// legacyScopes are the words of the legacy triggers for the scope numbers.
func legacyScope(s string) int {
	switch strings.ToLower(s) {
	case "user":
		return 1
	case "business unit":
		return 2
	case "parent: child business units":
		return 3
	case "organization":
		return 4
	}
	return 0
}

// onlyDeleted is the message of a trigger that is on deleted rows and on nothing else.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/callbackregistration (2026-11-22)
const onlyDeleted = 2

// subscription reads a trigger's message, scope and run-as choice.
func (r *reader) subscription(op *Operation, n *flowparse.Node, rt route, options *jsontree.Node, at *dataflow.Scope) {
	if rt.legacy {
		op.Deleted = strings.Contains(strings.ToLower(op.Name), "ondeleteditems")
		op.Scope = legacyScope(constantOf(r.ev.Of(options.Get("scope"), at)))
		return
	}
	message, _ := n.Call.Parameters.Get("subscriptionRequest/message").Int()
	op.Scope, _ = n.Call.Parameters.Get("subscriptionRequest/scope").Int()
	op.RunAs, _ = n.Call.Parameters.Get("subscriptionRequest/runas").Int()
	op.reads("", odata.Columns(n.Call.Parameters.Get("subscriptionRequest/filteringattributes").Str()), "watched")
	op.reads("", odata.FilterColumns(n.Call.Parameters.Get("subscriptionRequest/filterexpression").Str()), "watched")
	if rt.path != nil {
		message, _ = n.Call.Body.Get("message").Int()
		op.Scope, _ = n.Call.Body.Get("scope").Int()
	}
	op.Deleted = message == onlyDeleted
	if op.Scope < 0 || op.Scope > 4 {
		op.Scope = 0
	}
}

// associations are the links that an operation makes or undoes: one for each relationship that it can name.
func (r *reader) associations(op Operation, n *flowparse.Node, rt route, at *dataflow.Scope) []Operation {
	other := n.Call.Parameters.Get("item/@odata.id")
	if other == nil {
		other = n.Call.Parameters.At("item", "@odata.id")
	}
	if rt.kind == Disassociate {
		other = n.Call.Parameters.Get("$id")
	}
	relationship := r.ev.Of(n.Call.Parameters.Get("associationEntityRelationship"), at)
	if rt.path != nil {
		relationship = rt.path[1]
		other = n.Call.Body.Get("@odata.id")
		if rt.kind == Disassociate {
			other = n.Call.Queries.Get("$id")
		}
	}
	op.Related, _ = r.targets(r.ev.Of(other, at))
	names, rest := namesIn(relationship)
	if rest || len(names) == 0 {
		r.blind(n, op.Identity, "unknown-navigation", "the relationship is chosen by an expression",
			"name the relationship as a constant in the flow")
		names = append(names, "")
	}
	out := make([]Operation, len(names))
	for i, name := range names {
		out[i] = op
		out[i].Relationship = name
	}
	return out
}

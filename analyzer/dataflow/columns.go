package dataflow

import (
	"maps"
	"slices"
	"strings"

	"rolefit/flowparse"
	"rolefit/flowparse/jsontree"
)

// ColumnsRead evaluates every expression of the flow and returns the columns that it reads from what nodes returned: each
// "column", or a path through an expanded property as Cell has it. The columns of a node are sorted.
func (ev *Evaluator) ColumnsRead() map[*flowparse.Node][]string {
	ev.flow.Walk(ev.everyExpression)
	out := map[*flowparse.Node][]string{}
	for n, read := range ev.cells {
		for column := range maps.Keys(read) {
			// The formatted value of a column is the column's too.
			if column, _, _ = strings.Cut(column, "@"); column != "" && !strings.HasSuffix(column, "/") {
				out[n] = append(out[n], column)
			}
		}
		slices.Sort(out[n])
		out[n] = slices.Compact(out[n])
	}
	return out
}

// everyExpression evaluates what a node itself holds, leaving out the nodes inside it.
func (ev *Evaluator) everyExpression(n *flowparse.Node) {
	at := At(n)
	for _, m := range n.JSON.Entries() {
		switch m.Name {
		case "actions", "else", "cases", "default", "tools":
			continue
		}
		ev.everyString(m.Value, at)
	}
	if isType(n, "select") {
		ev.everyString(n.Inputs.Get("select"), &Scope{node: n, item: ev.Elements(ev.from(n))})
	}
}

func (ev *Evaluator) everyString(n *jsontree.Node, at *Scope) {
	if n.Is(jsontree.String) {
		ev.template(n.Text, at)
	}
	for _, item := range n.Elements() {
		ev.everyString(item, at)
	}
	for _, m := range n.Entries() {
		if strings.Contains(m.Name, "@{") { // an expression may make a name, too
			ev.template(m.Name, at)
		}
		ev.everyString(m.Value, at)
	}
}

// ColumnsDeclared returns the members that schemas of Parse JSON name in what nodes returned, at any depth, sorted: among
// them are the columns of the rows that the schema was made from.
func (ev *Evaluator) ColumnsDeclared() map[*flowparse.Node][]string {
	out := map[*flowparse.Node][]string{}
	ev.flow.Walk(func(n *flowparse.Node) {
		if !isType(n, "parsejson") {
			return
		}
		var names []string
		members(n.Inputs.Get("schema"), &names)
		for _, v := range ev.Of(n.Inputs.Get("content"), At(n)) {
			if of := returnedBy(v); of != nil {
				out[of] = append(out[of], names...)
			}
		}
	})
	for n, names := range out {
		slices.Sort(names)
		out[n] = slices.Compact(names)
	}
	return out
}

// members gathers the properties of a JSON Schema and of those inside it.
func members(schema *jsontree.Node, names *[]string) {
	for _, m := range schema.Get("properties").Entries() {
		*names = append(*names, m.Name)
		members(m.Value, names)
	}
	if items := schema.Get("items"); items != nil {
		members(items, names)
	}
}

// returnedBy is the node whose row or rows a value is; nil when it is something else.
func returnedBy(v Value) *flowparse.Node {
	switch v := v.(type) {
	case Row:
		return v.Node
	case rows:
		return v.node
	case page:
		return v.node
	}
	return nil
}

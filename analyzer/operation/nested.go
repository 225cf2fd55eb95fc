package operation

import (
	"slices"
	"strings"

	"rolefit/analyzer/dataflow"
	"rolefit/flowparse"
	"rolefit/flowparse/jsontree"
	"rolefit/flowparse/odata"
)

// nested reads the rows that are written inside another: one object, or an array of them, under a navigation property.
// Other values set no more than the column.
func (r *reader) nested(op *Operation, n *flowparse.Node, outer string, value dataflow.Set) {
	for _, v := range value {
		l, written := v.(dataflow.Literal)
		rows := dataflow.Set{v}
		if !written || l.JSON.Is(jsontree.Array) {
			rows = r.ev.Elements(rows)
		}
		// An array that is written out under a property holds rows. One that is computed may be kept as text in a column, unless
		// its objects set lookups.
		if !written && !slices.ContainsFunc(rows, r.binds) {
			if slices.ContainsFunc(rows, isObject) && !slices.Contains(op.MayInsert, outer) {
				op.MayInsert = append(op.MayInsert, outer)
			}
			continue
		}
		for _, row := range rows {
			r.nestedRow(op, n, outer, row)
		}
	}
}

func isObject(v dataflow.Value) bool {
	l, ok := v.(dataflow.Literal)
	return ok && l.JSON.Is(jsontree.Object)
}

// binds reports whether a value is an object that sets a lookup.
func (r *reader) binds(v dataflow.Value) bool {
	return isObject(v) && slices.ContainsFunc(v.(dataflow.Literal).JSON.Members, func(m jsontree.Member) bool {
		return strings.HasSuffix(strings.ToLower(m.Name), bindSuffix)
	})
}

// nestedRow reads one row inside another.
func (r *reader) nestedRow(op *Operation, n *flowparse.Node, outer string, row dataflow.Value) {
	if !isObject(row) {
		switch row.(type) {
		case dataflow.Opaque, dataflow.Row, dataflow.Cell, dataflow.Foreign, dataflow.Text:
			r.anyNested(op, n, outer)
		}
		return
	}
	l := row.(dataflow.Literal)
	if l.JSON.Get("Value") != nil { // a managed property is an object too
		return
	}
	op.insert(outer)
	for _, m := range l.JSON.Members {
		names, _ := r.ev.MemberName(l, m)
		for _, v := range names {
			name, known := v.(dataflow.Constant)
			if !known || strings.ContainsRune(name.Text, odata.Unknown) {
				name.Text = m.Name
				known = false
			}
			lower := strings.ToLower(name.Text)
			bind := strings.HasSuffix(lower, bindSuffix)
			switch {
			case bind:
				op.Lookups = append(op.Lookups, r.bind(outer+"/"+name.Text[:len(name.Text)-len(bindSuffix)], m.Value, l.Scope))
				if !known && len(r.around.Pins.LookupsAt(r.result.Flow.ID, r.result.Flow.Name, n.Name)) == 0 {
					op.ownedInside(outer)
				}
			case !known:
				r.anyNested(op, n, outer)
			case lower == "ownerid":
				op.Lookups = append(op.Lookups, r.bind(outer+"/ownerid", m.Value, l.Scope))
			case m.Value.Is(jsontree.Object), m.Value.Is(jsontree.Array):
				r.opaqueRow(op, n) // rows inside rows inside a row
			}
		}
	}
}

// anyNested notes that columns of a row inside another are set of which only a run knows the names.
func (r *reader) anyNested(op *Operation, n *flowparse.Node, outer string) {
	op.insert(outer)
	if !r.opaqueRow(op, n) {
		op.ownedInside(outer)
	}
}

// ownedInside notes that a row inside the operation's own is given an owner, or may be.
func (op *Operation) ownedInside(outer string) {
	op.Lookups = append(op.Lookups, Lookup{Navigation: outer + "/ownerid"})
}

// insert notes that a row is written inside the operation's own, under a navigation property.
func (op *Operation) insert(navigation string) {
	if !slices.Contains(op.Inserts, navigation) {
		op.Inserts = append(op.Inserts, navigation)
	}
}

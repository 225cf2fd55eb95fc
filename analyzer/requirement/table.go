package requirement

import (
	"slices"
	"strings"

	"rolefit/analyzer/operation"
	"rolefit/analyzer/schema"
	"rolefit/flowparse"
)

// table is the table of an operation as far as it is known.
type table struct {
	logical   string // lower case; empty when only the set or property is known
	set       string
	reference string // "nav:<property>" when unresolved
	known     bool   // some metadata knows it
	byFlow    bool   // named by evidence in the flow, not by metadata
	schema.Table
}

func (t table) name() Table {
	return Table{LogicalName: t.logical, EntitySetName: t.set, Reference: t.reference}
}

func (t table) display() string {
	switch {
	case t.logical != "":
		return t.logical
	case t.set != "":
		return t.set
	}
	return t.reference
}

func fromSchema(s schema.Table) table {
	return table{logical: strings.ToLower(s.LogicalName), set: s.EntitySetName, known: true, Table: s}
}

// tableOf resolves the table of an operation.
func (d *deriver) tableOf(op *operation.Operation) table { return d.ofName(op.Table) }

// ofName resolves a table as a flow names it.
func (d *deriver) ofName(name flowparse.TableName) table {
	if name.Logical != "" {
		return d.byEitherName(name.Logical)
	}
	return d.ofSet(name.Set)
}

// byName resolves a logical name.
func (d *deriver) byName(logical string) table {
	if found, ok := d.schema.Table(logical); ok {
		return fromSchema(found)
	}
	return table{logical: strings.ToLower(logical)}
}

// byEitherName resolves a name from a configuration: a logical name or an entity set.
func (d *deriver) byEitherName(name string) table {
	if t := d.byName(name); t.known {
		return t
	}
	if t := d.ofSet(name); t.logical != "" {
		return t
	}
	return d.byName(name)
}

// ofSet resolves an entity set name: by metadata, else by what the flow itself shows.
func (d *deriver) ofSet(set string) table {
	if found, ok := d.schema.TableOfSet(set); ok {
		t := fromSchema(found)
		if t.set == "" {
			t.set = set
		}
		return t
	}
	if logical, ok := d.named[strings.ToLower(set)]; ok {
		t := d.byName(logical)
		t.set, t.byFlow = set, true
		return t
	}
	return table{set: set}
}

// nameUnknownSets names the tables of sets that no metadata knows by evidence in the flow (semantics 4.4): FetchXML's
// entity, a primary key column that is read from the set's rows, or the trigger's table with the same row id.
func (d *deriver) nameUnknownSets() {
	d.named = map[string]string{}
	for i := range d.ops {
		op := &d.ops[i]
		if set := op.Table.Set; set != "" && !d.knows(set) {
			if len(op.Linked) > 0 {
				d.named[strings.ToLower(set)] = strings.ToLower(op.Linked[0])
			}
			for _, c := range slices.Concat(op.Select, op.Declared) {
				d.nameByKey(set, c)
			}
			for _, r := range op.Reads {
				if r.Table == "" && r.Path == "" {
					d.nameByKey(set, r.Column)
				}
			}
		}
		d.nameByRows(op.Table.Set, op.Row)
		for _, l := range op.Lookups {
			for _, t := range l.Targets {
				d.nameByRows(t.Set, t.Row)
			}
		}
	}
}

// nameByRows names sets by the ids of rows of the set in use: the set that an id was read from, and, by the id of a row of
// the trigger's table, the set that it is used with.
func (d *deriver) nameByRows(set string, row []operation.Origin) {
	for _, o := range row {
		from := d.byNode[o.Node]
		if from == nil {
			continue
		}
		if from.Table.Set != "" && !d.knows(from.Table.Set) {
			d.nameByKey(from.Table.Set, o.Column)
		}
		if logical := from.Table.Logical; logical != "" && set != "" && !d.knows(set) && strings.EqualFold(o.Column, logical+"id") {
			d.nameByKey(set, o.Column)
		}
	}
}

func (d *deriver) knows(set string) bool {
	_, ok := d.schema.TableOfSet(set)
	return ok
}

// nameByKey takes "<x>id", read from rows of a set that begins with "<x>", as the table's key.
func (d *deriver) nameByKey(set, column string) {
	c := strings.ToLower(column)
	x, ok := strings.CutSuffix(c, "id")
	if !ok || x == "" || strings.HasPrefix(c, "_") || !strings.HasPrefix(strings.ToLower(set), x) {
		return
	}
	if before, taken := d.named[strings.ToLower(set)]; !taken || len(before) < len(x) {
		d.named[strings.ToLower(set)] = x
	}
}

// navigation resolves a navigation property of a table to the tables it leads to. Unresolved ones come back as one
// table that carries the reference.
func (d *deriver) navigation(t table, property string, selected []string) ([]table, bool) {
	if t.logical != "" {
		if found := d.schema.Navigation(t.logical, property); len(found) > 0 {
			out := make([]table, 0, len(found))
			for _, logical := range found {
				out = append(out, d.byName(logical))
			}
			return out, true
		}
	}
	for _, c := range selected {
		if found, ok := d.schema.TableOfPrimaryID(c); ok {
			to := fromSchema(found)
			to.byFlow = true
			return []table{to}, true
		}
	}
	return []table{{reference: "nav:" + property}}, false
}

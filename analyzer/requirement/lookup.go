package requirement

import (
	"cmp"
	"strings"

	"rolefit/analyzer/operation"
	"rolefit/flowparse"
	"rolefit/privileges"
)

// DependencyRead is the note of a Read that documentation lists for the target of a lookup, and that the platform does
// not enforce on callers of the API.
const DependencyRead = "dependency read"

// lookup derives a lookup that is set: Append on the row, AppendTo and a dependency Read on what it points at.
func (d *deriver) lookup(op *operation.Operation, t table, l operation.Lookup, reach level) {
	if l.Cleared || len(l.Targets) == 0 {
		return
	}
	set := rule{name: "set a lookup", source: sourceAccessRights}
	if outer, inner, nested := strings.Cut(l.Navigation, "/"); nested {
		to, ok := d.navigation(t, outer, nil)
		if !ok {
			d.unknownNavigation(op, t, outer)
		}
		if strings.HasPrefix(strings.ToLower(inner), "ownerid") {
			return // the owner is no lookup
		}
		t, l.Navigation = to[0], inner
		reach = assumed
	}
	if d.isOwningUnit(t, l) {
		d.owningUnit(op, l)
		return
	}
	d.need(op, t, privileges.Append, reach, set)
	for _, target := range l.Targets {
		for _, to := range d.lookupTargets(op, t, l, target) {
			at := d.reach(op, target.Row, to)
			d.need(op, to, privileges.AppendTo, at, set)
			read := set
			if !target.AlternateKey {
				read.note = DependencyRead
			}
			d.need(op, to, privileges.Read, at, read)
		}
	}
}

// isOwningUnit reports whether a lookup is the business unit that a row belongs to: "owningbusinessunit", or with the name
// of the table behind it.
func (d *deriver) isOwningUnit(t table, l operation.Lookup) bool {
	const column = "owningbusinessunit"
	name := strings.ToLower(cmp.Or(l.Column, l.Navigation))
	return name == column || strings.HasPrefix(name, column+"_") || d.schema.ColumnOf(t.logical, name) == column
}

// owningUnit derives setting the business unit that a row belongs to.
func (d *deriver) owningUnit(op *operation.Operation, l operation.Lookup) {
	r := rule{name: "set the owning business unit", basis: BasisInferred, source: sourceAccessRights}
	unit := d.byName("businessunit")
	for _, target := range l.Targets {
		d.conditional(op, unit, privileges.AppendTo, d.reach(op, target.Row, unit),
			"the platform asks for it where rows may belong to another business unit than their owner does", r)
	}
}

// insert derives a row that is written inside another: it is made, and linked to it.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/create-entity-web-api#create-related-table-rows-in-one-operation (2026-11-25)
func (d *deriver) insert(op *operation.Operation, t table, navigation string, reach level) {
	within := rule{name: "create a row inside another", basis: BasisInferred, source: sourceAccessRights}
	tables, ok := d.navigation(t, navigation, nil)
	if !ok && d.schema.HasColumn(t.logical, navigation) {
		return // an object that a column keeps as text
	}
	if !ok {
		d.unknownNavigation(op, t, navigation)
	}
	made := level{privileges.Basic, Proven}
	owned, given := ownerInside(op, navigation)
	if op.Impersonates || owned {
		made = assumed
	}
	link, many := d.schema.Link(t.logical, navigation)
	for _, x := range tables {
		d.need(op, x, privileges.Create, made, within)
		d.need(op, x, privileges.Read, made, within)
		if given {
			d.conditional(op, x, privileges.Assign, made, "the platform may ask for Assign when a row is created for another owner", within)
		}
		if !many || link.ManyToMany {
			d.need(op, t, privileges.Append, reach, within)
			d.need(op, x, privileges.AppendTo, made, within)
		}
		if many {
			d.need(op, x, privileges.Append, made, within)
			d.need(op, t, privileges.AppendTo, reach, within)
		}
	}
}

// ownerInside reports whether a row inside an operation's own may be given an owner, and whether it certainly is.
func ownerInside(op *operation.Operation, navigation string) (may, given bool) {
	owner := strings.ToLower(navigation) + "/ownerid"
	for _, l := range op.Lookups {
		if strings.HasPrefix(strings.ToLower(l.Navigation), owner) {
			may, given = true, given || len(l.Targets) > 0
		}
	}
	return may, given
}

// lookupTargets finds the tables that a bound value can point at: the set it names, the row or column it was read from,
// the lookup's metadata, in that order; else the bind is opaque.
func (d *deriver) lookupTargets(op *operation.Operation, t table, l operation.Lookup, target operation.Target) []table {
	byLookup := d.lookupTables(t, l)
	if target.Table != "" {
		return []table{d.byEitherName(target.Table)}
	}
	if target.Set != "" {
		to := d.ofSet(target.Set)
		if !to.known && len(byLookup) == 1 {
			to = byLookup[0]
			to.set = target.Set
		}
		return []table{to}
	}
	from, known := d.readFrom(target)
	if known && target.Column == "" {
		return []table{from}
	}
	if len(byLookup) > 0 {
		return byLookup
	}
	if known {
		if tables := d.columnTables(from, target.Column); len(tables) > 0 {
			return tables
		}
	}
	name := cmp.Or(l.Column, l.Navigation)
	if pinned, ok := d.opts.Pins.LookupAt(op.Flow.ID, op.Flow.Name, op.Node, name); ok {
		var tables []table
		for _, p := range pinned {
			tables = append(tables, d.byEitherName(p))
		}
		return tables
	}
	d.blindAbout(op, "opaque-bind", "the row that the lookup "+name+" is set to cannot be told from the flow, and no metadata knows the lookup",
		"add the solution that defines the lookup to the input, or pin its target in the configuration", name, t.name())
	return nil
}

// readFrom is the table whose row a target was read from: in this flow, or in a caller's.
func (d *deriver) readFrom(target operation.Target) (table, bool) {
	if target.Of != (flowparse.TableName{}) {
		return d.ofName(target.Of), true
	}
	if from := d.byNode[target.Node]; from != nil {
		return d.tableOf(from), true
	}
	return table{}, false
}

// lookupTables finds where a lookup leads by metadata.
func (d *deriver) lookupTables(t table, l operation.Lookup) []table {
	if t.logical == "" {
		return nil
	}
	var names []string
	if l.Column != "" {
		names = d.schema.LookupColumn(t.logical, l.Column)
	} else {
		names = d.schema.Navigation(t.logical, l.Navigation)
	}
	return d.tables(names)
}

// columnTables finds what the id in a column of a read row points at: the row itself, or a lookup's target.
func (d *deriver) columnTables(from table, column string) []table {
	for {
		nav, rest, more := strings.Cut(column, "/")
		if !more {
			break
		}
		to, ok := d.navigation(from, nav, nil)
		if !ok || len(to) != 1 {
			return nil
		}
		from, column = to[0], rest
	}
	if d.isKey(from, column, false) {
		return []table{from}
	}
	if from.logical == "" {
		return nil
	}
	return d.tables(d.schema.LookupColumn(from.logical, column))
}

func (d *deriver) tables(names []string) []table {
	out := make([]table, 0, len(names))
	for _, n := range names {
		out = append(out, d.byName(n))
	}
	return out
}

// party derives an activity party: Append on the activity, AppendTo and a dependency Read on the party's table.
func (d *deriver) party(op *operation.Operation, t table, l operation.Lookup, reach level) {
	if l.Cleared || len(l.Targets) == 0 {
		return
	}
	party := rule{name: "activity party", basis: BasisObserved, source: sourceAccessRights}
	d.need(op, t, privileges.Append, reach, party)
	for _, target := range l.Targets {
		if target.Set == "" && target.Table == "" && (target.Node == "" && target.Of == (flowparse.TableName{}) || target.Column != "") {
			d.blind(op, "opaque-bind", "the table of an activity party cannot be told from the flow", "name the party's table in the flow", t.name())
			continue
		}
		for _, to := range d.lookupTargets(op, t, l, target) {
			at := d.reach(op, target.Row, to)
			d.need(op, to, privileges.AppendTo, at, party)
			read := party
			read.note = DependencyRead
			d.need(op, to, privileges.Read, at, read)
			if t.logical == "appointment" && (to.logical == "systemuser" || to.logical == "team") {
				d.conditional(op, t, privileges.Share, reach, "appointments are shared with their parties", party)
			}
		}
	}
}

// expands derives $expand: Read on every table reached, and on those its options name.
func (d *deriver) expands(op *operation.Operation, t table, expands []operation.Expand, r rule) {
	for _, e := range expands {
		to, ok := d.navigation(t, e.Navigation, e.Select)
		if !ok {
			d.unknownNavigation(op, t, e.Navigation)
		}
		for _, x := range to {
			d.need(op, x, privileges.Read, assumed, r)
			for _, p := range e.Paths {
				d.path(op, x, p, r)
			}
			d.expands(op, x, e.Nested, r)
		}
	}
}

// path derives a navigation path of a filter or order: Read on every table along it.
func (d *deriver) path(op *operation.Operation, t table, path []string, r rule) {
	at := []table{t}
	for _, property := range path {
		var next []table
		for _, x := range at {
			to, ok := d.navigation(x, property, nil)
			if !ok {
				d.unknownNavigation(op, x, property)
			}
			for _, y := range to {
				d.need(op, y, privileges.Read, assumed, r)
				next = append(next, y)
			}
		}
		at = next
	}
}

func (d *deriver) unknownNavigation(op *operation.Operation, t table, property string) {
	d.blind(op, "unknown-navigation", "no metadata knows the navigation property "+property+" of "+t.display(),
		"add the solution that defines the relationship to the input", Table{Reference: "nav:" + property})
}

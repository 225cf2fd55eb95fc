package requirement

import (
	"strings"

	"rolefit/analyzer/operation"
	"rolefit/analyzer/schema"
	"rolefit/privileges"
)

// need claims a right on a table for everybody who pays for the operation.
func (d *deriver) need(op *operation.Operation, t table, right privileges.Right, at level, r rule) {
	d.claim(op, t, right, at, r, Needed, "")
}

// conditional claims a right that holds only on a condition.
func (d *deriver) conditional(op *operation.Operation, t table, right privileges.Right, at level, condition string, r rule) {
	d.claim(op, t, right, at, r, Conditional, condition)
}

func (d *deriver) claim(op *operation.Operation, t table, right privileges.Right, at level, r rule, state State, condition string) {
	guards := d.guards(op, t, right)
	for _, g := range guards {
		name, note := t.name(), r.note
		if g.Table != "" && t.logical != "" && g.Table != t.logical {
			note = join(note, "guards the rows of "+t.logical)
			name = d.byName(g.Table).name()
		}
		e := d.evidence(op, t.name(), clamp(d.pinned(op.Identity, t, at), g.Levels), state, condition, r, note, g.Source)
		e.Basis = max(e.Basis, g.basis) // no better known than the name is
		d.emit(op, Claim{
			Identity: op.Identity, Privilege: g.Privilege, Right: g.Right, Known: g.Known, Table: name, Shared: g.Shared, Evidence: e,
		}, at, g.Guard, t)
	}
}

// pinned is a level as the configuration states it: whose rows of the table the identity works on. Documented levels stay,
// and so does Basic, below which nothing lies.
func (d *deriver) pinned(i operation.Identity, t table, at level) level {
	if at.reason == Documented || at.level <= privileges.Basic {
		return at
	}
	for _, name := range []string{t.logical, t.set} {
		if l, ok := d.opts.Pins.LevelOf(strings.TrimPrefix(i.ID, "connection:"), name); ok && name != "" {
			return level{l, Pinned}
		}
	}
	return at
}

// emit adds a claim for the payer and, conditionally, for the others that need the same.
func (d *deriver) emit(op *operation.Operation, c Claim, at level, g schema.Guard, t table) {
	d.result.Evidence = append(d.result.Evidence, c)
	for _, also := range op.Also {
		other := c
		other.Identity = also.Identity
		other.Evidence.State = Conditional
		other.Evidence.Condition = also.Condition
		if at.reason == Proven || at.reason == Assumed {
			l := clamp(d.pinned(also.Identity, t, assumed), g.Levels)
			other.Evidence.Level, other.Evidence.Reason = l.level, l.reason
		}
		d.result.Evidence = append(d.result.Evidence, other)
	}
}

// privilege claims a miscellaneous privilege; a condition makes it conditional.
func (d *deriver) privilege(op *operation.Operation, name string, r rule, condition string) {
	g := d.schema.Privilege(name)
	at := assumed
	if g.Levels == privileges.LevelsOf(privileges.Global) {
		at.reason = Documented
	}
	state := Needed
	if condition != "" {
		state = Conditional
	}
	d.emit(op, Claim{
		Identity: op.Identity, Privilege: g.Privilege, Known: g.Known,
		Evidence: d.evidence(op, Table{}, clamp(at, g.Levels), state, condition, r, r.note, g.Source),
	}, at, g, table{})
}

func (d *deriver) evidence(op *operation.Operation, t Table, at level, state State, condition string, r rule, note, nameSource string) Evidence {
	source := r.source
	if nameSource != "" {
		source = join(source, "privilege: "+nameSource)
	}
	return Evidence{
		Place: op.Place, Flow: op.Flow.Name, FlowID: op.Flow.ID, Node: op.Node, Operation: op.Name, Table: t,
		Level: at.level, Reason: at.reason, State: state, Condition: condition, Basis: r.basis, Rule: r.name, Note: note, Source: source,
	}
}

// guard is a privilege that a right on a table needs, and what its name rests on.
type guard struct {
	schema.Guard
	basis Basis
}

// guards finds the privileges of a right. A table that no source knows keeps the regular form: confirmed when a granted
// role holds it, otherwise a blind spot that never enters a role (semantics 4.3).
func (d *deriver) guards(op *operation.Operation, t table, right privileges.Right) []guard {
	if t.logical == "" {
		d.unknownTable(op, t)
		return []guard{{schema.Guard{Privilege: "prv" + right.String() + "(" + t.display() + ")", Right: right}, BasisInferred}}
	}
	found := d.schema.Guards(t.logical, right)
	guards := make([]guard, 0, len(found))
	for _, g := range found {
		basis := BasisDocumented
		switch {
		case !g.Known && d.opts.Held != nil && d.opts.Held(g.Privilege):
			g.Known, g.Source, basis = true, "a granted role holds this name", BasisObserved
		case !g.Known:
			d.unknownTable(op, t)
			basis = BasisInferred
		case g.Inferred || t.byFlow:
			basis = BasisInferred
		}
		guards = append(guards, guard{g, basis})
	}
	return guards
}

func (d *deriver) unknownTable(op *operation.Operation, t table) {
	if t.reference != "" {
		return // the unknown navigation property is a blind spot of its own
	}
	d.blind(op, "unknown-table", "no metadata knows the table "+t.display()+"; its privilege names are not certain",
		"add the solution that defines the table to the input, read the environment (a snapshot will do), or state what the node needs in the configuration (reviewed)", t.name())
}

// clamp rounds a level to what the privilege allows. The reason stays.
func clamp(at level, allowed privileges.Levels) level {
	at.level = allowed.Clamp(at.level)
	return at
}

func join(a, b string) string {
	switch {
	case a == "":
		return b
	case b == "":
		return a
	}
	return a + "; " + b
}

package requirement

import (
	"slices"
	"strings"

	"rolefit/analyzer/operation"
	"rolefit/flowparse"
	"rolefit/privileges"
)

// level is a needed access level and what it rests on (semantics 3).
type level struct {
	level  privileges.Level
	reason Reason
}

// assumed is the level of rows that nothing is known of.
var assumed = level{privileges.Global, Assumed}

// reach says how deep a right on the row must reach that an operation works on: Basic for a row that the same identity
// made in this run, the trigger's scope for the row that triggered the flow, else Global, assumed.
func (d *deriver) reach(op *operation.Operation, row []operation.Origin, t table) level {
	worst := level{privileges.None, Proven}
	found := false
	for _, o := range row {
		if o.Kind == operation.Absent {
			continue
		}
		at := d.originReach(op, o, t, 0)
		found = true
		if at.reason == Assumed {
			return assumed
		}
		worst.level = max(worst.level, at.level)
	}
	if !found {
		return assumed
	}
	return worst
}

// maxRereads bounds how often a row is read again by its own id before its origin no longer counts.
const maxRereads = 16

func (d *deriver) originReach(op *operation.Operation, o operation.Origin, t table, depth int) level {
	from := d.byNode[o.Node]
	if o.Kind != operation.FromRow || from == nil || depth > maxRereads || from.Identity != op.Identity || from == op || op.Impersonates {
		return assumed
	}
	source := d.tableOf(from)
	if t.display() != source.display() || !d.isKey(source, o.Column, from.Legacy) || d.ownerSetBefore(op, o) {
		return assumed
	}
	switch from.Kind {
	case operation.Create:
		if at := d.madeRow(from); at.reason != Assumed {
			return at
		}
	case operation.Subscribe:
		if from.Scope >= 1 && from.Scope <= 3 {
			return level{scopeLevel(from.Scope), Proven}
		}
	case operation.Read, operation.Update, operation.Upsert:
		if from.List {
			return assumed
		}
		worst := level{privileges.None, Proven}
		for _, again := range from.Row {
			at := d.originReach(op, again, t, depth+1)
			if at.reason == Assumed {
				return assumed
			}
			worst.level = max(worst.level, at.level)
		}
		if worst.level > privileges.None {
			return worst
		}
	}
	return assumed
}

// ownerSetBefore reports whether another node may have set the owner of the row before the operation: itself, or by a
// process that it set off; for a step of a process also whether a step before it did.
func (d *deriver) ownerSetBefore(op *operation.Operation, o operation.Origin) bool {
	if d.assigned && len(d.within) > 0 {
		return true
	}
	for i := range d.ops {
		other := &d.ops[i]
		rows, sets := ownerSet(other)
		if !sets && d.reassigned(other, d.tableOf(other)) {
			rows, sets = rowOf(other), true
		}
		if sets && d.isAmong(rows, o.Node, 0) && d.mayPrecede(other, op, o.Node) {
			return true
		}
	}
	return false
}

// mayPrecede reports whether an operation may have worked on what a node returned before another operation does.
func (d *deriver) mayPrecede(one, other *operation.Operation, made string) bool {
	from := d.byNode[made]
	return from == nil || d.runs.MayPrecede(one.Order, other.Order, from.Order)
}

// ownerSet reports whether an operation sets the owner of a row that was there before, and where its id comes from.
func ownerSet(op *operation.Operation) (rows []operation.Origin, sets bool) {
	if op.Kind != operation.Message {
		return op.Row, mayOwn(op) && op.Kind != operation.Create
	}
	if !strings.EqualFold(op.Message, "Assign") {
		return nil, false
	}
	for _, a := range op.Arguments {
		if name, _, _ := strings.Cut(a.Name, "/"); strings.EqualFold(name, "Target") {
			for _, target := range a.Targets {
				rows = append(rows, target.Row...)
			}
		}
	}
	return rows, true
}

// mayOwn reports whether an operation sets the owner of the row that it writes, or may set it.
func mayOwn(op *operation.Operation) bool { return op.Owner != nil || op.OwnerUnknown }

// isAmong reports whether some of the rows is what a node returned, or was read again by its id.
func (d *deriver) isAmong(rows []operation.Origin, node string, depth int) bool {
	return slices.ContainsFunc(rows, func(r operation.Origin) bool {
		if r.Kind != operation.FromRow || r.Node == "" {
			return false
		}
		from := d.byNode[r.Node]
		return r.Node == node || from != nil && depth < maxRereads && d.isAmong(from.Row, node, depth+1)
	})
}

// madeRow says how deep the rights on a row must reach that a Create makes: Basic without an owner, or with an owner
// that is the identity itself; else, also where only a run knows, assumed Global.
func (d *deriver) madeRow(op *operation.Operation) level {
	if op.Impersonates || op.OwnerUnknown {
		return assumed
	}
	if op.Owner == nil {
		return level{privileges.Basic, Proven}
	}
	for _, t := range op.Owner.Targets {
		own := len(t.Row) > 0
		for _, o := range t.Row {
			from := d.byNode[o.Node]
			isOwner := strings.EqualFold(o.Column, "_ownerid_value") || strings.EqualFold(o.Column, "ownerid")
			if from == nil || from.Kind != operation.Subscribe || from.Scope != 1 || from.Identity != op.Identity || !isOwner {
				own = false
			}
		}
		if !own {
			return assumed
		}
	}
	return level{privileges.Basic, Proven}
}

// isKey reports whether a column of a table's rows is the row's own key.
func (d *deriver) isKey(t table, column string, legacy bool) bool {
	c := strings.ToLower(column)
	switch {
	case c == "", strings.HasSuffix(c, "@odata.id"), strings.HasSuffix(c, "@odata.editlink"):
		return !strings.Contains(c, "/")
	case legacy && c == "iteminternalid":
		return true
	case t.PrimaryID != "":
		return c == t.PrimaryID
	}
	return t.logical != "" && c == t.logical+"id"
}

// existence says whether the row of an upsert is there.
type existence uint8

const (
	mayBeMissing existence = iota // not proven either way
	certainlyExists
	canBeMissing // some branch makes a new id on purpose
)

// rowExists decides it from the origins of the row id (semantics 2, UpdateRecord).
func (d *deriver) rowExists(op *operation.Operation, t table) existence {
	proven := false
	for _, o := range op.Row {
		switch o.Kind {
		case operation.Fresh, operation.AlternateKey, operation.Empty:
			return canBeMissing
		}
	}
	for _, o := range op.Row {
		if o.Kind == operation.Absent {
			continue
		}
		if !d.rowOf(op, o, t) {
			return d.sameID(op, t)
		}
		proven = true
	}
	if proven {
		return certainlyExists
	}
	return d.sameID(op, t)
}

// sameID looks for the same id expression as the row id of a node that must have succeeded before, or as the given key
// of a row that was created.
func (d *deriver) sameID(op *operation.Operation, t table) existence {
	if op.RowText == "" {
		return mayBeMissing
	}
	for i := range d.ops {
		before := &d.ops[i]
		if before != op && d.sameRow(before, op, t) && d.runs.SucceededBefore(before.Order, op.Order) {
			return certainlyExists
		}
	}
	return mayBeMissing
}

// sameRow reports whether an operation that fails on a missing row, or that made the row, worked on the row of another.
func (d *deriver) sameRow(before, op *operation.Operation, t table) bool {
	same := false
	switch before.Kind {
	case operation.Read, operation.Update:
		same = !before.List && before.RowText == op.RowText
	case operation.Create:
		same = t.PrimaryID != "" && before.Keys[t.PrimaryID] == op.RowText
	}
	return same && d.runs.SameValue(op.RowText, before.Order, op.Order) && d.tableOf(before).display() == t.display() &&
		before.Identity.Environment == op.Identity.Environment && before.Identity.Expression == op.Identity.Expression
}

// rowOf reports whether an origin is provably the id of an existing row of the table.
func (d *deriver) rowOf(op *operation.Operation, o operation.Origin, t table) bool {
	if o.Kind != operation.FromRow {
		return false
	}
	if o.Of != (flowparse.TableName{}) {
		return op.Identity.Environment == operation.CurrentEnvironment && d.leadsTo(d.ofName(o.Of), o.Column, false, t)
	}
	from := d.byNode[o.Node]
	if from == nil || from == op ||
		from.Identity.Environment != op.Identity.Environment || from.Identity.Expression != op.Identity.Expression {
		return false
	}
	return d.leadsTo(d.tableOf(from), o.Column, from.Legacy, t)
}

// leadsTo reports whether a column of a table's rows, or a path through expanded properties to one, is the id of a row of
// another table: that table's key, or a lookup that points at it alone.
func (d *deriver) leadsTo(source table, column string, legacy bool, t table) bool {
	for {
		nav, rest, more := strings.Cut(column, "/")
		if !more {
			break
		}
		to, ok := d.navigation(source, nav, nil)
		if !ok || len(to) != 1 {
			return false
		}
		source, column = to[0], rest
	}
	if source.display() == t.display() && d.isKey(source, column, legacy) {
		return true
	}
	if t.logical == "" || source.logical == "" {
		return false
	}
	targets := d.schema.LookupColumn(source.logical, column)
	return len(targets) == 1 && targets[0] == t.logical
}

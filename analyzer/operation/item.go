package operation

import (
	"strings"

	"rolefit/analyzer/dataflow"
	"rolefit/analyzer/pin"
	"rolefit/flowparse"
	"rolefit/flowparse/expr"
	"rolefit/flowparse/jsontree"
)

// bindSuffix marks a lookup in a row that is written.
const bindSuffix = "@odata.bind"

// item reads the row that a create or update writes: flattened "item/…" parameters, an "item" object, or a V1 body.
func (r *reader) item(op *Operation, n *flowparse.Node, at *dataflow.Scope) {
	c := n.Call
	if c.Family == flowparse.V1 {
		r.itemValue(op, n, r.ev.Of(c.Body, at))
		return
	}
	for _, m := range c.Parameters.Entries() {
		name, ok := strings.CutPrefix(m.Name, "item/")
		switch {
		case ok:
			r.column(op, n, name, m.Value, at, c.Parameters, "item/")
		case m.Name == "item":
			r.itemValue(op, n, r.ev.Of(m.Value, at))
		}
	}
}

// itemValue reads a row written as one value. Alternatives that are not objects of the definition are not known.
func (r *reader) itemValue(op *Operation, n *flowparse.Node, value dataflow.Set) {
	for _, v := range value {
		switch v := v.(type) {
		case dataflow.Literal:
			if !v.JSON.Is(jsontree.Object) {
				continue
			}
			for _, m := range v.JSON.Members {
				for _, name := range r.memberNames(op, n, v, m) {
					r.column(op, n, name, m.Value, v.Scope, v.JSON, "")
				}
			}
		case dataflow.Null:
		case dataflow.Constant:
			if v.Text != "" {
				r.anyColumns(op, n)
			}
		default:
			r.anyColumns(op, n)
		}
	}
}

// memberNames are the names that a member of a written row can have. One that only a run knows is a blind spot, unless it
// ends in what marks a lookup.
func (r *reader) memberNames(op *Operation, n *flowparse.Node, l dataflow.Literal, m jsontree.Member) []string {
	names, computed := r.ev.MemberName(l, m)
	if !computed {
		return []string{m.Name}
	}
	var out []string
	for _, v := range names {
		switch c, known := v.(dataflow.Constant); {
		case known:
			out = append(out, c.Text)
		case strings.HasSuffix(expr.Name(m.Name), bindSuffix):
			r.anyLookup(op, n)
			out = append(out, m.Name)
		default:
			r.anyColumns(op, n)
		}
	}
	return out
}

// anyLookup notes that a lookup is set of which only a run knows the name: it may be the owner, unless the configuration
// says which lookups are.
func (r *reader) anyLookup(op *Operation, n *flowparse.Node) {
	pins := r.around.Pins.LookupsAt(r.result.Flow.ID, r.result.Flow.Name, n.Name)
	if len(pins) == 0 {
		op.OwnerUnknown = true
	}
	for _, p := range pins {
		if isOwner(p.Name) {
			op.ownedBy(statedTargets(p))
		}
	}
}

// statedTargets are the rows that a lookup is set to by what the configuration states.
func statedTargets(p pin.Lookup) []Target {
	var out []Target
	for _, name := range p.Is {
		out = append(out, Target{Table: name, Row: []Origin{{Kind: Opaque, Text: "stated in the configuration"}}})
	}
	return out
}

// anyColumns notes that a row sets columns of which only a run knows the names; the owner may be among them, unless the
// configuration says which lookups are.
func (r *reader) anyColumns(op *Operation, n *flowparse.Node) {
	if !r.opaqueRow(op, n) {
		op.OwnerUnknown = true
	}
}

// opaqueRow files a row, or a part of one, whose lookups only a run knows. It reports whether the configuration settles
// them.
func (r *reader) opaqueRow(op *Operation, n *flowparse.Node) bool {
	if r.pinnedLookups(op, n) {
		return true
	}
	r.blind(n, op.Identity, "opaque-bind", "the row is written as one value that only a run knows; the lookups it sets are not known",
		"list the columns in the action, or pin the lookups it sets, ownerid among them, in the configuration")
	return false
}

// pinnedLookups takes the lookups that a node sets from the configuration, and reports whether it states any or none.
func (r *reader) pinnedLookups(op *Operation, n *flowparse.Node) bool {
	pins := r.around.Pins.LookupsAt(r.result.Flow.ID, r.result.Flow.Name, n.Name)
	for _, p := range pins {
		if isOwner(p.Name) {
			op.ownedBy(statedTargets(p))
			continue
		}
		op.Lookups = append(op.Lookups, Lookup{Navigation: p.Name, Targets: statedTargets(p)})
	}
	return len(pins) > 0
}

// column reads one member of a written row.
func (r *reader) column(op *Operation, n *flowparse.Node, name string, value *jsontree.Node, at *dataflow.Scope, siblings *jsontree.Node, prefix string) {
	name = expr.Name(name)
	lower := strings.ToLower(name)
	if outer, inner, nested := strings.Cut(name, "/"); nested && !strings.HasPrefix(lower, "activitypointer") {
		if strings.HasSuffix(inner, bindSuffix) {
			op.Lookups = append(op.Lookups, r.bind(outer+"/"+strings.TrimSuffix(inner, bindSuffix), value, at))
		}
		op.insert(outer)
		return
	}
	if written := columnOf(op, lower); written != "" {
		r.set(op, written, value)
	}
	switch {
	case strings.HasSuffix(lower, bindSuffix):
		nav := name[:len(name)-len(bindSuffix)]
		op.Columns = append(op.Columns, strings.ToLower(nav))
		if isOwner(nav) {
			r.owner(op, r.ev.Of(value, at))
			return
		}
		op.Lookups = append(op.Lookups, r.bind(nav, value, at))
	case strings.Contains(name, "@"):
		// An annotation of another column says nothing by itself.
	case lower == "ownerid":
		r.owner(op, r.ev.Of(value, at))
	case strings.HasPrefix(lower, "_") && strings.HasSuffix(lower, "_value"):
		if op.Legacy {
			r.legacyLookup(op, lower, value, at, siblings, prefix)
		}
	case strings.HasSuffix(lower, "_activity_parties"):
		r.parties(op, n, r.ev.Of(value, at))
	default:
		r.nested(op, n, name, r.ev.Of(value, at))
	}
}

// columnOf is the column that a member of a written row sets by its own name, or "": an annotation of another column sets
// none. The legacy connector writes a lookup x as "_x_value", and says its table in "_x_type".
func columnOf(op *Operation, member string) string {
	if strings.Contains(member, "@") {
		return ""
	}
	inner, marked := strings.CutPrefix(member, "_")
	if !op.Legacy || !marked {
		return member
	}
	if strings.HasSuffix(inner, "_type") {
		return ""
	}
	return strings.TrimSuffix(inner, "_value")
}

// isOwner reports whether a navigation property is the owner: "ownerid", or "ownerid_<this table>".
func isOwner(nav string) bool {
	lower := strings.ToLower(nav)
	return lower == "ownerid" || strings.HasPrefix(lower, "ownerid_")
}

func (r *reader) bind(nav string, value *jsontree.Node, at *dataflow.Scope) Lookup {
	targets, clears := r.targets(r.ev.Of(value, at))
	return Lookup{
		Navigation: nav, Targets: targets, Cleared: len(targets) == 0 && clears,
	}
}

func (r *reader) owner(op *Operation, value dataflow.Set) {
	targets, _ := r.targets(value)
	op.ownedBy(targets)
}

// ownedBy notes what the owner is set to; nothing leaves it as it is.
func (op *Operation) ownedBy(targets []Target) {
	if len(targets) == 0 {
		return
	}
	if op.Owner == nil {
		op.Owner = &Owner{}
	}
	op.Owner.Targets = append(op.Owner.Targets, targets...)
}

// legacyLookup reads "_x_value", which the legacy connector pairs with "_x_type", an entity set.
func (r *reader) legacyLookup(op *Operation, lower string, value *jsontree.Node, at *dataflow.Scope, siblings *jsontree.Node, prefix string) {
	column := strings.TrimSuffix(strings.TrimPrefix(lower, "_"), "_value")
	targets, clears := r.targets(r.ev.Of(value, at))
	typed := ""
	if t := siblings.Fold(prefix + "_" + column + "_type"); t != nil {
		typed = constantOf(r.ev.Of(t, at))
	}
	for i := range targets {
		targets[i].Set = typed
	}
	if column == "ownerid" {
		if len(targets) > 0 {
			op.Owner = &Owner{Targets: targets}
		}
		return
	}
	op.Lookups = append(op.Lookups, Lookup{Column: column, Targets: targets, Cleared: len(targets) == 0 && clears})
}

// parties reads activity parties: objects with "partyid@odata.bind" or "partyid_<table>@odata.bind".
func (r *reader) parties(op *Operation, n *flowparse.Node, value dataflow.Set) {
	for _, e := range r.ev.Elements(value) {
		party, ok := e.(dataflow.Literal)
		if !ok && r.pinnedLookups(op, n) {
			return
		}
		if !ok {
			r.blind(n, op.Identity, "opaque-bind", "the activity's parties are put together at run time",
				"list the parties in the action, or pin their tables in the configuration")
			continue
		}
		for _, m := range party.JSON.Members {
			name := strings.ToLower(expr.Name(m.Name))
			if strings.HasPrefix(name, "partyid") && strings.HasSuffix(name, bindSuffix) {
				l := r.bind(strings.TrimSuffix(name, bindSuffix), m.Value, party.Scope)
				l.Role, _ = party.JSON.Get("participationtypemask").Int()
				op.Parties = append(op.Parties, l)
			}
		}
	}
}

// set notes that a column is set, and with what where it may be the row's key.
func (r *reader) set(op *Operation, column string, value *jsontree.Node) {
	op.Columns = append(op.Columns, column)
	if strings.HasSuffix(column, "id") && value.Is(jsontree.String) {
		if op.Keys == nil {
			op.Keys = map[string]string{}
		}
		op.Keys[column] = canonical(value.Text)
	}
}

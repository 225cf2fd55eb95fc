package rule

import (
	"slices"

	"rolefit/privileges"
	"rolefit/privileges/catalog"
)

// The records of escalations are the catalogue's; these are its words.
type (
	Escalation     = catalog.Escalation
	EscalationKind = catalog.EscalationKind
	Class          = catalog.Class
	Term           = catalog.Term
)

// The classes and kinds of escalation.
const (
	Unbounded     = catalog.Unbounded
	ThroughOthers = catalog.ThroughOthers
	Bounded       = catalog.Bounded

	ByPrivileges        = catalog.ByPrivileges
	ByAdministrator     = catalog.ByAdministrator
	ByAdministratorCopy = catalog.ByAdministratorCopy
	ByDeeperRight       = catalog.ByDeeperRight
	ByAnyTable          = catalog.ByAnyTable
)

// path is an escalation that is open to a holder.
type path struct {
	Escalation
	class Class
	held  []privileges.Held // what opens it, in the order of the groups
}

// paths returns the escalations that are open to the holder of a set, in the order of Facts.Escalations. Those by being an
// administrator are left to the rules that say so.
func (f Facts) paths(held privileges.Set) []path {
	e := f.evaluate(held)
	var open []path
	for pass := range 2 { // those that need company come second
		for _, escalation := range f.Escalations {
			if (escalation.With != "") != (pass == 1) {
				continue
			}
			if escalation.With != "" && !slices.ContainsFunc(open, func(p path) bool { return p.class == escalation.With && p.With == "" }) {
				continue
			}
			if p, ok := e.path(escalation); ok {
				open = append(open, p)
			}
		}
	}
	index := map[string]int{}
	for i, escalation := range f.Escalations {
		index[escalation.ID] = i
	}
	slices.SortStableFunc(open, func(a, b path) int { return index[a.ID] - index[b.ID] })
	return open
}

// evaluation compares escalations with one set of grants.
type evaluation struct {
	held privileges.Set
	all  []described // everything held
}

// described is a privilege that is held and what it is about.
type described struct {
	privileges.Held
	about Privilege // the zero value when nothing knows it
}

// evaluate prepares comparing escalations with a set. What each privilege is about is asked once.
func (f Facts) evaluate(held privileges.Set) evaluation {
	e := evaluation{held: held}
	if len(f.Escalations) == 0 {
		return e
	}
	for _, h := range held.All() {
		about, _ := f.about(h.Privilege)
		e.all = append(e.all, described{h, about})
	}
	return e
}

func (e evaluation) path(escalation Escalation) (path, bool) {
	p := path{Escalation: escalation, class: escalation.Class}
	ok := false
	switch escalation.Kind {
	case ByPrivileges, ByAnyTable:
		p.held, ok = e.groups(escalation.All, escalation)
	case ByDeeperRight:
		p.held = e.deeper(escalation)
		ok = len(p.held) > 0
	}
	if !ok {
		return path{}, false
	}
	if escalation.Downgrade != "" {
		if _, kept := e.groups(escalation.Unless, Escalation{}); !kept {
			p.class = escalation.Downgrade
		}
	}
	return p, true
}

// groups returns what is held of each group, and whether something is held of every one.
func (e evaluation) groups(groups [][]Term, bounds Escalation) (held []privileges.Held, ok bool) {
	for _, group := range groups {
		before := len(held)
		for _, term := range group {
			held = append(held, e.term(term, bounds)...)
		}
		if len(held) == before {
			return nil, false
		}
	}
	return held, len(groups) > 0
}

// term returns what is held of a term: one privilege, or every privilege about a right.
func (e evaluation) term(term Term, bounds Escalation) []privileges.Held {
	if term.Right == privileges.NoRight {
		h, ok := e.held.Get(privileges.KeyOf(term.Privilege))
		if !ok || !reaches(h, bounds) {
			return nil
		}
		return []privileges.Held{h}
	}
	var all []privileges.Held
	for _, d := range e.all {
		if d.about.Right == term.Right && reaches(d.Held, bounds) {
			all = append(all, d.Held)
		}
	}
	return all
}

// reaches reports whether something is held deep enough and in the way that an escalation asks for. A record filter reaches
// somewhere, so it counts wherever any level does; what is held in another business unit counts as there.
func reaches(h privileges.Held, bounds Escalation) bool {
	if bounds.DirectOnly && !h.Direct {
		return false
	}
	return max(h.Level, h.Elsewhere) >= max(bounds.MinLevel, privileges.Basic) || h.RecordFilter && bounds.MinLevel <= privileges.Basic
}

// deeper returns the privileges about the escalation's right that are held deeper than another right on the same table.
func (e evaluation) deeper(escalation Escalation) []privileges.Held {
	if len(escalation.All) == 0 || len(escalation.All[0]) == 0 {
		return nil
	}
	right := escalation.All[0][0].Right
	shallowest := map[string]privileges.Level{}
	for _, d := range e.all {
		if other := d.about.Right; other == privileges.NoRight || other == right || other == privileges.Create || d.Level == privileges.None {
			continue // Create reaches no row that exists
		}
		for _, table := range d.about.Tables {
			if level, seen := shallowest[table]; !seen || d.Level < level {
				shallowest[table] = d.Level
			}
		}
	}
	var found []privileges.Held
	for _, d := range e.all {
		if d.about.Right != right || !reaches(d.Held, escalation) {
			continue
		}
		if slices.ContainsFunc(d.about.Tables, func(table string) bool {
			level, seen := shallowest[table]
			return seen && level < d.Level
		}) {
			found = append(found, d.Held)
		}
	}
	return found
}

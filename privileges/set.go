package privileges

import (
	"cmp"
	"slices"
)

// Held is what the union of several roles grants of one privilege.
type Held struct {
	Privilege    string // name in the casing of the first source
	Level        Level  // the deepest level of any source; Deep from the root business unit counts as Global
	RecordFilter bool   // some source grants it through a record filter
	Direct       bool   // some source is a role that is assigned directly, not through a team
	TeamRows     bool   // Level is Basic and reaches only rows that a team owns, not the holder's own
	Elsewhere    Level  // the deepest level held in a business unit that is not the holder's; None: nowhere else
	Roles        []string
}

// Set is the union of roles with the deepest level for each privilege. The zero value holds nothing.
type Set struct {
	held map[Key]Held
}

// Union joins the grants of roles: for each privilege the deepest level counts. The order of the roles does not matter.
func Union(roles ...Role) Set {
	sorted := slices.SortedFunc(slices.Values(roles), func(a, b Role) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Origin, b.Origin), cmp.Compare(a.Team, b.Team), cmp.Compare(a.Anchor, b.Anchor))
	})
	set := Set{held: map[Key]Held{}}
	for _, role := range sorted {
		own := map[Key]bool{} // named by this role: it may list a privilege twice, in two casings
		for _, g := range role.Grants {
			key := g.Key()
			h, ok := set.held[key]
			if !ok || own[key] {
				h.Privilege = max(h.Privilege, g.Privilege)
				own[key] = true
			}
			set.held[key] = h.with(role, g)
		}
	}
	return set
}

// with returns what is held when one more role grants the privilege.
func (h Held) with(role Role, g Grant) Held {
	level, elsewhere := role.reach(g)
	h.Elsewhere = max(h.Elsewhere, elsewhere)
	teamRows := level == Basic && role.Team != "" && role.Inherited == TeamOnly
	switch {
	case level > h.Level:
		h.Level, h.TeamRows = level, teamRows
	case level == h.Level:
		h.TeamRows = h.TeamRows && teamRows
	}
	h.RecordFilter = h.RecordFilter || g.RecordFilter
	h.Direct = h.Direct || role.Team == ""
	if !slices.Contains(h.Roles, role.Name) {
		h.Roles = append(h.Roles, role.Name)
	}
	return h
}

// reach returns the level of a grant for the rows around the role's holder, and the level at which it reaches rows of
// another business unit only. One of them is None.
func (r Role) reach(g Grant) (level, elsewhere Level) {
	switch {
	case g.Level == Deep && r.AtRoot && (g.Allowed == 0 || g.Allowed.Has(Deep)):
		return Global, None
	case g.Level == Local && (r.Anchor == AboveUnit || r.Anchor == OtherUnit), g.Level == Deep && r.Anchor == OtherUnit:
		return None, g.Level
	}
	return g.Level, None
}

// MayReach reports whether what is held at a reach that cannot be compared (through a record filter, or in a business unit
// that is not the holder's) might still be a level: never where it is held in another business unit at a lower one.
func (h Held) MayReach(level Level) bool {
	return h.RecordFilter || h.Elsewhere >= level && level > None
}

// Get returns what is held of a privilege. The caller must not change Roles.
func (s Set) Get(k Key) (Held, bool) {
	h, ok := s.held[k]
	return h, ok
}

// Len returns the number of distinct privileges held.
func (s Set) Len() int { return len(s.held) }

// All returns everything that is held, ordered by privilege name. The caller must not change Roles.
func (s Set) All() []Held {
	all := make([]Held, 0, len(s.held))
	for _, h := range s.held {
		all = append(all, h)
	}
	slices.SortFunc(all, func(a, b Held) int { return cmp.Compare(KeyOf(a.Privilege), KeyOf(b.Privilege)) })
	return all
}

package privileges

import (
	"cmp"
	"slices"
	"strings"
)

// Key is a privilege name made comparable: names compare without regard to case.
type Key string

// KeyOf returns the comparable form of a privilege name such as "prvReadAccount".
func KeyOf(name string) Key { return Key(strings.ToLower(name)) }

// Grant is one privilege held through one role.
type Grant struct {
	Privilege    string // name in the casing of its source, such as "prvReadAccount"
	Level        Level
	RecordFilter bool // granted through a record filter: held, at a reach that is not known
}

// Key returns the grant's privilege name in comparable form.
func (g Grant) Key() Key { return KeyOf(g.Privilege) }

// CompareGrants orders grants by privilege name, then level.
func CompareGrants(a, b Grant) int {
	return cmp.Or(cmp.Compare(a.Key(), b.Key()), cmp.Compare(a.Level, b.Level))
}

// Role is a security role as one source describes it.
type Role struct {
	ID         string // lower-case GUID without braces; empty when the source names none
	Name       string
	TemplateID string  // role template, lower-case GUID; empty in role XML, which carries none
	Grants     []Grant // in no particular order; the same privilege may occur more than once
	Origin     string  // where it was read: a path of the input, or "builtin"
	AsOf       string  // date (YYYY-MM-DD) of a catalogue dump; empty for files
}

// Held is what the union of several roles grants of one privilege.
type Held struct {
	Privilege    string // name in the casing of the first source
	Level        Level  // the deepest level of any source
	RecordFilter bool   // some source grants it through a record filter
	Roles        []string
}

// Set is the union of roles with the deepest level for each privilege. The zero value holds nothing.
type Set struct {
	held map[Key]Held
}

// Union joins the grants of roles: for each privilege the deepest level counts. The order of the roles does not matter.
func Union(roles ...Role) Set {
	sorted := slices.SortedFunc(slices.Values(roles), func(a, b Role) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Origin, b.Origin))
	})
	set := Set{held: map[Key]Held{}}
	for _, role := range sorted {
		for _, g := range role.Grants {
			h, ok := set.held[g.Key()]
			if !ok {
				h.Privilege = g.Privilege
			}
			h.Level = max(h.Level, g.Level)
			h.RecordFilter = h.RecordFilter || g.RecordFilter
			if !slices.Contains(h.Roles, role.Name) {
				h.Roles = append(h.Roles, role.Name)
			}
			set.held[g.Key()] = h
		}
	}
	return set
}

// Get returns what is held of a privilege.
func (s Set) Get(k Key) (Held, bool) {
	h, ok := s.held[k]
	return h, ok
}

// Len returns the number of distinct privileges held.
func (s Set) Len() int { return len(s.held) }

// All returns everything that is held, ordered by privilege name.
func (s Set) All() []Held {
	all := make([]Held, 0, len(s.held))
	for _, h := range s.held {
		all = append(all, h)
	}
	slices.SortFunc(all, func(a, b Held) int { return cmp.Compare(KeyOf(a.Privilege), KeyOf(b.Privilege)) })
	return all
}

package schema

import (
	"slices"
	"strings"

	"rolefit/privileges"
)

// About is what a privilege is about.
type About struct {
	Right  privileges.Right // NoRight for miscellaneous privileges
	Tables []string         // logical names of the tables that it guards, in order
}

// About returns what a privilege is about, whoever needs or holds it: by the catalogue and by the tables of the input, those
// of a live environment among them, which know of tables that no catalogue can (semantics 4). It is false for a privilege
// that neither knows.
func (s *Schema) About(privilege string) (About, bool) {
	own, isOwn := s.ownAbout()[privileges.KeyOf(privilege)]
	known, isKnown := s.catalog.Privilege(privilege)
	if !isKnown {
		return About{Right: own.Right, Tables: slices.Clone(own.Tables)}, isOwn
	}
	tables := slices.Concat(known.Tables, own.Tables)
	slices.Sort(tables)
	return About{Right: known.Right, Tables: slices.Compact(tables)}, true
}

// ownAbout returns what the privileges of the input's tables are about.
func (s *Schema) ownAbout() map[privileges.Key]About {
	return s.aboutMemo.get("", func() map[privileges.Key]About {
		all := map[privileges.Key]About{}
		add := func(privilege string, right privileges.Right, table string) {
			key := privileges.KeyOf(privilege)
			a, again := all[key]
			if !again {
				a.Right = right
			}
			if !slices.Contains(a.Tables, table) {
				a.Tables = append(a.Tables, table)
			}
			all[key] = a
		}
		for name, t := range s.tables {
			for _, p := range t.Privileges {
				right, _ := privileges.ParseRight(p.Right) // others are about no right of rows, such as prvReparentUser
				add(p.Name, right, name)
			}
			if len(t.Privileges) > 0 {
				continue
			}
			for _, right := range privileges.Rights() {
				for _, g := range s.Guards(name, right) {
					if g.Known && strings.EqualFold(g.Table, name) {
						add(g.Privilege, g.Right, name)
					}
				}
			}
		}
		for key, a := range all {
			slices.Sort(a.Tables)
			all[key] = a
		}
		return all
	})
}

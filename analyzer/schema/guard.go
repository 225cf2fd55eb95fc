package schema

import (
	"slices"
	"strings"

	"rolefit/flowparse/solution"
	"rolefit/privileges"
	"rolefit/privileges/catalog"
)

// Guard is a privilege that a right on a table needs.
type Guard struct {
	Privilege string
	Right     privileges.Right
	Table     string // logical name of the table whose privilege it is; differs from the one asked for on child tables
	Levels    privileges.Levels
	Known     bool   // the name comes from metadata or the catalogue
	Inferred  bool   // no page says what guards the child table: the privilege follows from a rule
	Source    string // where the name comes from, in words
	Older     []string
	Shared    []string // other tables guarded by the same privilege
}

// Guards returns the privileges that a right on a table needs; none when the table is known to have none for it.
// A table that no source knows gets the regular form with Known false.
func (s *Schema) Guards(logical string, right privileges.Right) []Guard {
	key := guardKey{strings.ToLower(logical), right}
	return slices.Clone(s.guardMemo.get(key, func() []Guard { return s.findGuards(key.table, right) }))
}

type guardKey struct {
	table string
	right privileges.Right
}

func (s *Schema) findGuards(name string, right privileges.Right) []Guard {
	found, known := s.catalog.Guards(name, right)
	own, inInput := s.tables[name]
	if inInput && own.Live && !isException(found) {
		guards, _ := ownGuards(own, name, right)
		for i := range guards {
			s.describe(&guards[i], name)
			guards[i].Older = olderOf(found, guards[i].Privilege)
		}
		return guards
	}
	if known {
		guards := make([]Guard, 0, len(found))
		for _, g := range found {
			guard := Guard{Privilege: g.Privilege, Right: g.Right, Table: g.Table, Known: true, Inferred: g.Basis == "inferred", Source: s.catalog.SourceText(g.Source), Older: g.Older}
			s.describe(&guard, name)
			guards = append(guards, guard)
		}
		return guards
	}
	if s.relations.intersects[name] {
		return nil
	}
	if inInput {
		if guards, ok := ownGuards(own, name, right); ok {
			for i := range guards {
				s.describe(&guards[i], name)
			}
			return guards
		}
	}
	return []Guard{{Privilege: "prv" + right.String() + name, Right: right, Table: name}}
}

// isException reports whether another privilege guards a right than the metadata of its table lists.
func isException(found []catalog.Guard) bool {
	return slices.ContainsFunc(found, func(g catalog.Guard) bool { return g.Basis == catalog.Irregular })
}

// olderOf returns the privileges that earlier versions asked for instead of one, by the catalogue.
func olderOf(found []catalog.Guard, privilege string) []string {
	for _, g := range found {
		if strings.EqualFold(g.Privilege, privilege) {
			return g.Older
		}
	}
	return nil
}

// ownGuards names the privilege of a table of the input: from embedded metadata, by the activity rule, or in the
// regular form prv<Right><SchemaName>.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/security-roles (2026-11-22)
func ownGuards(t solution.Table, name string, right privileges.Right) ([]Guard, bool) {
	source := "table definition in the input"
	if t.Live {
		source = "metadata of the environment"
	}
	for _, p := range t.Privileges {
		if strings.EqualFold(p.Right, right.String()) {
			return []Guard{{Privilege: p.Name, Right: right, Table: name, Known: true, Levels: levelsOf(p), Source: source}}, true
		}
	}
	if len(t.Privileges) > 0 || t.Ownership == solution.NoOwner {
		return nil, true
	}
	if t.SchemaName == "" {
		return nil, false
	}
	guard := Guard{Right: right, Table: name, Known: true, Source: source}
	switch {
	case t.Activity:
		guard.Privilege = "prv" + right.String() + "Activity"
		return []Guard{guard}, true
	case t.Ownership == solution.OrganizationOwned:
		if right == privileges.Assign || right == privileges.Share {
			return nil, true
		}
		guard.Levels = privileges.LevelsOf(privileges.Global)
	case t.Ownership == solution.BusinessOwned:
		guard.Levels = privileges.LevelsOf(privileges.Local, privileges.Deep, privileges.Global)
	}
	guard.Privilege = "prv" + right.String() + t.SchemaName
	return []Guard{guard}, true
}

func levelsOf(p solution.TablePrivilege) privileges.Levels {
	var levels privileges.Levels
	for l, can := range map[privileges.Level]bool{
		privileges.Basic: p.CanBasic, privileges.Local: p.CanLocal, privileges.Deep: p.CanDeep, privileges.Global: p.CanGlobal,
	} {
		if can {
			levels |= privileges.LevelsOf(l)
		}
	}
	return levels
}

// Privilege returns the guard for a miscellaneous privilege by name.
func (s *Schema) Privilege(name string) Guard {
	return s.privilegeMemo.get(name, func() Guard {
		guard := Guard{Privilege: name, Known: true}
		s.describe(&guard, "")
		return guard
	})
}

// KnowsPrivilege reports whether the catalogue, or a table of the input, has a privilege of that name.
func (s *Schema) KnowsPrivilege(name string) bool {
	_, ok := s.About(name)
	return ok
}

// describe adds the allowed levels and the other tables of a privilege that the catalogue lists.
func (s *Schema) describe(g *Guard, table string) {
	p, ok := s.catalog.Privilege(g.Privilege)
	if !ok {
		return
	}
	g.Privilege = p.Name
	if g.Right == privileges.NoRight {
		g.Right = p.Right
	}
	// Levels seen in roles alone are a lower bound, not a list of what is allowed.
	if g.Levels == 0 && p.LevelsSource != "roles" {
		g.Levels = p.Levels
	}
	if g.Source == "" {
		g.Source = s.catalog.SourceText(p.Source)
	}
	for _, t := range p.Tables {
		if t != table {
			g.Shared = append(g.Shared, t)
		}
	}
}

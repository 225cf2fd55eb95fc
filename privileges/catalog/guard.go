package catalog

import (
	"slices"
	"strings"

	"rolefit/privileges"
)

// Irregular is the basis of a guard that the metadata of its table does not list.
const Irregular = "irregular"

// Guard is one privilege that a right on a table needs.
type Guard struct {
	Privilege string
	Right     privileges.Right // what the privilege allows on Table; for child tables not always the right asked for
	Table     string           // whose privilege it is: the table asked for, or its parent
	Basis     string           // how it is known, a tag for SourceText such as "metadata", "documented" or "inferred"
	Source    string           // tags for SourceText, or a source in full
	Older     []string         // privileges that earlier versions asked for instead: accepted as held, never asked for
}

// Guards returns the privileges that guard a right on a table, all of which are needed.
//
// known is false when the catalogue does not know the table or claims nothing about it. With known true, no guards mean
// that no privilege guards the right: the table has none of its own and none of a parent's (intersect and metadata tables),
// or the platform does not offer the right on it (Create on a virtual table, Assign on an organisation-owned one).
// Child tables have the guards of their parent, as the message pages state them or, where they state nothing, by the rule
// of child.needs.
func (c *Catalog) Guards(table string, right privileges.Right) (guards []Guard, known bool) {
	t, ok := c.Table(table)
	if !ok || right == privileges.NoRight {
		return nil, false
	}
	if child, ok := c.children()[t.LogicalName]; ok {
		guards = c.parentGuards(t, child, right)
		return guards, len(guards) > 0
	}
	if names, ok := c.ownPrivileges(t.LogicalName); ok {
		if guard, ok := c.ownGuard(t, names, right); ok {
			guards = append(guards, guard)
		}
		return guards, true
	}
	return nil, t.Basis == "none:metadata" || t.Basis == "none:intersect"
}

// OlderNames returns the privileges that earlier versions asked for on tables which the given one guards now: who holds
// them in an older role holds nothing unexplained. Whether one of them satisfies a need is said by Guard.Older.
func (c *Catalog) OlderNames(privilege string) []string {
	return slices.Clone(c.olderNames()[privileges.KeyOf(privilege)])
}

func (c *Catalog) collectOlderNames() map[privileges.Key][]string {
	older := map[privileges.Key][]string{}
	for table, child := range c.children() {
		if child.basis != "changed" {
			continue
		}
		for _, right := range privileges.Rights() {
			guards, _ := c.Guards(table, right)
			for _, g := range guards {
				key := privileges.KeyOf(g.Privilege)
				older[key] = append(older[key], g.Older...)
			}
		}
	}
	for key, names := range older {
		slices.Sort(names)
		older[key] = slices.Compact(names)
	}
	return older
}

// ownPrivileges returns the privilege of each right of a table, "" where there is none.
func (c *Catalog) ownPrivileges(table string) (names map[privileges.Right]string, ok bool) {
	r, ok := findOne(c.tablePrivileges, table)
	if !ok {
		return nil, false
	}
	names = map[privileges.Right]string{}
	base, signs, others := r.Field(2), r.Field(3), strings.Fields(r.Field(4))
	for i, right := range privileges.Rights() {
		switch {
		case i >= len(signs):
		case signs[i] == '+':
			names[right] = "prv" + right.String() + base
		case signs[i] == '!' && len(others) > 0:
			names[right], others = others[0], others[1:]
		}
	}
	return names, true
}

func (c *Catalog) ownGuard(t Table, names map[privileges.Right]string, right privileges.Right) (Guard, bool) {
	if e, ok := c.exceptions()[tableRight{t.LogicalName, right}]; ok {
		return Guard{Privilege: e.privilege, Right: right, Table: t.LogicalName, Basis: Irregular, Source: e.source}, true
	}
	if names[right] == "" {
		return Guard{}, false
	}
	return Guard{Privilege: names[right], Right: right, Table: t.LogicalName, Basis: t.Basis, Source: t.Source}, true
}

func (c *Catalog) parentGuards(t Table, child child, right privileges.Right) []Guard {
	parent, ok := c.Table(child.parent)
	if !ok {
		return nil
	}
	names, _ := c.ownPrivileges(parent.LogicalName)
	var older []string
	if own, ok := c.ownPrivileges(t.LogicalName); ok && own[right] != "" {
		older = append(older, own[right])
	}
	var guards []Guard
	for _, needed := range child.needs(right) {
		// A right that the platform does not offer on the parent cannot be asked for: posts have no Write.
		if g, ok := c.ownGuard(parent, names, needed); ok {
			g.Basis, g.Older = child.basis, older
			guards = append(guards, g)
		}
	}
	return guards
}

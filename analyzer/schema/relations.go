package schema

import (
	"slices"
	"strings"

	"rolefit/flowparse/solution"
)

// relations indexes the relationships of the input. Keys are lower case: table and property joined by a slash.
type relations struct {
	navigations map[string][]string // child table / single-valued property -> parent tables
	columns     map[string][]string // child table / lookup column -> parent tables
	behind      map[string]string   // child table / single-valued property -> lookup column
	links       map[string]Link     // table / collection-valued property
	intersects  map[string]bool
	deletes     map[string][]string // parent table -> child tables deleted with it
}

// Link is a relationship seen from a collection-valued navigation property.
type Link struct {
	Name       string
	ManyToMany bool
	Child      string // 1:N: the table with the lookup
	Column     string // 1:N: the lookup; may be empty
	Parent     string // 1:N: the table it points at
	Near, Far  string // N:N: the table with the property, and the other one
}

func relationsOf(in []solution.Relationship) relations {
	r := relations{
		navigations: map[string][]string{}, columns: map[string][]string{}, behind: map[string]string{}, links: map[string]Link{}, intersects: map[string]bool{},
		deletes: map[string][]string{},
	}
	for _, rel := range in {
		if rel.ManyToMany {
			r.manyToMany(rel)
			continue
		}
		child, parent := strings.ToLower(rel.ReferencingTable), strings.ToLower(rel.ReferencedTable)
		add(r.navigations, key(child, rel.ReferencingNav), parent)
		add(r.columns, key(child, rel.ReferencingColumn), parent)
		if rel.ReferencingNav != "" && rel.ReferencingColumn != "" {
			r.behind[key(child, rel.ReferencingNav)] = strings.ToLower(rel.ReferencingColumn)
		}
		if strings.EqualFold(rel.Cascade["Delete"], "Cascade") && !slices.Contains(r.deletes[parent], child) {
			r.deletes[parent] = append(r.deletes[parent], child)
		}
		link := Link{Name: rel.Name, Child: child, Column: strings.ToLower(rel.ReferencingColumn), Parent: parent}
		for _, property := range []string{rel.ReferencedNav, rel.Name} {
			if property != "" {
				r.links[key(parent, property)] = link
			}
		}
	}
	return r
}

func (r relations) manyToMany(rel solution.Relationship) {
	first, second := strings.ToLower(rel.First), strings.ToLower(rel.Second)
	r.intersects[strings.ToLower(rel.Intersect)] = true
	for _, property := range []string{rel.SecondNav, rel.Name} {
		if property != "" {
			r.links[key(second, property)] = Link{Name: rel.Name, ManyToMany: true, Near: second, Far: first}
		}
	}
	for _, property := range []string{rel.FirstNav, rel.Name} {
		if property != "" {
			r.links[key(first, property)] = Link{Name: rel.Name, ManyToMany: true, Near: first, Far: second}
		}
	}
}

func key(table, property string) string { return table + "/" + strings.ToLower(property) }

func add(index map[string][]string, at, table string) {
	if !strings.HasSuffix(at, "/") && table != "" && !slices.Contains(index[at], table) {
		index[at] = append(index[at], table)
	}
}

// everyTable lists the lookups that the platform puts on every table that has owners or authors, for tables whose own
// metadata does not list them.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/entity-attribute-metadata (2026-11-22)
func everyTable(column string) []string {
	switch strings.ToLower(column) {
	case "ownerid":
		return []string{"systemuser", "team"}
	case "owninguser", "createdby", "modifiedby", "createdonbehalfby", "modifiedonbehalfby":
		return []string{"systemuser"}
	case "owningteam":
		return []string{"team"}
	case "owningbusinessunit":
		return []string{"businessunit"}
	}
	return nil
}

// Navigation returns the tables that a navigation property of a table leads to, single-valued or collection-valued.
// None means that no source knows the property.
func (s *Schema) Navigation(table, property string) []string {
	table, property = strings.ToLower(table), strings.ToLower(property)
	return s.navigationMemo.get([2]string{table, property}, func() []string { return s.findNavigation(table, property) })
}

func (s *Schema) findNavigation(table, property string) []string {
	found := slices.Clone(s.relations.navigations[key(table, property)])
	if len(found) == 0 {
		for _, l := range s.catalog.LookupsByNavigation(table, property) {
			if !slices.Contains(found, l.Target) {
				found = append(found, l.Target)
			}
		}
	}
	if len(found) == 0 {
		if link, ok := s.Link(table, property); ok {
			if link.ManyToMany {
				return []string{link.Far}
			}
			return []string{link.Child}
		}
		found = everyTable(property)
	}
	slices.Sort(found)
	return found
}

// LookupColumn returns the tables that a lookup column of a table can point at. The column may be written as the Web
// API reads it, "_x_value".
func (s *Schema) LookupColumn(table, column string) []string {
	table, column = strings.ToLower(table), strings.ToLower(column)
	if inner, ok := strings.CutPrefix(column, "_"); ok {
		column = strings.TrimSuffix(inner, "_value")
	}
	return s.columnMemo.get([2]string{table, column}, func() []string { return s.findLookupColumn(table, column) })
}

func (s *Schema) findLookupColumn(table, column string) []string {
	found := slices.Clone(s.relations.columns[key(table, column)])
	for _, c := range s.tables[table].Columns {
		if strings.EqualFold(c.LogicalName, column) {
			for _, t := range c.Targets {
				if t = strings.ToLower(t); !slices.Contains(found, t) {
					found = append(found, t)
				}
			}
		}
	}
	// A solution may know a few targets of a lookup that points at many, such as what an activity is about.
	if len(found) == 0 || !s.tables[table].AllTargets {
		for _, l := range s.catalog.LookupsByColumn(table, column) {
			if !slices.Contains(found, l.Target) {
				found = append(found, l.Target)
			}
		}
	}
	// The owner is a user or a team; what definitions call "owner" is no table of its own.
	found = slices.DeleteFunc(found, func(target string) bool { return target == "owner" })
	if len(found) == 0 {
		found = everyTable(column)
	}
	slices.Sort(found)
	return found
}

// Link returns the relationship behind a collection-valued navigation property of a table.
func (s *Schema) Link(table, property string) (Link, bool) {
	table, property = strings.ToLower(table), strings.ToLower(property)
	found := s.linkMemo.get([2]string{table, property}, func() maybe[Link] { return possibly(s.findLink(table, property)) })
	return found.is, found.ok
}

func (s *Schema) findLink(table, property string) (Link, bool) {
	if l, ok := s.relations.links[key(table, property)]; ok {
		return l, true
	}
	if m, ok := s.catalog.ManyToMany(table, property); ok {
		far := m.Second
		if m.Second == table {
			far = m.First
		}
		return Link{Name: m.Relationship, ManyToMany: true, Near: table, Far: far}, true
	}
	if found := s.catalog.CollectionsOf(table, property); len(found) > 0 {
		return Link{Name: found[0].Relationship, Child: found[0].Table, Column: strings.ToLower(found[0].Column), Parent: table}, true
	}
	return Link{}, false
}

// DeleteReaches returns the tables whose rows the platform deletes with a row of the table, as far as the relationships
// of the input say so.
func (s *Schema) DeleteReaches(table string) []string {
	return s.relations.deletes[strings.ToLower(table)]
}

// GivenTo returns the logical names of the tables whose rows an AI Builder model of the input is given, by its id.
func (s *Schema) GivenTo(model string) []string { return s.models[strings.ToLower(model)] }

package schema

import (
	"slices"
	"strings"

	"rolefit/flowparse/solution"
)

// SecuredColumn is a column with column security, and which rights on it can be secured.
type SecuredColumn struct {
	Name                 string // logical name
	Create, Read, Update bool
	Source               string // where it is known from, in words
}

// SecuredColumns returns the columns of a table that have column security: by the table's definition in the input, or by
// the catalogue, which knows the columns that the platform secures by default. They are sorted by name.
func (s *Schema) SecuredColumns(table string) []SecuredColumn {
	table = strings.ToLower(table)
	return s.securedMemo.get(table, func() []SecuredColumn { return s.findSecured(table) })
}

func (s *Schema) findSecured(table string) []SecuredColumn {
	var found []SecuredColumn
	known := map[string]bool{}
	for _, c := range s.tables[table].Columns {
		known[strings.ToLower(c.LogicalName)] = true
		if c.Secured {
			found = append(found, SecuredColumn{
				Name: strings.ToLower(c.LogicalName), Create: true, Read: true, Update: true, Source: "table definition in the input",
			})
		}
	}
	for _, c := range s.catalog.SecuredColumns(table) {
		if name := strings.ToLower(c.Column); !known[name] {
			found = append(found, SecuredColumn{
				Name: name, Create: c.Create, Read: c.Read, Update: c.Update, Source: s.catalog.SourceText(c.Source),
			})
		}
	}
	slices.SortFunc(found, func(a, b SecuredColumn) int { return strings.Compare(a.Name, b.Name) })
	return found
}

// ColumnOf returns the logical name of the column behind a name that a written row uses: the column itself, "_x_value",
// or the navigation property of a lookup.
func (s *Schema) ColumnOf(table, name string) string {
	name = strings.ToLower(name)
	if column, ok := s.relations.behind[key(strings.ToLower(table), name)]; ok {
		return column
	}
	if inner, ok := strings.CutPrefix(name, "_"); ok {
		return strings.TrimSuffix(inner, "_value")
	}
	return name
}

// GuardedColumn returns the privilege that the change of a column may ask for beyond Write on its table.
func (s *Schema) GuardedColumn(table, column string) (privilege string, ok bool) {
	return s.catalog.GuardedColumn(table, column)
}

// HasColumn reports whether the input defines a column of a table.
func (s *Schema) HasColumn(table, column string) bool {
	return slices.ContainsFunc(s.tables[strings.ToLower(table)].Columns, func(c solution.Column) bool { return strings.EqualFold(c.LogicalName, column) })
}

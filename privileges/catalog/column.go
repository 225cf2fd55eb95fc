package catalog

import "strings"

// SecuredColumn is a column that column security guards as its solution ships it. What it guards needs a column permission
// of a field security profile, beside the privileges on the table.
//
// The fields Create, Read and Update say what can be guarded; what cannot is open to everybody who may do it on the table.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/column-level-security (2026-11-25)
type SecuredColumn struct {
	Table  string // logical name
	Column string // logical name
	Create bool   // setting it in a new row needs permission
	Read   bool   // seeing its value needs permission
	Update bool   // changing it in a row that exists needs permission
	Source string // tags for SourceText
}

// SecuredColumns returns the secured columns of a table, by name; the table's name compares without regard to case. Nothing
// is known of most newer tables, so an empty answer does not prove that a table has none. An organisation can secure more
// columns and release these.
func (c *Catalog) SecuredColumns(table string) []SecuredColumn {
	var columns []SecuredColumn
	for _, r := range find(c.securedColumns, table) {
		guarded := r.Field(2)
		columns = append(columns, SecuredColumn{
			Table: r.Field(0), Column: r.Field(1), Create: strings.Contains(guarded, "c"), Read: strings.Contains(guarded, "r"),
			Update: strings.Contains(guarded, "u"), Source: r.Field(3),
		})
	}
	return columns
}

package catalog

import (
	"strings"

	"rolefit/privileges/catalog/internal/sortedlines"
)

// Table is a Dataverse table as the catalogue knows it. Fields that no source names are empty.
type Table struct {
	LogicalName   string // lower case
	SchemaName    string
	EntitySetName string
	PrimaryID     string // logical name of the primary key column
	PrimaryName   string // logical name of the primary name column
	Ownership     string // "UserOwned", "OrganizationOwned", "BusinessOwned", "None"; "" not known
	Activity      bool
	Child         bool   // exists within a parent row; nearly always guarded by the privileges of the parent
	Intersect     bool   // holds the pairs of a many-to-many relationship
	Basis         string // how well its privileges are known, a tag for SourceText such as "metadata" or "none:intersect"
	Source        string // tags of the sources that know the table
	Origin        string // "platform", "app" (Microsoft app) or "kit" (CoE, Power CAT or Teams kit)
	Label         string // English display name
}

// Table returns the table with the logical name, compared without regard to case.
func (c *Catalog) Table(logical string) (Table, bool) {
	r, ok := findOne(c.tables, logical)
	if !ok {
		return Table{}, false
	}
	flags := r.Field(6)
	return Table{
		LogicalName: r.Field(0), SchemaName: r.Field(1), EntitySetName: r.Field(2), PrimaryID: r.Field(3),
		PrimaryName: r.Field(4), Ownership: r.Field(5), Activity: strings.Contains(flags, "a"),
		Child: strings.Contains(flags, "c"), Intersect: strings.Contains(flags, "i"), Basis: r.Field(7),
		Source: r.Field(8), Origin: r.Field(9), Label: r.Field(10),
	}, true
}

// TablesBySet returns the tables with the entity set name, compared without regard to case: usually one, by logical name.
func (c *Catalog) TablesBySet(set string) []Table {
	return c.tablesOf(find(c.tablesBySet, set))
}

// tablesOf returns the tables that the records of an index name.
func (c *Catalog) tablesOf(records []sortedlines.Record) []Table {
	var tables []Table
	for _, r := range records {
		if t, ok := c.Table(r.Field(1)); ok {
			tables = append(tables, t)
		}
	}
	return tables
}

// TableByPrimaryID returns the tables whose primary key column has the name, compared without regard to case, by logical
// name. Most columns name one table; all activities share "activityid".
func (c *Catalog) TableByPrimaryID(column string) []Table {
	return c.tablesOf(find(c.tablesByPrimaryID, column))
}

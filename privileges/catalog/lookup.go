package catalog

import (
	"strings"

	"rolefit/privileges/catalog/internal/sortedlines"
)

// Lookup is one target of a lookup column: a many-to-one relationship. A column that can point at several tables has one
// Lookup for each, usually with navigation properties of their own.
type Lookup struct {
	Table        string // logical name of the table that has the column
	Column       string // logical name
	Navigation   string // single-valued navigation property, in exact case; "" when no source names it
	Target       string // logical name of the table pointed at
	Relationship string // schema name, which is the target's collection-valued navigation property; "" when not known
	ReadOnly     bool   // set by the platform, cannot be bound; false also when not known
	Source       string // tags for SourceText
	// NavigationSource is the tag of the source of Navigation. Names from "devkit" alone were wrong in one case of twenty
	// where metadata could be compared.
	NavigationSource string
}

func lookupOf(r sortedlines.Record) Lookup {
	return Lookup{
		Table: r.Field(0), Column: r.Field(1), Navigation: r.Field(2), Target: r.Field(3), Relationship: r.Field(4),
		ReadOnly: r.Field(5) == "r", Source: r.Field(6), NavigationSource: r.Field(7),
	}
}

// lookupsOf returns the lookups of a table that pass the test, by column and target.
func (c *Catalog) lookupsOf(table string, keep func(Lookup) bool) []Lookup {
	var kept []Lookup
	for _, r := range find(c.lookups, table) {
		if l := lookupOf(r); keep(l) {
			kept = append(kept, l)
		}
	}
	return kept
}

// Lookups returns all lookups of a table, by column and target.
func (c *Catalog) Lookups(table string) []Lookup {
	return c.lookupsOf(table, func(Lookup) bool { return true })
}

// LookupsByNavigation returns the lookups of a table behind a single-valued navigation property, compared without regard
// to case; Navigation of the answer is exact.
func (c *Catalog) LookupsByNavigation(table, navigation string) []Lookup {
	return c.lookupsOf(table, func(l Lookup) bool { return l.Navigation != "" && strings.EqualFold(l.Navigation, navigation) })
}

// LookupsByColumn returns the targets of a lookup column, compared without regard to case.
func (c *Catalog) LookupsByColumn(table, column string) []Lookup {
	return c.lookupsOf(table, func(l Lookup) bool { return strings.EqualFold(l.Column, column) })
}

// LookupsByRelationship returns the lookups of a one-to-many relationship, compared without regard to case. The name is
// the relationship's schema name and so the target's collection-valued navigation property.
func (c *Catalog) LookupsByRelationship(name string) []Lookup {
	var all []Lookup
	for _, r := range find(c.lookupsByRelationship, name) {
		all = append(all, c.lookupsOf(r.Field(1), func(l Lookup) bool { return strings.EqualFold(l.Relationship, name) })...)
	}
	return all
}

// CollectionsOf returns the lookups behind a collection-valued navigation property of a table, so the tables whose rows
// the collection holds.
func (c *Catalog) CollectionsOf(parent, navigation string) []Lookup {
	var pointing []Lookup
	for _, l := range c.LookupsByRelationship(navigation) {
		if strings.EqualFold(l.Target, parent) {
			pointing = append(pointing, l)
		}
	}
	return pointing
}

package catalog

import "strings"

// ManyToMany is a many-to-many relationship. Fields that no source names are empty.
type ManyToMany struct {
	Relationship string // schema name
	First        string // logical name of one table
	Second       string // logical name of the other
	Intersect    string // logical name of the table that holds the pairs
	FirstNav     string // navigation property on First
	SecondNav    string // navigation property on Second
	Source       string // tags for SourceText
}

func (c *Catalog) readManyToMany() []ManyToMany {
	var all []ManyToMany
	for _, r := range c.records("many-to-many.lines") {
		all = append(all, ManyToMany{
			Relationship: r.Field(0), First: r.Field(1), Second: r.Field(2), Intersect: r.Field(3), FirstNav: r.Field(4),
			SecondNav: r.Field(5), Source: r.Field(6),
		})
	}
	return all
}

// ManyToMany returns the relationship that a navigation property of a table stands for. The name may also be the
// relationship's schema name, which most navigation properties equal. An empty table stands for any. Names compare without
// regard to case.
func (c *Catalog) ManyToMany(table, navigation string) (ManyToMany, bool) {
	if navigation == "" {
		return ManyToMany{}, false
	}
	for _, m := range c.manyToMany() {
		onFirst := table == "" || strings.EqualFold(m.First, table)
		onSecond := table == "" || strings.EqualFold(m.Second, table)
		if onFirst && strings.EqualFold(m.FirstNav, navigation) || onSecond && strings.EqualFold(m.SecondNav, navigation) ||
			(onFirst || onSecond) && strings.EqualFold(m.Relationship, navigation) {
			return m, true
		}
	}
	return ManyToMany{}, false
}

// ManyToManyByIntersect returns the relationship whose pairs a table holds. When several share the table, as campaign
// items do, there is no answer; see RelationshipsByIntersect.
func (c *Catalog) ManyToManyByIntersect(intersect string) (ManyToMany, bool) {
	all := c.RelationshipsByIntersect(intersect)
	if len(all) != 1 {
		return ManyToMany{}, false
	}
	return all[0], true
}

// RelationshipsByIntersect returns every relationship whose pairs a table holds, by schema name.
func (c *Catalog) RelationshipsByIntersect(intersect string) []ManyToMany {
	var all []ManyToMany
	for _, m := range c.manyToMany() {
		if intersect != "" && strings.EqualFold(m.Intersect, intersect) {
			all = append(all, m)
		}
	}
	return all
}

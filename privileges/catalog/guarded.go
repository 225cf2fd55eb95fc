package catalog

import "strings"

// GuardedColumn returns the privilege that the change of a column may ask for beyond Write on its table.
func (c *Catalog) GuardedColumn(table, column string) (privilege string, ok bool) {
	privilege, ok = c.guarded()[tableColumn{strings.ToLower(table), strings.ToLower(column)}]
	return privilege, ok
}

type tableColumn struct{ table, column string }

func (c *Catalog) readGuardedColumns() map[tableColumn]string {
	guarded := map[tableColumn]string{}
	for _, s := range c.stanzas("guarded-columns.txt", []string{"table", "column", "privilege", "source"}, nil) {
		guarded[tableColumn{s.Get("table"), s.Get("column")}] = s.Get("privilege")
	}
	return guarded
}

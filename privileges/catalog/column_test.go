package catalog

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestColumnsSecuredAsShippedAreListedWithWhatIsGuarded(t *testing.T) {
	c := New()
	for table, want := range map[string][]SecuredColumn{
		"SystemUser": {
			{Table: "systemuser", Column: "isallowedbyipfirewall", Create: true, Read: true, Update: true, Source: "em"},
			{Table: "systemuser", Column: "sharepointemailaddress", Create: true, Update: true, Source: "em+sdk8"},
		},
		"account": {
			{Table: "account", Column: "opendeals", Read: true, Source: "em+sdk8"},
			{Table: "account", Column: "openrevenue", Create: true, Read: true, Update: true, Source: "em+sdk8"},
		},
		"lead":          nil,
		"no_such_table": nil,
		"":              nil,
		"account\t":     nil,
	} {
		if diff := cmp.Diff(want, c.SecuredColumns(table)); diff != "" {
			t.Errorf("SecuredColumns(%q) (-want +got):\n%s", table, diff)
		}
	}
}

func TestEverySecuredColumnIsGuardedSomewhereAndStandsInAKnownTableOnce(t *testing.T) {
	c := New()
	tables := map[string]bool{}
	for _, r := range allRecords(t, "secured-columns.lines") {
		tables[r.Field(0)] = true
	}
	count := 0
	for table := range tables {
		if _, ok := c.Table(table); !ok {
			t.Errorf("%s is no known table", table)
		}
		last := ""
		for _, column := range c.SecuredColumns(table) {
			count++
			if !column.Create && !column.Read && !column.Update {
				t.Errorf("%s of %s is secured and nothing of it is guarded", column.Column, table)
			}
			if column.Column <= last {
				t.Errorf("%s: %s follows %s", table, column.Column, last)
			}
			last = column.Column
		}
	}
	if count != 20 {
		t.Errorf("%d secured columns, want 20", count)
	}
}

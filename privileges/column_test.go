package privileges_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/privileges"
)

func column(table, name, allowed string) privileges.ColumnPermission {
	return privileges.ColumnPermission{
		Table: table, Column: name,
		Create: strings.Contains(allowed, "c"), Read: strings.Contains(allowed, "r"), Update: strings.Contains(allowed, "u"),
	}
}

func TestPermissionsOfOneColumnAreJoinedAndPutInOrder(t *testing.T) {
	for _, c := range []struct {
		name        string
		given, want []privileges.ColumnPermission
	}{
		{"nothing", nil, nil},
		{"one column", []privileges.ColumnPermission{column("account", "a", "r")}, []privileges.ColumnPermission{column("account", "a", "r")}},
		{
			"the same column three times",
			[]privileges.ColumnPermission{column("account", "a", "r"), column("account", "a", "u"), column("account", "a", "c")},
			[]privileges.ColumnPermission{column("account", "a", "cru")},
		},
		{
			"a column of two tables",
			[]privileges.ColumnPermission{column("contact", "a", "r"), column("account", "b", "c"), column("account", "a", "u"), column("contact", "a", "c")},
			[]privileges.ColumnPermission{column("account", "a", "u"), column("account", "b", "c"), column("contact", "a", "cr")},
		},
		{
			"names in two casings",
			[]privileges.ColumnPermission{column("Account", "New_Salary", "r"), column("account", "new_salary", "u")},
			[]privileges.ColumnPermission{column("account", "new_salary", "ru")},
		},
		{
			"a permission that allows nothing",
			[]privileges.ColumnPermission{column("account", "a", ""), column("account", "b", "r"), column("account", "b", "")},
			[]privileges.ColumnPermission{column("account", "b", "r")},
		},
		{"only permissions that allow nothing", []privileges.ColumnPermission{column("account", "a", "")}, nil},
	} {
		given := slices.Clone(c.given)
		if diff := cmp.Diff(c.want, privileges.MergeColumnPermissions(given)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
		if diff := cmp.Diff(c.given, given); diff != "" {
			t.Errorf("%s: the argument was changed (-before +after):\n%s", c.name, diff)
		}
	}
}

func TestMergingGivesTheSameInAnyOrderAndWhenDoneAgain(t *testing.T) {
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 3))
		var all []privileges.ColumnPermission
		for range random.IntN(30) {
			all = append(all, privileges.ColumnPermission{
				Table: fmt.Sprintf("t%d", random.IntN(3)), Column: fmt.Sprintf("%c%d", "cC"[random.IntN(2)], random.IntN(4)),
				Create: random.IntN(2) == 0, Read: random.IntN(2) == 0, Update: random.IntN(2) == 0,
			})
		}
		merged := privileges.MergeColumnPermissions(all)
		if diff := cmp.Diff(merged, privileges.MergeColumnPermissions(merged)); diff != "" {
			t.Fatalf("seed %d: again (-once +twice):\n%s", seed, diff)
		}
		random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		if diff := cmp.Diff(merged, privileges.MergeColumnPermissions(all)); diff != "" {
			t.Fatalf("seed %d: another order (-want +got):\n%s", seed, diff)
		}
		for i, p := range merged {
			if !p.Allows() || i > 0 && privileges.CompareColumns(merged[i-1], p) >= 0 {
				t.Fatalf("seed %d: %+v allows nothing, stands twice or out of order", seed, p)
			}
		}
		for _, p := range all { // nothing that was allowed is lost
			i := slices.IndexFunc(merged, func(m privileges.ColumnPermission) bool {
				return m.Table == p.Table && m.Column == strings.ToLower(p.Column)
			})
			if p.Allows() && (i < 0 || p.Create && !merged[i].Create || p.Read && !merged[i].Read || p.Update && !merged[i].Update) {
				t.Fatalf("seed %d: %+v is lost", seed, p)
			}
		}
	}
}

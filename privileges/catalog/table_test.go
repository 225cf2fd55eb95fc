package catalog

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTableIsFoundWithoutRegardToCase(t *testing.T) {
	want := Table{
		LogicalName: "account", SchemaName: "Account", EntitySetName: "accounts", PrimaryID: "accountid", PrimaryName: "name",
		Ownership: "UserOwned", Basis: "metadata", Source: "docs+devkit+sdk8+em+dlab+xm", Origin: "platform", Label: "Account",
	}
	for _, name := range []string{"account", "Account", "ACCOUNT"} {
		got, ok := New().Table(name)
		if !ok {
			t.Fatalf("Table(%q) is not found", name)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Table(%q) (-want +got):\n%s", name, diff)
		}
	}
}

func TestUnknownNamesAreNotFound(t *testing.T) {
	c := New()
	for _, name := range []string{"", "accoun", "accounts2", "zzzz", "\t", "new_bankaccount"} {
		if got, ok := c.Table(name); ok {
			t.Errorf("Table(%q) = %+v", name, got)
		}
		if got := c.TablesBySet(name); got != nil {
			t.Errorf("TablesBySet(%q) = %+v", name, got)
		}
		if got := c.TableByPrimaryID(name); got != nil {
			t.Errorf("TableByPrimaryID(%q) = %+v", name, got)
		}
		if got := c.Lookups(name); got != nil {
			t.Errorf("Lookups(%q) = %+v", name, got)
		}
		if got, ok := c.Privilege(name); ok {
			t.Errorf("Privilege(%q) = %+v", name, got)
		}
		if got, ok := c.Role(name); ok {
			t.Errorf("Role(%q) = %+v", name, got)
		}
		if got, ok := c.ManyToMany("account", name); ok {
			t.Errorf("ManyToMany(account, %q) = %+v", name, got)
		}
	}
}

func TestTableFlagsAreRead(t *testing.T) {
	c := New()
	for _, test := range []struct {
		table                      string
		activity, child, intersect bool
	}{
		{"account", false, false, false}, {"email", true, false, false}, {"activityparty", false, true, false},
		{"accountleads", false, false, true}, {"msdyn_ocsession", true, false, false},
	} {
		got, ok := c.Table(test.table)
		if !ok || got.Activity != test.activity || got.Child != test.child || got.Intersect != test.intersect {
			t.Errorf("Table(%q) = %+v, %v; want %+v", test.table, got, ok, test)
		}
	}
}

func TestSetsNameTheirTable(t *testing.T) {
	c := New()
	for set, want := range map[string]string{
		"accounts": "account", "Accounts": "account", "opportunities": "opportunity", "activityparties": "activityparty",
		"customeraddresses": "customeraddress", "systemusers": "systemuser",
	} {
		got := c.TablesBySet(set)
		if len(got) != 1 || got[0].LogicalName != want {
			t.Errorf("TablesBySet(%q) = %+v, want %s", set, got, want)
		}
	}
}

func TestPrimaryKeysNameTheirTables(t *testing.T) {
	c := New()
	if got := c.TableByPrimaryID("AccountId"); len(got) != 1 || got[0].LogicalName != "account" {
		t.Errorf("TableByPrimaryID(AccountId) = %+v", got)
	}
	activities := c.TableByPrimaryID("activityid")
	for _, want := range []string{"activitypointer", "email", "task", "phonecall"} {
		if !slices.ContainsFunc(activities, func(t Table) bool { return t.LogicalName == want }) {
			t.Errorf("TableByPrimaryID(activityid) lacks %s", want)
		}
	}
}

package catalog

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func targets(lookups []Lookup) []string {
	var names []string
	for _, l := range lookups {
		names = append(names, l.Table+"."+l.Column+" -> "+l.Target)
	}
	return names
}

func TestNavigationPropertiesLeadToTheirTarget(t *testing.T) {
	c := New()
	for _, test := range []struct {
		table, navigation string
		want              []string
	}{
		{"contact", "parentcustomerid_account", []string{"contact.parentcustomerid -> account"}},
		{"Contact", "ParentCustomerId_Account", []string{"contact.parentcustomerid -> account"}},
		{"account", "primarycontactid", []string{"account.primarycontactid -> contact"}},
		{"annotation", "objectid_incident", []string{"annotation.objectid -> incident"}},
		{"email", "ownerid_email", []string{"email.ownerid -> owner", "email.ownerid -> systemuser", "email.ownerid -> team"}},
		{"account", "parentcustomerid_account", nil}, // a property of another table proves nothing
		{"account", "", nil},
	} {
		if diff := cmp.Diff(test.want, targets(c.LookupsByNavigation(test.table, test.navigation))); diff != "" {
			t.Errorf("LookupsByNavigation(%q, %q) (-want +got):\n%s", test.table, test.navigation, diff)
		}
	}
}

func TestLookupsKeepTheExactNameAndTheirSources(t *testing.T) {
	want := []Lookup{{
		Table: "account", Column: "createdbyexternalparty", Navigation: "CreatedByExternalParty", Target: "externalparty",
		Relationship: "lk_externalparty_account_createdby", ReadOnly: true, Source: "em+devkit+dlab", NavigationSource: "em",
	}}
	if diff := cmp.Diff(want, New().LookupsByNavigation("account", "createdbyexternalparty")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAPolymorphicColumnHasSeveralTargets(t *testing.T) {
	want := []string{"contact.parentcustomerid -> account", "contact.parentcustomerid -> contact"}
	if diff := cmp.Diff(want, targets(New().LookupsByColumn("contact", "ParentCustomerID"))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestCollectionsLeadToTheTablesOfTheirRows(t *testing.T) {
	c := New()
	want := []string{"contact.parentcustomerid -> account"}
	if diff := cmp.Diff(want, targets(c.CollectionsOf("account", "CONTACT_CUSTOMER_ACCOUNTS"))); diff != "" {
		t.Errorf("CollectionsOf(account) (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, targets(c.LookupsByRelationship("contact_customer_accounts"))); diff != "" {
		t.Errorf("LookupsByRelationship (-want +got):\n%s", diff)
	}
	if got := c.CollectionsOf("lead", "contact_customer_accounts"); got != nil {
		t.Errorf("the collection of another table: %q", targets(got))
	}
}

func TestEveryLookupIsFoundByItsRelationship(t *testing.T) {
	c := New()
	tables := map[string]bool{}
	for _, r := range allRecords(t, "lookups.lines") {
		tables[r.Field(0)] = true
	}
	for table := range tables {
		missed := 0
		for _, l := range c.Lookups(table) {
			found := false
			for _, r := range find(c.lookupsByRelationship, l.Relationship) {
				found = found || r.Field(1) == l.Table
			}
			if l.Relationship != "" && !found {
				missed++
			}
		}
		if missed > 0 {
			t.Errorf("%d lookups of %s are not found by their relationship", missed, table)
		}
	}
}

func TestManyToManyRelationshipsAreFoundFromBothSides(t *testing.T) {
	c := New()
	want := ManyToMany{
		Relationship: "systemuserroles_association", First: "systemuser", Second: "role", Intersect: "systemuserroles",
		FirstNav: "systemuserroles_association", SecondNav: "systemuserroles_association", Source: "em+sdk8+dlab+docs",
	}
	for _, table := range []string{"systemuser", "Role", ""} {
		got, ok := c.ManyToMany(table, "SystemUserRoles_Association")
		if diff := cmp.Diff(want, got); !ok || diff != "" {
			t.Errorf("ManyToMany(%q) %v (-want +got):\n%s", table, ok, diff)
		}
	}
	if got, ok := c.ManyToMany("account", "systemuserroles_association"); ok {
		t.Errorf("found from a table that is no side of it: %+v", got)
	}
	if got, ok := c.ManyToMany("account", "BulkOperation_Logs_Accounts"); !ok || got.First != "bulkoperation" {
		t.Errorf("the second side's navigation property: %+v, %v", got, ok)
	}
	if got, ok := c.ManyToMany("bulkoperation", "BulkOperation_Logs_Accounts"); ok {
		t.Errorf("the second side's navigation property on the first: %+v", got)
	}
}

func TestIntersectTablesNameTheirRelationshipUnlessSeveralShareThem(t *testing.T) {
	c := New()
	if got, ok := c.ManyToManyByIntersect("TeamMembership"); !ok || got.Relationship != "teammembership_association" {
		t.Errorf("teammembership: %+v, %v", got, ok)
	}
	if got, ok := c.ManyToManyByIntersect("campaignitem"); ok {
		t.Errorf("campaignitem has several relationships and answered %+v", got)
	}
	if got := c.RelationshipsByIntersect("campaignitem"); len(got) < 4 {
		t.Errorf("campaignitem has %d relationships", len(got))
	}
	if _, ok := c.ManyToManyByIntersect(""); ok {
		t.Error("an empty name found a relationship")
	}
}

package catalog_test

import (
	"testing"

	"rolefit/privileges/catalog"
)

// TestColumnsWithAPrivilegeOfTheirOwnAreKnown holds the row of guarded columns of the rules on needs, and that each privilege
// is one that the platform has.
func TestColumnsWithAPrivilegeOfTheirOwnAreKnown(t *testing.T) {
	facts := catalog.New()
	for column, want := range map[[2]string]string{
		{"systemuser", "isdisabled"}: "prvDisableUser", {"SystemUser", "BusinessUnitId"}: "prvReparentUser", {"systemuser", "parentsystemuserid"}: "prvAssignManager",
		{"systemuser", "positionid"}: "prvAssignPosition", {"systemuser", "territoryid"}: "prvAssignTerritory", {"team", "businessunitid"}: "prvReparentTeam",
		{"businessunit", "parentbusinessunitid"}: "prvReparentBusinessUnit", {"businessunit", "isdisabled"}: "prvDisableBusinessUnit",
		{"queue", "emailrouteraccessapproval"}: "prvApproveRejectEmailAddress", {"invoicedetail", "ispriceoverridden"}: "prvOverridePriceEngineInvoice",
		{"account", "name"}: "", {"account", "isdisabled"}: "",
	} {
		got, ok := facts.GuardedColumn(column[0], column[1])
		if got != want || ok != (want != "") {
			t.Errorf("%v is guarded by %q, want %q", column, got, want)
		}
		if _, known := facts.Privilege(got); ok && !known {
			t.Errorf("there is no privilege %s", got)
		}
	}
}

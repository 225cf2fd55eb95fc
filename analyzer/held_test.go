package analyzer

import (
	"testing"

	"rolefit/analyzer/requirement"
	"rolefit/privileges"
)

// TestAnAdministratorThroughATeamActsOnBehalfOfNobody holds that what System Administrator has beyond a dump of it comes the
// way the role came: acting on behalf counts from a role that is assigned directly only.
func TestAnAdministratorThroughATeamActsOnBehalfOfNobody(t *testing.T) {
	roles := []privileges.Role{{Name: "System Administrator", TemplateID: "t", Team: "Sales", Grants: []privileges.Grant{{Privilege: privileges.ActOnBehalf, Level: privileges.Global}}}}
	extra := administratorGrants("t", roles, []requirement.Need{{Privilege: privileges.ActOnBehalf}, {Privilege: "prvReadnew_Table"}})
	held := privileges.Union(append(roles, extra...)...)
	if h, ok := held.Get(privileges.KeyOf(privileges.ActOnBehalf)); !ok || h.Direct {
		t.Errorf("%+v", h)
	}
	if h, ok := held.Get(privileges.KeyOf("prvReadnew_Table")); !ok || h.Level != privileges.Global {
		t.Errorf("%+v", h)
	}
}

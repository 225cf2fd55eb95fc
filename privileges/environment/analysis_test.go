package environment_test

import (
	"context"
	"slices"
	"testing"

	"rolefit/analyzer"
	"rolefit/analyzer/fit"
	"rolefit/flowparse/solution"
	"rolefit/privileges"
	"rolefit/privileges/environment"
)

// reading is a small environment with a flow that lists accounts, whose user holds the right in another business unit.
func reading() environment.Environment {
	const root, sales, service, user, team, role = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002",
		"00000000-0000-4000-8000-000000000003", "00000000-0000-4000-8000-000000000004", "00000000-0000-4000-8000-000000000005", "00000000-0000-4000-8000-000000000006"
	return environment.Environment{
		URL: "https://contoso.crm.dynamics.com", OrganizationID: root, Reader: environment.Reader{UserID: user},
		BusinessUnits: []environment.BusinessUnit{{ID: root, Name: "Root"}, {ID: sales, Name: "Sales", Parent: root}, {ID: service, Name: "Service", Parent: root}},
		Users:         []environment.User{{ID: user, AppID: user, Name: "Runner", BusinessUnit: sales, Teams: []string{team}}},
		Teams:         []environment.Team{{ID: team, Name: "Helpers", Kind: environment.OwnerTeam, BusinessUnit: service, Roles: []string{role}}},
		Roles:         []environment.Role{{ID: role, Root: role, Name: "Reader", BusinessUnit: service}},
		RoleGrants:    []environment.RoleGrants{{Root: role, Grants: []environment.Grant{{Privilege: "prvReadAccount", Depth: "Deep"}}}},
		References:    []environment.ConnectionReference{{LogicalName: "new_dataverse", Connector: "shared_commondataserviceforapps", Owner: user}},
		Flows: []environment.Flow{{ID: "00000000-0000-4000-8000-000000000007", Name: "Nightly", State: 1, Definition: `{"properties":{"connectionReferences":{"shared_commondataserviceforapps":{
			"runtimeSource":"embedded","connection":{"connectionReferenceLogicalName":"new_dataverse"},"api":{"name":"shared_commondataserviceforapps"}}},
			"definition":{"triggers":{"Recurrence":{"type":"Recurrence"}},"actions":{"List":{"type":"OpenApiConnection","inputs":{
			"host":{"connectionName":"shared_commondataserviceforapps","operationId":"ListRecords","apiId":"/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps"},
			"parameters":{"entityName":"accounts"},"authentication":"@parameters('$authentication')"}}}}},"schemaVersion":"1.0.0.0"}`}},
	}
}

func analysis(t *testing.T, e environment.Environment) *analyzer.Result {
	t.Helper()
	var in solution.Input
	in.Diagnostics = append(in.Diagnostics, e.AddTo(&in)...)
	result, err := analyzer.Analyze(context.Background(), &in, analyzer.Options{Roles: e.Held(e.Users[0])})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func TestAReadingIsAnalysedWithoutAnExport(t *testing.T) {
	result := analysis(t, reading())
	if !result.Complete || len(result.Flows) != 1 || len(result.Diagnostics) > 0 {
		t.Errorf("complete: %v, %d flows, %v", result.Complete, len(result.Flows), result.Diagnostics)
	}
	if len(result.Subjects) != 1 || result.Subjects[0].Comparison == nil {
		t.Fatalf("subjects = %+v", result.Subjects)
	}
	c := result.Subjects[0].Comparison
	// Whose rows they are is assumed: all of them never are those of one other business unit, a part may be.
	of := func(s fit.Shallow) bool {
		return s.Need.Privilege == "prvReadAccount" && s.Held.Elsewhere == privileges.Deep && !s.Certain
	}
	if !slices.ContainsFunc(c.Shallow, of) || c.Sufficient.Answer == fit.Yes {
		t.Errorf("what is held in another business unit is not left open: %+v", c)
	}
}

func TestAReadingThatLacksAPartIsNeverAWholeResult(t *testing.T) {
	unread := reading()
	unread.Missing = []environment.Missing{{Part: environment.PartTeams, Why: "the reader lacks prvReadTeam", Fix: "Grant it."}}
	dangling := reading()
	dangling.RoleGrants = nil
	broken := reading()
	broken.Flows[0].Definition = ""
	for name, e := range map[string]environment.Environment{"a part that was not read": unread, "a role without grants": dangling, "a flow without a definition": broken} {
		if analysis(t, e).Complete {
			t.Errorf("%s: the result says that it is complete", name)
		}
	}
}

package environment_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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

// TestARedactedFlowNeedsTheSame compares what a flow needs with what it needs without its secrets, which stand around and in
// the calls that say so.
func TestARedactedFlowNeedsTheSame(t *testing.T) {
	const secret = "PLANTEDsecret0123456789"
	batch := `@concat('--b', decodeUriComponent('%0D%0A'), 'Content-Type: application/http', decodeUriComponent('%0D%0A%0D%0A'), 'POST /api/data/v9.2/contacts HTTP/1.1', ` +
		`decodeUriComponent('%0D%0A'), 'Authorization: Bearer ', '` + secret + `', decodeUriComponent('%0D%0A'), 'Content-Type: application/json', decodeUriComponent('%0D%0A%0D%0A'), ` +
		`'{\"cr1_password\":\"', '` + secret + `', '\",\"lastname\":\"x\"}', decodeUriComponent('%0D%0A'), '--b--')`
	call := func(method, uri, body string) string {
		return `{"type":"Http","inputs":{"method":"` + method + `","uri":"` + uri + `","headers":{"Content-Type":"multipart/mixed;boundary=b","X-Auth-Token":"` + secret + `"},"body":"` + body + `",` +
			`"authentication":{"type":"ActiveDirectoryOAuth","tenant":"t","audience":"https://contoso.crm.dynamics.com","clientId":"c","secret":"` + secret + `"}}}`
	}
	flow := reading()
	flow.Flows[0].Definition = strings.Replace(flow.Flows[0].Definition, `"actions":{`, `"actions":{`+
		`"Batch":`+call("POST", "https://contoso.crm.dynamics.com/api/data/v9.2/$batch", batch)+`,`+
		`"Lead":`+call("GET", "@concat('https://contoso.crm.dynamics.com/api/data/v9.2/leads?$select=fullname&code=','"+secret+"&$expand=owninguser($select=fullname)')", "")+`,`+
		`"Task":`+call("POST", "https://contoso.crm.dynamics.com/api/data/v9.2/tasks", `{\"subject\":\"Basic YTpiYzEyMzQ1\",\"description\":\"<password>`+secret+`</password>\",\"regardingobjectid_account@odata.bind\":\"accounts(x)\"}`)+`,`, 1)
	redacted := reading()
	text, err := environment.Redact(flow.Flows[0].Definition)
	if err != nil || strings.Contains(text, secret) || strings.Contains(text, "YTpiYzEyMzQ1") {
		t.Fatalf("%s, %v", text, err)
	}
	redacted.Flows[0].Definition = text
	needs := func(e environment.Environment) []string {
		var all []string
		result := analysis(t, e)
		for _, n := range result.Needs {
			all = append(all, fmt.Sprint(n.Identity.ID, n.Privilege, n.Level, n.State))
		}
		for _, b := range result.Blindspots {
			all = append(all, b.Kind+" "+b.Node+" "+b.Why)
		}
		return all
	}
	before := needs(flow)
	if len(before) < 8 {
		t.Errorf("only %q", before)
	}
	if diff := cmp.Diff(before, needs(redacted)); diff != "" {
		t.Error(diff)
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

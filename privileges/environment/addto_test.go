package environment

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rolefit/flowparse"
	"rolefit/flowparse/solution"
	"rolefit/flowparse/source"
)

func TestAddToFillsAnEmptyInput(t *testing.T) {
	var in solution.Input
	specimen().AddTo(&in)
	place := source.Place{File: "environment"}
	all := func(name, right string) solution.TablePrivilege {
		return solution.TablePrivilege{Name: name, Right: right, CanBasic: true, CanLocal: true, CanDeep: true, CanGlobal: true}
	}
	want := solution.Input{
		ReadAnything: true,
		Flows: []solution.FlowFile{
			{WorkflowID: id(60), Name: "Draft", Files: []string{"environment/flows/Draft-" + id(60) + ".json"}, Draft: true},
			{WorkflowID: id(61), Name: "Nightly/sync", Files: []string{"environment/flows/Nightly_sync-" + id(61) + ".json"}},
		},
		Tables: []solution.Table{
			{LogicalName: "account", SchemaName: "Account", EntitySetName: "accounts", PrimaryID: "accountid", Ownership: solution.UserOwned, Place: place,
				Columns: []solution.Column{
					{LogicalName: "bonus", Secured: true}, {LogicalName: "parentid", Type: "lookup", Targets: []string{"account", "org"}}, {LogicalName: "salary", Secured: true},
				},
				Privileges: []solution.TablePrivilege{all("prvCreateAccount", "Create"), all("prvReadAccount", "Read")}, Live: true, AllTargets: true},
			{LogicalName: "org", SchemaName: "org", Ownership: solution.OrganizationOwned, Place: place, Privileges: []solution.TablePrivilege{{Name: "prvReadorg", Right: "Read", CanGlobal: true}}, Live: true, AllTargets: true},
		},
		Relations: []solution.Relationship{
			{Name: "account_org", ManyToMany: true, Intersect: "account_orgs", First: "account", Second: "org", FirstNav: "orgs", SecondNav: "accounts", Place: place},
			{Name: "account_owner_org", ReferencingTable: "account", ReferencingColumn: "parentid", ReferencedTable: "org", Place: place},
			{Name: "account_parent", ReferencingTable: "account", ReferencingColumn: "parentid", ReferencingNav: "ParentId", ReferencedTable: "account", ReferencedNav: "children", Cascade: map[string]string{"Delete": "Cascade", "Assign": "NoCascade"}, Place: place},
		},
		References: []solution.ConnectionReference{
			{LogicalName: "new_a", DisplayName: "Dataverse", Connector: "shared_commondataserviceforapps", Place: place}, {LogicalName: "new_b", Connector: "shared_commondataserviceforapps", Place: place},
		},
		CustomAPIs: []solution.CustomAPI{{UniqueName: "new_Sum", BindingType: 1, BoundTable: "account", ExecutePrivilege: "prvReadAccount", PluginType: id(50), Function: true, Place: place}},
	}
	ignore := []cmp.Option{cmpopts.IgnoreFields(solution.FlowFile{}, "Open", "Digest"), cmpopts.IgnoreUnexported(solution.Input{})}
	if diff := cmp.Diff(want, in, ignore...); diff != "" {
		t.Error(diff)
	}
	for _, f := range in.Flows {
		for range 2 {
			text, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			if flow, diagnostics := flowparse.Parse(text, flowparse.Options{}); flow == nil || text.Path != f.File() {
				t.Errorf("%s: %v", text.Path, diagnostics)
			}
			clear(text.Bytes) // the next reader gets its own
		}
	}
	for seed := range uint64(20) {
		var other solution.Input
		shuffled(specimen(), seed).AddTo(&other)
		if diff := cmp.Diff(in, other, ignore...); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
	}
}

// TestWhatTheInputDefinesStays holds that an environment fills in and changes nothing, but for the privileges of tables, of
// which no source is better than the environment.
func TestWhatTheInputDefinesStays(t *testing.T) {
	in := solution.Input{
		Flows: []solution.FlowFile{{WorkflowID: id(61), Name: "Mine", Files: []string{"mine.json"}}},
		Tables: []solution.Table{
			{LogicalName: "account", SchemaName: "ACCOUNT", Ownership: solution.BusinessOwned, Columns: []solution.Column{{LogicalName: "ParentID", Type: "mine"}, {LogicalName: "salary", Targets: []string{"mine"}}}},
			{LogicalName: "org", SchemaName: "org", Privileges: []solution.TablePrivilege{{Name: "prvMine", Right: "Read"}}},
		},
		Relations:  []solution.Relationship{{Name: "Account_Org", First: "mine"}},
		References: []solution.ConnectionReference{{LogicalName: "NEW_A", Connector: "mine"}},
		CustomAPIs: []solution.CustomAPI{{UniqueName: "new_sum", ExecutePrivilege: "prvMine"}},
	}
	specimen().AddTo(&in)
	if len(in.Flows) != 2 || in.Flows[0].Name != "Mine" || in.Flows[1].WorkflowID != id(60) {
		t.Errorf("flows = %+v", in.Flows)
	}
	account := in.Tables[0]
	if account.SchemaName != "ACCOUNT" || account.Ownership != solution.BusinessOwned || account.EntitySetName != "accounts" || len(account.Privileges) != 2 {
		t.Errorf("account = %+v", account)
	}
	columns := []solution.Column{{LogicalName: "ParentID", Type: "mine", Targets: []string{"account", "org"}}, {LogicalName: "salary", Secured: true, Targets: []string{"mine"}}, {LogicalName: "bonus", Secured: true}}
	if diff := cmp.Diff(columns, account.Columns); diff != "" {
		t.Error(diff)
	}
	if org := in.Tables[1]; len(org.Privileges) != 1 || org.Privileges[0].Name != "prvReadorg" || !org.Live || org.Ownership != solution.OrganizationOwned {
		t.Errorf("org = %+v", org)
	}
	if len(in.Relations) != 3 || in.Relations[0].First != "mine" || len(in.References) != 2 || in.References[0].Connector != "mine" || len(in.CustomAPIs) != 1 || in.CustomAPIs[0].ExecutePrivilege != "prvMine" {
		t.Errorf("relations = %+v, references = %+v, custom APIs = %+v", in.Relations, in.References, in.CustomAPIs)
	}
}

func TestWhateverIsMissingMakesTheResultIncomplete(t *testing.T) {
	e := specimen()
	e.Teams[0].Kind = AccessTeam
	e.Users[0].Roles = append(e.Users[0].Roles, id(29))
	want := []string{
		`environment: flow:Broken could not be read: its definition is broken [environment-unread]; Save it again.`,
		`environment: role:Unread could not be read: the reader lacks prvReadRole [environment-unread]; Grant it.`,
		`environment: the access team "Sales" is reported with roles; access teams hold none, so they do not count [access-team-roles]`,
		`environment: nothing describes the role "` + id(29) + `", and missing does not say why [environment-inconsistent]; read the environment again`,
	}
	for seed := range uint64(10) {
		var got []string
		severities := map[source.Severity]int{}
		for _, d := range shuffled(e, seed).AddTo(&solution.Input{}) {
			got = append(got, d.String())
			severities[d.Severity]++
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
		if severities[source.Error] != 3 || severities[source.Note] != 1 {
			t.Errorf("severities = %v", severities)
		}
	}
	e.Missing = nil
	for _, d := range e.AddTo(&solution.Input{}) {
		if d.Code == "environment-inconsistent" && strings.Contains(d.Message, "grants") && d.Severity == source.Error {
			return
		}
	}
	t.Error("a role whose grants nobody read counts as one that grants nothing")
}

func TestAWholeReadingSaysNothing(t *testing.T) {
	e := specimen()
	e.Missing, e.Flows = nil, e.Flows[:2]
	e.Roles = slices.DeleteFunc(e.Roles, func(r Role) bool { return r.Name == "Unread" })
	e.Users[0].Roles = []string{id(20)}
	if diagnostics := e.AddTo(&solution.Input{}); len(diagnostics) > 0 {
		t.Errorf("diagnostics = %v", diagnostics)
	}
}

func TestNamesOfFlowsMakePathsOfOneFile(t *testing.T) {
	got := flowFile(Flow{ID: id(1), Name: "../a!/b\\c#1:\n\u2028" + strings.Repeat("x", 200)})
	if want := "environment/flows/.._a__b_c_1___" + strings.Repeat("x", 66) + "-" + id(1) + ".json"; !strings.HasPrefix(got, "environment/flows/.._a__b_c_1___xx") || !strings.HasSuffix(got, "-"+id(1)+".json") || strings.Count(got, "/") != 2 || len(got) > len(want)+10 {
		t.Errorf("path = %q", got)
	}
	if got := flowFile(Flow{ID: id(1)}); got != "environment/flows/"+id(1)+".json" {
		t.Errorf("path = %q", got)
	}
}

func TestAColumnIsSecuredWhenEitherPlaceSaysSo(t *testing.T) {
	in := solution.Input{Tables: []solution.Table{{LogicalName: "account", Columns: []solution.Column{
		{LogicalName: "Salary", Type: "money"}, {LogicalName: "iban", Secured: true}, {LogicalName: "parentid"},
	}}}}
	specimen().AddTo(&in)
	secured := map[string]bool{}
	for _, c := range in.Tables[0].Columns {
		secured[c.LogicalName] = c.Secured
	}
	if diff := cmp.Diff(map[string]bool{"Salary": true, "iban": true, "bonus": true, "parentid": false}, secured); diff != "" {
		t.Error(diff)
	}
}

// TestTargetsOfLookupsAreAllKnownOnlyWhereRelationshipsWereRead: else the platform's own are possible too.
func TestTargetsOfLookupsAreAllKnownOnlyWhereRelationshipsWereRead(t *testing.T) {
	e := specimen()
	e.Missing = append(e.Missing, Missing{Part: PartRelationships})
	var in solution.Input
	e.AddTo(&in)
	if in.Tables[0].AllTargets {
		t.Error("relationships could not be read, and yet all targets are known")
	}
}

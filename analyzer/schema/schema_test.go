package schema

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/flowparse/solution"
	"rolefit/privileges"
	"rolefit/privileges/catalog"
)

func names() *Schema {
	return New(&solution.Input{
		Tables: []solution.Table{
			{LogicalName: "cfs_job", SchemaName: "cfs_Job", EntitySetName: "cfs_jobs", PrimaryID: "cfs_jobid", Ownership: solution.UserOwned,
				Columns: []solution.Column{{LogicalName: "cfs_client", Targets: []string{"Account", "contact"}}}},
			{LogicalName: "cfs_rate", SchemaName: "cfs_Rate", EntitySetName: "cfs_rates", Ownership: solution.OrganizationOwned},
			{LogicalName: "cfs_call", SchemaName: "cfs_Call", EntitySetName: "cfs_calls", Activity: true},
			{LogicalName: "ext_crew", SchemaName: "ext_Crew", EntitySetName: "ext_crews", Privileges: []solution.TablePrivilege{{Name: "prvReadext_Crew", Right: "Read", CanGlobal: true}}},
			{LogicalName: "ext_seen", EntitySetName: "ext_seens"},
			{LogicalName: "account", EntitySetName: "accounts"},
		},
		Relations: []solution.Relationship{
			{Name: "cfs_account_job", ReferencingTable: "cfs_job", ReferencingColumn: "cfs_account", ReferencingNav: "cfs_Account", ReferencedTable: "account", ReferencedNav: "cfs_account_job", Cascade: map[string]string{"Delete": "Cascade"}},
			{Name: "cfs_job_rate", ManyToMany: true, First: "cfs_job", Second: "cfs_rate", FirstNav: "cfs_Rates", SecondNav: "cfs_Jobs", Intersect: "cfs_job_rateset"},
		},
	}, catalog.New())
}

func TestSetsNameTablesOfTheInputAndOfThePlatform(t *testing.T) {
	s := names()
	for set, want := range map[string]string{"cfs_jobs": "cfs_job", "CFS_Jobs": "cfs_job", "accounts": "account", "opportunities": "opportunity", "cfs_unknowns": ""} {
		got, ok := s.TableOfSet(set)
		if got.LogicalName != want || ok != (want != "") {
			t.Errorf("set %s is table %q, want %q", set, got.LogicalName, want)
		}
	}
	if got, _ := s.Table("Account"); got.SchemaName != "Account" || got.PrimaryID != "accountid" || got.Ownership != solution.UserOwned {
		t.Errorf("a shell in the input hides what the catalogue knows: %+v", got)
	}
}

func TestNavigationLeadsWhereMetadataSays(t *testing.T) {
	s := names()
	for _, c := range []struct {
		table, property string
		want            []string
	}{
		{"cfs_job", "cfs_Account", []string{"account"}},
		{"cfs_job", "cfs_account", []string{"account"}},
		{"account", "cfs_account_job", []string{"cfs_job"}},
		{"cfs_job", "cfs_Rates", []string{"cfs_rate"}},
		{"cfs_rate", "cfs_Jobs", []string{"cfs_job"}},
		{"cfs_job", "ownerid", []string{"systemuser", "team"}},
		{"contact", "parentcustomerid_account", []string{"account"}},
		{"cfs_rate", "cfs_Account", nil}, // the same property on another table proves nothing
	} {
		if diff := cmp.Diff(c.want, s.Navigation(c.table, c.property)); diff != "" {
			t.Errorf("%s.%s:\n%s", c.table, c.property, diff)
		}
	}
	for column, want := range map[string][]string{"_cfs_account_value": {"account"}, "cfs_client": {"account", "contact"}, "_createdby_value": {"systemuser"}, "cfs_name": nil} {
		if diff := cmp.Diff(want, s.LookupColumn("cfs_job", column)); diff != "" {
			t.Errorf("column %s:\n%s", column, diff)
		}
	}
	if link, ok := s.Link("cfs_job", "cfs_Rates"); !ok || !link.ManyToMany || link.Far != "cfs_rate" {
		t.Errorf("link = %+v", link)
	}
	if diff := cmp.Diff([]string{"cfs_job"}, s.DeleteReaches("account")); diff != "" {
		t.Error(diff)
	}
}

func TestPrivilegeNamesComeFromMetadata(t *testing.T) {
	s := names()
	for _, c := range []struct {
		table string
		right privileges.Right
		want  string // "" when nothing guards it
		known bool
	}{
		{"cfs_job", privileges.Read, "prvReadcfs_Job", true},
		{"cfs_rate", privileges.Write, "prvWritecfs_Rate", true},
		{"cfs_rate", privileges.Assign, "", true},
		{"cfs_call", privileges.Delete, "prvDeleteActivity", true},
		{"ext_crew", privileges.Read, "prvReadext_Crew", true},
		{"ext_crew", privileges.Write, "", true},
		{"cfs_job_rateset", privileges.Read, "", true},
		{"annotation", privileges.Read, "prvReadNote", true},
		{"salesorder", privileges.Create, "prvCreateOrder", true},
		{"ext_seen", privileges.Read, "prvReadext_seen", false},
		{"ext_gone", privileges.Read, "prvReadext_gone", false},
	} {
		guards := s.Guards(c.table, c.right)
		switch {
		case c.want == "" && len(guards) > 0, c.want != "" && len(guards) != 1:
			t.Errorf("%v on %s is guarded by %+v", c.right, c.table, guards)
		case c.want != "" && (guards[0].Privilege != c.want || guards[0].Known != c.known):
			t.Errorf("%v on %s is %s (known %v), want %s (%v)", c.right, c.table, guards[0].Privilege, guards[0].Known, c.want, c.known)
		}
	}
	if g := s.Guards("cfs_rate", privileges.Read)[0]; g.Levels != privileges.LevelsOf(privileges.Global) {
		t.Errorf("an organisation-owned table allows %v", g.Levels)
	}
}

func TestALookupOfManyTablesKeepsThoseOfThePlatform(t *testing.T) {
	s := New(&solution.Input{Relations: []solution.Relationship{
		{Name: "cfs_job_Tasks", ReferencingTable: "task", ReferencingColumn: "regardingobjectid", ReferencingNav: "regardingobjectid_cfs_job_task", ReferencedTable: "cfs_job"},
		{Name: "owner_cfs_job", ReferencingTable: "cfs_job", ReferencingColumn: "ownerid", ReferencedTable: "owner"},
	}}, catalog.New())
	about := s.LookupColumn("task", "_regardingobjectid_value")
	if !slices.Contains(about, "cfs_job") || !slices.Contains(about, "account") {
		t.Errorf("a task is about %v", about)
	}
	if diff := cmp.Diff([]string{"systemuser", "team"}, s.LookupColumn("cfs_job", "_ownerid_value")); diff != "" {
		t.Error(diff)
	}
}

// TestALiveEnvironmentKnowsAllTargets: a table that the environment does not have is no target of its lookups.
func TestALiveEnvironmentKnowsAllTargets(t *testing.T) {
	s := New(&solution.Input{Tables: []solution.Table{
		{LogicalName: "task", AllTargets: true, Columns: []solution.Column{{LogicalName: "regardingobjectid", Targets: []string{"account", "contact"}}}},
	}}, catalog.New())
	if diff := cmp.Diff([]string{"account", "contact"}, s.LookupColumn("task", "_regardingobjectid_value")); diff != "" {
		t.Error(diff)
	}
}

// TestLiveMetadataGoesBeforeTheCatalogue holds the order of sources of semantics 4.1, and that a privilege which no metadata
// of its table lists stays an exception.
func TestLiveMetadataGoesBeforeTheCatalogue(t *testing.T) {
	table := func(live bool) *Schema {
		return New(&solution.Input{Tables: []solution.Table{
			{LogicalName: "account", SchemaName: "Account", Live: live, Privileges: []solution.TablePrivilege{{Name: "prvReadAccountOfThisEnvironment", Right: "Read", CanGlobal: true}}},
			{LogicalName: "audit", SchemaName: "Audit", Live: live, Privileges: []solution.TablePrivilege{{Name: "prvReadAudit", Right: "Read", CanGlobal: true}}},
		}}, catalog.New())
	}
	for _, c := range []struct {
		live  bool
		table string
		right privileges.Right
		want  string
	}{
		{true, "account", privileges.Read, "prvReadAccountOfThisEnvironment"},
		{false, "account", privileges.Read, "prvReadAccount"},
		{true, "account", privileges.Write, ""}, // it lists none
		{false, "account", privileges.Write, "prvWriteAccount"},
		{true, "audit", privileges.Read, "prvReadAuditSummary"},
	} {
		guards := table(c.live).Guards(c.table, c.right)
		got := ""
		for _, g := range guards {
			got += g.Privilege
			if c.live && c.table == "account" && (g.Levels != privileges.LevelsOf(privileges.Global) || g.Source != "metadata of the environment") {
				t.Errorf("the guard does not follow the environment: %+v", g)
			}
		}
		if got != c.want {
			t.Errorf("live %v: %v on %s is guarded by %q, want %q", c.live, c.right, c.table, got, c.want)
		}
	}
}

package main

import (
	"slices"
	"strings"
	"testing"

	"rolefit/privileges/dataverse/dataversetest"
	"rolefit/privileges/environment"
	"rolefit/report"
)

// TestWhatIsHeldOnTablesOfTheEnvironmentIsLookedUpThere holds the tables that only the environment knows to what is said of
// those of the catalogue: what audit saw, which right is held, and where it leads.
func TestWhatIsHeldOnTablesOfTheEnvironmentIsLookedUpThere(t *testing.T) {
	seed := dataversetest.Sample()
	table := environment.Table{LogicalName: "cfs_policy", SchemaName: "cfs_Policy", EntitySetName: "cfs_policies", PrimaryID: "cfs_policyid", Ownership: "UserOwned", Audited: true}
	var held []environment.Grant
	for i, right := range []string{"Read", "Delete", "Share"} {
		p := environment.TablePrivilege{
			Name: "prv" + right + "cfs_Policy", ID: "00000000-0000-4000-8000-00000000000" + string(rune('1'+i)), Right: right,
			Levels: []string{"Basic", "Local", "Deep", "Global"},
		}
		table.Privileges = append(table.Privileges, p)
		held = append(held, environment.Grant{Privilege: p.Name, ID: p.ID, Depth: "Global"})
	}
	seed.Tables = append(slices.Clone(seed.Tables), table)
	seed.RoleGrants = slices.Clone(seed.RoleGrants)
	seed.RoleGrants[0].Grants = append(slices.Clone(seed.RoleGrants[0].Grants), held...)
	audit := *seed.Audit
	audit.Observations = append(slices.Clone(audit.Observations), environment.Observation{User: seed.Users[0].ID, Table: "cfs_policy", Right: "Delete", Count: 7, Last: seed.ReadAt})
	seed.Audit = &audit
	live := startLive(t, seed)
	doc := checked(t, append([]string{"--environment-url", live.server.Origin(), "--app-id", dataversetest.SampleAppID, "--audit", "90"}, live.flags()...)...)
	for _, want := range []struct{ rule, privilege, severity, says string }{
		{"RF103", "prvDeletecfs_Policy", "warning", "Audit saw it used 7 times in 90 days"},
		{"RF103", "prvReadcfs_Policy", "note", "Audit does not record reads."},
		{"RF203", "prvSharecfs_Policy", "note", "give away the rights it holds"},
	} {
		if !slices.ContainsFunc(doc.Findings, func(f report.Finding) bool {
			return f.Rule == want.rule && f.Privilege == want.privilege && f.Severity == want.severity && strings.Contains(f.Message, want.says)
		}) {
			t.Errorf("no %s of %s says, as a %s, %q", want.rule, want.privilege, want.severity, want.says)
		}
	}
	for _, line := range doc.Subjects[0].Comparison.Surplus {
		if strings.HasSuffix(line.Privilege, "cfs_Policy") && (line.Right == "" || len(line.Tables) != 1) {
			t.Errorf("%s is surplus on no table: %+v", line.Privilege, line)
		}
	}
}

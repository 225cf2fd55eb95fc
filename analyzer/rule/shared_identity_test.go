package rule_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/analyzer/operation"
	"rolefit/analyzer/rule"
	"rolefit/privileges/environment"
)

// TestASharedIdentitySaysWhatEachPartNeedsAlone holds both ways of sharing: a reference by solutions, a user by references.
func TestASharedIdentitySaysWhatEachPartNeedsAlone(t *testing.T) {
	connection := func(name string) operation.Identity {
		return operation.Identity{ID: "connection:" + name, Environment: operation.CurrentEnvironment}
	}
	uses := []rule.Use{
		{Identity: connection("a"), Flow: "Orders", Solution: "Kit", Needs: []string{"prvReadOrder", "prvWriteOrder"}},
		{Identity: connection("a"), Flow: "Invoices", Solution: "Portal", Needs: []string{"prvReadOrder"}},
		{Identity: connection("b"), Flow: "Mail", Solution: "Portal", Needs: []string{"prvCreateActivity"}},
	}
	facts := reading(environment.Environment{Users: []environment.User{user}}, appID)
	facts.Uses = uses
	facts.Subjects = []rule.Subject{{Name: "# svc-flow", User: userID, Identities: []operation.Identity{connection("a"), connection("b")}}}
	var got []string
	for _, f := range rule.Check(facts) {
		if f.Rule == "RF305" {
			got = append(got, f.Message)
		}
	}
	want := []string{
		"# svc-flow serves 3 flows of the connections a and b: its role must hold what any of them needs. Together they need 3 privileges; alone, a 2 and b 1.",
		"connection:a serves 2 flows of the solutions Kit and Portal: its role must hold what any of them needs. Together they need 2 privileges; alone, Kit 2 and Portal 1.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

package rule_test

import (
	"strings"
	"testing"

	"rolefit/analyzer/rule"
	"rolefit/privileges"
	"rolefit/privileges/catalog"
	"rolefit/privileges/environment"
)

// TestAReachThatIsNotKnownIsNeverCalledNone keeps what is held at no level that compares from being told as if it were not held.
func TestAReachThatIsNotKnownIsNeverCalledNone(t *testing.T) {
	facts := catalog.New()
	for want, role := range map[string]privileges.Role{
		"(role R, at a reach that is not known)": {Name: "R", Grants: []privileges.Grant{{Privilege: "prvAssignWorkflow", RecordFilter: true}}},
		"(role R, Deep)":                         {Name: "R", Anchor: privileges.OtherUnit, Grants: []privileges.Grant{{Privilege: "prvAssignWorkflow", Level: privileges.Deep}}},
	} {
		found := rule.Check(rule.Facts{
			Subjects:    []rule.Subject{{Name: "S", Roles: []privileges.Role{role}, Held: privileges.Union(role)}},
			Escalations: facts.Escalations(),
			Privilege: func(name string) (rule.Privilege, bool) {
				p, ok := facts.Privilege(name)
				return rule.Privilege{Right: p.Right, Tables: p.Tables}, ok
			},
		})
		said := false
		for _, f := range found {
			said = said || f.Rule == "RF203" && strings.Contains(f.Message, want)
			if strings.Contains(f.Message, "None") {
				t.Errorf("it is called None: %s", f.Message)
			}
		}
		if !said {
			t.Errorf("no path says %q: %+v", want, found)
		}
	}
}

// TestWhatNothingExplainsIsSaidToCount holds the words of RF307 to what the comparison does.
func TestWhatNothingExplainsIsSaidToCount(t *testing.T) {
	found := rule.Check(rule.Facts{Environment: &environment.Environment{Users: []environment.User{{AppID: "a", Unexplained: []string{"prvMerge"}}}}})
	for _, f := range found {
		if f.Rule == "RF307" && strings.Contains(f.Message, "counts it as held, at a reach that is not known") {
			return
		}
	}
	t.Errorf("found %+v", found)
}

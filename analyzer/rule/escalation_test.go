package rule_test

import (
	"slices"
	"strings"
	"testing"

	"rolefit/analyzer/fit"
	"rolefit/analyzer/rule"
	"rolefit/privileges"
	"rolefit/privileges/catalog"
)

func TestPathsAreGradedByWhatTheyReach(t *testing.T) {
	c := catalog.New()
	const basic, local, global = privileges.Basic, privileges.Local, privileges.Global
	for _, p := range []struct {
		name   string
		held   []privileges.Grant
		want   rule.Severity // of the finding with the words; 0: there is none
		saying string
	}{
		{"promoting", []privileges.Grant{grant("prvPromoteToAdmin", global)}, rule.Error, "This is equal to System Administrator."},
		{
			"registering code at Global",
			[]privileges.Grant{grant("prvCreatePluginAssembly", global), grant("prvCreatePluginType", global), grant("prvCreateSdkMessageProcessingStep", global)},
			rule.Error, "as SYSTEM",
		},
		{"registering code with a part missing", []privileges.Grant{grant("prvCreatePluginAssembly", global), grant("prvCreatePluginType", global)}, 0, "as SYSTEM"},
		{"a custom API alone", []privileges.Grant{grant("prvCreateCustomAPI", global)}, rule.Warning, "prvCreateCustomAPI"},
		{"a custom API with a type to write", []privileges.Grant{grant("prvCreateCustomAPI", global), grant("prvWritePluginType", global)}, rule.Error, "prvCreateCustomAPI"},
		{"importing alone", []privileges.Grant{grant("prvImportCustomization", global)}, 0, "prvImportCustomization"},
		{
			"importing with another way to the top", []privileges.Grant{grant("prvImportCustomization", global), grant("prvPromoteToAdmin", global)},
			rule.Error, "With prvImportCustomization",
		},
		{"joining teams, on a condition", []privileges.Grant{grant("prvWriteTeam", global)}, rule.Error, "if some team holds a role that it does not"},
		{"script for others", []privileges.Grant{grant("prvWriteWebResource", global)}, rule.Warning, "browser"},
		{"rewriting flows from Local", []privileges.Grant{grant("prvWriteWorkflow", local)}, rule.Warning, "rewrite flows"},
		{"rewriting own flows only", []privileges.Grant{grant("prvWriteWorkflow", basic)}, 0, "rewrite flows"},
		{"assigning roles", []privileges.Grant{grant("prvAssignRole", global)}, rule.Note, "give own roles to others"},
		{
			"assigning deeper than writing", []privileges.Grant{grant("prvAssignAccount", global), grant("prvWriteAccount", basic)},
			rule.Note, "With prvAssignAccount",
		},
		{
			"assigning as deep as writing", []privileges.Grant{grant("prvAssignAccount", global), grant("prvWriteAccount", global)},
			0, "With prvAssignAccount",
		},
		{"assigning without another right", []privileges.Grant{grant("prvAssignAccount", global)}, 0, "With prvAssignAccount"},
		{"sharing everywhere", []privileges.Grant{grant("prvShareAccount", global)}, rule.Note, "With prvShareAccount"},
		{"sharing own rows", []privileges.Grant{grant("prvShareAccount", basic)}, 0, "With prvShareAccount"},
		{"acting on behalf has a rule of its own", []privileges.Grant{grant(privileges.ActOnBehalf, global)}, 0, privileges.ActOnBehalf},
	} {
		role := privileges.Role{Name: "Integration", Grants: p.held}
		found := fired(shipped(c, role), "RF203")
		i := slices.IndexFunc(found, func(f rule.Finding) bool { return strings.Contains(f.Message, p.saying) })
		switch {
		case i < 0 && p.want != 0:
			t.Errorf("%s: nothing says %q: %v", p.name, p.saying, found)
		case i >= 0 && p.want == 0:
			t.Errorf("%s: %s", p.name, found[i].Message)
		case i >= 0 && found[i].Severity != p.want:
			t.Errorf("%s: %v, want %v", p.name, found[i].Severity, p.want)
		}
		for _, f := range found {
			if !strings.HasPrefix(f.Message, "With ") || !strings.HasSuffix(f.Message, ".") || strings.Contains(f.Message, " X ") || !strings.Contains(f.Message, "role Integration") {
				t.Errorf("%s: not a sentence: %q", p.name, f.Message)
			}
		}
	}
}

func TestWhatIsHeldInAnotherBusinessUnitCountsAsAPathThere(t *testing.T) {
	role := privileges.Role{Name: "Integration", Anchor: privileges.OtherUnit, Grants: []privileges.Grant{grant("prvWriteWorkflow", privileges.Local)}}
	facts := shipped(catalog.New(), role)
	comparison := fit.Compare(nil, facts.Subjects[0].Held, fit.Options{})
	facts.Subjects[0].Comparison = &comparison
	found := fired(facts, "RF203")
	if !slices.ContainsFunc(found, func(f rule.Finding) bool { return strings.Contains(f.Message, "rewrite flows") }) {
		t.Errorf("nothing says that flows of another business unit can be rewritten: %v", found)
	}
	surplus := fired(facts, "RF103")
	if len(surplus) != 1 || !strings.Contains(surplus[0].Message, "role Integration, Local in another business unit") {
		t.Errorf("surplus = %v", surplus)
	}
}

func TestForAnAdministratorOneLineStandsForAllPaths(t *testing.T) {
	c := catalog.New()
	for _, role := range []privileges.Role{c.SystemAdministrator(), copyOf(c.SystemAdministrator())} {
		found := fired(shipped(c, role), "RF203")
		if len(found) != 1 || found[0].Severity != rule.Error || !strings.Contains(found[0].Message, "escalation paths") ||
			!strings.Contains(found[0].Message, "can make any user a System Administrator") {
			t.Errorf("%s: %v", role.Name, found)
		}
	}
}

func TestEveryEscalationOfTheCatalogueOpensForWhoHoldsItsPrivileges(t *testing.T) {
	c := catalog.New()
	facts := shipped(c)
	for _, e := range facts.Escalations {
		if e.Kind != rule.ByPrivileges || e.With != "" {
			continue
		}
		role := privileges.Role{Name: "R"}
		for _, group := range e.All {
			role.Grants = append(role.Grants, grant(group[0].Privilege, privileges.Global))
		}
		one := shipped(c, role)
		one.Escalations = []rule.Escalation{e}
		if len(fired(one, "RF203"))+len(fired(one, "RF204")) == 0 {
			t.Errorf("%s stays closed for who holds %v", e.ID, role.Grants)
		}
	}
}

func TestTheSurplusOfAnAdministratorIsOneFinding(t *testing.T) {
	facts := withAdministrator(subject(holding(grant("prvWriteRole", privileges.Global), grant("prvAssignRole", privileges.Global), grant("prvReadAccount", privileges.Global))))
	found := fired(facts, "RF103")
	if len(found) != 1 || found[0].Severity != rule.Warning || !strings.Contains(found[0].Message, "it holds 3 privileges beyond what is needed") {
		t.Errorf("%v", found)
	}
}

func TestActingOnBehalfThroughATeamIsSaidToHaveNoEffect(t *testing.T) {
	role := holding(grant(privileges.ActOnBehalf, privileges.Global))
	role.Team = "Sales"
	if found := fired(subject(role), "RF204"); len(found) != 1 || !strings.Contains(found[0].Message, "no effect") {
		t.Errorf("%v", found)
	}
}

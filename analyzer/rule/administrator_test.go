package rule_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/analyzer/operation"
	"rolefit/analyzer/rule"
	"rolefit/privileges"
	"rolefit/privileges/catalog"
)

// shipped returns facts about identities with the roles, under the catalogue's platform facts.
func shipped(c *catalog.Catalog, roles ...privileges.Role) rule.Facts {
	facts := rule.Facts{
		Subjects:            []rule.Subject{{Identities: []operation.Identity{reference}, Roles: roles, Held: privileges.Union(roles...)}},
		AdminCore:           c.AdminCore(),
		SystemAdministrator: c.SystemAdministrator(),
		Escalations:         c.Escalations(),
		Privilege: func(name string) (rule.Privilege, bool) {
			p, ok := c.Privilege(name)
			return rule.Privilege{Right: p.Right, Tables: p.Tables}, ok
		},
	}
	return facts
}

// fired returns the findings of one rule.
func fired(facts rule.Facts, id string) []rule.Finding {
	r, _ := rule.ByID(id)
	var found []rule.Finding
	for _, f := range r.Check(facts) {
		if f.Severity == 0 {
			f.Severity = r.Severity
		}
		found = append(found, f)
	}
	return found
}

// copyOf returns the administrator's privileges under another name and id, as role XML would hold them.
func copyOf(admin privileges.Role) privileges.Role {
	return privileges.Role{ID: "0f2a6f0e-7c1d-4a50-9a6e-3b1f3d0c9a11", Name: "Integration", Grants: slices.Clone(admin.Grants), Origin: "Roles/Integration.xml"}
}

func TestTheAdministratorItselfIsFoundByTemplateAndInEffect(t *testing.T) {
	c := catalog.New()
	facts := shipped(c, c.SystemAdministrator())
	if found := fired(facts, "RF201"); len(found) != 1 || !strings.Contains(found[0].Message, "by its role template") {
		t.Errorf("RF201: %v", found)
	}
	if found := fired(facts, "RF202"); len(found) != 1 || found[0].Severity != rule.Error {
		t.Errorf("RF202: %v", found)
	}
}

func TestAnAdministratorUnderAnotherNameIsFoundInEffectAndNotByRole(t *testing.T) {
	c := catalog.New()
	facts := shipped(c, copyOf(c.SystemAdministrator()))
	if found := fired(facts, "RF201"); len(found) != 0 {
		t.Errorf("RF201: %v", found)
	}
	if found := fired(facts, "RF202"); len(found) != 1 || !strings.Contains(found[0].Message, "Integration") {
		t.Errorf("RF202: %v", found)
	}
}

func TestARoleOfThatNameInTheInputIsToldByItsName(t *testing.T) {
	c := catalog.New()
	role := privileges.Role{Name: "SYSTEM ADMINISTRATOR", Grants: []privileges.Grant{grant("prvReadAccount", privileges.Basic)}}
	if found := fired(shipped(c, role), "RF201"); len(found) != 1 || !strings.Contains(found[0].Message, "by its name only") {
		t.Errorf("RF201: %v", found)
	}
}

func TestACopyOfTheAdministratorWithAFewPrivilegesRemovedIsStillFound(t *testing.T) {
	c := catalog.New()
	admin := c.SystemAdministrator()
	for percent := 1; percent <= 3; percent++ {
		for seed := range uint64(20) {
			random := rand.New(rand.NewPCG(seed, uint64(percent)))
			role := copyOf(admin)
			random.Shuffle(len(role.Grants), func(i, j int) { role.Grants[i], role.Grants[j] = role.Grants[j], role.Grants[i] })
			role.Grants = role.Grants[len(role.Grants)*percent/100:]
			if found := fired(shipped(c, role), "RF202"); len(found) != 1 {
				t.Errorf("%d %% removed, seed %d: %v", percent, seed, found)
			}
		}
	}
}

func TestAnAdministratorThatIsSplitOverTwoRolesIsFoundInTheirUnionOnly(t *testing.T) {
	c := catalog.New()
	one, two := copyOf(c.SystemAdministrator()), copyOf(c.SystemAdministrator())
	half := len(one.Grants) / 2
	random := rand.New(rand.NewPCG(1, 1))
	random.Shuffle(len(one.Grants), func(i, j int) { one.Grants[i], one.Grants[j] = one.Grants[j], one.Grants[i] })
	two.Name, two.Grants = "Integration 2", slices.Clone(one.Grants[half:])
	one.Grants = one.Grants[:half]
	if found := fired(shipped(c, one, two), "RF202"); len(found) != 1 {
		t.Errorf("both: %v", found)
	}
	for _, r := range []privileges.Role{one, two} {
		if found := fired(shipped(c, r), "RF202"); len(found) != 0 {
			t.Errorf("%s alone: %v", r.Name, found)
		}
	}
}

func TestOfTheBuiltInRolesOnlyTheAdministratorAndThreeServiceRolesAreAdministratorsInEffect(t *testing.T) {
	c := catalog.New()
	facts := shipped(c)
	var got []string
	for _, name := range c.RoleNames() {
		role, _ := c.Role(name)
		facts.Subjects = []rule.Subject{{Identities: []operation.Identity{reference}, Roles: []privileges.Role{role}, Held: privileges.Union(role)}}
		if len(fired(facts, "RF202")) > 0 {
			got = append(got, name)
		}
	}
	want := []string{"Relationship Insights Admin", "SalesInsights AutoCapture Admin", "Service Writer", "System Administrator"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("of %d roles (-want +got):\n%s", len(c.RoleNames()), diff)
	}
}

func TestSystemCustomizerIsTheNearestMissAndTenCorePrivilegesAway(t *testing.T) {
	c := catalog.New()
	role, ok := c.Role("System Customizer")
	if !ok {
		t.Fatal("the catalogue has no System Customizer")
	}
	held := privileges.Union(role)
	var missing []privileges.Grant
	for _, name := range c.AdminCore() {
		if h, ok := held.Get(privileges.KeyOf(name)); !ok || h.Level < privileges.Global {
			missing = append(missing, grant(name, privileges.Global))
		}
	}
	if len(missing) != 14 {
		t.Fatalf("it lacks %d of the core, want 14", len(missing))
	}
	for n, want := range map[int]int{0: 0, 9: 0, 10: 1} {
		wider := privileges.Role{Name: "Wider", Grants: missing[:n]}
		if found := fired(shipped(c, role, wider), "RF202"); len(found) != want {
			t.Errorf("with %d more: %v", n, found)
		}
	}
}

func TestTheEnvironmentsOwnAdministratorCountsFromNinetyEightPerCent(t *testing.T) {
	own := privileges.Role{Name: "System Administrator"}
	for i := range 100 {
		own.Grants = append(own.Grants, grant("prvReadnew_"+string(rune('a'+i/26))+string(rune('a'+i%26)), privileges.Global))
	}
	for n, want := range map[int]int{97: 0, 98: 1} {
		role := privileges.Role{Name: "Copy", Grants: own.Grants[:n]}
		facts := subject(role)
		facts.OwnAdministrator = own
		if found := fired(facts, "RF202"); len(found) != want {
			t.Errorf("%d %%: %v", n, found)
		}
	}
}

func TestALevelBelowTheAdministratorsDoesNotCount(t *testing.T) {
	c := catalog.New()
	role := copyOf(c.SystemAdministrator())
	for i := range role.Grants {
		role.Grants[i].Level = min(role.Grants[i].Level, privileges.Deep)
	}
	if found := fired(shipped(c, role), "RF202"); len(found) != 0 {
		t.Errorf("%v", found)
	}
}

func TestNoRoleThatOnlyReadsIsAnAdministratorOrCanBecomeOne(t *testing.T) {
	c := catalog.New()
	role := privileges.Role{Name: "Reader"}
	for _, g := range c.SystemAdministrator().Grants {
		if p, ok := c.Privilege(g.Privilege); ok && p.Right == privileges.Read {
			role.Grants = append(role.Grants, g)
		}
	}
	if len(role.Grants) < 500 {
		t.Fatalf("only %d tables to read", len(role.Grants))
	}
	for _, f := range rule.Check(shipped(c, role)) {
		if f.Severity == rule.Error {
			t.Errorf("%s: %s", f.Rule, f.Message)
		}
	}
}

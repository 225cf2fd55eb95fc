package catalog

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"rolefit/privileges"
)

func TestPrivilegesKnowTheirRightTablesAndLevels(t *testing.T) {
	c := New()
	all := privileges.LevelsOf(privileges.Basic, privileges.Local, privileges.Deep, privileges.Global)
	for _, want := range []Privilege{
		{
			Name: "prvReadContact", Right: privileges.Read, Tables: []string{"contact"}, Levels: all, LevelsSource: "em",
			ID: "ba09ec92-12c4-4312-ba16-5715c2cbd6da", Source: "em+roles+sdk8+xm",
		},
		{Name: "prvAppendtoCategory", Right: privileges.AppendTo, Tables: []string{"category"}, Levels: all, LevelsSource: "xm", Source: "roles+xm"},
		{
			Name: "prvReadUserQuery", Right: privileges.Read, Tables: []string{"userquery"}, Levels: privileges.LevelsOf(privileges.Basic),
			LevelsSource: "em", ID: "f3b782a2-e6d5-4b86-9b7d-33f627fe5c5d", Source: "em+roles+sdk8+xm",
		},
		{
			Name: "prvActOnBehalfOfAnotherUser", Misc: true, Levels: privileges.LevelsOf(privileges.Global), LevelsSource: "msdn",
			ID: "ae5c41f0-e823-4cb9-b25a-8ef020201973", Source: "ppmisc+roles", Label: "Act on Behalf of Another User",
		},
		{Name: "prvAllowTDSAccess", Misc: true, Source: "greg"},
	} {
		got, ok := c.Privilege(string(privileges.KeyOf(want.Name))) // lower case: names compare without regard to it
		if !ok {
			t.Errorf("%s is not found", want.Name)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", want.Name, diff)
		}
	}
}

func TestActivitiesShareOnePrivilege(t *testing.T) {
	p, ok := New().Privilege("prvReadActivity")
	if !ok || len(p.Tables) < 30 {
		t.Errorf("prvReadActivity guards %q", p.Tables)
	}
}

func TestTheAdministratorCoreIsTwentyPrivilegesThatCanBeGlobal(t *testing.T) {
	c := New()
	core := c.AdminCore()
	if len(core) != 20 {
		t.Errorf("the core holds %d names", len(core))
	}
	administrator := privileges.Union(c.SystemAdministrator())
	for _, name := range core {
		p, ok := c.Privilege(name)
		if !ok || p.Name != name || !p.Levels.Has(privileges.Global) {
			t.Errorf("%s is not a privilege that can be granted at Global: %+v", name, p)
		}
		if held, _ := administrator.Get(privileges.KeyOf(name)); held.Level != privileges.Global {
			t.Errorf("System Administrator holds %s at %s", name, held.Level)
		}
	}
	core[0] = "changed"
	if c.AdminCore()[0] == "changed" {
		t.Error("a caller can change the catalogue")
	}
}

func TestTheAdministratorCoreSeparatesTheCustomizer(t *testing.T) {
	c := New()
	var complete []string
	for _, name := range c.RoleNames() {
		role, _ := c.Role(name)
		held, count := privileges.Union(role), 0
		for _, privilege := range c.AdminCore() {
			if h, _ := held.Get(privileges.KeyOf(privilege)); h.Level == privileges.Global {
				count++
			}
		}
		if count == 20 {
			complete = append(complete, name)
		}
		if name == "System Customizer" && count != 6 {
			t.Errorf("System Customizer holds %d of the core", count)
		}
	}
	if len(complete) != 4 {
		t.Errorf("roles that hold the whole core: %q", complete)
	}
}

func TestTheBaselineIsFourForcedAndFiveDefaultPrivileges(t *testing.T) {
	c := New()
	counts := map[Baseline]int{}
	for key, kind := range c.baseline() {
		p, ok := c.Privilege(string(key))
		if !ok {
			t.Errorf("%s is not a privilege", key)
		}
		if c.Baseline(p.Name) != kind {
			t.Errorf("%s is %q", p.Name, c.Baseline(p.Name))
		}
		counts[kind]++
	}
	if diff := cmp.Diff(map[Baseline]int{Forced: 4, Default: 5}, counts); diff != "" {
		t.Errorf("baseline (-want +got):\n%s", diff)
	}
	if got := c.Baseline("prvReadAccount"); got != NotBaseline {
		t.Errorf("prvReadAccount is %q", got)
	}
}

func TestEveryBuiltInRoleHoldsTheForcedBaseline(t *testing.T) {
	c := New()
	for _, name := range c.RoleNames() {
		role, _ := c.Role(name)
		held := privileges.Union(role)
		for key, kind := range c.baseline() {
			if h, _ := held.Get(key); kind == Forced && h.Level != privileges.Global {
				t.Errorf("%s holds %s at %s", name, key, h.Level)
			}
		}
	}
}

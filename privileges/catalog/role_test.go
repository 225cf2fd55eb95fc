package catalog

import (
	"testing"

	"rolefit/privileges"
)

func TestRolesHoldEveryGrantOfTheirDump(t *testing.T) {
	c := New()
	names := c.RoleNames()
	if len(names) != 161 {
		t.Errorf("%d roles", len(names))
	}
	grants := 0
	for _, name := range names {
		role, ok := c.Role(name)
		if !ok || role.Name != name || role.Origin != "builtin" || len(role.AsOf) != len("2026-11-22") {
			t.Errorf("Role(%q) = %q, origin %q, as of %q", name, role.Name, role.Origin, role.AsOf)
		}
		if c.RoleSource(name) == "" {
			t.Errorf("%s names no source", name)
		}
		grants += len(role.Grants)
		for _, g := range role.Grants {
			p, known := c.Privilege(g.Privilege)
			if !known || p.Name != g.Privilege {
				t.Errorf("%s grants %s, which is not listed", name, g.Privilege)
			}
			if p.Levels != 0 && !p.Levels.Has(g.Level) {
				t.Errorf("%s grants %s at %s, which the privilege does not allow", name, g.Privilege, g.Level)
			}
		}
	}
	if grants != 37387 {
		t.Errorf("%d grants in all roles, want 37387", grants)
	}
}

func TestRolesAreFoundByNameTemplateAndFixedID(t *testing.T) {
	c := New()
	for asked, want := range map[string]string{
		"system administrator":                   "System Administrator",
		"627090ff-40a3-4053-8790-584edc5be201":   "System Administrator",
		"{627090FF-40A3-4053-8790-584EDC5BE201}": "System Administrator",
		"494d392f-d3f4-42ba-af49-30c6f41e6093":   "Service Reader",
		"236750cd-45ae-4939-ab12-b24b920ced93":   "Basic User",          // once Common Data Service User
		"474523e6-dff7-46f1-9072-ff30802d3eb3":   "Process Mining User", // once Process Advisor User
		"Common Data Service User":               "Common Data Service User",
	} {
		if got, ok := c.Role(asked); !ok || got.Name != want {
			t.Errorf("Role(%q) = %q, %v; want %q", asked, got.Name, ok, want)
		}
	}
}

func TestSystemAdministratorIsTheRoleOfItsTemplate(t *testing.T) {
	role := New().SystemAdministrator()
	if role.TemplateID != SystemAdministratorTemplate || role.Name != "System Administrator" || len(role.Grants) != 4013 || role.AsOf != "2026-06-17" {
		t.Errorf("%q of template %q as of %s with %d grants", role.Name, role.TemplateID, role.AsOf, len(role.Grants))
	}
}

func TestMiscellaneousAndIrregularGrantsSurvive(t *testing.T) {
	c := New()
	for role, privilege := range map[string]string{
		"Delegate": "prvActOnBehalfOfAnotherUser", "System Administrator": "prvAppendtoCategory",
	} {
		r, _ := c.Role(role)
		if held, ok := privileges.Union(r).Get(privileges.KeyOf(privilege)); !ok || held.Level != privileges.Global || held.Privilege != privilege {
			t.Errorf("%s holds %+v", role, held)
		}
	}
}

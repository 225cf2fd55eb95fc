package environment

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/privileges"
)

const docs = "https://learn.microsoft.com/power-apps/developer/data-platform/"

// Where the expectations are documented.
const (
	levelSource     = docs + "security-concepts"                 // access levels, and whose business unit they are seen from
	maskSource      = docs + "reference/entities/roleprivileges" // the bits of privilegedepthmask
	filterSource    = docs + "webapi/reference/privilegedepth"   // RecordFilter
	inheritedSource = docs + "reference/entities/role"           // isinherited
	unitSource      = "https://learn.microsoft.com/power-platform/admin/wp-security-cds"
	teamSource      = "https://learn.microsoft.com/power-platform/admin/manage-teams"
	groupSource     = docs + "aad-group-team"
)

// holds is a role that a user holds: how, where its copy stands, and what it grants.
type holds struct {
	through   TeamKind // "" for a role that is assigned directly
	unit      int
	inherited *int // isinherited; nil: absent
	mask      int  // privilegedepthmask
}

// effective is what the user effectively holds: "Local", "elsewhere Deep", "Basic of the team", "filter", joined by " + "; or "nothing".
func effective(t *testing.T, userUnit int, privilege string, sources ...holds) string {
	t.Helper()
	e := Environment{BusinessUnits: units(), Tables: specimen().Tables}
	user := User{ID: id(10), BusinessUnit: id(userUnit)}
	for i, s := range sources {
		level, filter, ok := privileges.LevelFromMask(s.mask)
		if !ok {
			t.Fatalf("mask %d", s.mask)
		}
		grant := Grant{Privilege: privilege, Depth: level.String()}
		if filter && level == privileges.None {
			grant.Depth = "RecordFilter"
		}
		role := Role{ID: id(20 + i), Root: id(120 + i), Name: fmt.Sprintf("R%d", i), BusinessUnit: id(s.unit), Inherited: s.inherited}
		e.Roles = append(e.Roles, role)
		e.RoleGrants = append(e.RoleGrants, RoleGrants{Root: role.Root, Grants: []Grant{grant}})
		if s.through == "" {
			user.Roles = append(user.Roles, role.ID)
			continue
		}
		team := Team{ID: id(30 + i), Name: "T", Kind: s.through, BusinessUnit: role.BusinessUnit, Roles: []string{role.ID}}
		e.Teams, user.Teams = append(e.Teams, team), append(user.Teams, team.ID)
	}
	held, ok := privileges.Union(e.Held(user)...).Get(privileges.KeyOf(privilege))
	if !ok {
		return "nothing"
	}
	text := ""
	add := func(when bool, what string) {
		if when && text != "" {
			text += " + "
		}
		if when {
			text += what
		}
	}
	add(held.Level > privileges.None && !held.TeamRows, held.Level.String())
	add(held.TeamRows, held.Level.String()+" of the team")
	add(held.Elsewhere > privileges.None, "elsewhere "+held.Elsewhere.String())
	add(held.RecordFilter, "filter")
	return text
}

func TestWhatAUserEffectivelyHoldsDependsOnWhereTheRoleIsAnchored(t *testing.T) {
	const basic, local, deep, global, filter = 1, 2, 4, 8, 16
	no, yes := ptr(0), ptr(1)
	direct := func(unit, mask int) []holds { return []holds{{"", unit, yes, mask}} }
	through := func(kind TeamKind, unit int, inherited *int, mask int) []holds {
		return []holds{{kind, unit, inherited, mask}}
	}
	cases := []struct {
		name   string
		user   int // business unit
		roles  []holds
		want   string
		source string
	}{
		{"direct, Basic, own unit", own, direct(own, basic), "Basic", levelSource},
		{"direct, Local, own unit", own, direct(own, local), "Local", levelSource},
		{"direct, Deep, own unit", own, direct(own, deep), "Deep", levelSource},
		{"direct, Global, own unit", own, direct(own, global), "Global", levelSource},
		{"direct, Basic, root unit of a user there", root, direct(root, basic), "Basic", levelSource},
		{"direct, Local, root unit of a user there", root, direct(root, local), "Local", levelSource},
		{"direct, Deep, root unit of a user there", root, direct(root, deep), "Global", levelSource},
		{"direct, Global, root unit of a user there", root, direct(root, global), "Global", levelSource},
		{"direct, Basic, from the root", own, direct(root, basic), "Basic", unitSource},
		{"direct, Local, from the root", own, direct(root, local), "elsewhere Local", unitSource},
		{"direct, Deep, from the root", own, direct(root, deep), "Global", unitSource},
		{"direct, Global, from the root", own, direct(root, global), "Global", unitSource},
		{"direct, Local, from the parent", own, direct(parent, local), "elsewhere Local", unitSource},
		{"direct, Deep, from the parent", own, direct(parent, deep), "Deep", unitSource},
		{"direct, Deep, from two units above", child, direct(parent, deep), "Deep", unitSource},
		{"direct, Local, from a child", own, direct(child, local), "elsewhere Local", unitSource},
		{"direct, Deep, from a child", own, direct(child, deep), "elsewhere Deep", unitSource},
		{"direct, Global, from a child", own, direct(child, global), "Global", unitSource},
		{"direct, Basic, from a sibling", own, direct(sibling, basic), "Basic", unitSource},
		{"direct, Local, from a sibling", own, direct(sibling, local), "elsewhere Local", unitSource},
		{"direct, Deep, from a sibling", own, direct(sibling, deep), "elsewhere Deep", unitSource},
		{"direct, Global, from a sibling", own, direct(sibling, global), "Global", unitSource},
		{"direct, Deep, from a unit that nothing describes", own, direct(stranger, deep), "elsewhere Deep", unitSource},
		{"direct, Deep, to a user of a unit that nothing describes", stranger, direct(own, deep), "elsewhere Deep", unitSource},
		{"direct, Local, a unit that nothing describes and is the user's own", stranger, direct(stranger, local), "Local", levelSource},
		{"direct, isinherited 0 changes nothing", own, []holds{{"", own, no, basic}}, "Basic", inheritedSource},

		{"owner team, Basic, isinherited 1", own, through(OwnerTeam, own, yes, basic), "Basic", inheritedSource},
		{"owner team, Basic, isinherited absent", own, through(OwnerTeam, own, nil, basic), "Basic", inheritedSource},
		{"owner team, Basic, isinherited 0", own, through(OwnerTeam, own, no, basic), "Basic of the team", inheritedSource},
		{"owner team of a sibling, Basic, isinherited 1", own, through(OwnerTeam, sibling, yes, basic), "Basic", inheritedSource},
		{"owner team of a sibling, Basic, isinherited 0", own, through(OwnerTeam, sibling, no, basic), "Basic of the team", inheritedSource},
		{"owner team, Local, own unit, isinherited 0", own, through(OwnerTeam, own, no, local), "Local", inheritedSource},
		{"owner team, Local, sibling", own, through(OwnerTeam, sibling, yes, local), "elsewhere Local", unitSource},
		{"owner team, Deep, sibling", own, through(OwnerTeam, sibling, yes, deep), "elsewhere Deep", unitSource},
		{"owner team, Global, sibling", own, through(OwnerTeam, sibling, yes, global), "Global", unitSource},
		{"owner team, Local, parent", own, through(OwnerTeam, parent, yes, local), "elsewhere Local", unitSource},
		{"owner team, Deep, parent", own, through(OwnerTeam, parent, yes, deep), "Deep", unitSource},
		{"owner team, Local, root", own, through(OwnerTeam, root, yes, local), "elsewhere Local", unitSource},
		{"owner team, Deep, root", own, through(OwnerTeam, root, no, deep), "Global", unitSource},
		{"owner team, Deep, child", own, through(OwnerTeam, child, yes, deep), "elsewhere Deep", unitSource},
		{"Entra group team, Basic, isinherited 1", own, through(SecurityGroupTeam, own, yes, basic), "Basic", groupSource},
		{"Entra group team, Basic, isinherited 0", own, through(SecurityGroupTeam, own, no, basic), "Basic of the team", groupSource},
		{"Entra group team, Local, own unit", own, through(SecurityGroupTeam, own, nil, local), "Local", groupSource},
		{"Entra group team, Deep, root", own, through(SecurityGroupTeam, root, nil, deep), "Global", groupSource},
		{"Entra group team, Local, sibling", own, through(SecurityGroupTeam, sibling, nil, local), "elsewhere Local", groupSource},
		{"Microsoft 365 group team, Deep, own unit", own, through(OfficeGroupTeam, own, nil, deep), "Deep", groupSource},
		{"access team, Global: holds no roles", own, through(AccessTeam, own, yes, global), "nothing", teamSource},
		{"access team, Basic: holds no roles", own, through(AccessTeam, root, nil, basic), "nothing", teamSource},

		{"direct, RecordFilter", own, direct(own, filter), "filter", filterSource},
		{"direct, RecordFilter, from a sibling", own, direct(sibling, filter), "filter", filterSource},
		{"owner team, RecordFilter, isinherited 0", own, through(OwnerTeam, own, no, filter), "filter", filterSource},

		{"direct Basic and team Local of the own unit", own, []holds{{"", own, yes, basic}, {OwnerTeam, own, yes, local}}, "Local", levelSource},
		{"direct Basic and team Local of a sibling", own, []holds{{"", own, yes, basic}, {OwnerTeam, sibling, yes, local}}, "Basic + elsewhere Local", levelSource},
		{"direct Local and team Deep of a sibling", own, []holds{{"", own, yes, local}, {OwnerTeam, sibling, yes, deep}}, "Local + elsewhere Deep", levelSource},
		{"two teams elsewhere: the deeper", own, []holds{{OwnerTeam, child, yes, local}, {SecurityGroupTeam, sibling, yes, deep}}, "elsewhere Deep", unitSource},
		{"team rows and direct Basic", own, []holds{{OwnerTeam, own, no, basic}, {"", own, yes, basic}}, "Basic", inheritedSource},
		{"team rows and Local elsewhere", own, []holds{{OwnerTeam, own, no, basic}, {OwnerTeam, sibling, no, local}}, "Basic of the team + elsewhere Local", inheritedSource},
		{"direct Local and a record filter", own, []holds{{"", own, yes, local}, {OwnerTeam, own, yes, filter}}, "Local + filter", filterSource},
		{"Local elsewhere and a record filter", own, []holds{{"", sibling, yes, local}, {OwnerTeam, own, yes, filter}}, "elsewhere Local + filter", filterSource},
		{"an access team adds nothing to a direct role", own, []holds{{"", own, yes, basic}, {AccessTeam, own, yes, global}}, "Basic", teamSource},
		{"Global from a team and Deep of the own unit", own, []holds{{"", own, yes, deep}, {OwnerTeam, sibling, yes, global}}, "Global", levelSource},
	}
	for mask, want := range []string{
		1: "Basic", 2: "Local", 3: "Local", 4: "Deep", 5: "Deep", 6: "Deep", 7: "Deep", 8: "Global", 9: "Global", 10: "Global",
		11: "Global", 12: "Global", 13: "Global", 14: "Global", 15: "Global", 16: "filter",
	} {
		if mask == 0 {
			continue
		}
		c := cases[0]
		c.name, c.roles, c.want, c.source = fmt.Sprintf("direct, mask %d, own unit", mask), direct(own, mask), want, maskSource
		cases = append(cases, c)
		elsewhere := map[string]string{"Basic": "Basic", "Local": "elsewhere Local", "Deep": "elsewhere Deep", "Global": "Global", "filter": "filter"}[want]
		c.name, c.roles, c.want = fmt.Sprintf("owner team, mask %d, sibling", mask), through(OwnerTeam, sibling, nil, mask), elsewhere
		cases = append(cases, c)
	}
	seen := map[string]bool{}
	for _, c := range cases {
		if seen[c.name] || c.source == "" {
			t.Errorf("%q stands twice or has no source", c.name)
		}
		seen[c.name] = true
		t.Run(c.name, func(t *testing.T) {
			if got := effective(t, c.user, "prvReadAccount", c.roles...); got != c.want {
				t.Errorf("the user holds %s, want %s (%s)", got, c.want, c.source)
			}
			reversed := append([]holds{}, c.roles...)
			for i, s := range c.roles {
				reversed[len(reversed)-1-i] = s
			}
			if got := effective(t, c.user, "prvReadAccount", reversed...); got != c.want {
				t.Errorf("in another order the user holds %s", got)
			}
		})
	}
	t.Logf("%d cases", len(cases))
}

// Organisation-owned tables know Global only, so Deep at the root widens to nothing there.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/security-concepts (2026-11-26)
func TestDeepAtTheRootIsNotGlobalWhereOnlyGlobalCanBeHeld(t *testing.T) {
	if got := effective(t, own, "prvReadorg", holds{"", root, nil, 4}); got != "Deep" {
		t.Errorf("the user holds %s", got)
	}
	if got := effective(t, own, "prvReadorg", holds{"", root, nil, 8}); got != "Global" {
		t.Errorf("the user holds %s", got)
	}
}

func TestHeldSaysWhereEveryRoleComesFrom(t *testing.T) {
	e := specimen()
	grants := []privileges.Grant{
		{Privilege: "prvReadAccount", Level: privileges.Local, Allowed: 15}, {Privilege: "prvCreateAccount", Level: privileges.Basic, Allowed: 15},
		{Privilege: "prvReadorg", Level: privileges.Global, Allowed: 8},
	}
	want := []privileges.Role{
		{ID: id(20), Name: "Clerk", Grants: grants, Inherited: privileges.DirectUser, Anchor: privileges.OwnUnit, Origin: e.URL},
		{ID: id(22), Name: "Unread", Anchor: privileges.OwnUnit, Origin: e.URL},
		{ID: id(21), Name: "Clerk", Grants: grants, Inherited: privileges.DirectUser, Team: "Sales", Anchor: privileges.OtherUnit, Origin: e.URL},
	}
	if diff := cmp.Diff(want, e.Held(e.Users[0])); diff != "" {
		t.Error(diff)
	}
	if held := e.Held(e.Users[1]); len(held) > 0 {
		t.Errorf("a user without roles holds %v", held)
	}
}

func TestADepthThatIsNotKnownIsHeldAndNotNone(t *testing.T) {
	for _, depth := range []string{"", "None", "Sideways"} {
		e := specimen()
		e.RoleGrants[0].Grants = []Grant{{Privilege: "prvReadAccount", Depth: depth}}
		held, ok := privileges.Union(e.Held(e.Users[0])...).Get(privileges.KeyOf("prvReadAccount"))
		if !ok || !held.RecordFilter || held.Level != privileges.None {
			t.Errorf("%q: %+v, %v", depth, held, ok)
		}
	}
}

func TestParentsInACircleEnd(t *testing.T) {
	e := specimen()
	e.BusinessUnits = []BusinessUnit{{ID: id(own), Parent: id(child)}, {ID: id(child), Parent: id(own)}, {ID: id(sibling), Parent: id(sibling)}}
	if held := e.Held(e.Users[0]); held[2].Anchor != privileges.OtherUnit {
		t.Errorf("anchor = %v", held[2].Anchor)
	}
}

func TestAnInheritanceThatNobodyKnowsIsNotSaid(t *testing.T) {
	for said, want := range map[int]privileges.Inheritance{0: privileges.TeamOnly, 1: privileges.DirectUser, 2: privileges.UnknownInheritance, -1: privileges.UnknownInheritance} {
		if got := inheritance(&said); got != want {
			t.Errorf("isinherited %d reads as %v", said, got)
		}
	}
}

package privileges_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/privileges"
)

func grant(name string, level privileges.Level) privileges.Grant {
	return privileges.Grant{Privilege: name, Level: level}
}

func TestAUnionHoldsTheDeepestLevelOfEachPrivilegeWhateverTheOrderOfTheRoles(t *testing.T) {
	a := privileges.Role{Name: "A", Grants: []privileges.Grant{grant("prvReadAccount", privileges.Basic), grant("prvWriteAccount", privileges.Local)}}
	b := privileges.Role{Name: "B", Grants: []privileges.Grant{grant("PRVREADACCOUNT", privileges.Global), grant("prvMerge", privileges.Global)}}
	want := []privileges.Held{
		{Privilege: "prvMerge", Level: privileges.Global, Direct: true, Roles: []string{"B"}},
		{Privilege: "prvReadAccount", Level: privileges.Global, Direct: true, Roles: []string{"A", "B"}},
		{Privilege: "prvWriteAccount", Level: privileges.Local, Direct: true, Roles: []string{"A"}},
	}
	for _, set := range []privileges.Set{privileges.Union(a, b), privileges.Union(b, a), privileges.Union(b, a, b)} {
		if diff := cmp.Diff(want, set.All()); diff != "" {
			t.Errorf("union (-want +got):\n%s", diff)
		}
	}
	if got, ok := privileges.Union(a, b).Get(privileges.KeyOf("prvreadaccount")); !ok || got.Level != privileges.Global {
		t.Errorf("Get without regard to case = %v, %v", got, ok)
	}
}

func TestTheOrderOfGrantsInARoleNeverMatters(t *testing.T) {
	a, b := grant("prvReadAccount", privileges.Basic), grant("PRVREADACCOUNT", privileges.Local)
	one := privileges.Union(privileges.Role{Name: "R", Grants: []privileges.Grant{a, b}})
	two := privileges.Union(privileges.Role{Name: "R", Grants: []privileges.Grant{b, a}})
	if diff := cmp.Diff(one.All(), two.All()); diff != "" {
		t.Errorf("(-one +two):\n%s", diff)
	}
}

func TestARecordFilterIsHeldAtAnUnknownReachAndNeverAsNone(t *testing.T) {
	role := privileges.Role{Name: "F", Grants: []privileges.Grant{{Privilege: "prvReadAccount", RecordFilter: true}}}
	held, ok := privileges.Union(role).Get(privileges.KeyOf("prvReadAccount"))
	if !ok || !held.RecordFilter || held.Level != privileges.None {
		t.Errorf("held = %+v, %v", held, ok)
	}
}

func TestLocalAndDeepAreHeldElsewhereWhenTheRoleIsAnchoredInAnotherUnit(t *testing.T) {
	const none, basic, local, deep, global = privileges.None, privileges.Basic, privileges.Local, privileges.Deep, privileges.Global
	for _, c := range []struct {
		anchor                    privileges.Anchor
		atRoot                    bool
		granted, level, elsewhere privileges.Level
	}{
		{privileges.UnknownAnchor, false, local, local, none}, {privileges.UnknownAnchor, false, deep, deep, none}, {privileges.UnknownAnchor, true, deep, global, none},
		{privileges.OwnUnit, false, local, local, none}, {privileges.OwnUnit, false, deep, deep, none}, {privileges.OwnUnit, true, deep, global, none}, {privileges.OwnUnit, true, local, local, none},
		{privileges.AboveUnit, false, local, none, local}, {privileges.AboveUnit, false, deep, deep, none}, {privileges.AboveUnit, true, deep, global, none}, {privileges.AboveUnit, true, local, none, local},
		{privileges.OtherUnit, false, local, none, local}, {privileges.OtherUnit, false, deep, none, deep}, {privileges.OtherUnit, false, basic, basic, none}, {privileges.OtherUnit, false, global, global, none},
	} {
		role := privileges.Role{Name: "R", Anchor: c.anchor, AtRoot: c.atRoot, Grants: []privileges.Grant{grant("prvReadAccount", c.granted)}}
		held, ok := privileges.Union(role).Get(privileges.KeyOf("prvReadAccount"))
		if !ok || held.Level != c.level || held.Elsewhere != c.elsewhere {
			t.Errorf("%v from %v (root: %v): %+v", c.granted, c.anchor, c.atRoot, held)
		}
	}
}

func TestDeepReachesEverythingOnlyFromTheRootBusinessUnit(t *testing.T) {
	role := privileges.Role{Name: "R", Grants: []privileges.Grant{grant("prvReadAccount", privileges.Deep)}}
	key := privileges.KeyOf("prvReadAccount")
	if held, _ := privileges.Union(role).Get(key); held.Level != privileges.Deep {
		t.Errorf("an unknown anchor must not count as the root: %v", held.Level)
	}
	role.AtRoot = true
	if held, _ := privileges.Union(role).Get(key); held.Level != privileges.Global {
		t.Errorf("Deep from the root is %v, want Global", held.Level)
	}
}

func TestABasicGrantThroughATeamIsTheUsersOwnOnlyWhenTheRoleSaysSo(t *testing.T) {
	key := privileges.KeyOf("prvReadAccount")
	team := privileges.Role{Name: "T", Team: "Sales", Inherited: privileges.TeamOnly, Grants: []privileges.Grant{grant("prvReadAccount", privileges.Basic)}}
	if held, _ := privileges.Union(team).Get(key); !held.TeamRows || held.Direct {
		t.Errorf("team-only Basic = %+v", held)
	}
	for _, inherited := range []privileges.Inheritance{privileges.UnknownInheritance, privileges.DirectUser} {
		own := team
		own.Inherited = inherited
		if held, _ := privileges.Union(own).Get(key); held.TeamRows {
			t.Errorf("%v must give the member the right itself", inherited)
		}
		if held, _ := privileges.Union(own, team).Get(key); held.TeamRows {
			t.Errorf("%v beside a team-only role must give the member the right itself", inherited)
		}
	}
	deeper := privileges.Role{Name: "L", Team: "Sales", Inherited: privileges.TeamOnly, Grants: []privileges.Grant{grant("prvReadAccount", privileges.Local)}}
	if held, _ := privileges.Union(team, deeper).Get(key); held.TeamRows {
		t.Error("above Basic inheritance makes no difference")
	}
}

func TestGrantsSortByNameWithoutRegardToCaseThenByLevel(t *testing.T) {
	a, b := grant("prvReadAccount", privileges.Basic), grant("PRVREADACCOUNT", privileges.Local)
	if privileges.CompareGrants(a, b) >= 0 || privileges.CompareGrants(b, a) <= 0 || privileges.CompareGrants(a, a) != 0 {
		t.Error("CompareGrants must order by level when the names are equal")
	}
}

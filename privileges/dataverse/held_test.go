package dataverse

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/privileges/environment"
)

func TestRolesOfAccessTeamsExplainNoPrivilege(t *testing.T) {
	for kind, want := range map[environment.TeamKind][]string{environment.OwnerTeam: nil, environment.AccessTeam: {"prvReadA"}} {
		r := &reading{held: map[string][]environment.Grant{"u": {{Privilege: "prvReadA"}}}, env: environment.Environment{
			Users: []environment.User{{ID: "u", Teams: []string{"t"}}}, Teams: []environment.Team{{ID: "t", Kind: kind, Roles: []string{"r"}}},
			Roles: []environment.Role{{ID: "r", Root: "r"}}, RoleGrants: []environment.RoleGrants{{Root: "r", Grants: []environment.Grant{{Privilege: "prvReadA", Depth: "Basic"}}}},
		}}
		r.unexplained()
		if diff := cmp.Diff(want, r.env.Users[0].Unexplained); diff != "" {
			t.Errorf("%s: %s", kind, diff)
		}
		if held := r.env.Held(r.env.Users[0]); (len(held) == 0) != (len(want) > 0) {
			t.Errorf("%s: the user holds %v", kind, held)
		}
	}
}

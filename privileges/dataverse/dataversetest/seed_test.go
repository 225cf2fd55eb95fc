package dataversetest

import (
	"slices"
	"testing"

	"github.com/go-json-experiment/json"

	"rolefit/privileges/environment"
)

func TestTheSampleIsWhatItSaysItIs(t *testing.T) {
	seed := Sample()
	if len(seed.Tables) != 16 || len(seed.Flows) != 3 || len(seed.Users) != 1 || len(seed.CustomAPIs) != 1 || len(seed.Registrations) != 1 {
		t.Errorf("%d tables, %d flows, %d users", len(seed.Tables), len(seed.Flows), len(seed.Users))
	}
	kinds := map[environment.TeamKind]bool{}
	for _, team := range seed.Teams {
		kinds[team.Kind] = true
	}
	if len(kinds) != 3 {
		t.Errorf("%d kinds of teams", len(kinds))
	}
	for _, flow := range seed.Flows {
		if err := json.Unmarshal([]byte(flow.Definition), new(any)); err != nil {
			t.Errorf("%s: %v", flow.Name, err)
		}
	}
	known := map[string]environment.TablePrivilege{}
	for _, table := range seed.Tables {
		for _, p := range table.Privileges {
			known[p.Name] = p
		}
	}
	for _, role := range seed.RoleGrants {
		for _, g := range role.Grants {
			if p, ok := known[g.Privilege]; !ok || g.ID != p.ID || !slices.Contains(p.Levels, g.Depth) {
				t.Errorf("%s at %s is no grant that a table of the sample has", g.Privilege, g.Depth)
			}
		}
	}
}

func TestALargeEnvironmentIsReadWhole(t *testing.T) {
	s := Start(t, Large(30, 50, 200, 120))
	token := asReader(t, s)
	seed := Large(30, 50, 200, 120)
	teams, _ := all(t, s, token, api(s, "systemusers("+flowUserID+")/teammembership_association?$select=name"), "Prefer: odata.maxpagesize=7")
	flows, pages := all(t, s, token, api(s, "workflows?$select=name,clientdata&$filter=category eq 5"), "Prefer: odata.maxpagesize=50")
	tables, _ := all(t, s, token, api(s, "EntityDefinitions?$select=LogicalName,Privileges"))
	_, role := ask(t, s, token, api(s, "RetrieveRolePrivilegesRole(RoleId="+seed.Roles[0].ID+")"))
	grants := rowsIn(map[string]any{"value": role["RolePrivileges"]})
	depths, _ := all(t, s, token, api(s, "roleprivilegescollection?$select=roleid,privilegedepthmask"))
	if len(teams) != 30 || len(flows) != 120 || pages != 3 || len(tables) != 200 || len(grants) != 4132 || len(depths) != 4132+49*40 {
		t.Errorf("%d teams, %d flows on %d pages, %d tables, %d and %d grants", len(teams), len(flows), pages, len(tables), len(grants), len(depths))
	}
	held := 0
	for _, team := range seed.Teams {
		held += len(team.Roles)
	}
	if held != 49 || len(seed.Users[0].Roles) != 1 {
		t.Errorf("%d roles of teams, %d of the user", held, len(seed.Users[0].Roles))
	}
	if user := Large(0, 3, 0, 0).Users[0]; len(user.Roles) != 3 {
		t.Errorf("without teams the user has %d roles", len(user.Roles))
	}
}

func TestASeedThatDoesNotHoldTogetherIsRefused(t *testing.T) {
	tests := map[string]func(*Seed){
		"a team that is not there":        func(s *Seed) { s.Users[0].Teams = []string{accountsRoot} },
		"a role that is not there":        func(s *Seed) { s.Teams[0].Roles = []string{salesTeamID} },
		"an id that is none":              func(s *Seed) { s.Teams[0].ID = "x" },
		"an id in capitals":               func(s *Seed) { s.Flows[0].ID = "D9E875BF-1C9B-4911-A97C-000D3A110B01" },
		"two business units of one id":    func(s *Seed) { s.BusinessUnits[1].ID = rootUnitID },
		"a column profile that is not it": func(s *Seed) { s.Users[0].Profiles = []string{rootUnitID} },
	}
	for what, spoil := range tests {
		seed := Sample()
		spoil(&seed)
		if _, err := newWorld(seed); err == nil {
			t.Errorf("%s was accepted", what)
		}
	}
	if _, err := newWorld(Sample()); err != nil {
		t.Error(err)
	}
	if _, err := newWorld(Seed{}); err != nil {
		t.Errorf("an empty seed: %v", err)
	}
}

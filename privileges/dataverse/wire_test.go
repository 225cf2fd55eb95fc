package dataverse

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/privileges"
	"rolefit/privileges/environment"
)

func TestDepthsAreReadByNameAndNumber(t *testing.T) {
	raw := `{"RolePrivileges":[
		{"Depth":"Deep","PrivilegeId":"DA03FE43-B23E-4031-BAAE-306EA3F59278","PrivilegeName":"prvCreateA"},
		{"Depth":0,"PrivilegeId":"da03fe43-b23e-4031-baae-306ea3f59271","PrivilegeName":"prvReadB"},
		{"Depth":3,"PrivilegeId":"da03fe43-b23e-4031-baae-306ea3f59272","PrivilegeName":"prvReadC"},
		{"Depth":4,"PrivilegeId":"da03fe43-b23e-4031-baae-306ea3f59273","PrivilegeName":"prvReadD"},
		{"Depth":"Planet","PrivilegeId":"da03fe43-b23e-4031-baae-306ea3f59274","PrivilegeName":"prvReadE"},
		{"Depth":null,"PrivilegeId":"da03fe43-b23e-4031-baae-306ea3f59275","PrivilegeName":"prvReadF"},
		{"PrivilegeId":"da03fe43-b23e-4031-baae-306ea3f59276","PrivilegeName":"prvReadG"},
		{"Depth":"Local","PrivilegeId":"da03fe43-b23e-4031-baae-306ea3f59278","PrivilegeName":"prvCreateA"},
		{"Depth":"None","PrivilegeId":"da03fe43-b23e-4031-baae-306ea3f59277","PrivilegeName":null}
	]}`
	var reply rolePrivileges
	if err := json.Unmarshal([]byte(raw), &reply); err != nil {
		t.Fatal(err)
	}
	got, err := reply.grants()
	if err != nil {
		t.Fatal(err)
	}
	id := "da03fe43-b23e-4031-baae-306ea3f5927"
	want := []environment.Grant{
		{Privilege: "", ID: id + "7", Depth: "RecordFilter"}, {Privilege: "prvCreateA", ID: id + "8", Depth: "Deep"},
		{Privilege: "prvReadB", ID: id + "1", Depth: "Basic"}, {Privilege: "prvReadC", ID: id + "2", Depth: "Global"},
		{Privilege: "prvReadD", ID: id + "3", Depth: "RecordFilter"}, {Privilege: "prvReadE", ID: id + "4", Depth: "RecordFilter"},
		{Privilege: "prvReadF", ID: id + "5", Depth: "RecordFilter"}, {Privilege: "prvReadG", ID: id + "6", Depth: "RecordFilter"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestAReachThatIsNotKnownStaysBesideALevel keeps a record filter beside a shallower grant of the same privilege: without it,
// what the filter may reach would count as certainly out of reach.
func TestAReachThatIsNotKnownStaysBesideALevel(t *testing.T) {
	const id = "da03fe43-b23e-4031-baae-306ea3f59278"
	var reply rolePrivileges
	raw := `{"RolePrivileges":[{"Depth":"Basic","PrivilegeId":"` + id + `","PrivilegeName":"prvReadA"},
		{"Depth":"RecordFilter","PrivilegeId":"` + id + `","PrivilegeName":"prvReadA"},{"Depth":4,"PrivilegeId":"` + id + `","PrivilegeName":"prvReadA"}]}`
	if err := json.Unmarshal([]byte(raw), &reply); err != nil {
		t.Fatal(err)
	}
	got, err := reply.grants()
	if err != nil {
		t.Fatal(err)
	}
	want := []environment.Grant{{Privilege: "prvReadA", ID: id, Depth: "Basic"}, {Privilege: "prvReadA", ID: id, Depth: "RecordFilter"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	held, _ := privileges.Union(environment.Environment{
		Roles: []environment.Role{{ID: "r", Root: "r"}}, RoleGrants: []environment.RoleGrants{{Root: "r", Grants: got}},
	}.Held(environment.User{Roles: []string{"r"}})...).Get(privileges.KeyOf("prvReadA"))
	if held.Level != privileges.Basic || !held.MayReach(privileges.Global) {
		t.Errorf("held is %+v", held)
	}
}

func TestPrivilegesWithoutANameAreNamedByTheTablesTheyGuard(t *testing.T) {
	r := &reading{env: environment.Environment{
		Roles:  []environment.Role{{ID: "r", Root: "r", Name: "Reader"}, {ID: "s", Root: "s", Name: "Other"}},
		Tables: []environment.Table{{Privileges: []environment.TablePrivilege{{Name: "prvReadA", ID: "1"}}}},
		RoleGrants: []environment.RoleGrants{
			{Root: "r", Grants: []environment.Grant{{ID: "1", Depth: "Basic"}}},
			{Root: "s", Grants: []environment.Grant{{ID: "2", Depth: "Basic"}, {ID: "3", Privilege: "prvReadB", Depth: "Basic"}}},
		},
	}}
	r.nameGrants()
	if got := r.env.RoleGrants[0].Grants[0].Privilege; got != "prvReadA" {
		t.Errorf("the privilege is called %q", got)
	}
	if diff := cmp.Diff([]environment.Grant{{ID: "3", Privilege: "prvReadB", Depth: "Basic"}}, r.env.RoleGrants[1].Grants); diff != "" {
		t.Errorf("what keeps no name is no grant: %s", diff)
	}
	if diff := cmp.Diff([]string{"role:Other"}, parts(environment.Environment{Missing: r.missed()})); diff != "" {
		t.Error(diff)
	}
}

func FuzzRepliesOfRolesAreReadOrRefused(f *testing.F) {
	f.Add(`{"RolePrivileges":[{"Depth":"Deep","PrivilegeId":"da03fe43-b23e-4031-baae-306ea3f59278","PrivilegeName":"prvCreatesprk_Invoice"}]}`)
	f.Add(`{"RolePrivileges":null}`)
	f.Add(`{"RolePrivileges":[{"Depth":1e9,"PrivilegeId":"{x}"}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		var reply rolePrivileges
		if decode([]byte(text), &reply) != nil {
			return
		}
		list, err := reply.grants()
		if err != nil {
			return
		}
		for _, g := range list {
			if g.Depth == "" || g.Depth == "None" || g.Privilege == "" && len(g.ID) != 36 {
				t.Errorf("%q gave %+v", text, g)
			}
		}
	})
}

func FuzzLinksStayOnTheOrigin(f *testing.F) {
	for _, link := range []string{"accounts?$skiptoken=1", "//example.org/api/data/v9.2/", "https://a.crm.dynamics.com@example.org/api/data/", "../../x", "https://a.crm.dynamics.com/api/data/%2e%2e/x", "\\\\example.org\\api\\data\\"} {
		f.Add(link)
	}
	c, err := newClient("https://a.crm.dynamics.com", "", clientOptions{Base: "/api/data/v9.2/", Prefix: "/api/data/"})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, link string) {
		at, err := c.resolve(link)
		if err != nil {
			return
		}
		host := strings.TrimSuffix(strings.ToLower(at.Host), ":443")
		if host != "a.crm.dynamics.com" || at.Scheme != "https" || at.User != nil || !strings.HasPrefix(at.Path, "/api/data/") && !strings.HasPrefix(at.Path, "//api/data/") {
			t.Errorf("%q leads to %s", link, at)
		}
	})
}

func FuzzGUIDs(f *testing.F) {
	f.Add("{DA03FE43-B23E-4031-BAAE-306EA3F59278}")
	f.Add("urn:uuid:da03fe43-b23e-4031-baae-306ea3f59278")
	f.Add("x')/accounts(")
	f.Fuzz(func(t *testing.T, text string) {
		if id, err := parseGUID(text); err == nil && (len(id) != 36 || strings.Trim(string(id), "0123456789abcdef-") != "") {
			t.Errorf("%q became %q", text, id)
		}
	})
}

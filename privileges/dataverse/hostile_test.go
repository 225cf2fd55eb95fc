package dataverse

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rolefit/privileges/auditor"
	"rolefit/privileges/environment"
)

// gid makes a GUID out of a number.
func gid(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012x", n) }

// oddService answers paths that end in a key with its body, and other paths as an environment that holds nothing.
func oddService(t *testing.T, bodies map[string]string) Options {
	t.Helper()
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for end, body := range bodies {
			if strings.HasSuffix(r.URL.Path, end) {
				fmt.Fprint(w, body)
				return
			}
		}
		switch {
		case strings.HasSuffix(r.URL.Path, "/WhoAmI"):
			fmt.Fprintf(w, `{"UserId":%q,"OrganizationId":%q}`, gid(1), gid(2))
		case strings.HasSuffix(r.URL.Path, "/organizations"):
			fmt.Fprint(w, `{"value":[{"name":"Odd"}]}`)
		case strings.HasSuffix(r.URL.Path, "/businessunits"):
			fmt.Fprintf(w, `{"value":[{"businessunitid":%q,"name":"Root"}]}`, gid(3))
		case strings.HasSuffix(r.URL.Path, "/systemusers"):
			fmt.Fprint(w, list(aUser(11, "")))
		case strings.Contains(r.URL.Path, "RetrieveUserSetOfPrivilegesByNames"):
			var all []string
			for i, g := range auditor.Grants(needs(true)) {
				all = append(all, fmt.Sprintf(`{"Depth":"Global","PrivilegeId":%q,"PrivilegeName":%q}`, gid(1000+i), g.Privilege))
			}
			fmt.Fprintf(w, `{"RolePrivileges":[%s]}`, strings.Join(all, ","))
		default:
			fmt.Fprint(w, `{"value":[],"RolePrivileges":[],"fullname":"Reader"}`)
		}
	}))
	t.Cleanup(server.Close)
	return Options{URL: server.URL, AnyHost: true, AppIDs: []string{gid(10)}, Flows: true, Transport: server.Client().Transport, RetryDelay: time.Microsecond}
}

// saved writes a reading as a snapshot, which must always be possible.
func saved(t *testing.T, e environment.Environment) string {
	t.Helper()
	var b bytes.Buffer
	if err := environment.Write(&b, e); err != nil {
		t.Fatalf("the reading cannot be saved: %v", err)
	}
	return b.String()
}

// aUser is the row of an application user, with more members.
func aUser(n int, more string) string {
	return fmt.Sprintf(`{"systemuserid":%q,"applicationid":%q,"fullname":"U","_businessunitid_value":%q,"systemuserroles_association":[]%s}`, gid(n), gid(10), gid(3), more)
}

func list(rows ...string) string { return `{"value":[` + strings.Join(rows, ",") + `]}` }

func TestOddRowsDoNotLoseTheReading(t *testing.T) {
	role := fmt.Sprintf(`{"roleid":%q,"name":"R","_businessunitid_value":%q,"isinherited":2}`, gid(20), gid(3))
	for _, tt := range []struct {
		name   string
		bodies map[string]string
		parts  []string // that are missing
		check  func(environment.Environment) bool
	}{
		{"a team of a kind that nobody knows", map[string]string{
			"/systemusers": list(aUser(11, "")), "/teammembership_association": list(fmt.Sprintf(`{"teamid":%q,"name":"T","teamtype":4,"_businessunitid_value":%q}`, gid(30), gid(3))),
		}, nil, func(e environment.Environment) bool { return len(e.Teams) == 1 && e.Teams[0].Kind == "type-4" }},
		{"an access mode that nobody knows", map[string]string{"/systemusers": list(aUser(11, `,"accessmode":6`))}, nil,
			func(e environment.Environment) bool { return len(e.Users) == 1 && e.Users[0].AccessMode == 6 }},
		{"an inheritance that nobody knows", map[string]string{"/systemusers": list(strings.Replace(aUser(11, ""), "[]", "["+role+"]", 1))}, nil,
			func(e environment.Environment) bool { return len(e.Roles) == 1 && e.Roles[0].Inherited == nil }},
		{"a privilege without a name", map[string]string{
			"/systemusers": list(strings.Replace(aUser(11, ""), "[]", "["+role+"]", 1)),
			"RetrieveRolePrivilegesRole(RoleId=" + gid(20) + ")": fmt.Sprintf(`{"RolePrivileges":[{"Depth":"Basic","PrivilegeId":%q},{"Depth":"Basic","PrivilegeId":%q,"PrivilegeName":"prvReadA"}]}`, gid(40), gid(41)),
		}, []string{"role:R"}, func(e environment.Environment) bool {
			return len(e.RoleGrants) == 1 && len(e.RoleGrants[0].Grants) == 1 && e.RoleGrants[0].Grants[0].Privilege == "prvReadA"
		}},
		{"a user, role and team that name no business unit", map[string]string{
			"/systemusers":                list(fmt.Sprintf(`{"systemuserid":%q,"applicationid":%q,"fullname":"U","systemuserroles_association":[{"roleid":%q,"name":"R"}]}`, gid(11), gid(10), gid(20))),
			"/teammembership_association": list(fmt.Sprintf(`{"teamid":%q,"name":"T"}`, gid(30))),
		}, []string{"business-units"}, func(e environment.Environment) bool {
			return len(e.Users) == 1 && len(e.Roles) == 1 && len(e.Teams) == 1
		}},
		{"a list that changed while it was read", map[string]string{"/systemusers": list(aUser(11, ""), strings.Replace(aUser(12, ""), gid(3), gid(7), 1), strings.Replace(aUser(14, ""), gid(3), gid(8), 1))},
			[]string{"application-user:" + gid(10), "business-units"}, func(e environment.Environment) bool {
				return len(e.Users) == 3 && strings.HasSuffix(e.Missing[1].Why, "nothing describes the business unit \""+gid(7)+"\"; and 1 more")
			}},
		{"business units without a root", map[string]string{"/businessunits": list(fmt.Sprintf(`{"businessunitid":%q,"name":"A","_parentbusinessunitid_value":%q}`, gid(3), gid(4)))},
			[]string{"business-units"}, func(e environment.Environment) bool { return len(e.BusinessUnits) == 1 }},
		{"a flow in a state that nobody knows", map[string]string{"/workflows": list(fmt.Sprintf(`{"workflowid":%q,"name":"F","statecode":3,"clientdata":"{}"}`, gid(50)))}, nil,
			func(e environment.Environment) bool { return len(e.Flows) == 1 && e.Flows[0].State == 3 }},
		{"flows without a definition and a plain name", map[string]string{"/workflows": list(
			fmt.Sprintf(`{"workflowid":%q,"name":""}`, gid(50)), fmt.Sprintf(`{"workflowid":%q,"name":"two  spaces"}`, gid(51)))},
			[]string{"flow:" + gid(50), "flow:" + gid(51)}, func(e environment.Environment) bool { return len(e.Flows) == 2 }},
		{"references that differ by casing only", map[string]string{"/connectionreferences": list(
			`{"connectionreferencelogicalname":"new_A","connectorid":"/x/shared_dv"}`, `{"connectionreferencelogicalname":"NEW_a","connectorid":"/x/shared_dv"}`, `{"connectionreferencelogicalname":"new_b"}`)},
			nil, func(e environment.Environment) bool {
				return len(e.References) == 2 && e.References[0].LogicalName == "new_A"
			}},
		{"a reference without a name", map[string]string{"/connectionreferences": list(`{"connectionreferencelogicalname":""}`, `{"connectionreferencelogicalname":"new_b"}`)},
			[]string{"connection-references"}, func(e environment.Environment) bool { return len(e.References) == 1 }},
		{"custom APIs that differ by casing only, and without a name", map[string]string{"/customapis": list(
			`{"uniquename":"new_A","bindingtype":7}`, `{"uniquename":"NEW_a","bindingtype":7}`, `{"uniquename":""}`)},
			[]string{"custom-apis"}, func(e environment.Environment) bool {
				return len(e.CustomAPIs) == 1 && e.CustomAPIs[0].BindingType == 7
			}},
		{"tables that differ by casing only, and without a name", map[string]string{"/EntityDefinitions": list(
			`{"LogicalName":"a","Privileges":[{"Name":"prvReadA","PrivilegeType":"Undelete"},{"Name":""}],"Attributes":[]}`, `{"LogicalName":"A","Privileges":[],"Attributes":[]}`,
			`{"LogicalName":"","Privileges":[],"Attributes":[]}`, `{"LogicalName":"b","Attributes":[{"LogicalName":"","IsSecured":true},{"LogicalName":"c","IsSecured":true}],"Privileges":[]}`)},
			[]string{"secured-columns", "tables"}, func(e environment.Environment) bool {
				return len(e.Tables) == 2 && len(e.Tables[0].Privileges) == 1 && cmp.Equal(e.Tables[1].Secured, []string{"c"})
			}},
		{"relationships without a name", map[string]string{
			"/Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata":  list(`{"SchemaName":""}`, `{"SchemaName":"r","ReferencingEntity":"a"}`),
			"/Microsoft.Dynamics.CRM.ManyToManyRelationshipMetadata": list(`{"SchemaName":""}`),
		}, []string{"many-to-many-relationships", "relationships"}, func(e environment.Environment) bool { return len(e.Relationships) == 1 }},
		{"a permission without its column", map[string]string{
			"/systemusers": list(aUser(11, "")), "/systemuserprofiles_association": list(fmt.Sprintf(`{"fieldsecurityprofileid":%q,"name":"P"}`, gid(60))),
			"/fieldpermissions": list(`{"entityname":"a"}`, `{"entityname":"a","attributelogicalname":"b","canread":4}`),
		}, []string{"column-profile:P"}, func(e environment.Environment) bool {
			return len(e.Profiles) == 1 && len(e.Profiles[0].Permissions) == 1
		}},
		{"rows of other applications than the one asked for", map[string]string{"/systemusers": list(
			aUser(11, ""), strings.Replace(aUser(12, ""), gid(10), gid(99), 1), fmt.Sprintf(`{"systemuserid":%q,"systemuserroles_association":[]}`, gid(13)))},
			nil, func(e environment.Environment) bool { return len(e.Users) == 1 && e.Users[0].ID == gid(11) }},
		{"rows of other applications only", map[string]string{"/systemusers": list(strings.Replace(aUser(12, ""), gid(10), gid(99), 1))},
			[]string{"application-user:" + gid(10)}, func(e environment.Environment) bool { return len(e.Users) == 0 }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e, err := Read(t.Context(), oddService(t, tt.bodies))
			if err != nil {
				t.Fatal(err)
			}
			saved(t, e)
			var named []string
			for _, m := range e.Missing {
				named = append(named, m.Part)
			}
			if diff := cmp.Diff(tt.parts, slices.Compact(named)); diff != "" || !tt.check(e) {
				t.Errorf("missing (-want +got): %s\n%+v", diff, e)
			}
		})
	}
}

func TestWhatIsFollowedIsBounded(t *testing.T) {
	var users []string
	for i := range 5 {
		users = append(users, aUser(11+i, `,"isdisabled":true`))
	}
	var teams, roles, profiles []string
	for i := range 4 {
		teams = append(teams, fmt.Sprintf(`{"teamid":%q,"name":"T","_businessunitid_value":%q}`, gid(30+i), gid(3)))
		roles = append(roles, fmt.Sprintf(`{"roleid":%q,"name":"R","_businessunitid_value":%q}`, gid(40+i), gid(3)))
		profiles = append(profiles, fmt.Sprintf(`{"fieldsecurityprofileid":%q,"name":"P"}`, gid(60+i)))
	}
	opts := oddService(t, map[string]string{
		"/systemusers": list(users...), "/teammembership_association": list(teams...), "/teamroles_association": list(roles...), "/systemuserprofiles_association": list(profiles...),
	})
	c, err := newClient(opts.URL, "", clientOptions{Transport: opts.Transport, Base: "/api/data/v9.2/"})
	if err != nil {
		t.Fatal(err)
	}
	r := newReading(opts)
	r.client, r.most, r.end = c, 3, func(error) {}
	if err := r.readUsers(t.Context()); err != nil {
		t.Fatal(err)
	}
	if e := r.env; len(e.Users) != 3 || len(e.Teams) != 3 || len(e.RoleGrants) != 3 || len(e.Profiles) != 3 {
		t.Errorf("%d users, %d teams, %d roles and %d profiles were followed", len(e.Users), len(e.Teams), len(e.RoleGrants), len(e.Profiles))
	}
	var named []string
	for _, m := range r.missed() {
		if strings.Contains(m.Why, "more than 3") {
			named = append(named, m.Part)
		}
	}
	if diff := cmp.Diff([]string{environment.PartUsers, environment.PartProfiles, environment.PartRoles, environment.PartTeams}, named); diff != "" {
		t.Error(diff)
	}
}

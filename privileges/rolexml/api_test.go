package rolexml_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/flowparse/source"
	"rolefit/privileges"
	"rolefit/privileges/rolexml"
)

func apiText(json string) *source.Text {
	return &source.Text{Path: "live/answer.json", Bytes: []byte(json)}
}

func TestRolePrivilegesOfTheWebAPIAreReadWithDepthsAsNamesAndAsNumbers(t *testing.T) {
	const answer = `{"@odata.context":"x","RolePrivileges":[
		{"Depth":"Global","PrivilegeId":"886b280c-6396-4d56-a0a3-2c1b0a50ceb0","BusinessUnitId":"a","PrivilegeName":"prvReadAccount"},
		{"Depth":0,"PrivilegeName":"prvWriteAccount"},
		{"Depth":"2","PrivilegeName":"prvWriteAccount"},
		{"Depth":4,"PrivilegeName":"prvReadContact"},
		{"Depth":"RecordFilter","PrivilegeName":"prvReadLead"}]}`
	want := privileges.Role{Name: "answer", Origin: "live/answer.json", Grants: []privileges.Grant{
		grant("prvReadAccount", privileges.Global),
		grant("prvWriteAccount", privileges.Deep),
		{Privilege: "prvReadContact", RecordFilter: true},
		{Privilege: "prvReadLead", RecordFilter: true},
	}}
	roles, diagnostics := rolexml.ParseAPI(apiText(answer), rolexml.APIOptions{})
	if diff := cmp.Diff([]privileges.Role{want}, roles); diff != "" {
		t.Errorf("role (-want +got):\n%s", diff)
	}
	if len(diagnostics) != 2 || diagnostics[0].Code != "role-record-filter" {
		t.Errorf("each record filter must be said: %v", diagnostics)
	}
}

func TestAnswersInAnArrayBecomeRolesOfTheirOwn(t *testing.T) {
	const one = `{"RolePrivileges":[{"Depth":"Basic","PrivilegeName":"prvReadAccount"}]}`
	roles, diagnostics := rolexml.ParseAPI(apiText("["+one+","+one+"]"), rolexml.APIOptions{})
	if len(roles) != 2 || roles[0].Name != "answer #1" || roles[1].Name != "answer #2" || len(diagnostics) != 0 {
		t.Errorf("%+v, %v", roles, diagnostics)
	}
}

func TestAPrivilegeWithoutANameIsNamedByItsIDOrReported(t *testing.T) {
	const answer = `{"RolePrivileges":[{"Depth":"Basic","PrivilegeName":"","PrivilegeId":"{886B280C-6396-4D56-A0A3-2C1B0A50CEB0}"}]}`
	names := func(id string) (string, bool) {
		return "prvReadAccount", id == "886b280c-6396-4d56-a0a3-2c1b0a50ceb0"
	}
	roles, diagnostics := rolexml.ParseAPI(apiText(answer), rolexml.APIOptions{PrivilegeName: names})
	if len(roles) != 1 || len(roles[0].Grants) != 1 || roles[0].Grants[0].Privilege != "prvReadAccount" || len(diagnostics) != 0 {
		t.Errorf("resolved: %+v, %v", roles, diagnostics)
	}
	_, diagnostics = rolexml.ParseAPI(apiText(answer), rolexml.APIOptions{})
	if len(diagnostics) == 0 || diagnostics[0].Severity != source.Error || diagnostics[0].Code != "role-privilege-name" {
		t.Errorf("unresolved: %v", diagnostics)
	}
}

func TestAnswersThatAreNotRolePrivilegesAreRefusedWithAWord(t *testing.T) {
	for name, json := range map[string]string{
		"no JSON":                "<Role/>",
		"cut off":                `{"RolePrivileges":[`,
		"a list of roles":        `{"value":[{"name":"R"}]}`,
		"an empty array":         `[]`,
		"a text":                 `"RolePrivileges"`,
		"a depth that is none":   `{"RolePrivileges":[{"Depth":7,"PrivilegeName":"prvA"}]}`,
		"an item that is a text": `{"RolePrivileges":["prvA"]}`,
		"deeply nested":          strings.Repeat("[", 5000),
	} {
		_, diagnostics := rolexml.ParseAPI(apiText(json), rolexml.APIOptions{})
		if len(diagnostics) == 0 || diagnostics[0].Severity != source.Error {
			t.Errorf("%s: %v", name, diagnostics)
		}
	}
}

func FuzzParseAPI(f *testing.F) {
	f.Add([]byte(`{"RolePrivileges":[{"Depth":"Global","PrivilegeName":"prvReadAccount"},{"Depth":4,"PrivilegeId":"x"}]}`))
	f.Add([]byte(`[{"RolePrivileges":[]},null,{"RolePrivileges":{}}]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		text, err := source.Decode("r.json", data)
		if err != nil {
			return
		}
		roles, diagnostics := rolexml.ParseAPI(text, rolexml.APIOptions{})
		if len(roles) == 0 && len(diagnostics) == 0 {
			t.Fatal("neither a role nor a word why not")
		}
	})
}

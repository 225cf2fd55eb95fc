package grantfile_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/flowparse/source"
	"rolefit/privileges"
	"rolefit/privileges/grantfile"
)

const (
	readAccount  = "886b280c-6396-4d56-a0a3-2c1b0a50ceb0"
	writeAccount = "7863e80f-0ab2-4d67-a641-37d9f342c7e3"
)

func grant(name string, level privileges.Level) privileges.Grant {
	return privileges.Grant{Privilege: name, Level: level}
}

// read reads files given as path and content, in this order.
func read(opts grantfile.Options, files ...[2]string) ([]privileges.Role, []source.Diagnostic) {
	r := grantfile.New(opts)
	for _, f := range files {
		r.Add(&source.Text{Path: f[0], Bytes: []byte(f[1])})
	}
	return r.Roles()
}

// readAnswer reads one answer of the Web API.
func readAnswer(json string) ([]privileges.Role, []source.Diagnostic) {
	return read(grantfile.Options{}, [2]string{"live/answer.json", json})
}

// codes are severity and code of diagnostics, which is what callers depend on.
func codes(diagnostics []source.Diagnostic) []string {
	var all []string
	for _, d := range diagnostics {
		all = append(all, d.Severity.String()+" "+d.Code)
	}
	return all
}

func file(t testing.TB, name string) [2]string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return [2]string{name, string(raw)}
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
	roles, diagnostics := readAnswer(answer)
	if diff := cmp.Diff([]privileges.Role{want}, roles); diff != "" {
		t.Errorf("role (-want +got):\n%s", diff)
	}
	if len(diagnostics) != 2 || diagnostics[0].Code != "role-record-filter" {
		t.Errorf("each record filter must be said: %v", diagnostics)
	}
}

func TestTheShapeThatMicrosoftDocumentsIsRead(t *testing.T) {
	roles, diagnostics := read(grantfile.Options{}, file(t, "RetrieveRolePrivilegesRole.shape.json"))
	want := []privileges.Role{{
		Name: "RetrieveRolePrivilegesRole.shape", Origin: "RetrieveRolePrivilegesRole.shape.json",
		Grants: []privileges.Grant{grant("prvReadAccount", privileges.Global), grant("prvCreateAccount", privileges.Basic), grant("prvWriteAccount", privileges.Local)},
	}}
	if diff := cmp.Diff(want, roles); diff != "" || len(diagnostics) != 0 {
		t.Errorf("%v (-want +got):\n%s", diagnostics, diff)
	}
}

func TestAnAnswerAboutASetOfNamesSaysThatItHoldsNoOthers(t *testing.T) {
	roles, diagnostics := read(grantfile.Options{}, file(t, "RetrieveUserSetOfPrivilegesByNames.recorded.json"))
	if len(roles) != 1 || len(roles[0].Grants) != 1 || roles[0].Grants[0] != grant("prvCreatesprk_Invoice", privileges.Deep) {
		t.Errorf("%+v", roles)
	}
	if diff := cmp.Diff([]string{"warning role-asked-only"}, codes(diagnostics)); diff != "" {
		t.Error(diff)
	}
}

func TestFunctionsAreToldApartByTheContext(t *testing.T) {
	const item = `"RolePrivileges":[{"Depth":"Basic","PrivilegeName":"prvReadAccount"}]}`
	const context = `{"@odata.context":"https://contoso.crm.dynamics.com/api/data/v9.2/$metadata#Microsoft.Dynamics.CRM.`
	for function, want := range map[string]struct {
		team  string
		codes []string
	}{
		"RetrieveUserPrivilegesResponse":     {codes: []string{"warning role-user-privileges"}},
		"RetrieveTeamPrivilegesResponse":     {team: "answer"},
		"RetrieveRolePrivilegesRoleResponse": {},
		"RetrieveAadUserPrivilegesResponse":  {},
	} {
		roles, diagnostics := readAnswer(context + function + `",` + item)
		if len(roles) != 1 || roles[0].Team != want.team {
			t.Errorf("%s: %+v", function, roles)
		}
		if diff := cmp.Diff(want.codes, codes(diagnostics)); diff != "" {
			t.Errorf("%s: %s", function, diff)
		}
	}
}

// TestBasicOfAUserIsNoCertainLevel keeps an answer that says Basic of whatever comes from a team from proving that a deeper
// need is not met.
func TestBasicOfAUserIsNoCertainLevel(t *testing.T) {
	roles, diagnostics := readAnswer(`{"@odata.context":"https://contoso.crm.dynamics.com/api/data/v9.2/$metadata#Microsoft.Dynamics.CRM.RetrieveUserPrivilegesResponse",
		"RolePrivileges":[{"Depth":"Basic","PrivilegeName":"prvReadAccount"},{"Depth":"Local","PrivilegeName":"prvReadContact"}]}`)
	if diff := cmp.Diff([]string{"warning role-user-privileges"}, codes(diagnostics)); diff != "" {
		t.Error(diff)
	}
	held := privileges.Union(roles...)
	for name, want := range map[string]bool{"prvReadAccount": true, "prvReadContact": false} {
		if h, ok := held.Get(privileges.KeyOf(name)); !ok || h.Level == privileges.None || h.MayReach(privileges.Global) != want {
			t.Errorf("%s is held as %+v", name, h)
		}
	}
}

func TestAnswersInAnArrayOrOnLinesBecomeRolesOfTheirOwn(t *testing.T) {
	const one = `{"RolePrivileges":[{"Depth":"Basic","PrivilegeName":"prvReadAccount"}]}`
	for name, text := range map[string]string{
		"an array": "[" + one + "," + one + "]",
		"lines":    one + "\r\n\n" + one + "\n",
	} {
		roles, diagnostics := readAnswer(text)
		if len(roles) != 2 || roles[0].Name != "answer #1" || roles[1].Name != "answer #2" || len(diagnostics) != 0 {
			t.Errorf("%s: %+v, %v", name, roles, diagnostics)
		}
	}
}

func TestALineThatIsNoJSONCostsThatLineAndIsNamed(t *testing.T) {
	const one = `{"RolePrivileges":[{"Depth":"Basic","PrivilegeName":"prvReadAccount"}]}`
	for _, text := range []string{"{\n" + one, one + "\n{\n" + one} {
		roles, diagnostics := read(grantfile.Options{}, [2]string{"answer.jsonl", text})
		if len(roles) != strings.Count(text, one) || len(diagnostics) != 1 || diagnostics[0].Severity != source.Error {
			t.Fatalf("%q: %+v, %v", text, roles, diagnostics)
		}
		if line := strings.Count(text[:strings.LastIndex(text, "{\n")], "\n") + 1; diagnostics[0].Place.Line != line {
			t.Errorf("%q: line %d, want %d", text, diagnostics[0].Place.Line, line)
		}
	}
}

func TestAPrivilegeWithoutANameIsNamedByItsIDOrReported(t *testing.T) {
	const answer = `{"RolePrivileges":[{"Depth":"Basic","PrivilegeName":"","PrivilegeId":"{886B280C-6396-4D56-A0A3-2C1B0A50CEB0}"}]}`
	names := func(id string) (string, bool) { return "prvReadAccount", id == readAccount }
	page := [2]string{"names.json", `{"value":[{"privilegeid":"` + readAccount + `","name":"prvReadAccount"}]}`}
	for name, read := range map[string]func() ([]privileges.Role, []source.Diagnostic){
		"by the catalogue": func() ([]privileges.Role, []source.Diagnostic) {
			return read(grantfile.Options{PrivilegeByID: names}, [2]string{"a.json", answer})
		},
		"by a page": func() ([]privileges.Role, []source.Diagnostic) {
			return read(grantfile.Options{}, page, [2]string{"a.json", answer})
		},
	} {
		roles, diagnostics := read()
		if len(roles) != 1 || len(roles[0].Grants) != 1 || roles[0].Grants[0].Privilege != "prvReadAccount" || len(diagnostics) != 0 {
			t.Errorf("%s: %+v, %v", name, roles, diagnostics)
		}
	}
	_, diagnostics := readAnswer(answer)
	if len(diagnostics) == 0 || diagnostics[0].Severity != source.Error || diagnostics[0].Code != "role-privilege-name" {
		t.Errorf("unresolved: %v", diagnostics)
	}
}

func TestARoleThatGrantsNothingIsNoErrorUnlessSomethingOfItWasNotRead(t *testing.T) {
	_, diagnostics := readAnswer(`{"RolePrivileges":[]}`)
	if diff := cmp.Diff([]string{"warning role-empty"}, codes(diagnostics)); diff != "" {
		t.Error(diff)
	}
	_, diagnostics = readAnswer(`{"RolePrivileges":[{"Depth":9,"PrivilegeName":"prvReadAccount"}]}`)
	if diff := cmp.Diff([]string{"error role-empty", "error role-privilege-level"}, codes(diagnostics)); diff != "" {
		t.Error(diff)
	}
}

func TestAnswersThatAreNotRolePrivilegesAreRefusedWithAWord(t *testing.T) {
	for name, json := range map[string]string{
		"no JSON":                "<Role/>",
		"nothing":                "",
		"cut off":                `{"RolePrivileges":[`,
		"a list of teams":        `{"value":[{"teamid":"R"}]}`,
		"an empty page":          `{"value":[]}`,
		"an empty array":         `[]`,
		"a text":                 `"RolePrivileges"`,
		"a depth that is none":   `{"RolePrivileges":[{"Depth":7,"PrivilegeName":"prvA"}]}`,
		"an item that is a text": `{"RolePrivileges":["prvA"]}`,
		"an error":               `{"error":{"code":"0x80040220","message":"missing prvReadRole"}}`,
		"followed by something":  `{"RolePrivileges":[]} more`,
		"deeply nested":          strings.Repeat("[", 5000),
	} {
		_, diagnostics := readAnswer(json)
		if len(diagnostics) == 0 || !hasError(diagnostics) {
			t.Errorf("%s: %v", name, diagnostics)
		}
	}
}

func hasError(diagnostics []source.Diagnostic) bool {
	for _, d := range diagnostics {
		if d.Severity == source.Error {
			return true
		}
	}
	return false
}

func TestWhatIsWrongIsSaidAtItsPlaceAndNotWithoutEnd(t *testing.T) {
	const before, item = "[{\"RolePrivileges\":[\n", `{"Depth":9,"PrivilegeName":"prvReadAccount"}`
	_, diagnostics := readAnswer(before + item + "]}]")
	want := source.Place{File: "live/answer.json", Span: source.Span{Start: len(before), End: len(before + item)}, Line: 2, Column: 1, Pointer: "/0/RolePrivileges/0"}
	if len(diagnostics) != 2 || diagnostics[1].Place != want {
		t.Errorf("%+v", diagnostics)
	}
	_, diagnostics = readAnswer(`{"RolePrivileges":[` + strings.Repeat(`{"Depth":9},`, 5000) + `{}]}`)
	if n := len(diagnostics); n > 210 {
		t.Errorf("%d diagnostics", n)
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add([]byte(`{"RolePrivileges":[{"Depth":"Global","PrivilegeName":"prvReadAccount"},{"Depth":4,"PrivilegeId":"x"}]}`))
	f.Add([]byte(`[{"RolePrivileges":[]},null,{"RolePrivileges":{}}]`))
	f.Add([]byte("{\"RolePrivileges\":[]}\n{\"value\":[{\"roleid\":\"\"}]}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		text, err := source.Decode("r.json", data)
		if err != nil {
			return
		}
		r := grantfile.New(grantfile.Options{})
		r.Add(text)
		roles, diagnostics := r.Roles()
		if len(roles) == 0 && len(diagnostics) == 0 {
			t.Fatal("neither a role nor a word why not")
		}
		for _, d := range diagnostics {
			if d.Place.Span.End > len(text.Bytes) || d.Place.Span.Start > d.Place.Span.End {
				t.Fatalf("a place outside the file: %+v", d)
			}
		}
	})
}

package grantfile_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/flowparse/source"
	"rolefit/privileges"
	"rolefit/privileges/catalog"
	"rolefit/privileges/grantfile"
)

const (
	clerk     = "33333333-0000-0000-0000-000000000003"
	clerkCopy = "33333333-0000-0000-0000-000000000013"
	admin     = "44444444-0000-0000-0000-000000000004"
	template  = "627090ff-40a3-4053-8790-584edc5be201"
	custom    = "da03fe43-b23e-4031-baae-306ea3f59278" // of no table that the catalogue knows
)

func page(set, next string, rows ...string) string {
	link := ""
	if next != "" {
		link = `"@odata.nextLink":"` + next + `",`
	}
	return `{"@odata.context":"https://contoso.crm.dynamics.com/api/data/v9.2/$metadata#` + set + `",` + link + `"value":[` + strings.Join(rows, ",") + `]}`
}

func grantRow(role, privilege, mask string) string {
	return fmt.Sprintf(`{"roleid":%q,"privilegeid":%q,"privilegedepthmask":%s}`, role, privilege, mask)
}

func nextLink(number int) string {
	return fmt.Sprintf(`https://contoso.crm.dynamics.com/api/data/v9.2/x?$skiptoken=%%3Ccookie%%20pagenumber=%%22%d%%22%%20pagingcookie=%%22%%253ccookie%%2520page%%253d%%25221%%2522%%253e%%22%%20/%%3E`, number)
}

// pages are the files of an environment: grants on two pages, names on one, and the roles that are held.
func pages() [][2]string {
	return [][2]string{
		{"grants-1.json", page("roleprivilegescollection(roleid,privilegeid,privilegedepthmask)", nextLink(2),
			grantRow(clerk, readAccount, "1"), grantRow(clerk, custom, "4"), grantRow(admin, readAccount, "8"))},
		{"grants-2.json", page("roleprivilegescollection(roleid,privilegeid,privilegedepthmask)", "",
			grantRow(clerk, readAccount, "4"), grantRow(clerk, writeAccount, "16"), grantRow(clerk, readAccount, "3"))},
		{"names.json", page("privileges(privilegeid,name)", "", `{"privilegeid":"`+custom+`","name":"prvCreatesprk_Invoice"}`)},
		{"roles.json", page("roles(roleid,name)", "",
			`{"roleid":"`+clerkCopy+`","name":"Clerk","_parentrootroleid_value":"`+clerk+`","_roletemplateid_value":null,"isinherited":0}`,
			`{"roleid":"`+admin+`","name":"Systemadministrator","_parentrootroleid_value":"`+admin+`","_roletemplateid_value":"`+strings.ToUpper(template)+`","isinherited":1}`)},
	}
}

func catalogued() grantfile.Options {
	facts := catalog.New()
	return grantfile.Options{
		PrivilegeByID: func(id string) (string, bool) { p, ok := facts.PrivilegeByID(id); return p.Name, ok },
		PrivilegeOn: func(table string, right privileges.Right) (string, bool) {
			guards, known := facts.Guards(table, right)
			if !known || len(guards) != 1 {
				return "", false
			}
			return guards[0].Privilege, true
		},
	}
}

func TestPagesOfSeveralFilesAreJoined(t *testing.T) {
	want := []privileges.Role{
		{ID: clerk, Name: "Clerk", Inherited: privileges.TeamOnly, Origin: "grants-1.json", Grants: []privileges.Grant{
			grant("prvCreatesprk_Invoice", privileges.Deep),
			grant("prvReadAccount", privileges.Deep),
			{Privilege: "prvWriteAccount", RecordFilter: true},
		}},
		{ID: admin, Name: "Systemadministrator", TemplateID: template, Inherited: privileges.DirectUser, Origin: "grants-1.json", Grants: []privileges.Grant{
			grant("prvReadAccount", privileges.Global),
		}},
	}
	roles, diagnostics := read(catalogued(), pages()...)
	if diff := cmp.Diff(want, roles); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"warning role-record-filter"}, codes(diagnostics)); diff != "" {
		t.Error(diff)
	}
}

func TestTheOrderOfFilesDoesNotMatter(t *testing.T) {
	files := append(pages(), [2]string{"rights.csv", "privilege,level\nprvReadContact,User\n"}, [2]string{"more.json", page("privileges", nextLink(3), `{"privilegeid":"`+custom+`","name":"prvOther"}`)})
	wantRoles, wantDiagnostics := read(catalogued(), files...)
	for range files {
		files = append(files[1:], files[0])
		roles, diagnostics := read(catalogued(), files...)
		if diff := cmp.Diff(wantRoles, roles); diff != "" {
			t.Errorf("from %s: %s", files[0][0], diff)
		}
		if diff := cmp.Diff(wantDiagnostics, diagnostics); diff != "" {
			t.Errorf("from %s: %s", files[0][0], diff)
		}
	}
}

func TestPagesInOneFileAreJoinedAsWell(t *testing.T) {
	var all []string
	for _, f := range pages() {
		all = append(all, f[1])
	}
	want, _ := read(catalogued(), pages()...)
	for name, text := range map[string]string{
		"environment.json":  "[" + strings.Join(all, ",\n") + "]",
		"environment.jsonl": strings.Join(all, "\n"),
	} {
		roles, diagnostics := read(catalogued(), [2]string{name, text})
		for i := range roles {
			roles[i].Origin = "grants-1.json"
		}
		if diff := cmp.Diff(want, roles); diff != "" || hasError(diagnostics) {
			t.Errorf("%s: %v (-want +got):\n%s", name, diagnostics, diff)
		}
	}
}

func TestRowsWithoutTheirPageAreRead(t *testing.T) {
	rows := []string{grantRow(clerk, readAccount, "8"), `{"roleid":"` + clerk + `","name":"Clerk"}`, `{"privilegeid":"` + custom + `","name":"prvA"}`, grantRow(clerk, custom, "2")}
	for name, text := range map[string]string{"rows.jsonl": strings.Join(rows, "\n"), "rows.json": "[" + strings.Join(rows, ",") + "]"} {
		roles, diagnostics := read(catalogued(), [2]string{name, text})
		want := []privileges.Role{{ID: clerk, Name: "Clerk", Origin: name, Grants: []privileges.Grant{grant("prvA", privileges.Local), grant("prvReadAccount", privileges.Global)}}}
		if diff := cmp.Diff(want, roles); diff != "" || len(diagnostics) != 0 {
			t.Errorf("%s: %v (-want +got):\n%s", name, diagnostics, diff)
		}
	}
}

func TestAPrivilegeIDThatNothingNamesIsAnErrorAndNeverDropped(t *testing.T) {
	files := pages()
	roles, diagnostics := read(catalogued(), files[0], files[1], files[3])
	if len(roles) != 2 {
		t.Fatalf("%+v", roles)
	}
	var said []source.Diagnostic
	for _, d := range diagnostics {
		if d.Severity == source.Error {
			said = append(said, d)
		}
	}
	if len(said) != 1 || said[0].Code != "role-privilege-name" || said[0].Place.File != "grants-1.json" || said[0].Place.Pointer != "/value/1" || !strings.Contains(said[0].Message, custom) {
		t.Errorf("%v", said)
	}
}

func TestWhatPagesLackIsSaid(t *testing.T) {
	files := pages()
	roleOnly := `{"roleid":"` + admin + `","name":"Admin","_roletemplateid_value":"` + template + `"}`
	for name, c := range map[string]struct {
		files [][2]string
		want  []string
	}{
		"the last page":             {[][2]string{files[0], files[2], files[3]}, []string{"error role-page-missing"}},
		"the first page":            {[][2]string{{"g2.json", page("roleprivilegescollection", nextLink(3), grantRow(clerk, readAccount, "1"))}, {"g3.json", page("roleprivilegescollection", "", grantRow(clerk, readAccount, "1"))}, {"r.json", `{"roleid":"` + clerk + `","name":"C"}`}}, []string{"error role-page-missing"}},
		"what a held role grants":   {[][2]string{{"r.json", page("roles", "", roleOnly)}}, []string{"error role-not-granted"}},
		"the name of a role":        {[][2]string{{"g.json", page("roleprivilegescollection", "", grantRow(clerk, readAccount, "1"))}}, []string{"warning role-name"}},
		"everything but names":      {[][2]string{files[2]}, []string{"error role-json"}},
		"a mask":                    {[][2]string{{"g.json", page("roleprivilegescollection", "", grantRow(clerk, readAccount, "32"))}}, []string{"error role-privilege-level"}},
		"a privilege id":            {[][2]string{{"g.json", page("roleprivilegescollection", "", `{"roleid":"`+clerk+`","privilegedepthmask":1}`)}}, []string{"error role-row"}},
		"a known table":             {[][2]string{{"g.json", page("teams", "", `{"teamid":"a"}`, `{"teamid":"b"}`)}}, []string{"error role-row"}},
		"agreement about a name":    {[][2]string{files[2], {"n.json", page("privileges", "", `{"privilegeid":"`+custom+`","name":"prvB"}`)}, files[0], files[1], files[3]}, []string{"warning role-record-filter", "error role-privilege-name"}},
		"a row that is in effect":   {[][2]string{{"g.json", page("roleprivilegescollection", "", `{"roleid":"`+clerk+`","privilegeid":"`+readAccount+`","privilegedepthmask":8,"componentstate":2}`)}}, []string{"error role-json", "note role-row"}},
		"a name in a privilege row": {[][2]string{{"n.json", page("privileges", "", `{"privilegeid":"`+custom+`","name":"Read it"}`)}}, []string{"error role-privilege-name"}},
	} {
		_, diagnostics := read(catalogued(), c.files...)
		if diff := cmp.Diff(c.want, codes(diagnostics)); diff != "" {
			t.Errorf("without %s (-want +got):\n%s", name, diff)
		}
	}
}

func TestAHeldRoleWithoutGrantsKeepsItsTemplate(t *testing.T) {
	roles, _ := read(catalogued(), [2]string{"r.json", page("roles", "", `{"roleid":"`+admin+`","name":"Admin","_roletemplateid_value":"`+template+`"}`)})
	if len(roles) != 1 || roles[0].TemplateID != template {
		t.Errorf("%+v", roles)
	}
}

func FuzzPages(f *testing.F) {
	for _, p := range pages() {
		f.Add([]byte(p[1]), []byte(pages()[0][1]))
	}
	f.Add([]byte(grantRow(clerk, readAccount, "31")), []byte(`{"roleid":"`+clerk+`","name":"x"}`))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		first, errA := source.Decode("a.json", a)
		second, errB := source.Decode("b.jsonl", b)
		if errA != nil || errB != nil {
			return
		}
		names := func(id string) (string, bool) { return "prvReadAccount", id == readAccount }
		one, other := grantfile.New(grantfile.Options{PrivilegeByID: names}), grantfile.New(grantfile.Options{PrivilegeByID: names})
		one.Add(first)
		one.Add(second)
		other.Add(second)
		other.Add(first)
		roles, diagnostics := one.Roles()
		again, said := other.Roles()
		if diff := cmp.Diff(roles, again) + cmp.Diff(diagnostics, said); diff != "" {
			t.Fatalf("the order of the files matters: %s", diff)
		}
		if len(roles) == 0 && len(diagnostics) == 0 {
			t.Fatal("neither a role nor a word why not")
		}
	})
}

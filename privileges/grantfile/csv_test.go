package grantfile_test

import (
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"rolefit/flowparse/source"
	"rolefit/privileges"
	"rolefit/privileges/grantfile"
)

func columns(t testing.TB, mapping string) grantfile.Columns {
	t.Helper()
	c, err := grantfile.ParseColumns(mapping)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func readCSV(t testing.TB, mapping, text string) ([]privileges.Role, []source.Diagnostic) {
	t.Helper()
	opts := catalogued()
	opts.Columns = columns(t, mapping)
	return read(opts, [2]string{"export/Clerk.csv", text})
}

func TestTheWordsOfTheRoleEditorsAreLevels(t *testing.T) {
	const text = "Privilege Name,Access Level\n" +
		"prvReadAccount,Organization\nprvWriteAccount,\"Parent: Child Business Units\"\nprvCreateAccount,business  unit\n" +
		"prvDeleteAccount,User\nprvReadContact,None\nprvReadLead,Deep\nprvReadTask,RecordFilter\n"
	want := []privileges.Role{{Name: "Clerk", Origin: "export/Clerk.csv", Grants: []privileges.Grant{
		grant("prvReadAccount", privileges.Global), grant("prvWriteAccount", privileges.Deep), grant("prvCreateAccount", privileges.Local),
		grant("prvDeleteAccount", privileges.Basic), grant("prvReadLead", privileges.Deep), {Privilege: "prvReadTask", RecordFilter: true},
	}}}
	roles, diagnostics := readCSV(t, "privilege=privilege name, level=Access Level", text)
	if diff := cmp.Diff(want, roles); diff != "" {
		t.Errorf("%v (-want +got):\n%s", diagnostics, diff)
	}
	if diff := cmp.Diff([]string{"warning role-record-filter"}, codes(diagnostics)); diff != "" {
		t.Error(diff)
	}
}

func TestNumbersAreReadOnlyWhenTheMappingSaysWhatTheyAre(t *testing.T) {
	const text = "privilege;d\nprvReadAccount;4\nprvWriteAccount;1\n\nprvWriteAccount;3\n"
	for mapping, want := range map[string][]privileges.Grant{
		"level:mask=d":  {grant("prvReadAccount", privileges.Deep), grant("prvWriteAccount", privileges.Local)},
		"level:depth=d": {{Privilege: "prvReadAccount", RecordFilter: true}, grant("prvWriteAccount", privileges.Global)},
	} {
		roles, _ := readCSV(t, mapping, text)
		if len(roles) != 1 {
			t.Fatalf("%s: %+v", mapping, roles)
		}
		if diff := cmp.Diff(want, roles[0].Grants); diff != "" {
			t.Errorf("%s (-want +got):\n%s", mapping, diff)
		}
	}
	roles, diagnostics := readCSV(t, "level=d", text)
	if len(roles) != 0 || len(diagnostics) != 1 || diagnostics[0].Severity != source.Error || diagnostics[0].Place.Line != 2 || !strings.Contains(diagnostics[0].Hint, "level:mask=") {
		t.Errorf("%+v, %v", roles, diagnostics)
	}
}

func TestTablesAndRightsAreResolvedByMetadata(t *testing.T) {
	const text = "Role\tEntity\tRight\tLevel\n" +
		"Clerk\tsystemuser\tRead\tOrganization\nClerk\tannotation\tAppend To\tUser\nOther\taccount\tread\tUser\nClerk\tnew_unknown\tRead\tUser\nClerk\taccount\tLook\tUser\n"
	roles, diagnostics := readCSV(t, "role=Role,table=Entity,right=Right,level=Level", text)
	want := []privileges.Role{
		{Name: "Clerk", Origin: "export/Clerk.csv", Grants: []privileges.Grant{grant("prvReadUser", privileges.Global), grant("prvAppendToNote", privileges.Basic)}},
		{Name: "Other", Origin: "export/Clerk.csv", Grants: []privileges.Grant{grant("prvReadAccount", privileges.Basic)}},
	}
	if diff := cmp.Diff(want, roles); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(diagnostics) != 2 || diagnostics[0].Place.Line != 5 || diagnostics[1].Place.Line != 6 || diagnostics[0].Severity != source.Error {
		t.Errorf("%v", diagnostics)
	}
}

func TestEveryEncodingAndDividerGivesTheSame(t *testing.T) {
	const text = "privilege,level\r\nprvReadAccount,User\r\n"
	want, _ := readCSV(t, "", text)
	if len(want) != 1 || len(want[0].Grants) != 1 {
		t.Fatalf("%+v", want)
	}
	wide := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(strings.ReplaceAll(text, ",", "\t"))) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	for name, raw := range map[string][]byte{
		"semicolons":                []byte(strings.ReplaceAll(text, ",", ";")),
		"UTF-8 with mark":           []byte("\xef\xbb\xbf" + text),
		"UTF-16 with tabs":          wide,
		"a line that says the same": []byte("sep=;\r\n" + strings.ReplaceAll(text, ",", ";")),
		"words in other casing":     []byte(strings.Replace(text, "privilege,level", "Privilege,LEVEL", 1)),
		"other columns":             []byte("a;b;privilege;level\n1,1;2;prvReadAccount;User\n"),
		"a level that says it":      []byte("privilege,level:mask\nprvReadAccount,1\n"),
		"an id in place of a name":  []byte("privilege,level\n{" + strings.ToUpper(readAccount) + "},User\n"),
	} {
		decoded, err := source.Decode("export/Clerk.csv", raw)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		r := grantfile.New(catalogued())
		r.Add(decoded)
		roles, diagnostics := r.Roles()
		if diff := cmp.Diff(want, roles); diff != "" || len(diagnostics) != 0 {
			t.Errorf("%s: %v (-want +got):\n%s", name, diagnostics, diff)
		}
	}
}

func TestRowsThatCannotBeReadAreNamedByTheirLine(t *testing.T) {
	const text = "privilege,level,role\nprvReadAccount,User,Clerk\n\nprvReadAccount\nRead Account,User,Clerk\nprv\"x,User,Clerk\nprvWriteAccount,Deepest,Clerk\nprvWriteAccount,User,\nprvReadContact,User,Clerk\n"
	roles, diagnostics := readCSV(t, "", text)
	if len(roles) != 1 || len(roles[0].Grants) != 2 {
		t.Errorf("%+v", roles)
	}
	var lines []int
	for _, d := range diagnostics {
		lines = append(lines, d.Place.Line)
		if d.Severity != source.Error {
			t.Errorf("%v", d)
		}
	}
	if diff := cmp.Diff([]int{4, 5, 6, 7, 8}, lines); diff != "" {
		t.Errorf("%v\n%s", diagnostics, diff)
	}
}

func TestAHeaderWithoutTheColumnsIsRefusedAndNamed(t *testing.T) {
	for name, c := range map[string]struct{ mapping, text, message string }{
		"no level":             {"", "privilege,reach\n", "no column holds the level"},
		"no privilege":         {"", "name,level\n", "no column holds the privilege"},
		"a mapping to nothing": {"privilege=Name,level=Access", "Name,Depth\n", `no column "Access"`},
		"a column twice":       {"", "privilege,level,Level\n", "stands twice"},
		"two kinds of levels":  {"", "privilege,level:mask,level:depth\n", "more than one column"},
		"a table, no right":    {"", "table,level\n", "no two columns"},
		"nothing":              {"", "", "no header"},
		"sep and nothing":      {"", "sep=;", "no header"},
	} {
		_, diagnostics := readCSV(t, c.mapping, c.text)
		if len(diagnostics) != 1 || diagnostics[0].Severity != source.Error || !strings.Contains(diagnostics[0].Message, c.message) {
			t.Errorf("%s: %v", name, diagnostics)
		}
	}
}

func TestMappingsOfColumnsAreRefusedWithAWord(t *testing.T) {
	for mapping, message := range map[string]string{
		"privilege":                    "does not name a column",
		"level=":                       "does not name a column",
		"depth=Level":                  `no "depth"`,
		"level=a,level:mask=b":         "stands twice",
		"privilege=\"a":                "double quotes",
		"privilege=a\nlevel=b":         "double quotes",
		"privilege=a,,level=b":         "does not name a column",
		"privilege=a,privilege=Second": "privilege stands twice",
	} {
		if _, err := grantfile.ParseColumns(mapping); err == nil || !strings.Contains(err.Error(), message) {
			t.Errorf("%q: %v", mapping, err)
		}
	}
	c := columns(t, `"privilege=Name, full", Level:Depth = Access Level`)
	if want := (grantfile.Columns{Privilege: "Name, full", Level: "Access Level", Numbers: grantfile.NumbersAreDepths}); c != want {
		t.Errorf("%+v", c)
	}
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("privilege,level,role\nprvReadAccount,User,Clerk\n"), "")
	f.Add([]byte("sep=;\nEntity;Right;Mask\naccount;Append To;31\n"), "table=Entity,right=Right,level:mask=Mask")
	f.Add([]byte("privilege\tlevel\n\"a\nb\"\t1\n"), "level:depth=level")
	opts := catalogued()
	f.Fuzz(func(t *testing.T, data []byte, mapping string) {
		text, err := source.Decode("r.csv", data)
		if err != nil {
			return
		}
		c, err := grantfile.ParseColumns(mapping)
		if err != nil {
			return
		}
		opts.Columns = c
		r := grantfile.New(opts)
		r.Add(text)
		roles, diagnostics := r.Roles()
		if len(roles) == 0 && len(diagnostics) == 0 {
			t.Fatal("neither a role nor a word why not")
		}
		for _, d := range diagnostics {
			if d.Place.Span.End > len(text.Bytes) || d.Place.Span.Start > d.Place.Span.End || d.Place.Line < 1 && d.Code != "role-json" {
				t.Fatalf("a place outside the file: %+v", d)
			}
		}
	})
}

func FuzzParseColumns(f *testing.F) {
	f.Add(`privilege=Privilege Name,level=Access Level,role=Role,table=Entity,right=Right`)
	f.Add(`"privilege=a, b",level:mask=c`)
	f.Fuzz(func(t *testing.T, mapping string) {
		c, err := grantfile.ParseColumns(mapping)
		if err == nil && strings.TrimSpace(mapping) != "" && c == (grantfile.Columns{}) {
			t.Fatalf("%q maps nothing and is no error", mapping)
		}
	})
}

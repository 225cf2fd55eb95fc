package denial_test

import (
	"encoding/json"
	"html"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/analyzer/denial"
	"rolefit/privileges"
	"rolefit/privileges/catalog"
	"rolefit/privileges/rolexml"
)

const (
	user    = "b06e8494-999f-f011-b41c-00224804a1a8"
	missing = "Principal user (Id=" + user + ", type=8, roleCount=8, privilegeCount=420), is missing prvWriteAccount privilege (Id=a4986ba0-6c85-40a9-bb00-fd6000ac0f55) on OTC=1 for entity 'account' (LocalizedName='Account'). context.Caller=" + user + ". Consider adding missed privilege to one of the principal (user/team) roles."
	shallow = "Principal user with id " + user + " does not have WriteAccess right(s) for record with id a4986ba0-6c85-40a9-bb00-fd6000ac0f55 of entity account. Consider assigning a role"
)

func encoded(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestTheWrappingOfATextDoesNotMatter(t *testing.T) {
	want := denial.Read(missing)
	if len(want) != 1 {
		t.Fatalf("the plain text: %+v", want)
	}
	body := encoded(t, map[string]any{"error": map[string]any{"message": missing}})
	nested := encoded(t, map[string]any{"body": body})
	forms := map[string]string{
		"JSON": body, "JSON in a string of JSON": nested, "three times": encoded(t, map[string]any{"again": nested}),
		"escaped text in prose": "The server said: " + strings.TrimSuffix(strings.TrimPrefix(encoded(t, nested), `"`), `"`),
		"HTML":                  "<p>" + html.EscapeString(missing) + "</p>", "JSON in HTML": html.EscapeString(body),
		"wrapped lines": strings.ReplaceAll(missing, " ", "\n  "), "byte order mark": "\ufeff" + body,
		"a JSON string": encoded(t, missing), "upper case": strings.ToUpper(missing),
	}
	for name, text := range forms {
		t.Run(name, func(t *testing.T) {
			got := denial.Read(text)
			if len(got) != 1 {
				t.Fatalf("%d denials in %s", len(got), text)
			}
			got[0].Privilege = strings.Replace(got[0].Privilege, "prvWRITEACCOUNT", "prvWriteAccount", 1)
			if diff := cmp.Diff(want[0], got[0]); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestCodesAreReadInEveryForm(t *testing.T) {
	for _, form := range []string{
		`{"error":{"code":"0x80040220","message":"` + missing + `"}}`, "ErrorCode: -2147220960 " + missing, missing + "\n<ErrorCode>-2147220960</ErrorCode>",
		"0X80040220: " + missing, missing + " HResult=2147746336", `{"errorCode":-2147220960,"text":"` + missing + `"}`,
	} {
		got := denial.Read(form)
		if len(got) != 1 || got[0].Code.Number != 0x80040220 || got[0].Code.Name != "PrivilegeDenied" {
			t.Errorf("%s:\n%+v", form, got)
		}
	}
	if got := denial.Read(missing); got[0].Code.Known() {
		t.Errorf("a code was made up: %+v", got[0].Code)
	}
}

func TestACodeAloneSaysWhatItSays(t *testing.T) {
	facts := catalog.New()
	for text, want := range map[string]string{
		"0x80040220": "missing-privilege find-privilege", "-2147187962": "insufficient-level find-privilege", "0x80042F09": "no-role assign-role",
		"0x80040231": "owner-lacks find-privilege", "0x80048405": "unspecific find-privilege", "0x80040265": "unspecific look-inside",
		"0x80040225": "user-disabled enable-user", "0x80072560": "not-member add-user", "0x8004F507": "column-permission column", "0x80040299": "missing-privilege find-privilege",
	} {
		got := denial.Read("The request failed with " + text + ".")
		if len(got) != 1 {
			t.Errorf("%s: %+v", text, got)
			continue
		}
		e := denial.Explain(facts, got[0])
		if s := string(e.Kind) + " " + e.Step; s != want {
			t.Errorf("%s: %s, want %s", text, s, want)
		}
		if e.Says == "" || e.Source == "" || e.Next == "" || len(e.Needs) > 0 {
			t.Errorf("%s: %+v", text, e)
		}
	}
}

func TestSeveralErrorsInOneText(t *testing.T) {
	other := strings.ReplaceAll(strings.ReplaceAll(missing, "prvWriteAccount", "prvReadContact"), "'account'", "'contact'")
	got := denial.Read(missing + "\n" + other + "\n" + shallow + "\n" + missing)
	var found []string
	for _, d := range got {
		found = append(found, string(d.Kind)+" "+d.Privilege+" "+d.Entity)
	}
	want := []string{"missing-privilege prvWriteAccount account", "missing-privilege prvReadContact contact", "insufficient-level  "}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got[0].Count != 2 {
		t.Errorf("the first is said twice, counted %d times", got[0].Count)
	}
}

func TestARunHistoryNamesTheActions(t *testing.T) {
	history := encoded(t, map[string]any{"value": []any{
		map[string]any{"name": "08584612345678901234567890123CU01", "properties": map[string]any{"actions": map[string]any{
			"Update_account": map[string]any{"outputs": map[string]any{"statusCode": 403, "body": map[string]any{"error": map[string]any{"code": "0x80040220", "message": missing}}}},
		}}},
		map[string]any{"name": "Send_mail", "outputs": map[string]any{"body": encoded(t, map[string]any{"error": map[string]any{"code": "0x80048306", "message": shallow}})}},
	}})
	var found []string
	for _, d := range denial.Read(history) {
		found = append(found, d.At+" "+string(d.Kind)+" "+d.Code.Name)
	}
	want := []string{"Update_account missing-privilege PrivilegeDenied", "Send_mail insufficient-level unManagedIdsAccessDenied"}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestUnknownTextIsNotGuessedAt(t *testing.T) {
	for _, text := range []string{
		"", "   ", "{}", "[]", `{"status":"Succeeded"}`, "The request timed out.", "prvReadAccount", "what does prvReadAccount do?",
		"is missing", "The file is missing.", "0x80040217", "-2147220969",
		"Insufficient privileges to complete the operation.", "the light is disabled", "This user has not been assigned any roles yet", "AADSTS", "permissions for the garden",
	} {
		if got := denial.Read(text); len(got) != 0 {
			t.Errorf("%q: %+v", text, got)
		}
	}
}

func TestAPrivilegeThatAnUnknownSentenceCallsMissingCounts(t *testing.T) {
	got := denial.Read("Sync failed: caller lacks the privilege prvReadAccount for this.")
	if len(got) != 1 || got[0].Privilege != "prvReadAccount" || got[0].Sentence != "fallback" {
		t.Fatalf("%+v", got)
	}
	if e := denial.Explain(catalog.New(), got[0]); !strings.Contains(strings.Join(e.Notes, " "), "no known form") {
		t.Errorf("notes: %q", e.Notes)
	}
}

func TestAShortenedNameIsNoPrivilege(t *testing.T) {
	got := denial.Read("Principal user is missing prvRead privilege")
	if len(got) != 1 || got[0].Privilege != "" {
		t.Fatalf("%+v", got)
	}
	if e := denial.Explain(catalog.New(), got[0]); e.Step != "find-privilege" || len(e.Needs) != 0 {
		t.Errorf("%+v", e)
	}
}

func TestSecuredColumnsAndGranters(t *testing.T) {
	facts := catalog.New()
	column := denial.Explain(facts, denial.Read("User with ID " + user + " does not have Update permissions for the cfs_salary attribute in the cfs_inspection entity. The cfs_inspectionid of the record is a4986ba0-6c85-40a9-bb00-fd6000ac0f55")[0])
	if column.Kind != denial.ColumnPermission || column.Column != "cfs_salary" || column.Entity != "cfs_inspection" || column.Permission != "Update" || column.Principal.ID != user || len(column.Needs) > 0 {
		t.Errorf("column: %+v", column)
	}
	if !strings.Contains(column.Next, "allow Update on cfs_salary of cfs_inspection") {
		t.Errorf("next: %s", column.Next)
	}
	granter := denial.Explain(facts, denial.Read("RoleService::VerifyCallerPrivileges failed. User: " + user + ", UserBU: " + user + ", PrivilegeName: prvReadAccount, PrivilegeId: " + user + ", Depth: Deep, BusinessUnitId: " + user + ", MissingPrivilegeCount: 16")[0])
	if granter.Kind != denial.GranterLacks || granter.Needs[0].Line() != `<RolePrivilege name="prvReadAccount" level="Deep" />` || granter.Missing != 16 {
		t.Errorf("granter: %+v", granter)
	}
}

func TestALevelThatIsTooLowIsRaised(t *testing.T) {
	e := denial.Explain(catalog.New(), denial.Read(`{"error":{"code":"0x80048306","message":"` + shallow + `"}}`)[0])
	if e.Step != "raise" || !strings.Contains(e.Next, "holds prvWriteAccount, and at too low a level") || e.Needs[0].Level != privileges.Local || e.Needs[0].Stated {
		t.Errorf("%+v", e)
	}
}

func TestWhatThePlatformGrantsAtOneLevelIsSaid(t *testing.T) {
	e := denial.Explain(catalog.New(), denial.Read("SecLib::CheckPrivilege failed. User: " + user + ", PrivilegeName: prvCreateEntity, PrivilegeId: " + user + ", Required Depth: Basic, BusinessUnitId: " + user)[0])
	if n := e.Needs[0]; n.Level != privileges.Global || !strings.Contains(n.Why, "Global only") {
		t.Errorf("%+v", n)
	}
}

func TestLinesAreThoseOfRoleFiles(t *testing.T) {
	n := denial.Explain(catalog.New(), denial.Read(missing)[0]).Needs[0]
	var file strings.Builder
	role := privileges.Role{ID: user, Name: "x", Grants: []privileges.Grant{{Privilege: n.Privilege, Level: n.Level}}}
	if err := rolexml.WriteRole(&file, role); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(file.String(), "\n    "+n.Line()+"\n") {
		t.Errorf("%s is not in\n%s", n.Line(), file.String())
	}
}

func TestIdsOfOthersAreNotRepeated(t *testing.T) {
	facts := catalog.New()
	for _, p := range realTexts(t) {
		for _, d := range denial.Read(p.text) {
			e := denial.Explain(facts, d)
			said := e.Next + e.Says + strings.Join(e.Notes, " ") + e.Source + e.At
			for _, n := range e.Needs {
				said += n.Line() + n.Why
			}
			for _, own := range []string{d.Principal.ID, d.Caller} {
				if own != "" {
					said = strings.ReplaceAll(said, own, "")
				}
			}
			for _, word := range strings.FieldsFunc(p.text, func(r rune) bool { return strings.ContainsRune(" ,;'\"()=<>:\n\\/", r) }) {
				if strings.Count(word, "-") == 4 && len(word) == 36 && strings.Contains(said, word) {
					t.Errorf("%s: %s is repeated in %q", p.source, word, said)
				}
			}
		}
	}
}

// TestHostileTextsCostLittle holds Read to bounded work: it must return, with bounded results, for long texts of every trigger.
func TestAPrivilegeThatOnlyAnIDNamesIsLookedUp(t *testing.T) {
	const text = "SecLib::CrmCheckPrivilege failed. Returned hr = -2147220960 on UserId: " + user + " and PrivilegeId: "
	for id, want := range map[string]string{
		"a8ecac53-09e8-4a13-b598-8d8c87bc3d33":   "grant prvReadLead",
		"{A8ECAC53-09E8-4A13-B598-8D8C87BC3D33}": "grant prvReadLead",
		user:                                     "name-privilege ", // not in the catalogue: it is asked for
	} {
		e := denial.Explain(catalog.New(), denial.Read(text + id)[0])
		got := e.Step + " "
		for _, n := range e.Needs {
			got += n.Privilege
		}
		if got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
}

// TestALineForTheRoleCanBeImported holds what a text calls a privilege to the form of a name: a role is imported by it.
func TestALineForTheRoleCanBeImported(t *testing.T) {
	facts := catalog.New()
	for text, want := range map[string]string{
		strings.ReplaceAll(missing, "prvWriteAccount", "PRVREADNEW_THING"): `<RolePrivilege name="prvREADNEW_THING" level="Basic" />`,
		"The flow needs pRvReadnew_thing":                                  `<RolePrivilege name="prvReadnew_thing" level="Basic" />`,
		"the flow misses PRVWRITEACCOUNT":                                  `<RolePrivilege name="prvWriteAccount" level="Basic" />`,
		// A list of words is no name, whatever it begins with.
		strings.ReplaceAll(shallow, "WriteAccess", "prvwriteaccount and more"): "",
	} {
		got := denial.Read(text)
		if len(got) != 1 {
			t.Errorf("%q: %d denials", text, len(got))
			continue
		}
		var lines []string
		for _, n := range denial.Explain(facts, got[0]).Needs {
			lines = append(lines, n.Line())
		}
		if line := strings.Join(lines, " "); line != want {
			t.Errorf("%q: line %s, want %s", text, line, want)
		}
	}
}

func TestHostileTextsCostLittle(t *testing.T) {
	const size = 10 << 20
	for _, unit := range []string{
		"is missing ", missing, "right(s) for record with id ", "AADSTS7000215 ", "0x80040220 ", `{"a":`, `\\\\\\"`, "needs prvx ", "does not have ", "\x00\xff",
	} {
		text := strings.Repeat(unit, size/len(unit))
		if got := denial.Read(text); len(got) > 200 {
			t.Errorf("%q: %d denials", unit, len(got))
		}
	}
	var many strings.Builder
	for i := range 100_000 {
		many.WriteString("is missing prvRead")
		many.WriteString(strings.Repeat("x", 1+i%100))
		many.WriteString(string(rune('a'+i%26)) + " privilege. ")
	}
	if got := denial.Read(many.String()); len(got) != 200 {
		t.Errorf("%d denials of very many", len(got))
	}
}

func TestWhatStandsBehindTheLimitIsCut(t *testing.T) {
	if got := denial.Read(strings.Repeat("é", denial.MaxText/2) + missing); len(got) != 0 {
		t.Errorf("read behind the limit: %+v", got)
	}
	if got := denial.Read(missing + strings.Repeat(" ", denial.MaxText)); len(got) != 1 {
		t.Errorf("what stands before the limit is lost: %+v", got)
	}
}

func FuzzRead(f *testing.F) {
	for _, p := range realTexts(f) {
		f.Add(p.text)
	}
	f.Add(missing)
	f.Add(`{"value":[{"name":"a","properties":{"actions":{"b":{"error":"x"}}}}]}`)
	facts := catalog.New()
	f.Fuzz(func(t *testing.T, text string) {
		for _, d := range denial.Read(text) {
			if d.Kind == "" || d.Count < 1 {
				t.Errorf("%+v", d)
			}
			e := denial.Explain(facts, d)
			if e.Step == "" || e.Next == "" || strings.Contains(e.Next, "{") {
				t.Errorf("step %q: %q", e.Step, e.Next)
			}
			for _, n := range e.Needs {
				if n.Privilege != "" && !strings.HasPrefix(n.Line(), "<RolePrivilege name=\"prv") && !n.Known {
					t.Errorf("line %q of %+v", n.Line(), n)
				}
			}
		}
	})
}

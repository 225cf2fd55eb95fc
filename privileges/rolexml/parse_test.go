package rolexml_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/flowparse/source"
	"rolefit/privileges"
	"rolefit/privileges/rolexml"
)

// role wraps privileges into a Role element.
func role(attributes, privileges string) string {
	return "<Role " + attributes + "><IsCustomizable>1</IsCustomizable><RolePrivileges>" + privileges + "</RolePrivileges></Role>"
}

const identified = `id="{0F2A6F0E-7C1D-4A50-9A6E-3B1F3D0C9A11}" name="R"`

func TestEveryCombinationThatExportsWereSeenToHoldIsRead(t *testing.T) {
	const read = `<RolePrivileges><RolePrivilege name="prvReadAccount" level="Global" /></RolePrivileges>`
	for _, c := range []struct {
		name, xml string
		inherited privileges.Inheritance
	}{
		{"2023, with isinherited", `<Role ` + identified + ` isinherited="1"><IsCustomizable>1</IsCustomizable>` + read + `</Role>`, privileges.DirectUser},
		{"team privileges only", `<Role ` + identified + ` isinherited="0"><IsCustomizable>1</IsCustomizable>` + read + `</Role>`, privileges.TeamOnly},
		{"2024, without isinherited", `<Role ` + identified + `><IsCustomizable>1</IsCustomizable>` + read + `</Role>`, privileges.UnknownInheritance},
		{"2025, with IsAutoAssigned", `<Role ` + identified + `><IsCustomizable>1</IsCustomizable><IsAutoAssigned>0</IsAutoAssigned>` + read + `</Role>`, privileges.UnknownInheritance},
		{"with IntroducedVersion", `<Role ` + identified + ` unmodified="1"><IntroducedVersion>1.0</IntroducedVersion>` + read + `</Role>`, privileges.UnknownInheritance},
		{"unpacked, with declaration", `<?xml version="1.0" encoding="utf-16"?>` + "\r\n" + `<Role ` + identified + ` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` + read + `</Role>`, privileges.UnknownInheritance},
	} {
		got, diagnostics := rolexml.Parse([]byte(c.xml), source.Place{File: "customizations.xml"})
		want := privileges.Role{
			ID: someID, Name: "R", Inherited: c.inherited, Origin: "customizations.xml",
			Grants: []privileges.Grant{grant("prvReadAccount", privileges.Global)},
		}
		if diff := cmp.Diff(want, got); diff != "" || len(diagnostics) != 0 {
			t.Errorf("%s (-want +got):\n%s%v", c.name, diff, diagnostics)
		}
	}
}

func TestWhatIsWrongWithARoleIsSaidAndTheRestIsKept(t *testing.T) {
	const good = `<RolePrivilege name="prvReadAccount" level="Basic"/>`
	kept := []privileges.Grant{grant("prvReadAccount", privileges.Basic)}
	for _, c := range []struct {
		name, xml string
		codes     []string
		grants    []privileges.Grant
	}{
		{"a level that is none", role(identified, `<RolePrivilege name="prvWriteAccount" level="Organization"/>`+good), []string{"role-privilege-level"}, kept},
		{"no level at all", role(identified, `<RolePrivilege name="prvWriteAccount"/>`+good), []string{"role-privilege-level"}, kept},
		{"level None", role(identified, `<RolePrivilege name="prvWriteAccount" level="None"/>`+good), []string{"role-privilege-level"}, kept},
		{"a privilege without a name", role(identified, `<RolePrivilege name=" " level="Basic"/>`+good), []string{"role-privilege-name"}, kept},
		{
			"a privilege that stands twice", role(identified, good+`<RolePrivilege name="prvREADaccount" level="Deep"/>`),
			[]string{"role-privilege-duplicate"}, []privileges.Grant{grant("prvReadAccount", privileges.Deep)},
		},
		{
			"a record filter", role(identified, `<RolePrivilege name="prvReadAccount" level="RecordFilter"/>`),
			[]string{"role-record-filter"}, []privileges.Grant{{Privilege: "prvReadAccount", RecordFilter: true}},
		},
		{"a wrong id", role(`id="{42}" name="R"`, good), []string{"role-id"}, kept},
		{"no name", role(`id="`+someID+`" name=""`, good), []string{"role-name"}, kept},
		{"a name that is too long", role(`id="`+someID+`" name="`+strings.Repeat("n", 101)+`"`, good), []string{"role-name"}, kept},
		{"no privileges", role(identified, ""), []string{"role-empty"}, nil},
		{"an isinherited that is neither", role(identified+` isinherited="2"`, good), []string{"role-inherited"}, kept},
		{"an end that is missing", strings.TrimSuffix(role(identified, good), "</RolePrivileges></Role>"), []string{"role-xml"}, kept},
		{"a document type", `<!DOCTYPE Role [<!ENTITY e "x">]>` + role(identified, good), []string{"role-doctype"}, nil},
		{"an entity that nobody declared", role(`id="`+someID+`" name="&e;"`, good), []string{"role-xml"}, nil},
		{"another element", `<Roles/>`, []string{"role-missing"}, nil},
		{"nothing", ``, []string{"role-missing"}, nil},
		{"an element inside a privilege", role(identified, `<RolePrivilege name="prvReadAccount" level="Basic"><RolePrivilege name="prvX" level="Global"/></RolePrivilege>`), nil, kept},
	} {
		got, diagnostics := rolexml.Parse([]byte(c.xml), source.Place{File: "r.xml", Line: 1, Column: 1})
		var codes []string
		for _, d := range diagnostics {
			codes = append(codes, d.Code)
			if d.Place.File != "r.xml" || d.Place.Line == 0 {
				t.Errorf("%s: %s has no place: %+v", c.name, d.Code, d.Place)
			}
		}
		if diff := cmp.Diff(c.codes, codes); diff != "" {
			t.Errorf("%s: codes (-want +got):\n%s", c.name, diff)
		}
		if diff := cmp.Diff(c.grants, got.Grants); diff != "" {
			t.Errorf("%s: grants (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestAPlaceCountsFromWhereTheElementStandsInItsFile(t *testing.T) {
	file := "<x>\n  <Role id=\"{" + someID + "}\" name=\"R\"><RolePrivileges>\n    <RolePrivilege name=\"prvA\" level=\"?\"/></RolePrivileges></Role></x>"
	text := source.Text{Path: "c.xml", Bytes: []byte(file)}
	start := strings.Index(file, "<Role")
	at := text.Place(source.Span{Start: start, End: len(file) - 4}, "", "/x/Role")
	_, diagnostics := rolexml.Parse([]byte(file[start:len(file)-4]), at)
	if len(diagnostics) != 2 {
		t.Fatalf("diagnostics: %v", diagnostics)
	}
	privilege := strings.Index(file, "<RolePrivilege ")
	want := text.Place(source.Span{Start: privilege, End: strings.Index(file, "/></RolePrivileges>") + 2}, "", "/x/Role/RolePrivileges/RolePrivilege[1]")
	if diff := cmp.Diff(want, diagnostics[0].Place); diff != "" {
		t.Errorf("place of the privilege (-want +got):\n%s", diff)
	}
	if got := diagnostics[1].Place; got.Line != 2 || got.Column != 3 || got.Span.Start != start {
		t.Errorf("place of the role: %+v", got)
	}
}

func TestMessagesNeverRepeatTextThatIsNotAName(t *testing.T) {
	const secret = "hunter2 <secret>"
	xml := role(identified, `<RolePrivilege name="prvX hunter2 &lt;secret>" level="hunter2"/>`+`<RolePrivilege name="prvY" level="hunter2 &lt;secret>"/>`)
	_, diagnostics := rolexml.Parse([]byte(xml), source.Place{File: "r.xml"})
	if len(diagnostics) == 0 {
		t.Fatal("nothing was said")
	}
	for _, d := range diagnostics {
		if strings.Contains(d.String(), "hunter2") || strings.Contains(d.String(), secret) {
			t.Errorf("repeats input: %v", d)
		}
	}
}

func TestHostileFilesCostLittleAndAreRefusedWithAWord(t *testing.T) {
	many := strings.Repeat(`<RolePrivilege name="prvA" level="?"/>`, 5000)
	for _, c := range []struct{ name, xml, code string }{
		{"a thousand elements inside each other", "<ImportExportXml>" + strings.Repeat("<a>", 1000), "role-depth"},
		{"an entity bomb", `<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>`, "role-doctype"},
		{"thousands of wrong privileges", role(identified, many), "role-too-many-problems"},
		{"bytes that are no XML", "\x00\x01\x02<<<>>>", "role-xml"},
	} {
		_, diagnostics := rolexml.ParseFile(&source.Text{Path: "r.xml", Bytes: []byte(c.xml)})
		if len(diagnostics) == 0 || len(diagnostics) > 201 {
			t.Errorf("%s: %d diagnostics", c.name, len(diagnostics))
			continue
		}
		found := false
		for _, d := range diagnostics {
			found = found || d.Code == c.code && d.Severity == source.Error
		}
		if !found {
			t.Errorf("%s: no %s", c.name, c.code)
		}
	}
}

func TestRoleElementsThatAreNoSecurityRolesArePassedOver(t *testing.T) {
	file := `<ImportExportXml><Entities><DisplayConditions><Role Id="{` + someID + `}"/></DisplayConditions></Entities><Roles>` +
		role(identified, `<RolePrivilege name="prvReadAccount" level="Basic"/>`) + `</Roles></ImportExportXml>`
	roles, diagnostics := rolexml.ParseFile(&source.Text{Path: "c.xml", Bytes: []byte(file)})
	if len(roles) != 1 || len(diagnostics) != 0 {
		t.Errorf("%d roles, %v", len(roles), diagnostics)
	}
}

func FuzzParseRole(f *testing.F) {
	f.Add([]byte(role(identified, `<RolePrivilege name="prvReadAccount" level="Basic"/>`)))
	f.Add([]byte(role(identified+` isinherited="0"`, `<RolePrivilege name="prvA" level="RecordFilter"/><RolePrivilege name="prvA" level="Deep"/>`)))
	f.Add([]byte("<ImportExportXml><Roles>" + role(identified, "") + "</Roles></ImportExportXml>"))
	f.Add([]byte(`<!DOCTYPE r><Role/>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		text, err := source.Decode("r.xml", data)
		if err != nil {
			return
		}
		roles, diagnostics := rolexml.ParseFile(text)
		for _, d := range diagnostics {
			if s := d.Place.Span; s.Start < 0 || s.End < s.Start || s.End > len(text.Bytes) {
				t.Fatalf("%s stands at %v of %d bytes", d.Code, s, len(text.Bytes))
			}
		}
		for _, r := range roles {
			if rolexml.Check(r) != nil {
				continue
			}
			var b strings.Builder
			if err := rolexml.WriteRole(&b, r); err != nil {
				t.Fatalf("a role that passes Check is not written: %v", err)
			}
			again, more := rolexml.ParseFile(&source.Text{Path: "r.xml", Bytes: []byte(strings.TrimPrefix(b.String(), "\ufeff"))})
			if len(again) != 1 || len(more) != 0 {
				t.Fatalf("read back: %d roles, %v", len(again), more)
			}
			if diff := cmp.Diff(written(r, "r.xml"), again[0]); diff != "" {
				t.Fatalf("read back (-want +got):\n%s", diff)
			}
		}
	})
}

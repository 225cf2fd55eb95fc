package rolexml_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/privileges"
	"rolefit/privileges/rolexml"
)

// validate runs xmllint with the schema of that name on the content.
func validate(t *testing.T, schema string, content []byte) {
	t.Helper()
	folder := os.Getenv("ROLEFIT_SCHEMAS")
	if folder == "" {
		t.Skip("ROLEFIT_SCHEMAS names no folder with the schemas of solution files: nothing to validate against")
	}
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("xmllint (package libxml2-utils) is not installed: nothing to validate with")
	}
	file := filepath.Join(t.TempDir(), "file.xml")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(xmllint, "--noout", "--nonet", "--schema", filepath.Join(folder, schema), file).CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", schema, err, out)
	}
}

func TestAWrittenSolutionIsValidUnderTheStrictSchemas(t *testing.T) {
	pkg := rolexml.Package{
		Publisher:    rolexml.Publisher{UniqueName: "Contoso", DisplayName: `Contoso & "Söhne" <Ltd>`, Prefix: "con", OptionPrefix: 10000},
		SolutionName: "1 role für alle <&>",
		Version:      "2.0.0.7",
		Roles:        []privileges.Role{randomRole(1), randomRole(2), randomRole(3)},
	}
	both := pkg
	both.Profiles = []privileges.ColumnProfile{randomProfile(1), randomProfile(2), someProfile()}
	for _, p := range []rolexml.Package{pkg, both, {Roles: []privileges.Role{randomRole(4)}}} {
		files, err := rolexml.SolutionFiles(p)
		if err != nil {
			t.Fatal(err)
		}
		validate(t, "rolefit-customizations.xsd", files[0].Content)
		validate(t, "rolefit-solution.xsd", files[1].Content)
		unpacked, err := rolexml.UnpackedFiles(p)
		if err != nil {
			t.Fatal(err)
		}
		validate(t, "rolefit-solution.xsd", unpacked[1].Content)
	}
}

// The strict schema of customizations.xml demands a role, so that of a solution of profiles alone is compared with a valid one.
func TestASolutionOfProfilesAloneDiffersFromAValidOneInTheEmptyRolesOnly(t *testing.T) {
	alone := rolexml.Package{Profiles: []privileges.ColumnProfile{randomProfile(1), someProfile()}}
	both := alone
	both.Roles = []privileges.Role{randomRole(1)}
	files, err := rolexml.SolutionFiles(alone)
	if err != nil {
		t.Fatal(err)
	}
	valid, err := rolexml.SolutionFiles(both)
	if err != nil {
		t.Fatal(err)
	}
	want := regexp.MustCompile(`(?s)<Roles>.*</Roles>`).ReplaceAllLiteral(valid[0].Content, []byte("<Roles />"))
	if diff := cmp.Diff(string(want), string(files[0].Content)); diff != "" {
		t.Errorf("customizations.xml (-want +got):\n%s", diff)
	}
	validate(t, "rolefit-solution.xsd", files[1].Content)
	validate(t, "rolefit-customizations.xsd", valid[0].Content)
}

func TestASolutionZipHoldsItsThreeFilesAtTheFirstDateThatAZipCanName(t *testing.T) {
	var b bytes.Buffer
	pkg := rolexml.Package{Roles: []privileges.Role{randomRole(1)}}
	if err := rolexml.WriteSolutionZip(&b, pkg); err != nil {
		t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	files, err := rolexml.SolutionFiles(pkg)
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{"customizations.xml", "solution.xml", "[Content_Types].xml"} {
		entry := archive.File[i]
		if entry.Name != name || entry.Modified.Format("2006-01-02 15:04:05") != "1980-01-01 00:00:00" {
			t.Errorf("entry %d is %s of %v", i, entry.Name, entry.Modified)
		}
		r, err := entry.Open()
		if err != nil {
			t.Fatal(err)
		}
		if content, err := io.ReadAll(r); err != nil || !bytes.Equal(content, files[i].Content) {
			t.Errorf("%s differs from SolutionFiles, %v", name, err)
		}
	}
	if len(archive.File) != 3 {
		t.Errorf("%d entries, want 3", len(archive.File))
	}
}

func TestWhatThePlatformWouldRefuseIsNotWritten(t *testing.T) {
	valid := func(change func(*rolexml.Package)) rolexml.Package {
		role := privileges.Role{ID: someID, Name: "R", Grants: []privileges.Grant{grant("prvReadAccount", privileges.Basic)}}
		pkg := rolexml.Package{
			Publisher: rolexml.Publisher{UniqueName: "contoso", Prefix: "con", OptionPrefix: 10000}, Roles: []privileges.Role{role},
		}
		change(&pkg)
		return pkg
	}
	if _, err := rolexml.SolutionFiles(valid(func(*rolexml.Package) {})); err != nil {
		t.Fatalf("the unchanged package must be written: %v", err)
	}
	for _, c := range []struct {
		name   string
		change func(*rolexml.Package)
		want   error
	}{
		{"a name of 101 characters", func(p *rolexml.Package) { p.Roles[0].Name = strings.Repeat("ä", 101) }, rolexml.ErrName},
		{"an empty name", func(p *rolexml.Package) { p.Roles[0].Name = " " }, rolexml.ErrName},
		{"a control character", func(p *rolexml.Package) { p.Roles[0].Name = "a\x01b" }, rolexml.ErrName},
		{"an id in capitals", func(p *rolexml.Package) { p.Roles[0].ID = strings.ToUpper(someID) }, rolexml.ErrID},
		{"no grants", func(p *rolexml.Package) { p.Roles[0].Grants = nil }, rolexml.ErrEmpty},
		{"a level of none", func(p *rolexml.Package) { p.Roles[0].Grants[0].Level = privileges.None }, rolexml.ErrLevel},
		{"a record filter", func(p *rolexml.Package) { p.Roles[0].Grants[0].RecordFilter = true }, rolexml.ErrLevel},
		{"markup for a privilege", func(p *rolexml.Package) { p.Roles[0].Grants[0].Privilege = `prv"/><x` }, rolexml.ErrPrivilege},
		{"a privilege twice", func(p *rolexml.Package) {
			p.Roles[0].Grants = append(p.Roles[0].Grants, grant("PRVREADACCOUNT", privileges.Deep))
			p.Roles[0].Grants[1].Privilege = "prvreadAccount"
		}, rolexml.ErrDuplicate},
		{"a reserved prefix", func(p *rolexml.Package) { p.Publisher.Prefix = "mscrmx" }, rolexml.ErrPublisher},
		{"a prefix of one letter", func(p *rolexml.Package) { p.Publisher.Prefix = "a" }, rolexml.ErrPublisher},
		{"an option prefix of four digits", func(p *rolexml.Package) { p.Publisher.OptionPrefix = 9999 }, rolexml.ErrPublisher},
		{"a publisher without a name", func(p *rolexml.Package) { p.Publisher.UniqueName = "" }, rolexml.ErrPublisher},
		{"a version of one number", func(p *rolexml.Package) { p.Version = "1" }, rolexml.ErrVersion},
	} {
		pkg := valid(c.change)
		if _, err := rolexml.SolutionFiles(pkg); !errors.Is(err, c.want) {
			t.Errorf("%s: SolutionFiles says %v", c.name, err)
		}
		if err := rolexml.WriteSolutionZip(io.Discard, pkg); !errors.Is(err, c.want) {
			t.Errorf("%s: WriteSolutionZip says %v", c.name, err)
		}
	}
	twice := valid(func(p *rolexml.Package) { p.Roles = append(p.Roles, p.Roles[0]) })
	if _, err := rolexml.UnpackedFiles(twice); err == nil {
		t.Error("two roles with one id must not be written")
	}
}

func TestRoleNamesBecomeFileNamesThatEveryFileSystemHolds(t *testing.T) {
	var roles []privileges.Role
	for i, name := range []string{`a/b`, `a\b`, "CON", "end. ", "..", "Über 漢", "com1.x"} {
		role := randomRole(uint64(i))
		role.Name = name
		roles = append(roles, role)
	}
	files, err := rolexml.UnpackedFiles(rolexml.Package{Roles: roles})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, f := range files {
		folder, name := filepath.Split(f.Name)
		if seen[strings.ToLower(f.Name)] || strings.ContainsAny(name, `<>:"\|?*`) || strings.HasPrefix(strings.ToUpper(name), "CON") ||
			strings.HasPrefix(name, "..") || strings.HasPrefix(name, "com1.") || folder != "Roles/" && folder != "Other/" {
			t.Errorf("file name %q", f.Name)
		}
		seen[strings.ToLower(f.Name)] = true
	}
}

func TestAnyNameBecomesAUniqueNameThatASolutionMayHave(t *testing.T) {
	for name, want := range map[string]string{
		"Contoso roles": "Contoso_roles", "1st": "_st", "": "rolefit_roles", "漢字": "rolefit_roles", "ok_1": "ok_1",
		strings.Repeat("x", 99): strings.Repeat("x", 65),
	} {
		if got := rolexml.UniqueName(name); got != want {
			t.Errorf("UniqueName(%q) = %q, want %q", name, got, want)
		}
	}
}

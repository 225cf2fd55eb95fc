package rolexml_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"rolefit/privileges"
	"rolefit/privileges/rolexml"
)

const profileElement = `<FieldSecurityProfile name="Pay &amp; &lt;grades&gt;" description="Written for &#34;Payroll&#34;" fieldsecurityprofileid="{7be1a8d6-52c4-4d0f-8a8e-0d6f0f5f7a02}">
    <FieldPermissions>
      <FieldPermission>
        <EntityName>contact</EntityName>
        <AttributeName>new_salary</AttributeName>
        <CanRead>4</CanRead>
        <CanUpdate>0</CanUpdate>
        <CanCreate>0</CanCreate>
      </FieldPermission>
      <FieldPermission>
        <EntityName>new_grade</EntityName>
        <AttributeName>new_bonus</AttributeName>
        <CanRead>0</CanRead>
        <CanUpdate>4</CanUpdate>
        <CanCreate>4</CanCreate>
      </FieldPermission>
    </FieldPermissions>
  </FieldSecurityProfile>`

func TestAProfileHasTheShapeOfRealExportsInTheZipAndInTheFolder(t *testing.T) {
	pkg := rolexml.Package{Profiles: []privileges.ColumnProfile{someProfile()}}
	folder := folderOf(t, pkg)
	want := "\ufeff<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" +
		"<FieldSecurityProfiles xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\n  " + profileElement + "\n</FieldSecurityProfiles>"
	if diff := cmp.Diff(want, string(folder["Other/FieldSecurityProfiles.xml"].Data)); diff != "" {
		t.Errorf("Other/FieldSecurityProfiles.xml (-want +got):\n%s", diff)
	}
	for _, section := range []string{"\n  <Roles />\n", "\n  <FieldSecurityProfiles />\n"} {
		if content := string(folder["Other/Customizations.xml"].Data); !strings.Contains(content, section) {
			t.Errorf("Other/Customizations.xml lacks %q:\n%s", section, content)
		}
	}
	files, err := rolexml.SolutionFiles(pkg)
	if err != nil {
		t.Fatal(err)
	}
	section := "<Workflows />\n<FieldSecurityProfiles>\n" + profileElement + "\n</FieldSecurityProfiles>\n<Templates />\n"
	if got := unindented(files[0].Content); !strings.Contains(got, unindented([]byte(section))) {
		t.Errorf("customizations.xml lacks the section:\n%s", got)
	}
}

// unindented takes line ends and indentation out of the account.
func unindented(content []byte) string {
	return regexp.MustCompile(`\r?\n *`).ReplaceAllString(string(content), "\n")
}

func TestRootComponentsAreTheRolesAndThenTheProfiles(t *testing.T) {
	profile, role := someProfile(), randomRole(1)
	component := regexp.MustCompile(`<RootComponent .*/>`)
	ofRole := `<RootComponent type="20" id="{` + role.ID + `}" behavior="0" />`
	ofProfile := `<RootComponent type="70" id="{` + profile.ID + `}" behavior="0" />`
	for _, c := range []struct {
		name string
		pkg  rolexml.Package
		want []string
	}{
		{"a role", rolexml.Package{Roles: []privileges.Role{role}}, []string{ofRole}},
		{"a profile", rolexml.Package{Profiles: []privileges.ColumnProfile{profile}}, []string{ofProfile}},
		{"both", rolexml.Package{Roles: []privileges.Role{role}, Profiles: []privileges.ColumnProfile{profile}}, []string{ofRole, ofProfile}},
	} {
		files, err := rolexml.SolutionFiles(c.pkg)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, component.FindAllString(string(files[1].Content), -1)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestAPackageWithoutProfilesHasNoFileForThem(t *testing.T) {
	folder := folderOf(t, rolexml.Package{Roles: []privileges.Role{randomRole(1)}})
	if len(folder) != 3 || folder["Other/FieldSecurityProfiles.xml"] != nil {
		t.Errorf("%d files, one for profiles: %v", len(folder), folder["Other/FieldSecurityProfiles.xml"])
	}
}

func TestAnyProfileThatWasWrittenReadsBackAsItself(t *testing.T) {
	for seed := range uint64(60) {
		pkg := rolexml.Package{Profiles: []privileges.ColumnProfile{randomProfile(2 * seed), randomProfile(2*seed + 1)}}
		if seed%2 == 0 {
			pkg.Roles = []privileges.Role{randomRole(seed)}
		}
		want := writtenProfiles(pkg.Profiles...)
		if diff := cmp.Diff(want, readProfiles(t, fstest.MapFS{"s.zip": {Data: zipOf(t, pkg)}})); diff != "" {
			t.Fatalf("seed %d, zip (-want +got):\n%s", seed, diff)
		}
		if diff := cmp.Diff(want, readProfiles(t, folderOf(t, pkg))); diff != "" {
			t.Fatalf("seed %d, folder (-want +got):\n%s", seed, diff)
		}
	}
}

func TestAnyOrderOfProfilesAndPermissionsGivesEqualBytes(t *testing.T) {
	pkg := rolexml.Package{Profiles: []privileges.ColumnProfile{randomProfile(1), randomProfile(2), randomProfile(3)}}
	first := zipOf(t, pkg)
	for seed := range uint64(5) {
		random := rand.New(rand.NewPCG(seed, 7))
		shuffled := slices.Clone(pkg.Profiles)
		random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		for i := range shuffled {
			p := slices.Clone(shuffled[i].Permissions)
			random.Shuffle(len(p), func(i, j int) { p[i], p[j] = p[j], p[i] })
			shuffled[i].Permissions = p
		}
		if !bytes.Equal(first, zipOf(t, rolexml.Package{Profiles: shuffled})) {
			t.Fatalf("order %d gives other bytes", seed)
		}
	}
}

func TestProfilesThatThePlatformWouldRefuseAreNotWritten(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*privileges.ColumnProfile)
		want   error
	}{
		{"the unchanged profile", func(*privileges.ColumnProfile) {}, nil},
		{"a name of 100 characters", func(p *privileges.ColumnProfile) { p.Name = strings.Repeat("ä", 100) }, nil},
		{"a name of 101 characters", func(p *privileges.ColumnProfile) { p.Name = strings.Repeat("ä", 101) }, rolexml.ErrName},
		{"an empty name", func(p *privileges.ColumnProfile) { p.Name = " " }, rolexml.ErrName},
		{"a control character in the name", func(p *privileges.ColumnProfile) { p.Name = "a\x01b" }, rolexml.ErrName},
		{"a description of 2000 characters", func(p *privileges.ColumnProfile) { p.Description = strings.Repeat("ä", 2000) }, nil},
		{"a description of 2001 characters", func(p *privileges.ColumnProfile) { p.Description = strings.Repeat("ä", 2001) }, rolexml.ErrDescription},
		{"a description that is no text", func(p *privileges.ColumnProfile) { p.Description = "\xff" }, rolexml.ErrDescription},
		{"an id in capitals", func(p *privileges.ColumnProfile) { p.ID = strings.ToUpper(p.ID) }, rolexml.ErrID},
		{"an id in braces", func(p *privileges.ColumnProfile) { p.ID = "{" + p.ID + "}" }, rolexml.ErrID},
		{"no id", func(p *privileges.ColumnProfile) { p.ID = "" }, rolexml.ErrID},
		{"no permissions", func(p *privileges.ColumnProfile) { p.Permissions = nil }, rolexml.ErrNothing},
		{"a permission that allows nothing", func(p *privileges.ColumnProfile) { p.Permissions[1].Read = false }, rolexml.ErrNothing},
		{"no table", func(p *privileges.ColumnProfile) { p.Permissions[0].Table = "" }, rolexml.ErrColumn},
		{"a schema name for a table", func(p *privileges.ColumnProfile) { p.Permissions[0].Table = "new_Grade" }, rolexml.ErrColumn},
		{"markup for a column", func(p *privileges.ColumnProfile) { p.Permissions[0].Column = "a</AttributeName>" }, rolexml.ErrColumn},
		{"a column that begins with a digit", func(p *privileges.ColumnProfile) { p.Permissions[0].Column = "1st" }, rolexml.ErrColumn},
		{"a column of 129 characters", func(p *privileges.ColumnProfile) { p.Permissions[0].Column = strings.Repeat("c", 129) }, rolexml.ErrColumn},
		{"a column twice", func(p *privileges.ColumnProfile) {
			p.Permissions = append(p.Permissions, privileges.ColumnPermission{Table: "contact", Column: "new_salary", Update: true})
		}, rolexml.ErrColumnTwice},
	} {
		profile := someProfile()
		c.change(&profile)
		pkg := rolexml.Package{Roles: []privileges.Role{randomRole(1)}, Profiles: []privileges.ColumnProfile{profile}}
		_, solutionErr := rolexml.SolutionFiles(pkg)
		_, unpackedErr := rolexml.UnpackedFiles(pkg)
		for what, err := range map[string]error{
			"CheckProfile": rolexml.CheckProfile(profile), "SolutionFiles": solutionErr, "UnpackedFiles": unpackedErr,
			"WriteSolutionZip": rolexml.WriteSolutionZip(io.Discard, pkg),
		} {
			if !errors.Is(err, c.want) {
				t.Errorf("%s: %s says %v", c.name, what, err)
			}
		}
	}
}

func TestASolutionHoldsSomethingAndNothingTwice(t *testing.T) {
	other := func(change func(*privileges.ColumnProfile)) []privileges.ColumnProfile {
		second := someProfile()
		second.ID, second.Name = someID, "Other"
		change(&second)
		return []privileges.ColumnProfile{someProfile(), second}
	}
	role, sameName := randomRole(1), randomRole(2)
	sameName.Name = strings.ToUpper(role.Name)
	twin := someProfile() // a profile may have the id and the name of a role: they are different tables
	twin.ID, twin.Name = role.ID, role.Name
	for _, c := range []struct {
		name string
		pkg  rolexml.Package
		want error
	}{
		{"two profiles", rolexml.Package{Profiles: other(func(*privileges.ColumnProfile) {})}, nil},
		{"two profiles of one id", rolexml.Package{Profiles: other(func(p *privileges.ColumnProfile) { p.ID = someProfile().ID })}, rolexml.ErrTwice},
		{"two profiles of one name", rolexml.Package{Profiles: other(func(p *privileges.ColumnProfile) { p.Name = strings.ToUpper(someProfile().Name) })}, rolexml.ErrTwice},
		{"two roles of one name", rolexml.Package{Roles: []privileges.Role{role, sameName}}, rolexml.ErrTwice},
		{"a role and a profile alike", rolexml.Package{Roles: []privileges.Role{role}, Profiles: []privileges.ColumnProfile{twin}}, nil},
	} {
		if _, err := rolexml.SolutionFiles(c.pkg); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if _, err := rolexml.SolutionFiles(rolexml.Package{}); err == nil {
		t.Error("an empty solution must not be written")
	}
}

func TestAProfileIDIsStableAndNotThatOfTheRole(t *testing.T) {
	identities := []string{"connection:a", "connection:b"}
	id := rolexml.ProfileID("contoso", "current", identities, "Role")
	if want := "3136b236-8fea-5039-a770-e0cddd720762"; id != want {
		t.Errorf("ProfileID = %s, want %s: a later release would add profiles instead of updating them", id, want)
	}
	profile := someProfile()
	profile.ID = id
	if err := rolexml.CheckProfile(profile); err != nil {
		t.Error(err)
	}
	if again := rolexml.ProfileID("contoso", "current", []string{"connection:b", "connection:a"}, "Role"); again != id {
		t.Errorf("another order gives %s, want %s", again, id)
	}
	for _, other := range []string{
		rolexml.RoleID("contoso", "current", identities, "Role"),
		rolexml.ProfileID("contoso", "https://x.crm.dynamics.com", identities, "Role"),
		rolexml.ProfileID("contoso", "current", identities[:1], "Role"),
		rolexml.ProfileID("contoso", "current", identities, "Role 2"),
	} {
		if other == id {
			t.Errorf("%s is given twice", other)
		}
	}
}

func TestEveryProfileFileOfRealExportsIsWrittenAgainByteForByte(t *testing.T) {
	folder := os.Getenv("ROLEFIT_CORPUS")
	if folder == "" {
		t.Skip("ROLEFIT_CORPUS names no folder with real exports: nothing to read")
	}
	count := 0
	err := fs.WalkDir(os.DirFS(folder), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.EqualFold(path.Base(name), "FieldSecurityProfiles.xml") {
			return err
		}
		raw, err := fs.ReadFile(os.DirFS(folder), name)
		if err != nil || bytes.Contains(raw, []byte(" description=")) { // which is not read
			return err
		}
		count++
		export := folderOf(t, rolexml.Package{Roles: []privileges.Role{randomRole(1)}})
		export["Other/FieldSecurityProfiles.xml"] = &fstest.MapFile{Data: raw}
		again := folderOf(t, rolexml.Package{Profiles: readProfiles(t, export)})["Other/FieldSecurityProfiles.xml"].Data
		if diff := cmp.Diff(string(raw), string(again)); diff != "" {
			t.Errorf("%s (-real +written):\n%s", name, diff)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if count == 0 {
		t.Error("no file with profiles")
	}
}

func FuzzWriteProfile(f *testing.F) {
	f.Add(someID, "Pay", "", "contact", "new_salary", uint8(1))
	f.Add(someID, "a\r\n\t<&>\"'", "d\n", "new_grade", "new_bonus", uint8(7))
	f.Add(strings.ToUpper(someID), "", "\x00", "Contact", "", uint8(0))
	f.Fuzz(func(t *testing.T, id, name, description, table, column string, allowed uint8) {
		profile := privileges.ColumnProfile{ID: id, Name: name, Description: description, Permissions: []privileges.ColumnPermission{
			{Table: table, Column: column, Create: allowed&1 > 0, Read: allowed&2 > 0, Update: allowed&4 > 0},
			{Table: "contact", Column: "new_other", Read: true},
		}}
		pkg := rolexml.Package{Profiles: []privileges.ColumnProfile{profile}}
		if rolexml.CheckProfile(profile) != nil {
			if _, err := rolexml.SolutionFiles(pkg); err == nil {
				t.Fatal("a profile that fails CheckProfile is written")
			}
			return
		}
		got := readProfiles(t, fstest.MapFS{"s.zip": {Data: zipOf(t, pkg)}})
		if diff := cmp.Diff(writtenProfiles(profile), got); diff != "" {
			t.Fatalf("read back (-want +got):\n%s", diff)
		}
	})
}

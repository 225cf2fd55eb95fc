package rolexml_test

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/flowparse/source"
	"rolefit/privileges"
	"rolefit/privileges/rolexml"
)

// written returns what reading the written role must give back: the grants in the order of the file.
func written(role privileges.Role, origin string) privileges.Role {
	role.Origin = origin
	role.Grants = slices.SortedFunc(slices.Values(role.Grants), privileges.CompareGrants)
	return role
}

func readBack(t *testing.T, path string, content []byte) []privileges.Role {
	t.Helper()
	text, err := source.Decode(path, content)
	if err != nil {
		t.Fatal(err)
	}
	roles, diagnostics := rolexml.ParseFile(text)
	for _, d := range diagnostics {
		t.Errorf("reading back: %v", d)
	}
	return roles
}

func TestAnyRoleThatWasWrittenReadsBackAsItself(t *testing.T) {
	for seed := range uint64(300) {
		role := randomRole(seed)
		var b bytes.Buffer
		if err := rolexml.WriteRole(&b, role); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		want := []privileges.Role{written(role, "Roles/r.xml")}
		if diff := cmp.Diff(want, readBack(t, "Roles/r.xml", b.Bytes())); diff != "" {
			t.Fatalf("seed %d (-want +got):\n%s", seed, diff)
		}
	}
}

func TestEveryRoleOfAPackageReadsBackFromTheZipsCustomizationsAndFromTheFolder(t *testing.T) {
	pkg := rolexml.Package{Roles: []privileges.Role{randomRole(3), randomRole(1), randomRole(2)}}
	files, err := rolexml.SolutionFiles(pkg)
	if err != nil {
		t.Fatal(err)
	}
	roles := readBack(t, files[0].Name, files[0].Content)
	if len(roles) != 3 {
		t.Fatalf("%d roles in customizations.xml, want 3", len(roles))
	}
	unpacked, err := rolexml.UnpackedFiles(pkg)
	if err != nil {
		t.Fatal(err)
	}
	for i, file := range unpacked[2:] {
		want := roles[i]
		want.Origin = file.Name
		if diff := cmp.Diff([]privileges.Role{want}, readBack(t, file.Name, file.Content)); diff != "" {
			t.Errorf("%s differs from customizations.xml (-want +got):\n%s", file.Name, diff)
		}
	}
}

func TestTwoRunsAndAnyOrderOfRolesAndGrantsGiveEqualBytes(t *testing.T) {
	pkg := rolexml.Package{Roles: []privileges.Role{randomRole(1), randomRole(2), randomRole(3)}}
	var first bytes.Buffer
	if err := rolexml.WriteSolutionZip(&first, pkg); err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(5) {
		random := rand.New(rand.NewPCG(seed, 7))
		shuffled := slices.Clone(pkg.Roles)
		random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		for i := range shuffled {
			grants := slices.Clone(shuffled[i].Grants)
			random.Shuffle(len(grants), func(i, j int) { grants[i], grants[j] = grants[j], grants[i] })
			shuffled[i].Grants = grants
		}
		var again bytes.Buffer
		if err := rolexml.WriteSolutionZip(&again, rolexml.Package{Roles: shuffled}); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first.Bytes(), again.Bytes()) {
			t.Fatalf("order %d gives other bytes", seed)
		}
	}
}

func TestARoleIDDependsOnEveryArgumentAndOnNoOrder(t *testing.T) {
	id := rolexml.RoleID("contoso", "current", []string{"connection:a", "connection:b"}, "Role")
	if again := rolexml.RoleID("contoso", "current", []string{"connection:b", "connection:a", "connection:a"}, "Role"); again != id {
		t.Errorf("another order gives %s, want %s", again, id)
	}
	seen := map[string]bool{id: true}
	for _, other := range []string{
		rolexml.RoleID("contos", "ocurrent", []string{"connection:a", "connection:b"}, "Role"),
		rolexml.RoleID("contoso", "https://x.crm.dynamics.com", []string{"connection:a", "connection:b"}, "Role"),
		rolexml.RoleID("contoso", "current", []string{"connection:a"}, "Role"),
		rolexml.RoleID("contoso", "current", nil, "Role"),
		rolexml.RoleID("contoso", "current", []string{"connection:aconnection:b"}, "Role"),
		rolexml.RoleID("contoso", "current", []string{"connection:a", "connection:b"}, "Role 2"),
	} {
		if seen[other] {
			t.Errorf("%s is given twice", other)
		}
		seen[other] = true
	}
}

package rolexml_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"rolefit/flowparse/solution"
	"rolefit/flowparse/source"
	"rolefit/privileges"
	"rolefit/privileges/rolexml"
)

// someProfile returns a profile that the platform would accept.
func someProfile() privileges.ColumnProfile {
	return privileges.ColumnProfile{
		ID: "7be1a8d6-52c4-4d0f-8a8e-0d6f0f5f7a02", Name: "Pay & <grades>", Description: `Written for "Payroll"`,
		Permissions: []privileges.ColumnPermission{
			{Table: "new_grade", Column: "new_bonus", Create: true, Update: true},
			{Table: "contact", Column: "new_salary", Read: true},
		},
	}
}

// randomProfile returns a profile that the platform would accept, the same one for the same seed.
func randomProfile(seed uint64) privileges.ColumnProfile {
	random := rand.New(rand.NewPCG(seed, 2))
	role := randomRole(seed + 1000) // for its id and its name
	profile := privileges.ColumnProfile{ID: role.ID, Name: role.Name}
	if random.IntN(2) == 0 {
		profile.Description = "For\r\n\"" + role.Name + "\" "
	}
	for range 1 + random.IntN(20) {
		profile.Permissions = append(profile.Permissions, privileges.ColumnPermission{
			Table: fmt.Sprintf("t_%d", random.IntN(4)), Column: fmt.Sprintf("c%d", random.IntN(9)),
			Create: random.IntN(2) == 0, Read: random.IntN(2) == 0, Update: random.IntN(2) == 0,
		})
	}
	profile.Permissions = privileges.MergeColumnPermissions(profile.Permissions)
	if len(profile.Permissions) == 0 {
		profile.Permissions = someProfile().Permissions
	}
	random.Shuffle(len(profile.Permissions), func(i, j int) {
		profile.Permissions[i], profile.Permissions[j] = profile.Permissions[j], profile.Permissions[i]
	})
	return profile
}

// readProfiles reads the profiles of files the way an analysis of the written solution would. Descriptions are not read.
func readProfiles(t testing.TB, files fstest.MapFS) []privileges.ColumnProfile {
	t.Helper()
	input, err := solution.Read(context.Background(), []solution.Root{{FS: files}}, solution.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer input.Close()
	for _, d := range input.Diagnostics {
		if d.Severity == source.Error {
			t.Errorf("reading back: %v", d)
		}
	}
	var profiles []privileges.ColumnProfile
	for _, p := range input.Profiles {
		profile := privileges.ColumnProfile{ID: p.ID, Name: p.Name}
		for _, c := range p.Permissions {
			profile.Permissions = append(profile.Permissions, privileges.ColumnPermission(c))
		}
		profiles = append(profiles, profile)
	}
	slices.SortFunc(profiles, compareIDs)
	return profiles
}

func compareIDs(a, b privileges.ColumnProfile) int { return strings.Compare(a.ID, b.ID) }

// writtenProfiles returns what reading the written profiles must give back.
func writtenProfiles(profiles ...privileges.ColumnProfile) []privileges.ColumnProfile {
	var all []privileges.ColumnProfile
	for _, p := range profiles {
		p.Description = ""
		p.Permissions = slices.SortedFunc(slices.Values(p.Permissions), privileges.CompareColumns)
		all = append(all, p)
	}
	slices.SortFunc(all, compareIDs)
	return all
}

// zipOf returns the package as a solution zip.
func zipOf(t testing.TB, pkg rolexml.Package) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := rolexml.WriteSolutionZip(&b, pkg); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// folderOf returns the package as an unpacked solution.
func folderOf(t testing.TB, pkg rolexml.Package) fstest.MapFS {
	t.Helper()
	files, err := rolexml.UnpackedFiles(pkg)
	if err != nil {
		t.Fatal(err)
	}
	folder := fstest.MapFS{}
	for _, f := range files {
		folder[f.Name] = &fstest.MapFile{Data: f.Content}
	}
	return folder
}

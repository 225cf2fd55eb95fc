package main

import (
	"cmp"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"rolefit/flowparse/solution"
)

var payroll = filepath.Join("..", "..", "fixtures", "payroll")

// writtenRoles writes the roles of the payroll fixture in each way that gives other profiles, and returns the zips by name.
func writtenRoles(t *testing.T) map[string]string {
	t.Helper()
	dir := t.TempDir()
	written := map[string]string{}
	for name, flags := range map[string][]string{
		"needed":      nil,
		"conditional": {"--conditional", "grant"},
		"each":        {"--per-identity"},
		"one":         {"--identity", "connection:cfs_PayrollWeb"},
	} {
		if code, _, errs := run(slices.Concat([]string{"role", payroll, "-o", filepath.Join(dir, name+".zip")}, flags)...); code != exitOK {
			t.Fatalf("%s: exit %d: %s", name, code, errs)
		}
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		written[f.Name()] = filepath.Join(dir, f.Name())
	}
	if len(written) != 6 { // one for each of three connections, and three more
		t.Fatalf("%d zips were written: %v", len(written), files)
	}
	return written
}

func TestWrittenProfilesAreValidBySchema(t *testing.T) {
	schemas := os.Getenv("ROLEFIT_SCHEMAS")
	xmllint, err := exec.LookPath("xmllint")
	if err != nil || schemas == "" {
		t.Skip("xmllint or ROLEFIT_SCHEMAS is missing: written solutions are not validated")
	}
	for name, file := range writtenRoles(t) {
		target := strings.TrimSuffix(file, ".zip")
		unzip(t, target)
		for document, schema := range map[string]string{"customizations.xml": "rolefit-customizations.xsd", "solution.xml": "rolefit-solution.xsd"} {
			out, err := exec.Command(xmllint, "--noout", "--schema", filepath.Join(schemas, schema), filepath.Join(target, document)).CombinedOutput()
			if err != nil {
				t.Errorf("%s of %s: %v\n%.2000s", document, name, err, out)
			}
		}
	}
}

// permission is one right on one secured column.
type permission struct{ table, column, right string }

func sortedPermissions(all []permission) []permission {
	slices.SortFunc(all, func(a, b permission) int {
		return cmp.Or(cmp.Compare(a.table, b.table), cmp.Compare(a.column, b.column), cmp.Compare(a.right, b.right))
	})
	return slices.Compact(all)
}

// profilesOf reads the permissions of the profiles in a written solution.
func profilesOf(t *testing.T, file string) (profiles int, permissions []permission) {
	t.Helper()
	in, err := (program{err: io.Discard}).read(context.Background(), []string{file}, solution.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	for _, p := range in.Profiles {
		for _, c := range p.Permissions {
			for right, given := range map[string]bool{"Create": c.Create, "Read": c.Read, "Update": c.Update} {
				if given {
					permissions = append(permissions, permission{c.Table, c.Column, right})
				}
			}
		}
	}
	return len(in.Profiles), sortedPermissions(permissions)
}

func TestAWrittenProfileReadsBackAsWhatTheReportNeeds(t *testing.T) {
	doc := document(t, payroll)
	needs := func(identities []string, states ...string) []permission {
		var all []permission
		for _, i := range doc.Identities {
			if len(identities) > 0 && !slices.Contains(identities, i.ID) {
				continue
			}
			for _, c := range i.ColumnPermissions {
				if slices.Contains(states, c.State) {
					all = append(all, permission{c.Table, c.Column, c.Right})
				}
			}
		}
		return sortedPermissions(all)
	}
	want := map[string][]permission{
		"needed.zip":                    needs(nil, "needed"),
		"conditional.zip":               needs(nil, "needed", "conditional"),
		"each-cfs_PayrollDataverse.zip": needs([]string{"connection:cfs_PayrollDataverse"}, "needed"),
		"each-cfs_PayrunDataverse.zip":  needs([]string{"connection:cfs_PayrunDataverse"}, "needed"),
		"each-cfs_PayrollWeb.zip":       needs([]string{"connection:cfs_PayrollWeb"}, "needed"),
		"one.zip":                       {{"cfs_payslip", "cfs_net", "Create"}},
	}
	if len(want["needed.zip"]) >= len(want["conditional.zip"]) {
		t.Error("the fixture needs nothing on a condition only")
	}
	for name, file := range writtenRoles(t) {
		profiles, got := profilesOf(t, file)
		if profiles != 1 {
			t.Errorf("%s holds %d profiles, want 1", name, profiles)
		}
		if diff := gocmp.Diff(want[name], got, gocmp.AllowUnexported(permission{})); diff != "" {
			t.Errorf("%s (-needed +written):\n%s", name, diff)
		}
	}
}

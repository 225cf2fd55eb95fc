package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/fixtures"
	"rolefit/report"
)

// run runs a command in this process and returns its output.
func run(args ...string) (code int, stdout, stderr string) {
	var out, err bytes.Buffer
	code = program{in: strings.NewReader(""), out: &out, err: &err}.run(context.Background(), args)
	return code, out.String(), err.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("..", "..", "fixtures", "want", name)
	if *update {
		if err := writeFile(filepath.Dir(file), name, []byte(got)); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (run with -update if this is meant):\n%s", name, diff)
	}
}

func TestEveryFixtureGivesItsExpectedReport(t *testing.T) {
	for _, name := range fixtures.Names() {
		t.Run(name, func(t *testing.T) {
			_, out, errs := run("check", filepath.Join("..", "..", "fixtures", name))
			golden(t, name+".txt", out+errs)
		})
	}
}

func TestTheReportWithRolesIsAsExpected(t *testing.T) {
	for name, held := range map[string]struct{ fixture, role string }{
		"timeoff-administrator.txt": {"timeoff", "builtin:System Administrator"},
		"timeoff-role.txt":          {"timeoff", filepath.Join("..", "..", "fixtures", "roles", "TimeOff.xml")},
		"timeoff-own-role.txt":      {"timeoff", "solution:Time Off User"},
		"payroll-own-role.txt":      {"payroll", "solution:Payroll flows"},
	} {
		code, out, errs := run("check", filepath.Join("..", "..", "fixtures", held.fixture), "--role", held.role)
		if code != exitFindings {
			t.Errorf("%s: exit %d, want %d", held.role, code, exitFindings)
		}
		golden(t, name, out+errs)
	}
}

// document runs check and reads its JSON.
func document(t *testing.T, args ...string) report.Document {
	t.Helper()
	code, out, errs := run(append([]string{"check", "--format", "json", "--fail-on", "never"}, args...)...)
	if code != exitOK {
		t.Fatalf("exit %d: %s", code, errs)
	}
	doc, err := report.Read(strings.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// needsOf writes the needs of a document without places, which differ between a folder and a zip.
func needsOf(t *testing.T, doc report.Document) string {
	t.Helper()
	for i := range doc.Identities {
		for k := range doc.Identities[i].Needs {
			for e := range doc.Identities[i].Needs[k].Evidence {
				doc.Identities[i].Needs[k].Evidence[e].Place.File = ""
			}
		}
		for k := range doc.Identities[i].ColumnPermissions {
			for e := range doc.Identities[i].ColumnPermissions[k].Evidence {
				doc.Identities[i].ColumnPermissions[k].Evidence[e].Place.File = ""
			}
		}
		for k := range doc.Identities[i].BlindSpots {
			doc.Identities[i].BlindSpots[k].Place.File = ""
		}
	}
	text, err := json.MarshalIndent(doc.Identities, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestFolderZipBackslashesAndZipInZipAgree(t *testing.T) {
	for _, name := range []string{"timeoff", "identities", "families", "legacy", "inspections", "payroll", "sourcecontrol"} {
		want := needsOf(t, document(t, filepath.Join("..", "..", "fixtures", name)))
		for form, build := range map[string]func(string) ([]byte, error){
			"zip": fixtures.Zip, "backslashes": fixtures.ZipBackslashes, "zip in zip": fixtures.ZipInZip,
		} {
			raw, err := build(name)
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			if err := writeFile(dir, name+".zip", raw); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, needsOf(t, document(t, filepath.Join(dir, name+".zip")))); diff != "" {
				t.Errorf("%s as %s differs from the folder:\n%s", name, form, diff)
			}
		}
	}
}

func TestTheOrderOfArgumentsDoesNotMatter(t *testing.T) {
	paths := []string{filepath.Join("..", "..", "fixtures", "timeoff"), filepath.Join("..", "..", "fixtures", "legacy"), filepath.Join("..", "..", "fixtures", "families")}
	_, first, _ := run(append([]string{"check", "--format", "json"}, paths...)...)
	paths[0], paths[2] = paths[2], paths[0]
	_, second, _ := run(append([]string{"check", "--format", "json"}, paths...)...)
	if first != second {
		t.Error("two orders of the same arguments give different reports")
	}
}

func TestASolutionIsCountedOnceBesideItsZip(t *testing.T) {
	raw, err := fixtures.Zip("timeoff")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := writeFile(dir, "TimeOff.zip", raw); err != nil {
		t.Fatal(err)
	}
	doc := document(t, filepath.Join("..", "..", "fixtures", "timeoff"), filepath.Join(dir, "TimeOff.zip"))
	if doc.Counts.Flows != 2 {
		t.Errorf("%d flows, want 2", doc.Counts.Flows)
	}
	for _, f := range doc.Flows {
		if len(f.Files) != 1 {
			t.Errorf("flow %s names %d further places, want 1", f.Name, len(f.Files))
		}
	}
}

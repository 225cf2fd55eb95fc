package main

import (
	"archive/zip"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// zipOf writes a fixture as the zip that an export is.
func zipOf(t *testing.T, fixture string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), fixture+".zip")
	file, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	w := zip.NewWriter(file)
	if err := w.AddFS(os.DirFS(filepath.Join("..", "..", "fixtures", fixture))); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	return name
}

// An export may be the only copy there is: no output takes its place.
func TestNoOutputTakesThePlaceOfWhatIsRead(t *testing.T) {
	input := zipOf(t, "timeoff")
	role := filepath.Join(t.TempDir(), "role.xml")
	if code, _, errs := run("role", input, "-o", role); code != exitOK {
		t.Fatalf("exit %d: %s", code, errs)
	}
	again := filepath.Join(filepath.Dir(input), ".", "..", filepath.Base(filepath.Dir(input)), filepath.Base(input))
	for _, args := range [][]string{
		{"role", input, "-o", input},
		{"role", input, "-o", again},
		{"check", input, "-o", input},
		{"check", input, "--role", role, "-o", role},
	} {
		target := args[len(args)-1]
		before, err := os.ReadFile(target)
		if err != nil {
			t.Fatal(err)
		}
		code, _, errs := run(args...)
		after, err := os.ReadFile(target)
		if err != nil {
			t.Fatal(err)
		}
		if code != exitUsage || !strings.Contains(errs, "would be lost") || string(before) != string(after) {
			t.Errorf("%v: exit %d, kept: %v: %s", args[:2], code, string(before) == string(after), errs)
		}
	}
}

// The unpacked form of a role does not replace the manifest of a solution that stands there; its own it does.
func TestAFolderOfAnotherSolutionIsKept(t *testing.T) {
	input, folder := zipOf(t, "timeoff"), t.TempDir()
	for range 2 {
		if code, _, errs := run("role", input, "-o", folder); code != exitOK {
			t.Fatalf("exit %d: %s", code, errs)
		}
	}
	manifest := filepath.Join(folder, "Other", "Solution.xml")
	before, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"role", zipOf(t, "dispatch"), "-o", folder}, {"auditor-role", "-o", folder}} {
		code, _, errs := run(args...)
		after, err := os.ReadFile(manifest)
		if err != nil {
			t.Fatal(err)
		}
		if code != exitUsage || string(before) != string(after) {
			t.Errorf("%s: exit %d: %s", args[0], code, errs)
		}
	}
}

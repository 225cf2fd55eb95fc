package main

import (
	"path/filepath"
	"slices"
	"testing"

	"rolefit/fixtures"
	"rolefit/report"
)

func writeHostile(dir string) error {
	for _, b := range fixtures.Hostile() {
		if err := writeFile(dir, b.Name, b.Content); err != nil {
			return err
		}
	}
	return writeFile(dir, "bomb.zip", fixtures.Bomb(4<<20))
}

func TestEveryBadInputIsNamedAndCostsOnlyItself(t *testing.T) {
	dir := t.TempDir()
	if err := writeHostile(dir); err != nil {
		t.Fatal(err)
	}
	for _, b := range fixtures.Hostile() {
		t.Run(b.Name, func(t *testing.T) {
			doc := document(t, filepath.Join(dir, b.Name), filepath.Join("..", "..", "fixtures", "timeoff"))
			named := slices.ContainsFunc(doc.Diagnostics, func(d report.Diagnostic) bool {
				return d.Code == b.Code && d.File != "" && d.Message != ""
			})
			if !named {
				t.Errorf("no diagnostic %q: %+v", b.Code, doc.Diagnostics)
			}
			if doc.Complete {
				t.Error("the result claims to be complete")
			}
			if doc.Counts.Operations < 6 {
				t.Errorf("the other input lost operations: %d of 6", doc.Counts.Operations)
			}
		})
	}
}

func TestABombStopsAtTheLimitThatItsMessageNames(t *testing.T) {
	dir := t.TempDir()
	if err := writeHostile(dir); err != nil {
		t.Fatal(err)
	}
	doc := document(t, "--max-entry-bytes", "1000000", filepath.Join(dir, "bomb.zip"))
	if len(doc.Diagnostics) == 0 || doc.Diagnostics[0].Code != "entry-too-large" || doc.Complete {
		t.Errorf("diagnostics = %+v", doc.Diagnostics)
	}
}

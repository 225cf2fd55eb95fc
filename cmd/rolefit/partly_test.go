package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What could not be read of a role may be what seems to be missing: no gap is certain then, and no answer is no because of it.
func TestARoleReadInPartMakesNoGapCertain(t *testing.T) {
	dir := t.TempDir()
	input := filepath.Join("..", "..", "fixtures", "timeoff")
	whole := filepath.Join(dir, "whole.xml")
	if code, _, errs := run("role", input, "-o", whole); code != exitOK {
		t.Fatalf("exit %d: %s", code, errs)
	}
	raw, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	misspelt := write("misspelt.xml", strings.Replace(string(raw), `prvAppendToContact" level="Global"`, `prvAppendToContact" level="Glbal"`, 1))
	cut := write("cut.xml", string(raw[:len(raw)-40]))
	other := filepath.Join("..", "..", "fixtures", "roles", "TimeOff.xml")
	table := write("held.csv", "Privilege,Level\nprvReadContact,Global\nprvAppendToContact,\n")
	stated := write("stated.yaml", "version: 1\napplication-users:\n  - {name: Flows, connections: [cfs_Dataverse], roles: [misspelt.xml]}\n")
	for name, args := range map[string][]string{
		"a level that is no level":    {"--role", misspelt},
		"one of two files is cut off": {"--role", cut, "--role", other},
		"a row without a level":       {"--role", table},
		"a role of the configuration": {"--config", stated},
	} {
		t.Run(name, func(t *testing.T) {
			doc := document(t, append([]string{input}, args...)...)
			s := doc.Subjects[0]
			if doc.Complete || s.Sufficient != "undecided" || s.Minimal != "undecided" {
				t.Errorf("complete: %v, sufficient: %s, minimal: %s", doc.Complete, s.Sufficient, s.Minimal)
			}
			if len(s.Comparison.Gaps) == 0 {
				t.Error("nothing seems to be missing: the test shows nothing")
			}
			for _, g := range s.Comparison.Gaps {
				if g.Certain {
					t.Errorf("%s is said to be missing for certain", g.Privilege)
				}
			}
			for _, f := range doc.Findings {
				if (f.Rule == "RF101" || f.Rule == "RF102") && f.Severity == "error" {
					t.Errorf("%s: %s", f.Rule, f.Message)
				}
			}
		})
	}
}

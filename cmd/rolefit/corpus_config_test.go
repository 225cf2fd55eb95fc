package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rolefit/report"
)

// kindsWithPin are the kinds of blind spot that an entry of a configuration closes by naming tables.
var kindsWithPin = map[string]bool{"dynamic-table": true, "dynamic-query": true, "opaque-bind": true}

func spotsWithPin(doc report.Document) []string {
	var spots []string
	for _, i := range doc.Identities {
		for _, b := range i.BlindSpots {
			if kindsWithPin[b.Kind] {
				spots = append(spots, b.Kind+" "+b.Flow+" "+b.Node)
			}
		}
	}
	return spots
}

// TestCorpusTheStartingConfigurationClosesWhatItNames: every blind spot of the corpus that a pin can close has a line in the
// written configuration; filled in, it closes it, and nothing else changes but what the pinned tables need.
func TestCorpusTheStartingConfigurationClosesWhatItNames(t *testing.T) {
	dir, items := corpusItems(t)
	tables, closed := 0, 0
	for _, item := range items {
		before := document(t, "--no-config", item)
		spots := spotsWithPin(before)
		if len(spots) == 0 {
			continue
		}
		name := filepath.Join(t.TempDir(), "rolefit.yaml")
		if code, _, errs := run("check", "--no-config", "--fail-on", "never", "--write-config", name, item); code != exitOK {
			t.Fatalf("%s: exit %d: %s", filepath.Base(item), code, errs)
		}
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(filledIn(string(raw))), 0o600); err != nil {
			t.Fatal(err)
		}
		after := document(t, "--config", name, item)
		if left := spotsWithPin(after); len(left) > 0 {
			t.Errorf("%s: still open after filling in: %q", filepath.Base(item), left)
		}
		if after.Counts.Operations < before.Counts.Operations {
			t.Errorf("%s: %d operations, %d before", filepath.Base(item), after.Counts.Operations, before.Counts.Operations)
		}
		for _, s := range spots {
			closed++
			if strings.HasPrefix(s, "dynamic-table ") {
				tables++
			}
		}
	}
	t.Logf("%d blind spots closed by their line in the configuration, %d of them tables that are chosen at run time", closed, tables)
	if tables == 0 {
		t.Error("no table of the corpus is chosen at run time: the test shows nothing")
	}

	// The one expression whose value never changes needs no line.
	kit := document(t, filepath.Join(dir, "microsoft+powercat-automation-kit", "AutomationKitInstaller_SolutionPackage_src"))
	found := false
	for _, op := range kit.Operations {
		if op.Node == "List_rows_from_selected_environment" && len(op.Tables) == 1 && op.Tables[0].EntitySetName == "autocoe_desktopflowactions" {
			found = true
		}
	}
	if !found {
		t.Error("the table of List_rows_from_selected_environment is not the constant that its variable holds")
	}
}

// filledIn takes the comment marks off the lists of tables, lookups and joins, and names a table in each entry.
func filledIn(s string) string {
	var out []string
	in := false
	for _, line := range strings.Split(s, "\n") {
		switch line {
		case "# tables:", "# lookups:", "# joins:":
			in = true
		case "":
			in = false
		}
		if in {
			line = strings.TrimPrefix(line, "# ")
			line = strings.TrimPrefix(line, "#")
			line = strings.NewReplacer("is: <table>", "is: [account]", "is: <table or none>", "is: [account]").Replace(line)
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

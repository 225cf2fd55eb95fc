package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Files of a folder that is read, a configuration that is found beside the input and the role files that it names are read too:
// no output takes their place. A report that an earlier run wrote into the folder is not read and may be written again.
func TestNoOutputTakesThePlaceOfAFileThatIsReadWithoutBeingNamed(t *testing.T) {
	folder := t.TempDir()
	if err := os.CopyFS(filepath.Join(folder, "src"), os.DirFS(filepath.Join("..", "..", "fixtures", "timeoff"))); err != nil {
		t.Fatal(err)
	}
	input := filepath.Join(folder, "src")
	stated := filepath.Join(input, configurationName)
	held := filepath.Join(folder, "held.xml")
	if code, _, errs := run("role", input, "-o", held); code != exitOK {
		t.Fatalf("exit %d: %s", code, errs)
	}
	users := "version: 1\napplication-users:\n  - name: Flows\n    connections: [\"*\"]\n    roles: [../held.xml]\n"
	if err := os.WriteFile(stated, []byte(users), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := run("check", input, "--fail-on", "never"); code != exitOK {
		t.Fatalf("exit %d: %s", code, errs)
	}
	flows, err := filepath.Glob(filepath.Join(input, "Workflows", "*.json"))
	if err != nil || len(flows) == 0 {
		t.Fatal(err, flows)
	}
	for _, target := range []string{flows[0], filepath.Join(input, "customizations.xml"), stated, held} {
		for _, command := range []string{"check", "role"} {
			before, err := os.ReadFile(target)
			if err != nil {
				t.Fatal(err)
			}
			code, _, errs := run(command, input, "-o", target)
			after, err := os.ReadFile(target)
			if err != nil {
				t.Fatal(err)
			}
			// A name that no role can be written under is refused as such.
			if code != exitUsage && code != exitFailed || string(before) != string(after) {
				t.Errorf("%s -o %s: exit %d, kept: %v: %s", command, filepath.Base(target), code, string(before) == string(after), errs)
			}
			if command == "check" && !strings.Contains(errs, "would be lost") {
				t.Errorf("%s -o %s: %s", command, filepath.Base(target), errs)
			}
			if err := os.WriteFile(target, before, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	report := filepath.Join(input, "report.json")
	for range 2 {
		if code, _, errs := run("check", input, "--fail-on", "never", "--format", "json", "-o", report); code != exitOK {
			t.Errorf("exit %d: %s", code, errs)
		}
	}
}

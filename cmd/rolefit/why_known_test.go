package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What check names can be asked about, and what the catalogue knows is not called unknown.
func TestWhyAnswersForWhatIsKnownAndNotNeeded(t *testing.T) {
	input, role := filepath.Join("..", "..", "fixtures", "timeoff"), filepath.Join(t.TempDir(), "role.xml")
	if err := os.WriteFile(role, []byte(`<Role id="{5b0f7a10-2c44-4f0e-8a51-91d2c6e0a0aa}" name="Wide"><RolePrivileges><RolePrivilege name="prvReadcontoso_Unseen" level="Global" /></RolePrivileges></Role>`), 0o600); err != nil {
		t.Fatal(err)
	}
	for subject, want := range map[string]string{
		"prvReadcontoso_Unseen": "No operation of the input needs prvReadcontoso_Unseen.",
		"account":               "No operation of the input touches the table account.",
		"accounts":              "No operation of the input touches the table accounts.",
	} {
		if code, out, errs := run("why", subject, input, "--role", role); code != exitOK || !strings.Contains(out, want) {
			t.Errorf("%s: exit %d: %s%s", subject, code, out, errs)
		}
	}
	if code, _, errs := run("why", "prvReadcontoso_Unseen", input); code != exitUsage {
		t.Errorf("a privilege that nobody knows: exit %d: %s", code, errs)
	}
}

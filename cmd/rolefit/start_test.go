package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rolefit/cmd/rolefit/config"
)

// startingFlow has a name that begins as a list in YAML does, and a node with two blind spots of one kind.
const startingFlow = `{"name":"[Child] Copy: a, b","properties":{"displayName":"[Child] Copy: a, b","connectionReferences":{"c":{"runtimeSource":"embedded",` +
	`"connection":{"connectionReferenceLogicalName":"cfs_c"},"api":{"name":"shared_commondataserviceforapps"}},"a":{"runtimeSource":"embedded",` +
	`"connection":{"connectionReferenceLogicalName":"cfs_admin"},"api":{"name":"shared_powerplatformforadmins"}}},"definition":{"parameters":{},` +
	`"triggers":{"T":{"type":"Recurrence","recurrence":{"frequency":"Day","interval":1}}},"actions":{` +
	`"Add":{"type":"OpenApiConnection","runAfter":{},"inputs":{"host":{"apiId":"/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps",` +
	`"connectionName":"c","operationId":"CreateRecord"},"parameters":{"entityName":"cfs_ones","item/cfs_Other@odata.bind":"/cfs_others(1)"}}},` +
	`"Sync":{"type":"OpenApiConnection","runAfter":{},"inputs":{"host":{"apiId":"/providers/Microsoft.PowerApps/apis/shared_powerplatformforadmins",` +
	`"connectionName":"a","operationId":"Add-AdminPowerAppsSyncUser"},"parameters":{}}}}}}}`

// TestTheStartingConfigurationIsReadAsItWasWritten: with its marks taken off and its blanks filled in it closes every blind
// spot, says all that one entry settles, and nothing of it is said to be about nothing.
func TestTheStartingConfigurationIsReadAsItWasWritten(t *testing.T) {
	dir := t.TempDir()
	flow, stated := filepath.Join(dir, "flow.json"), filepath.Join(dir, "stated.yaml")
	if err := os.WriteFile(flow, []byte(startingFlow), 0o600); err != nil {
		t.Fatal(err)
	}
	code, text, errs := run("check", "--write-config", "-", flow)
	if code != exitOK {
		t.Fatalf("exit %d: %s", code, errs)
	}
	for _, want := range []string{"cfs_ones", "cfs_others"} {
		if !strings.Contains(text, "# no metadata knows the table "+want) {
			t.Errorf("the entry for Add does not say that it settles %s:\n%s", want, text)
		}
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "#   ") || strings.HasSuffix(line, ":") {
			lines[i] = strings.TrimPrefix(line, "# ")
		}
	}
	filled := strings.NewReplacer("<[] or [privilege:level]>", "[]", "[<file, builtin:NAME or solution:NAME>]", "[]",
		"<own, business-unit, parent-child or all>", "all", "<grant or omit>", "omit").Replace(strings.Join(lines, "\n"))
	if err := os.WriteFile(stated, []byte(filled), 0o600); err != nil {
		t.Fatal(err)
	}
	doc := document(t, "--config", stated, flow)
	if doc.Counts.BlindSpots != 0 {
		t.Errorf("%d blind spots are open after filling in:\n%s", doc.Counts.BlindSpots, filled)
	}
	for _, d := range doc.Diagnostics {
		t.Errorf("%s: %s", d.Code, d.Message)
	}
}

// A flow may be called anything; the name is a text in the file, whatever YAML would make of it bare.
func TestAStartingConfigurationQuotesWhatYAMLWouldMisread(t *testing.T) {
	for _, name := range []string{"[Child] Sync", "[a]", "true", "null", "1.0", "{x}", "a: b", "- a", "# a", "*a"} {
		var b strings.Builder
		if err := config.WriteStart(&b, config.Start{Reviewed: []config.Suggestion{{Fields: [][2]string{{"flow", name}, {"node", "N"}, {"kind", "k"}, {"needs", config.Fill}, {"because", "b"}}}}}); err != nil {
			t.Fatal(err)
		}
		var lines []string
		for _, line := range strings.Split(b.String(), "\n") {
			if line == "# reviewed:" || strings.HasPrefix(line, "#   ") {
				line = strings.TrimPrefix(line, "# ")
			}
			lines = append(lines, line)
		}
		filled := strings.Replace(strings.Join(lines, "\n"), "<[] or [privilege:level]>", "[]", 1)
		c, err := config.Parse("c.yaml", []byte(filled))
		if err != nil || len(c.Reviewed) != 1 || c.Reviewed[0].Flow != name {
			t.Errorf("%q is read as %v: %v\n%s", name, c.Reviewed, err, filled)
		}
	}
}

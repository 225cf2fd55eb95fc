package requirement_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"rolefit/analyzer/operation"
	"rolefit/analyzer/pin"
	"rolefit/analyzer/requirement"
	"rolefit/analyzer/schema"
	"rolefit/flowparse"
	"rolefit/flowparse/solution"
	"rolefit/flowparse/source"
	"rolefit/privileges/catalog"
)

// derived runs both stages over a flow of an input, with what a configuration settles.
func derived(t *testing.T, in *solution.Input, pins pin.Set, triggers string, actions ...string) []string {
	t.Helper()
	text := `{"properties":{"connectionReferences":{"c":{"runtimeSource":"embedded","connection":{"connectionReferenceLogicalName":"cfs_c"},"api":{"name":"shared_commondataserviceforapps"}}},` +
		`"definition":{"triggers":{` + triggers + `},"actions":{` + strings.Join(actions, ",") + `}}}}`
	flow, diagnostics := flowparse.Parse(&source.Text{Path: "flow.json", Bytes: []byte(text)}, flowparse.Options{})
	if len(diagnostics) > 0 {
		t.Fatalf("the flow does not parse: %v\n%s", diagnostics, text)
	}
	names := schema.New(in, catalog.New())
	isSet := func(set string) bool { _, ok := names.TableOfSet(set); return ok }
	ops := operation.ReadFlow(flow, operation.Surroundings{Flow: operation.Flow{File: "flow.json"}, IsSet: isSet, Pins: pins})
	result := requirement.Derive(ops, names, requirement.Options{Pins: pins})
	var lines []string
	for _, n := range requirement.Join(result.Evidence) {
		if strings.Contains(n.Privilege, "CallbackRegistration") {
			continue
		}
		lines = append(lines, fmt.Sprintf("%s %v %v %v", n.Privilege, n.Level, n.Reason, n.State))
	}
	for _, b := range ops.Blindspots {
		lines = append(lines, "blind "+b.Kind)
	}
	for _, b := range result.Blindspots {
		lines = append(lines, "blind "+b.Kind)
	}
	for _, n := range result.Notes {
		if n.Kind == "deleted-row" {
			lines = append(lines, "note "+n.Kind)
		}
	}
	slices.Sort(lines)
	return lines
}

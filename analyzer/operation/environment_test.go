package operation

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"rolefit/analyzer/pin"
	"rolefit/flowparse"
	"rolefit/flowparse/source"
)

// environments returns what names the environment of each action that lists rows, by the action's name.
func environments(t *testing.T, around Surroundings, expressions map[string]string) map[string]Identity {
	t.Helper()
	var actions []string
	for _, name := range slices.Sorted(maps.Keys(expressions)) {
		actions = append(actions, call(name, "ListRecordsWithOrganization", `"organization":"`+expressions[name]+`","entityName":"accounts"`))
	}
	text := `{"properties":{"connectionReferences":{` + embedded + `},"definition":{"triggers":{},"actions":{` + strings.Join(actions, ",") + `}}}}`
	flow, diagnostics := flowparse.Parse(&source.Text{Path: "f.json", Bytes: []byte(text)}, flowparse.Options{})
	if len(diagnostics) > 0 {
		t.Fatal(diagnostics)
	}
	found := map[string]Identity{}
	for _, op := range ReadFlow(flow, around).Operations {
		found[op.Node] = op.Identity
	}
	return found
}

// TestAnEnvironmentIsNamedWithoutTheTextsThatAnExpressionWritesOut keeps literals out of headings, roles and files.
func TestAnEnvironmentIsNamedWithoutTheTextsThatAnExpressionWritesOut(t *testing.T) {
	const of = " in L of flow Nightly (id)"
	around := Surroundings{Flow: Flow{ID: "id", Name: "Nightly", File: "f.json"}}
	for expression, want := range map[string]string{
		"@concat('https://','PLANTED',variables('x'))":                        "@concat('…', '…', variables('x'))" + of,
		"https://PLANTED.@{variables('x')}":                                   "…@{variables('x')}" + of,
		"@coalesce(triggerBody()?['text_1'], 'PLANTED')":                      "@coalesce(triggerBody()?['text_1'], '…')" + of,
		"@json('{\\\"a\\\":\\\"PLANTED\\\"}')[variables('x')]['b']":           "@json('…')[variables('x')]['b']" + of,
		"@if(equals(variables('x'), 'PLANTED'), body('Get')['u'], item().v)":  "@if(equals(variables('x'), '…'), body('Get')['u'], item().v)" + of,
		"@variables(concat('PLANTED', outputs('x')))":                         "@variables(concat('…', outputs('x')))" + of,
		"@setProperty(variables('x'), 'url', 'PLANTED')?['url']":              "@setProperty(variables('x'), 'url', '…')?['url']" + of,
		"@outputs('Get')?['body/PLAN']":                                       "@outputs('Get')?['body/PLAN']",
		"@{triggerBody()['text_1']}.@{triggerBody()['text']}":                 "@{triggerBody()['text_1']}.@{triggerBody()['text']}",
		"@Items('Each')?['properties/url']":                                   "@Items('Each')?['properties/url']",
		"@split(triggerBody()?['urls'], ';')[0]":                              "@split(triggerBody()?['urls'], ';')[0]",
		"@actions('Get').outputs['body']":                                     "@actions('Get').outputs['body']",
		"@concat(result('Scope')[0]['outputs'], formDataValue('Get', 'url'))": "@concat(result('Scope')[0]['outputs'], formDataValue('Get', 'url'))",
	} {
		got := environments(t, around, map[string]string{"L": expression})["L"]
		if got.Environment != DynamicEnvironment || got.Expression != want {
			t.Errorf("%s: %s %q, want %q", expression, got.Environment, got.Expression, want)
		}
	}
}

// TestEnvironmentsThatDifferInATextOnlyStayApart keeps the needs in two environments from being those in one.
func TestEnvironmentsThatDifferInATextOnlyStayApart(t *testing.T) {
	around := Surroundings{Flow: Flow{ID: "id", File: "f.json"}}
	expressions := map[string]string{
		"A": "@concat('https://one.', variables('x'))", "B": "@concat( 'https://one.', variables('x'))", "C": "@concat('https://two.', variables('x'))",
	}
	got := environments(t, around, expressions)
	if got["A"] != got["B"] || got["A"].Expression == "" {
		t.Errorf("one expression has two names: %q and %q", got["A"].Expression, got["B"].Expression)
	}
	if got["A"] == got["C"] {
		t.Errorf("two expressions have one name: %q", got["A"].Expression)
	}
	around.Flow.ID = "other"
	if other := environments(t, around, expressions); other["A"] == got["A"] {
		t.Errorf("the same name stands for what two flows write: %q", got["A"].Expression)
	}
}

// TestAnEnvironmentIsPinnedByTheNameThatReportsPrint also takes the expression as the flow writes it.
func TestAnEnvironmentIsPinnedByTheNameThatReportsPrint(t *testing.T) {
	for _, expression := range []string{"@concat('…', variables('x')) in A of flow id", "@concat('https://one.', variables('x'))"} {
		around := Surroundings{Flow: Flow{ID: "id"}, Pins: pin.Set{Environments: []pin.Environment{{Expression: expression, Is: "https://one.crm.dynamics.com"}}}}
		const same = "@concat('https://one.',variables('x'))"
		for name, i := range environments(t, around, map[string]string{"A": same, "B": same}) {
			if i.Environment != "https://one.crm.dynamics.com" {
				t.Errorf("%s: %s runs in %+v", expression, name, i)
			}
		}
	}
}

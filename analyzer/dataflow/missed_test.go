package dataflow

import (
	"testing"

	"rolefit/flowparse/flowtest"
)

// TestValuesThatAreEasilyMissedAreAmongTheAlternatives has small flows in which P really composes a value.
func TestValuesThatAreEasilyMissedAreAmongTheAlternatives(t *testing.T) {
	unknown := flowtest.Compose("U", "", `"@triggerBody()?['u']"`)
	for name, c := range map[string]struct {
		occurs  any
		actions []string
	}{
		"text found across a whole part":            {"contacts", []string{unknown, flowtest.Compose("P", "U", `"@replace(concat(outputs('U'),'-',outputs('U')),'x-x','contacts')"`)}},
		"JSON with angle brackets":                  {`{"q":"<b>","u":1}`, []string{unknown, flowtest.Compose("O", "U", `{"q":"<b>","u":"@outputs('U')"}`), flowtest.Compose("P", "O", `"@string(outputs('O'))"`)}},
		"JSON with a name that is an expression":    {`{"t":"x","u":1}`, []string{unknown, flowtest.Compose("O", "U", `{"@{toLower('T')}":"x","u":"@outputs('U')"}`), flowtest.Compose("P", "O", `"@string(outputs('O'))"`)}},
		"objects that are united":                   {flowtest.Object{{Name: "u", Value: 1}, {Name: "t", Value: "x"}}, []string{unknown, flowtest.Compose("O", "U", `{"u":"@outputs('U')"}`), flowtest.Compose("P", "O", `"@union(outputs('O'),json('{\"t\":\"x\"}'))"`)}},
		"JSON with a null that was put into a text": {`{"t":"","u":1}`, []string{unknown, flowtest.Compose("O", "U", `{"t":"@{last(json('[]'))}","u":"@outputs('U')"}`), flowtest.Compose("P", "O", `"@string(outputs('O'))"`)}},
		"the first character of a written list":     {"[", []string{flowtest.Act("F", "Query", "", `"inputs":{"from":["accounts"],"where":"@true"}`), flowtest.Compose("P", "F", `"@first(string(body('F')))"`)}},
	} {
		t.Run(name, func(t *testing.T) {
			ev := evaluatorOf(t, c.actions...)
			if got := inputsOf(ev, "P"); !(truths{ev}).lies(c.occurs, got) {
				t.Errorf("%s occurs, the analyser says %s", flowtest.JSON(c.occurs), show(got))
			}
		})
	}
}

// TestAnItemOfAFilterIsOneOfTheArrayAsItIs has a filter behind an assignment in the same container.
func TestAnItemOfAFilterIsOneOfTheArrayAsItIs(t *testing.T) {
	ev := evaluatorOf(t, started, flowtest.Act("G", "Scope", "Init", flowtest.Within(
		flowtest.SetVariable("S", "", "a", `["new"]`), flowtest.Act("F", "Query", "S", `"inputs":{"from":"@variables('a')","where":"@equals(item(),'x')"}`))))
	if got := ev.item(At(ev.nodes["F"])); !(truths{ev}).lies("new", got) {
		t.Errorf("'new' occurs, the analyser says %s", show(got))
	}
}

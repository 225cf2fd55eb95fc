package main

import (
	"strings"
	"testing"

	"rolefit/analyzer/fit"
	"rolefit/analyzer/requirement"
	"rolefit/privileges"
)

// TestWhatARoleLeavesOutNamesItsConditionAndWhatIncludesIt keeps "on a condition only" from being a dead end.
func TestWhatARoleLeavesOutNamesItsConditionAndWhatIncludesIt(t *testing.T) {
	const only = "it is needed on a condition only"
	on := func(condition, decision string, level privileges.Level) requirement.Evidence {
		return requirement.Evidence{State: requirement.Conditional, Condition: condition, Decision: decision, Level: level}
	}
	const includes = `; "--conditional grant" or a decision in the configuration includes it`
	for name, c := range map[string]struct {
		why      string
		granted  privileges.Level
		deps     string
		evidence []requirement.Evidence
		want     string
	}{
		"a condition": {only, privileges.None, "keep", []requirement.Evidence{on("the row is new", "", privileges.Basic)}, only + ": the row is new" + includes},
		"several, each once": {
			only, privileges.None, "keep",
			[]requirement.Evidence{on("the row is new", "", privileges.Basic), on("it has a team", "", privileges.Basic), on("the row is new", "", privileges.Basic)},
			only + ": the row is new; or: it has a team" + includes,
		},
		"the deeper part": {
			"beyond Basic " + only, privileges.Basic, "keep",
			[]requirement.Evidence{{Level: privileges.Basic}, on("shallow", "", privileges.Basic), on("the row is new", "", privileges.Global)},
			"beyond Basic " + only + ": the row is new" + includes,
		},
		"decided already":           {only, privileges.None, "keep", []requirement.Evidence{on("the row is new", "omitted by the configuration", privileges.Basic)}, only + ": the row is new; omitted by the configuration"},
		"no condition":              {"no metadata knows the privilege", privileges.None, "keep", []requirement.Evidence{on("the row is new", "", privileges.Basic)}, "no metadata knows the privilege"},
		"a condition without words": {only, privileges.None, "keep", nil, only + includes},
		"a dependency read that is omitted": {
			only, privileges.None, "omit", []requirement.Evidence{on("the row is new", "", privileges.Basic), {State: requirement.Conditional, Condition: "a lookup", Note: requirement.DependencyRead, Level: privileges.Basic}},
			only + ": the row is new" + includes,
		},
	} {
		var f roleFlags
		f.deps = c.deps
		got := f.whyLeft(fit.Omitted{Need: requirement.Need{State: requirement.Conditional, Evidence: c.evidence}, Why: c.why, OnCondition: strings.HasSuffix(c.why, only)}, c.granted)
		if got != c.want {
			t.Errorf("%s: %s\nwant %s", name, got, c.want)
		}
	}
}

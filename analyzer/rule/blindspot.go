package rule

import (
	"cmp"
	"fmt"

	"rolefit/analyzer/requirement"
)

// ruleOfKind returns the ID of the rule that reports a kind of blind spot. A kind that is not listed is an operation of which
// too little is known.
func ruleOfKind(kind string) string {
	switch kind {
	case "dynamic-table", "dynamic-query", "unknown-table", "unknown-navigation", "opaque-bind", "searches-everything":
		return "RF501"
	case "opaque-message":
		return "RF503"
	case "child-flow", "desktop-flow":
		return "RF504"
	case "caller-context-code":
		return "RF505"
	}
	return "RF502"
}

// blind returns the findings for the blind spots that a rule reports.
func (f Facts) blind(id string) []Finding {
	var found []Finding
	for _, b := range f.Blindspots {
		if ruleOfKind(b.Kind) != id {
			continue
		}
		where := cmp.Or(b.Node, "An operation")
		if b.Flow != "" {
			where += " of flow " + b.Flow
		}
		found = append(found, Finding{
			Severity: Warning, Identity: b.Identity.ID, Place: b.Place, Fix: b.Fix,
			Tables:  tablesOf(requirement.Need{Tables: b.Tables}),
			Message: fmt.Sprintf("%s cannot be decided (%s): %s.", where, b.Kind, cmp.Or(b.Why, "what it needs is not known")),
		})
	}
	return found
}

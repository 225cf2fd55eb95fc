package rule

import (
	"fmt"

	"rolefit/analyzer/fit"
	"rolefit/privileges"
)

func surplusPrivilege() Rule {
	return Rule{
		ID: "RF103", Name: "surplus-privilege", Severity: Warning, Since: "0.1.0",
		Summary: "The identity holds a privilege that no operation needs.",
		Fix:     "Take the privilege out of the role, unless other work of the identity needs it.",
		Check:   checkSurplusPrivilege,
	}
}

func checkSurplusPrivilege(facts Facts) []Finding {
	var found []Finding
	for _, s := range facts.Subjects {
		if s.Comparison == nil || len(s.Comparison.Surplus) == 0 {
			continue
		}
		if facts.isAdministrator(s) {
			found = append(found, surplusOfAdministrator(s))
			continue
		}
		for _, p := range s.Comparison.Surplus {
			f := Finding{
				Severity: severityOfSurplus(p.Right, p.RightKnown), Identity: s.name(), Privilege: p.Held.Privilege,
				Place: s.origin(p.Held.Roles...),
				Message: fmt.Sprintf("%s holds %s (%s) and nothing needs it%s.",
					s.name(), p.Held.Privilege, through(p.Held), scope(s.Comparison)),
			}
			if about, ok := facts.about(p.Held.Privilege); ok {
				f.Tables = about.Tables
			}
			if n := len(p.Open); n > 0 {
				f.Message += fmt.Sprintf(" %s could still need it.", counted(n, "open blind spot", "open blind spots"))
				f.Fix = "Settle the blind spots first; then take the privilege out of the role if nothing needs it."
			}
			if seen := facts.sightingOf(s.User, p.Held.Privilege); seen.class != untold {
				f.Message += " " + seen.sentence
				if seen.class == observed {
					f.Fix = "Find out what uses the privilege first: other work of the identity, or an operation that was not recognised."
				}
			}
			found = append(found, f)
		}
	}
	return found
}

// surplusOfAdministrator says in one line what would be thousands.
func surplusOfAdministrator(s Subject) Finding {
	changing := 0
	for _, p := range s.Comparison.Surplus {
		if severityOfSurplus(p.Right, p.RightKnown) == Warning {
			changing++
		}
	}
	severity := Warning
	if changing == 0 {
		severity = Note
	}
	return Finding{
		Severity: severity, Identity: s.name(), Place: s.origin(),
		Message: fmt.Sprintf("%s has the rights of an administrator: it holds %s beyond what is needed%s, %d of them more than reading.",
			s.name(), counted(len(s.Comparison.Surplus), "privilege", "privileges"), scope(s.Comparison), changing),
		Fix: "Replace the role by the generated one.",
	}
}

// severityOfSurplus: what changes rows, or may, weighs more than what shows them.
func severityOfSurplus(right privileges.Right, known bool) Severity {
	if known && !right.Changes() {
		return Note
	}
	return Warning
}

func scope(c *fit.Comparison) string {
	if c.AllWork {
		return ""
	}
	return " for these flows"
}

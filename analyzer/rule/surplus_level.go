package rule

import "fmt"

func surplusLevel() Rule {
	return Rule{
		ID: "RF104", Name: "surplus-level", Severity: Warning, Since: "0.1.0",
		Summary: "The identity holds a privilege deeper than any operation needs it.",
		Fix:     "Lower the privilege to the level that is named.",
		Check:   checkSurplusLevel,
	}
}

func checkSurplusLevel(facts Facts) []Finding {
	var found []Finding
	for _, s := range facts.Subjects {
		if s.Comparison == nil {
			continue
		}
		for _, d := range s.Comparison.TooDeep {
			f := Finding{
				Severity: severityOfSurplus(d.Need.Right, true), Identity: s.name(), Privilege: d.Need.Privilege,
				Place: s.origin(d.Held.Roles...), Tables: tablesOf(d.Need),
				Message: fmt.Sprintf("%s holds %s (%s) and needs it at %v (%v)%s.",
					s.name(), d.Need.Privilege, through(d.Held), d.Need.Level, d.Need.Reason, scope(s.Comparison)),
			}
			if n := len(d.Open); n > 0 {
				f.Message += fmt.Sprintf(" %s could still need the depth.", counted(n, "open blind spot", "open blind spots"))
			}
			first, others := places(d.Need)
			f.Related = append(f.Related, first)
			f.Related = append(f.Related, others...)
			found = append(found, f)
		}
	}
	return found
}

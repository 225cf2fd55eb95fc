package rule

import (
	"fmt"

	"rolefit/privileges"
)

func insufficientLevel() Rule {
	return Rule{
		ID: "RF102", Name: "insufficient-level", Severity: Error, Since: "0.1.0",
		Summary: "An operation needs a privilege deeper than the identity holds it.",
		Fix:     "Raise the privilege to the level that is named, or pin whose rows the identity works on.",
		Check:   checkInsufficientLevel,
	}
}

func checkInsufficientLevel(facts Facts) []Finding {
	var found []Finding
	for _, s := range facts.Subjects {
		if s.Comparison == nil {
			continue
		}
		for _, w := range s.Comparison.Shallow {
			w.Need = failing(w.Need, w.Held.Level)
			f := Finding{
				Severity: Error, Identity: s.name(), Privilege: w.Need.Privilege, Tables: tablesOf(w.Need),
				Message: fmt.Sprintf("%s needs %s at %v (%v) and holds it at %s%s.",
					s.name(), w.Need.Privilege, w.Need.Level, w.Need.Reason, heldAt(w.Held), clause(askers(w.Need))),
			}
			if !w.Certain {
				f.Severity = Warning
				f.Message = fmt.Sprintf("%s may need %s at %v and holds it at %s%s. Uncertain because %s.",
					s.name(), w.Need.Privilege, w.Need.Level, heldAt(w.Held), clause(askers(w.Need)), w.Why)
			}
			f.Place, f.Related = places(w.Need)
			found = append(found, f)
		}
	}
	return found
}

// heldAt names a level that is held, in which business unit where it is not the holder's.
func heldAt(held privileges.Held) string {
	if held.Level == privileges.None && held.Elsewhere > privileges.None {
		return held.Elsewhere.String() + " in another business unit only"
	}
	return held.Level.String()
}

package rule

import (
	"fmt"

	"rolefit/privileges"
)

func missingPrivilege() Rule {
	return Rule{
		ID: "RF101", Name: "missing-privilege", Severity: Error, Since: "0.1.0",
		Summary: "An operation needs a privilege that the identity holds at no level.",
		Fix:     "Grant the privilege at the level that is named, or give the identity the generated role.",
		Check:   checkMissingPrivilege,
	}
}

func checkMissingPrivilege(facts Facts) []Finding {
	var found []Finding
	for _, s := range facts.Subjects {
		if s.Comparison == nil {
			continue
		}
		for _, g := range s.Comparison.Gaps {
			g.Need = failing(g.Need, privileges.None)
			f := Finding{
				Severity: Error, Identity: s.name(), Privilege: g.Need.Privilege, Tables: tablesOf(g.Need),
				Message: fmt.Sprintf("%s needs %s at %v (%v) and holds it at no level%s.",
					s.name(), g.Need.Privilege, g.Need.Level, g.Need.Reason, clause(askers(g.Need))),
			}
			if !g.Certain {
				f.Severity = Warning
				f.Message = fmt.Sprintf("%s may need %s at %v and holds it at no level%s.",
					s.name(), g.Need.Privilege, g.Need.Level, clause(askers(g.Need)))
			}
			if g.Why != "" {
				f.Message += " Note: " + g.Why + "."
			}
			f.Place, f.Related = places(g.Need)
			found = append(found, f)
		}
	}
	return found
}

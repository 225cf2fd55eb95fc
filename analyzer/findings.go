package analyzer

import (
	"strings"

	"rolefit/analyzer/operation"
	"rolefit/analyzer/rule"
)

// findings runs the rules over everything that was found.
func (r *Result) findings() []rule.Finding {
	facts := rule.Facts{
		Blindspots: r.Blindspots, Columns: r.Columns, Marks: r.Marks, Uses: r.uses(), Components: r.Skipped, Diagnostics: r.Diagnostics,
		AdminCore: r.Catalog.AdminCore(), Privilege: r.about,
	}
	for _, s := range r.Subjects {
		facts.Subjects = append(facts.Subjects, rule.Subject{
			Name: s.Name, Identities: s.Identities, Roles: s.Roles, Held: s.Held, Needs: s.Needs, Comparison: s.Comparison,
			SeesEveryColumn: s.isAdministrator(r.Catalog.SystemAdministrator().TemplateID),
			ColumnsKnown:    s.ProfilesKnown, Permits: s.Permits,
		})
	}
	// Who has stated profiles and no roles is compared with nothing, but its column permissions are known.
	for k, u := range r.users {
		if u.Roles == nil && u.Profiles != nil {
			s := r.Subject(u.Name, member(r.users, k))
			s.Profiles, _ = r.memberships(u)
			facts.Subjects = append(facts.Subjects, rule.Subject{Name: s.Name, Identities: s.Identities, ColumnsKnown: true, Permits: s.Permits})
		}
	}
	if len(facts.Subjects) > 0 {
		facts.SystemAdministrator = r.Catalog.SystemAdministrator()
		facts.Escalations = r.Catalog.Escalations()
	}
	return rule.Check(facts)
}

// about says what a privilege guards: by the catalogue, or by a need for it.
func (r *Result) about(name string) (rule.Privilege, bool) {
	if p, ok := r.Catalog.Privilege(name); ok {
		return rule.Privilege{Right: p.Right, Tables: p.Tables}, true
	}
	for _, n := range r.Needs {
		if strings.EqualFold(n.Privilege, name) {
			about := rule.Privilege{Right: n.Right}
			for _, t := range n.Tables {
				about.Tables = append(about.Tables, t.LogicalName)
			}
			return about, true
		}
	}
	return rule.Privilege{}, false
}

// uses lists which flows work under which connection reference, each pair once.
func (r *Result) uses() []rule.Use {
	var out []rule.Use
	for _, f := range r.Flows {
		seen := map[operation.Identity]bool{}
		for _, op := range f.Operations {
			if op.Identity.IsConnection() && !seen[op.Identity] {
				seen[op.Identity] = true
				out = append(out, rule.Use{Identity: op.Identity, Flow: f.File.Name, Solution: f.File.Solution, Place: op.Place})
			}
		}
	}
	return out
}

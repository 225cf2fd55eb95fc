package analyzer

import (
	"slices"
	"strings"

	"rolefit/analyzer/operation"
	"rolefit/analyzer/requirement"
	"rolefit/analyzer/rule"
	"rolefit/privileges"
	"rolefit/privileges/environment"
)

// findings runs the rules over everything that was found.
func (r *Result) findings(opts Options) []rule.Finding {
	facts := rule.Facts{
		Blindspots: r.Blindspots, Columns: r.Columns, Marks: r.Marks, Uses: r.uses(), Components: r.Skipped, Diagnostics: r.Diagnostics,
		AdminCore: r.Catalog.AdminCore(), Privilege: r.About,
		Environment: opts.Environment, Asked: r.asked(opts), ExpiryDays: opts.ExpiryDays,
	}
	for _, s := range r.Subjects {
		facts.Subjects = append(facts.Subjects, rule.Subject{
			Name: s.Name, User: s.User, Identities: s.Identities, Roles: s.Roles, Held: s.Held, Needs: s.Needs, Comparison: s.Comparison,
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
	facts.OwnAdministrator = ownAdministrator(opts.Environment, facts.SystemAdministrator.TemplateID)
	return rule.Check(facts)
}

// ownAdministrator is the System Administrator role as an environment has it; without grants where it was not read.
func ownAdministrator(e *environment.Environment, template string) privileges.Role {
	if e == nil || template == "" {
		return privileges.Role{}
	}
	for _, r := range e.Roles {
		if r.Template != template {
			continue
		}
		for _, own := range e.Held(environment.User{Roles: []string{r.ID}, BusinessUnit: r.BusinessUnit}) {
			if len(own.Grants) > 0 {
				return own
			}
		}
	}
	return privileges.Role{}
}

// About returns what a privilege is about: by the catalogue, the tables of the input and of a live environment, or a need
// for it.
func (r *Result) About(privilege string) (rule.Privilege, bool) {
	if r.schema != nil {
		if a, ok := r.schema.About(privilege); ok {
			return rule.Privilege{Right: a.Right, Tables: a.Tables}, true
		}
	} else if p, ok := r.Catalog.Privilege(privilege); ok {
		return rule.Privilege{Right: p.Right, Tables: p.Tables}, true
	}
	for _, n := range r.Needs {
		if strings.EqualFold(n.Privilege, privilege) {
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
	type use struct {
		by   operation.Identity
		file string
	}
	needs := map[use][]string{}
	for _, n := range r.Needs {
		for _, e := range n.Evidence {
			at := use{n.Identity, e.Place.File}
			if e.State == requirement.Needed && !slices.Contains(needs[at], n.Privilege) {
				needs[at] = append(needs[at], n.Privilege)
			}
		}
	}
	var out []rule.Use
	for _, f := range r.Flows {
		seen := map[operation.Identity]bool{}
		for _, op := range f.Operations {
			if op.Identity.IsConnection() && !seen[op.Identity] {
				seen[op.Identity] = true
				out = append(out, rule.Use{
					Identity: op.Identity, Flow: f.File.Name, Solution: f.File.Solution, Place: op.Place, Needs: needs[use{op.Identity, f.File.File()}],
				})
			}
		}
	}
	return out
}

// asked are the client ids of the application users that findings are about.
func (r *Result) asked(opts Options) []string {
	if len(r.aside) == 0 {
		return opts.Asked
	}
	return slices.DeleteFunc(slices.Clone(opts.Asked), func(app string) bool {
		return slices.ContainsFunc(opts.Environment.Users, func(u environment.User) bool {
			return strings.EqualFold(u.AppID, app) && slices.Contains(r.aside, u.ID)
		})
	})
}

package analyzer

import (
	"slices"
	"strings"

	"rolefit/analyzer/fit"
	"rolefit/analyzer/operation"
	"rolefit/analyzer/requirement"
	"rolefit/privileges"
)

// Subject is a set of identities that one application user stands for, with its joined needs and the roles it holds.
type Subject struct {
	Name       string
	Identities []operation.Identity
	Needs      []requirement.Need
	Blindspots []requirement.Blindspot // open for these identities, or for none that can be named
	Roles      []privileges.Role
	Held       privileges.Set
	Comparison *fit.Comparison // nil when no roles are given
}

// CurrentConnections names the default subject.
const CurrentConnections = "the application user of the current environment's connections"

// subjects makes the default subject: without a configuration, one set of roles is compared with the join of all
// connections of the current environment (semantics 1).
func subjects(r *Result, opts Options, held privileges.Set) []Subject {
	if len(opts.Roles) == 0 {
		return nil
	}
	s := r.Subject(CurrentConnections, IsCurrentConnection)
	s.Roles, s.Held = opts.Roles, held
	if extra := administratorGrants(r.Catalog.SystemAdministrator().TemplateID, opts.Roles, s.Needs); len(extra) > 0 {
		s.Held = privileges.Union(append(slices.Clone(opts.Roles), extra...)...)
	}
	comparison := fit.Compare(s.Needs, s.Held, r.FitOptions(opts, s.Blindspots))
	s.Comparison = &comparison
	return []Subject{s}
}

// administratorGrants is what System Administrator holds beyond a dump of it: it has every privilege of its environment,
// those of tables that the dump's environment did not have included. A copy of it does not.
// Source: https://learn.microsoft.com/power-platform/admin/database-security (2026-11-22)
func administratorGrants(template string, roles []privileges.Role, needs []requirement.Need) []privileges.Role {
	var extra []privileges.Role
	for _, role := range roles {
		if role.TemplateID != template {
			continue
		}
		all := privileges.Role{Name: role.Name, ID: role.ID, TemplateID: role.TemplateID, Origin: role.Origin}
		for _, n := range needs {
			all.Grants = append(all.Grants, privileges.Grant{Privilege: n.Privilege, Level: privileges.Global})
		}
		extra = append(extra, all)
	}
	return extra
}

// FitOptions are the options under which the needs of a subject are compared, minimised and verified.
func (r *Result) FitOptions(opts Options, open []requirement.Blindspot) fit.Options {
	f := fit.Options{
		Baseline:   r.Catalog.Baseline,
		OlderNames: r.olderNames,
		Right: func(privilege string) (privileges.Right, bool) {
			p, ok := r.Catalog.Privilege(privilege)
			return p.Right, ok
		},
		Blindspots: open,
		Held:       privileges.Union(opts.Roles...),
	}
	if opts.GrantConditional {
		f.Conditional = fit.GrantConditional
	}
	if opts.OmitDependencyReads {
		f.DependencyReads = fit.OmitDependencyReads
	}
	return f
}

// olderNames lists the privileges that earlier versions asked for where a piece of evidence asks for this one now.
func (r *Result) olderNames(e requirement.Evidence, privilege string) []string {
	var older []string
	for _, right := range privileges.Rights() {
		guards, _ := r.Catalog.Guards(e.Table.LogicalName, right)
		for _, g := range guards {
			if strings.EqualFold(g.Privilege, privilege) {
				older = append(older, g.Older...)
			}
		}
	}
	slices.Sort(older)
	return slices.Compact(older)
}

// IsCurrentConnection reports whether an identity is a connection of the current environment.
func IsCurrentConnection(i operation.Identity) bool {
	return i.IsConnection() && i.Environment == operation.CurrentEnvironment
}

// Subject joins the needs of the identities that belong to it.
func (r *Result) Subject(name string, member func(operation.Identity) bool) Subject {
	s := Subject{Name: name, Needs: requirement.JoinAs(r.claims, operation.Identity{ID: name}, member)}
	for _, i := range r.Identities() {
		if member(i) {
			s.Identities = append(s.Identities, i)
		}
	}
	for _, b := range r.Blindspots {
		if b.Identity.ID == "" || member(b.Identity) {
			s.Blindspots = append(s.Blindspots, b)
		}
	}
	return s
}

// Identities returns everybody who pays for a call or has a blind spot, in order.
func (r *Result) Identities() []operation.Identity {
	seen := map[operation.Identity]bool{}
	var out []operation.Identity
	add := func(i operation.Identity) {
		if i.ID != "" && !seen[i] {
			seen[i] = true
			out = append(out, i)
		}
	}
	for _, n := range r.Needs {
		add(n.Identity)
	}
	for _, b := range r.Blindspots {
		add(b.Identity)
	}
	for _, f := range r.Flows {
		for _, op := range f.Operations {
			add(op.Identity)
		}
	}
	slices.SortFunc(out, operation.CompareIdentities)
	return out
}

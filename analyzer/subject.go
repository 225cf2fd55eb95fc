package analyzer

import (
	"slices"
	"strings"

	"rolefit/analyzer/fit"
	"rolefit/analyzer/operation"
	"rolefit/analyzer/requirement"
	"rolefit/flowparse/solution"
	"rolefit/privileges"
)

// Subject is a set of identities that one application user stands for, with its joined needs and the roles it holds.
type Subject struct {
	Name       string
	User       string // id of the application user in Options.Environment; empty: not read there
	Identities []operation.Identity
	Needs      []requirement.Need
	Columns    []requirement.ColumnNeed // rights on secured columns, which no role gives
	Blindspots []requirement.Blindspot  // open for these identities, or for none that can be named
	Roles      []privileges.Role
	Held       privileges.Set
	Comparison *fit.Comparison // nil when no roles are given

	Profiles      []solution.ColumnProfile // field security profiles that it is known to be a member of
	ProfilesKnown bool                     // no others
}

// CurrentConnections names the default subject.
const CurrentConnections = "the application user of the current environment's connections"

// subjects makes one subject for each application user of the configuration that has roles. What is left is joined and
// compared with the roles of the command line (semantics 1).
func subjects(r *Result, opts Options) []Subject {
	var withRoles []candidate
	for k, u := range opts.Users {
		if u.Roles != nil {
			s := r.Subject(u.Name, member(opts.Users, k))
			s.User = u.ID
			withRoles = append(withRoles, candidate{s, u})
		}
	}
	var all []Subject
	r.aside = r.leaveAside(withRoles, opts.EveryUser)
	for _, c := range withRoles {
		if slices.Contains(r.aside, c.user.ID) {
			continue
		}
		c.Profiles, c.ProfilesKnown = r.memberships(c.user)
		all = append(all, r.compared(c.Subject, c.user.Roles, c.user.RolesPartly, c.user.AllWork, opts))
	}
	if len(opts.Roles) > 0 {
		s := r.Subject(CurrentConnections, func(i operation.Identity) bool {
			return IsCurrentConnection(i) && userOf(opts.Users, i) == nil
		})
		all = append(all, r.compared(s, opts.Roles, opts.RolesPartly, false, opts))
	}
	return all
}

// candidate is a subject that may be compared with the roles of its user.
type candidate struct {
	Subject
	user User
}

// compared sets a subject against the roles it holds.
// partly: not everything of these could be read.
func (r *Result) compared(s Subject, roles []privileges.Role, partly, allWork bool, opts Options) Subject {
	s.Roles, s.Held = roles, privileges.Union(roles...)
	template := r.Catalog.SystemAdministrator().TemplateID
	if extra := administratorGrants(template, roles, s.Needs); len(extra) > 0 {
		s.Held = privileges.Union(append(slices.Clone(roles), extra...)...)
	}
	options := r.FitOptions(opts, s.Blindspots)
	options.AllWork, options.ColumnsKnown = allWork, s.ProfilesKnown
	for _, n := range s.Columns {
		if !s.Permits(n) && !s.isAdministrator(template) {
			options.Columns = append(options.Columns, n)
		}
	}
	if r.unattributed(s) {
		s.Comparison = r.open(s)
		return s
	}
	options.HeldPartly = partly || heldPartly(s, opts.Environment)
	comparison := fit.Compare(s.Needs, s.Held, options)
	s.Comparison = &comparison
	return s
}

// Permits reports whether a field security profile that the subject is known to be a member of gives a right on a column.
func (s Subject) Permits(n requirement.ColumnNeed) bool { return permits(s.Profiles, n) }

func (r *Result) profilesNamed(names []string) []solution.ColumnProfile {
	var found []solution.ColumnProfile
	for _, p := range r.profiles {
		if slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, p.Name) }) {
			found = append(found, p)
		}
	}
	return found
}

// isAdministrator reports whether the subject holds the platform's System Administrator role, which may do everything with
// every secured column.
// Source: https://learn.microsoft.com/power-platform/admin/field-level-security (2026-11-25)
func (s Subject) isAdministrator(template string) bool {
	return slices.ContainsFunc(s.Roles, func(role privileges.Role) bool { return role.TemplateID == template })
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
		all := role
		all.Grants = nil
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
			about, ok := r.About(privilege)
			return about.Right, ok
		},
		Blindspots: open,
		Incomplete: !r.Complete,
		Held:       privileges.Union(opts.allRoles()...),
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
	if len(r.Catalog.OlderNames(privilege)) == 0 {
		return nil
	}
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
	as := operation.Identity{ID: name}
	s := Subject{
		Name: name, Needs: requirement.JoinAs(r.claims, as, member), Columns: requirement.JoinColumnsAs(r.columnClaims, as, member),
	}
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
	for _, c := range r.Columns {
		add(c.Identity)
	}
	for _, f := range r.Flows {
		for _, op := range f.Operations {
			add(op.Identity)
		}
	}
	slices.SortFunc(out, operation.CompareIdentities)
	return out
}

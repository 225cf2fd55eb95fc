package analyzer

import (
	"slices"

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
}

// CurrentConnections names the default subject.
const CurrentConnections = "all connections of the current environment"

// subjects makes the default subject: without a configuration, one set of roles is compared with the join of all
// connections of the current environment (semantics 1).
func subjects(r *Result, opts Options, held privileges.Set) []Subject {
	if len(opts.Roles) == 0 {
		return nil
	}
	s := r.Subject(CurrentConnections, IsCurrentConnection)
	s.Roles, s.Held = opts.Roles, held
	return []Subject{s}
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

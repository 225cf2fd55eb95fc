package analyzer

import (
	"slices"
	"strings"

	"rolefit/analyzer/operation"
	"rolefit/analyzer/requirement"
	"rolefit/flowparse/solution"
	"rolefit/privileges"
)

// User is an application user that several connections stand for, as a configuration states it or a live environment has
// it.
type User struct {
	Name        string
	ID          string            // in Options.Environment; empty: not read there
	Connections []string          // logical names of connection references, "<workflow id>/<key>", or "app:<client id>"
	Roles       []privileges.Role // what it holds; nil: not stated, so that nothing is compared
	RolesPartly bool              // not everything of Roles could be read
	Owns        bool              // it owns flows or connection references
	AllWork     bool              // the flows given are all that it does
	Line        int               // in the configuration
	Profiles    []string          // names of the field security profiles it is a member of; nil: not known

	// Memberships are the field security profiles it is a member of, as the environment has them; nil: not known.
	Memberships []solution.ColumnProfile
	// Rest makes it every connection of the current environment that is no other user's and not one of NotRest.
	Rest    bool
	Named   []string // of Connections, those that whoever asks has named: it is said when no flow uses one
	NotRest []string // as Connections
}

// has reports whether an identity of the current environment is stated to be the user.
func (u User) has(i operation.Identity) bool {
	return i.Environment == operation.CurrentEnvironment && i.IsGrantable() && isAmong(u.Connections, i)
}

func isAmong(connections []string, i operation.Identity) bool {
	return slices.ContainsFunc(connections, func(c string) bool {
		return strings.EqualFold(strings.TrimPrefix(c, "connection:"), strings.TrimPrefix(i.ID, "connection:"))
	})
}

// userOf returns the user that an identity is, or nil: one that it is stated to be, else one that takes the rest.
func userOf(users []User, i operation.Identity) *User {
	for k := range users {
		if users[k].has(i) {
			return &users[k]
		}
	}
	for k, u := range users {
		if u.Rest && IsCurrentConnection(i) && !isAmong(u.NotRest, i) {
			return &users[k]
		}
	}
	return nil
}

// member returns which identities are one of the users.
func member(users []User, k int) func(operation.Identity) bool {
	return func(i operation.Identity) bool { return userOf(users, i) == &users[k] }
}

// memberships are the field security profiles that the user is known to be a member of, and whether they are all.
func (r *Result) memberships(u User) (profiles []solution.ColumnProfile, known bool) {
	if u.Memberships != nil {
		return u.Memberships, true
	}
	return r.profilesNamed(u.Profiles), u.Profiles != nil
}

// allRoles joins the roles of the command line with those of the users.
func (o Options) allRoles() []privileges.Role {
	all := slices.Clone(o.Roles)
	for _, u := range o.Users {
		all = append(all, u.Roles...)
	}
	return all
}

// ownership claims what an identity needs that owns flows or connection references.
func (r *Result) ownership(users []User, names *requirement.Names) {
	for k, u := range users {
		if !u.Owns {
			continue
		}
		is := member(users, k)
		for _, i := range r.Identities() {
			if is(i) {
				r.claims = append(r.claims, names.Owner(i)...)
			}
		}
	}
}

// permits reports whether some profile gives a right on a secured column.
func permits(profiles []solution.ColumnProfile, n requirement.ColumnNeed) bool {
	for _, p := range profiles {
		for _, c := range p.Permissions {
			if !strings.EqualFold(c.Table, n.Table) || !strings.EqualFold(c.Column, n.Column) {
				continue
			}
			if n.Right == requirement.ColumnCreate && c.Create || n.Right == requirement.ColumnRead && c.Read || n.Right == requirement.ColumnUpdate && c.Update {
				return true
			}
		}
	}
	return false
}

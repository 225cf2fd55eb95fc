package analyzer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rolefit/analyzer/fit"
	"rolefit/analyzer/operation"
	"rolefit/analyzer/requirement"
	"rolefit/flowparse/solution"
	"rolefit/privileges"
	"rolefit/privileges/rolexml"
)

// RoleChoice says which roles to make. The zero value makes one role for each application user of the configuration, one for
// all other connections of the current environment, and one for each other environment.
type RoleChoice struct {
	Identities  []string // ids of the identities to serve; none: all connections
	PerIdentity bool     // a role for each identity
	Name        string   // of the role; empty: made from the solution's name
	Publisher   string   // unique name, part of the role's id; empty: the input's
}

// MinimalRole is a role with what was verified of it.
type MinimalRole struct {
	Role       privileges.Role
	Profile    privileges.ColumnProfile // what no role gives; no permissions when none is needed
	Identities []operation.Identity
	Suffix     string // tells the files of several roles apart; empty for the first
	Left       []fit.Omitted
	Stamp      fit.Stamp
}

// Publisher is the manifest whose publisher owns generated roles: the first of the input, or the zero value.
func (r *Result) Publisher() solution.Manifest {
	if len(r.Manifests) == 0 {
		return solution.Manifest{}
	}
	return r.Manifests[0]
}

// MinimalRoles makes the smallest roles that meet the needs (semantics 7), the one for the current environment first.
// It fails when an identity is asked for that the input does not know.
func (r *Result) MinimalRoles(opts Options, choice RoleChoice) ([]MinimalRole, error) {
	groups, err := r.roleGroups(choice)
	if err != nil {
		return nil, err
	}
	roles := make([]MinimalRole, 0, len(groups))
	suffixes := map[string]int{}
	for i, g := range groups {
		m := r.minimalRole(opts, choice, g)
		if i > 0 || choice.PerIdentity {
			m.Suffix = g.suffix()
			if u := userOf(r.users, g[0]); u != nil && !choice.PerIdentity {
				m.Suffix = plainWord(u.Name)
			}
			if suffixes[m.Suffix]++; suffixes[m.Suffix] > 1 {
				m.Suffix += fmt.Sprint("-", suffixes[m.Suffix])
			}
		}
		if m.Suffix != "" {
			m.Role.Name = shorten(m.Role.Name, 100-len(m.Suffix)-1) + " " + m.Suffix
			m.Role.ID = r.roleID(choice, g, m.Role.Name)
		}
		m.Profile = r.profile(opts, choice, g, m.Role.Name)
		roles = append(roles, m)
	}
	return roles, nil
}

// roleGroup is the identities that one role serves; all of one environment.
type roleGroup []operation.Identity

func (g roleGroup) has(i operation.Identity) bool { return slices.Contains(g, i) }

// suffix names a group in file and role names.
func (g roleGroup) suffix() string {
	i := g[0]
	name := ""
	switch i.Environment {
	case operation.CurrentEnvironment:
	case operation.DynamicEnvironment:
		name = cmp.Or(i.Expression, i.Environment)
	default:
		name = i.Environment
	}
	if len(g) == 1 {
		name = strings.TrimPrefix(i.ID, "connection:") + " " + name
	}
	return plainWord(name)
}

// plainWord keeps the letters and digits of a name, for use in file names.
func plainWord(s string) string {
	words := strings.FieldsFunc(s, func(c rune) bool {
		return !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_')
	})
	return strings.Trim(shorten(strings.Join(words, "-"), 60), "-")
}

func shorten(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

// roleGroups sorts the identities into roles: by environment, the current one first.
func (r *Result) roleGroups(choice RoleChoice) ([]roleGroup, error) {
	var groups []roleGroup
	matched := map[string]bool{}
	for _, i := range r.Identities() {
		asked := slices.ContainsFunc(choice.Identities, func(id string) bool { return strings.EqualFold(id, i.ID) })
		if len(choice.Identities) > 0 && !asked || len(choice.Identities) == 0 && !i.IsConnection() {
			continue
		}
		if asked {
			matched[strings.ToLower(i.ID)] = true
		}
		at := -1
		for k, g := range groups {
			if !choice.PerIdentity && g[0].Environment == i.Environment && g[0].Expression == i.Expression &&
				userOf(r.users, g[0]) == userOf(r.users, i) {
				at = k
			}
		}
		if at < 0 {
			groups = append(groups, roleGroup{i})
			continue
		}
		groups[at] = append(groups[at], i)
	}
	for _, id := range choice.Identities {
		if !matched[strings.ToLower(id)] {
			return nil, fmt.Errorf("the input knows no identity %q; it knows %s", id, r.identityNames())
		}
	}
	return groups, nil
}

func (r *Result) identityNames() string {
	var names []string
	for _, i := range r.Identities() {
		if !slices.Contains(names, i.ID) {
			names = append(names, i.ID)
		}
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

func (r *Result) minimalRole(opts Options, choice RoleChoice, g roleGroup) MinimalRole {
	subject := r.Subject("role", g.has)
	options := r.FitOptions(opts, subject.Blindspots)
	grants, left := fit.Minimal(subject.Needs, options)
	name := choice.Name
	if name == "" {
		name = strings.TrimSpace(r.Publisher().UniqueName + " minimal")
	}
	return MinimalRole{
		Role:       privileges.Role{ID: r.roleID(choice, g, name), Name: shorten(name, 100), Grants: grants},
		Identities: g, Left: left, Stamp: fit.Verify(subject.Needs, grants, options),
	}
}

// profile makes the column security profile that goes with a role: every permission on a secured column that is needed,
// and those needed on a condition when they are granted.
func (r *Result) profile(opts Options, choice RoleChoice, g roleGroup, role string) privileges.ColumnProfile {
	var permissions []privileges.ColumnPermission
	for _, n := range r.Columns {
		if !g.has(n.Identity) || !n.Identity.IsGrantable() || n.State == requirement.Conditional && !opts.GrantConditional {
			continue
		}
		permissions = append(permissions, privileges.ColumnPermission{
			Table: n.Table, Column: n.Column,
			Create: n.Right == requirement.ColumnCreate, Read: n.Right == requirement.ColumnRead, Update: n.Right == requirement.ColumnUpdate,
		})
	}
	name := shorten(role, 92) + " columns"
	publisher, environment, ids := r.owner(choice, g)
	return privileges.ColumnProfile{
		ID: rolexml.ProfileID(publisher, environment, ids, name), Name: name,
		Description: "Secured columns that the flows of " + shorten(role, 100) + " set or read", Permissions: privileges.MergeColumnPermissions(permissions),
	}
}

// roleID is the id that a second run of the same choice gives again, so that an import updates the role.
func (r *Result) roleID(choice RoleChoice, g roleGroup, name string) string {
	publisher, environment, ids := r.owner(choice, g)
	return rolexml.RoleID(publisher, environment, ids, name)
}

// owner is what the ids of a group's role and profile are made of.
func (r *Result) owner(choice RoleChoice, g roleGroup) (publisher, environment string, ids []string) {
	for _, i := range g {
		ids = append(ids, i.ID)
	}
	return cmp.Or(choice.Publisher, r.Publisher().Publisher), strings.TrimSpace(g[0].Environment + " " + g[0].Expression), ids
}

// Serves reports whether the role was made for an identity.
func (m MinimalRole) Serves(i operation.Identity) bool { return slices.Contains(m.Identities, i) }

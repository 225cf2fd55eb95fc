package environment

import (
	"cmp"
	"slices"

	"rolefit/privileges"
)

// Held returns every role that an application user holds: the roles assigned directly, then those of its teams, by name.
// Each says where it is anchored, seen from the user, so that privileges.Union gives what the user effectively holds.
//
// A role whose grants were not read comes without any: Missing or Problems names it. Roles of access teams are left out,
// since such a team holds none.
// Source: https://learn.microsoft.com/power-platform/admin/manage-teams (2026-11-26)
func (e Environment) Held(u User) []privileges.Role {
	h := holding{
		environment: e, user: u, roles: map[string]Role{}, grants: map[string][]Grant{}, units: map[string]BusinessUnit{},
		allowed: map[privileges.Key]privileges.Levels{},
	}
	member := index(u.Teams, func(id string) string { return id })
	for _, r := range e.Roles {
		h.roles[r.ID] = r
	}
	for _, g := range e.RoleGrants {
		h.grants[g.Root] = g.Grants
	}
	for _, b := range e.BusinessUnits {
		h.units[b.ID] = b
	}
	h.above = h.aboveUser()
	for _, t := range e.Tables {
		for _, p := range t.Privileges {
			h.allowed[privileges.KeyOf(p.Name)] |= p.allowed()
		}
	}
	var held []privileges.Role
	for _, id := range u.Roles {
		held = h.add(held, id, "", u.BusinessUnit)
	}
	for _, t := range e.Teams {
		if t.Kind == AccessTeam || !member[t.ID] {
			continue
		}
		for _, id := range t.Roles {
			held = h.add(held, id, cmp.Or(t.Name, t.ID), t.BusinessUnit)
		}
	}
	slices.SortStableFunc(held, func(a, b privileges.Role) int {
		return cmp.Or(cmp.Compare(a.Team, b.Team), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return held
}

// holding answers what one user holds.
type holding struct {
	environment Environment
	user        User
	roles       map[string]Role
	grants      map[string][]Grant // by root role
	units       map[string]BusinessUnit
	above       map[string]bool // the business units above the user's
	allowed     map[privileges.Key]privileges.Levels
}

// add appends the role with that id; unit is the business unit of whoever it is assigned to.
func (h holding) add(held []privileges.Role, id, team, unit string) []privileges.Role {
	r, ok := h.roles[id]
	if !ok {
		return held // Problems names it
	}
	at := cmp.Or(r.BusinessUnit, unit)
	role := privileges.Role{
		ID: r.ID, Name: r.Name, TemplateID: r.Template, Team: team, Inherited: inheritance(r.Inherited),
		AtRoot: h.isRoot(at), Anchor: h.anchor(at), Origin: cmp.Or(h.environment.URL, "environment"),
	}
	for _, g := range h.grants[r.Root] {
		role.Grants = append(role.Grants, h.grant(g))
	}
	return append(held, role)
}

// grant reads the depth of a grant. One that is not known is held, at a reach that is not known: never none.
func (h holding) grant(g Grant) privileges.Grant {
	level, ok := privileges.ParseLevel(g.Depth)
	if !ok || level == privileges.None {
		return privileges.Grant{Privilege: g.Privilege, RecordFilter: true}
	}
	return privileges.Grant{Privilege: g.Privilege, Level: level, Allowed: h.allowed[privileges.KeyOf(g.Privilege)]}
}

func inheritance(said *int) privileges.Inheritance {
	switch {
	case said == nil:
		return privileges.UnknownInheritance
	case *said == 0:
		return privileges.TeamOnly
	case *said == 1:
		return privileges.DirectUser
	}
	return privileges.UnknownInheritance
}

// isRoot reports whether a business unit is known to be the root: no other has no parent.
func (h holding) isRoot(unit string) bool {
	b, ok := h.units[unit]
	return ok && b.Parent == ""
}

// anchor says where a business unit stands, seen from the user's.
func (h holding) anchor(unit string) privileges.Anchor {
	if unit == "" || h.user.BusinessUnit == "" {
		return privileges.OtherUnit // not known which: nothing can be said of the user's own rows
	}
	if unit == h.user.BusinessUnit {
		return privileges.OwnUnit
	}
	if h.above[unit] {
		return privileges.AboveUnit
	}
	return privileges.OtherUnit
}

// aboveUser walks from the user's business unit to the root. Should parents go round in a circle, it ends where it was before.
func (h holding) aboveUser() map[string]bool {
	found := map[string]bool{}
	for at := h.units[h.user.BusinessUnit].Parent; at != "" && !found[at]; at = h.units[at].Parent {
		found[at] = true
	}
	return found
}

// allowed returns the levels that the privilege can be granted at, none when they are not known.
func (p TablePrivilege) allowed() privileges.Levels {
	var set privileges.Levels
	for _, name := range p.Levels {
		if level, ok := privileges.ParseLevel(name); ok {
			set |= privileges.LevelsOf(level)
		}
	}
	return set
}

package dataverse

import (
	"context"
	"slices"

	"rolefit/privileges"
	"rolefit/privileges/environment"
)

// readHeld asks the environment itself which privileges a user holds. Only their names are good: for what a team gives, the
// reply says Basic whatever the level is.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/retrieveuserprivileges (2026-11-22)
func (p *people) readHeld(ctx context.Context, u *environment.User) error {
	var reply rolePrivileges
	if err := p.get(ctx, "systemusers("+u.ID+")/Microsoft.Dynamics.CRM.RetrieveUserPrivileges()", &reply); err != nil {
		return err
	}
	list, err := reply.grants()
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.held[u.ID] = list
	return nil
}

// unexplained notes what users hold that no role found grants: through a team that was not seen, or a way that the platform
// does not list. Where a role is not known in full, nothing can be said.
func (r *reading) unexplained() {
	names := r.privilegeNames()
	for i := range r.env.Users {
		u := &r.env.Users[i]
		known, whole := r.granted(*u)
		if !whole {
			continue
		}
		for _, g := range r.held[u.ID] {
			if g.Privilege == "" {
				g.Privilege = names[g.ID]
			}
			if g.Privilege != "" && !known[privileges.KeyOf(g.Privilege)] {
				u.Unexplained = append(u.Unexplained, g.Privilege)
			}
		}
		slices.Sort(u.Unexplained)
	}
}

// granted returns what the roles of a user and its teams grant, and whether all of them were read.
func (r *reading) granted(u environment.User) (known map[privileges.Key]bool, whole bool) {
	ids := slices.Clone(u.Roles)
	for _, t := range r.env.Teams {
		if slices.Contains(u.Teams, t.ID) {
			ids = append(ids, t.Roles...)
		}
	}
	known, whole = map[privileges.Key]bool{}, true
	read := environment.Environment{Missing: r.missing}
	for _, part := range []string{environment.PartUserRoles, environment.PartTeams, environment.PartTeamRoles, environment.PartRole} {
		whole = whole && !read.Lacks(part)
	}
	roots := map[string]bool{}
	for _, role := range r.env.Roles {
		if slices.Contains(ids, role.ID) {
			roots[role.Root] = true
		}
	}
	for _, role := range r.env.RoleGrants {
		if roots[role.Root] {
			for _, g := range role.Grants {
				known[privileges.KeyOf(g.Privilege)] = true
			}
		}
	}
	return known, whole
}

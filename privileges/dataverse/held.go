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
	list, err := p.privilegesFrom(ctx, "systemusers("+u.ID+")/Microsoft.Dynamics.CRM.RetrieveUserPrivileges()")
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
	read := environment.Environment{Missing: r.missing}
	for _, part := range []string{environment.PartUserRoles, environment.PartTeams, environment.PartTeamRoles, environment.PartRoles, environment.PartRole} {
		if read.Lacks(part) {
			return
		}
	}
	names, granted := r.privilegeNames(), newGranted(r.env)
	for i := range r.env.Users {
		u := &r.env.Users[i]
		known := granted.to(*u)
		for _, g := range r.held[u.ID] {
			if g.Privilege == "" {
				g.Privilege = names[g.ID]
			}
			if g.Privilege != "" && !known[privileges.KeyOf(g.Privilege)] {
				u.Unexplained = append(u.Unexplained, g.Privilege)
			}
		}
		slices.Sort(u.Unexplained)
		u.Unexplained = slices.Compact(u.Unexplained)
	}
}

// granted knows what roles grant, by whoever has them.
type granted struct {
	teams  map[string][]string // roles by team, but for access teams: those hold none, as environment.Held has it
	roots  map[string]string   // by role
	grants map[string][]environment.Grant
}

func newGranted(e environment.Environment) granted {
	g := granted{map[string][]string{}, map[string]string{}, map[string][]environment.Grant{}}
	for _, t := range e.Teams {
		if t.Kind != environment.AccessTeam {
			g.teams[t.ID] = t.Roles
		}
	}
	for _, role := range e.Roles {
		g.roots[role.ID] = role.Root
	}
	for _, role := range e.RoleGrants {
		g.grants[role.Root] = role.Grants
	}
	return g
}

// to returns what the roles of a user and its teams grant.
func (g granted) to(u environment.User) map[privileges.Key]bool {
	ids := slices.Clone(u.Roles)
	for _, team := range u.Teams {
		ids = append(ids, g.teams[team]...)
	}
	known, seen := map[privileges.Key]bool{}, map[string]bool{}
	for _, id := range ids {
		root := g.roots[id]
		if seen[root] {
			continue
		}
		seen[root] = true
		for _, grant := range g.grants[root] {
			known[privileges.KeyOf(grant.Privilege)] = true
		}
	}
	return known
}

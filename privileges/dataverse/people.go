package dataverse

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"rolefit/privileges/catalog"
	"rolefit/privileges/environment"
)

const roleColumns = "roleid,name,_businessunitid_value,_parentrootroleid_value,_roletemplateid_value,isinherited,ismanaged"

// roleRow is one copy of a role.
type roleRow struct {
	ID           guid   `json:"roleid"`
	Name         string `json:"name"`
	BusinessUnit guid   `json:"_businessunitid_value"`
	Root         guid   `json:"_parentrootroleid_value"`
	Template     guid   `json:"_roletemplateid_value"`
	Inherited    *int   `json:"isinherited"`
	Managed      bool   `json:"ismanaged"`
}

func roleID(row roleRow) guid { return row.ID }

// userRow is an application user with the roles assigned directly.
type userRow struct {
	ID              guid       `json:"systemuserid"`
	AppID           guid       `json:"applicationid"`
	Name            string     `json:"fullname"`
	Disabled        bool       `json:"isdisabled"`
	Deleted         int        `json:"deletedstate"`
	AccessMode      int        `json:"accessmode"`
	BusinessUnit    guid       `json:"_businessunitid_value"`
	DirectoryObject guid       `json:"azureactivedirectoryobjectid"`
	Roles           *[]roleRow `json:"systemuserroles_association"`
	MoreRoles       string     `json:"systemuserroles_association@odata.nextLink"`
}

type teamRow struct {
	ID           guid   `json:"teamid"`
	Name         string `json:"name"`
	Type         int    `json:"teamtype"`
	Group        guid   `json:"azureactivedirectoryobjectid"`
	Default      bool   `json:"isdefault"`
	BusinessUnit guid   `json:"_businessunitid_value"`
}

// people is what is found from user to team to role; mu guards the maps.
type people struct {
	*reading
	users    []environment.User
	teams    map[string]teamRow
	teamList []environment.Team
	roles    map[string]roleRow
	profiles map[string]string // names by id
}

// readUsers reads application users, then their teams and profiles, then what those and the roles hold.
func (r *reading) readUsers(ctx context.Context) error {
	p := &people{reading: r, teams: map[string]teamRow{}, roles: map[string]roleRow{}, profiles: map[string]string{}}
	defer p.hand()
	if err := p.findUsers(ctx); err != nil {
		return err
	}
	tasks := []task{{environment.PartOf(environment.PartRole, "System Administrator"), p.readAdministrator}}
	for i := range p.users {
		u := &p.users[i]
		tasks = append(tasks,
			task{environment.PartOf(environment.PartTeams, u.Name), func(ctx context.Context) error { return p.readTeams(ctx, u) }},
			task{environment.PartOf(environment.PartProfiles, u.Name), func(ctx context.Context) error {
				return p.readProfiles(ctx, "systemusers("+u.ID+")/systemuserprofiles_association", &u.Profiles)
			}},
			task{environment.PartOf(environment.PartHeld, u.Name), func(ctx context.Context) error { return p.readHeld(ctx, u) }})
	}
	r.together(ctx, tasks)
	tasks = nil
	p.teamList = make([]environment.Team, 0, len(p.teams))
	for _, id := range follow(p.reading, environment.PartTeams, slices.Sorted(maps.Keys(p.teams))) {
		p.teamList = append(p.teamList, teamFrom(p.teams[id]))
	}
	for i := range p.teamList {
		t := &p.teamList[i]
		tasks = append(tasks,
			task{environment.PartOf(environment.PartTeamRoles, t.Name), func(ctx context.Context) error { return p.readTeamRoles(ctx, t) }},
			task{environment.PartOf(environment.PartProfiles, t.Name), func(ctx context.Context) error {
				return p.readProfiles(ctx, "teams("+t.ID+")/teamprofiles_association", &t.Profiles)
			}})
	}
	r.together(ctx, tasks)
	r.together(ctx, append(p.grantTasks(), p.profileTasks()...))
	return nil
}

// hand hands over what was found, also when it is not all.
func (p *people) hand() {
	p.env.Users = append([]environment.User{}, p.users...)
	p.env.Teams = append([]environment.Team{}, p.teamList...)
	p.env.Roles = []environment.Role{}
	for _, id := range slices.Sorted(maps.Keys(p.roles)) {
		p.env.Roles = append(p.env.Roles, roleFrom(p.roles[id]))
	}
	p.env.RoleGrants = ordered(append([]environment.RoleGrants{}, p.env.RoleGrants...), func(g environment.RoleGrants) string { return g.Root })
	p.env.Profiles = ordered(append([]environment.Profile{}, p.env.Profiles...), func(f environment.Profile) string { return f.ID })
}

// findUsers reads the users of each application id, or every application user.
func (p *people) findUsers(ctx context.Context) error {
	if len(p.opts.AppIDs) == 0 {
		rows, err := p.userRows(ctx, "applicationid ne null")
		if err != nil {
			return err
		}
		rows = slices.DeleteFunc(rows, func(row userRow) bool { return row.AppID == "" })
		p.users = p.usersFrom(ctx, follow(p.reading, environment.PartUsers, rows))
		return nil
	}
	ids := []string{}
	for _, id := range p.opts.AppIDs {
		known, _ := parseGUID(id) // was checked by Read
		ids = append(ids, string(known))
	}
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	found := make([][]environment.User, len(ids))
	tasks := make([]task, len(ids))
	for i, id := range ids {
		tasks[i] = task{environment.PartOf(environment.PartUser, id), func(ctx context.Context) error {
			rows, err := p.userRows(ctx, "applicationid eq "+id)
			rows = slices.DeleteFunc(rows, func(row userRow) bool { return string(row.AppID) != id }) // a service that does not filter
			rows = follow(p.reading, environment.PartUsers, rows)
			if err == nil && len(rows) == 0 {
				p.miss(environment.PartOf(environment.PartUser, id), environment.NotFound,
					"Check the id: it is the client id of the app registration. If it is right, add the app registration as an application user of the environment, in the Power Platform admin center.")
			}
			found[i] = p.usersFrom(ctx, rows)
			return err
		}}
	}
	p.together(ctx, tasks)
	p.users = follow(p.reading, environment.PartUsers, ordered(slices.Concat(found...), func(u environment.User) string { return u.ID }))
	return nil
}

func (p *people) userRows(ctx context.Context, filter string) ([]userRow, error) {
	rows, err := all[userRow](ctx, p.client, "systemusers"+query(
		"$select", "systemuserid,applicationid,fullname,isdisabled,deletedstate,accessmode,_businessunitid_value,azureactivedirectoryobjectid",
		"$expand", "systemuserroles_association($select="+roleColumns+")", "$filter", filter))
	return identified(rows, err, func(row userRow) guid { return row.ID })
}

// usersFrom makes users of rows, and names application ids that several of them answer to.
func (p *people) usersFrom(ctx context.Context, rows []userRow) []environment.User {
	rows = ordered(rows, func(row userRow) string { return string(row.ID) })
	sameApp := map[string][]environment.User{}
	users := make([]environment.User, len(rows))
	var tasks []task
	for i, row := range rows {
		users[i] = environment.User{
			ID: string(row.ID), AppID: string(row.AppID), Name: row.Name, Disabled: row.Disabled, Deleted: row.Deleted != 0,
			AccessMode: row.AccessMode, BusinessUnit: string(row.BusinessUnit), DirectoryObject: string(row.DirectoryObject),
			Roles: []string{}, Teams: []string{}, Profiles: []string{},
		}
		sameApp[users[i].AppID] = append(sameApp[users[i].AppID], users[i])
		tasks = append(tasks, task{environment.PartOf(environment.PartUserRoles, row.Name), func(ctx context.Context) error {
			list, err := p.directRoles(ctx, row)
			users[i].Roles = p.keepRoles(list)
			return err
		}})
	}
	for _, id := range slices.Sorted(maps.Keys(sameApp)) {
		if n := len(environment.Environment{Users: sameApp[id]}.Live(id)); n > 1 {
			p.miss(environment.PartOf(environment.PartUser, id), fmt.Sprintf("%d application users answer to this application id, and which of them acts is not known", n),
				"Disable or remove all but one of them in the Power Platform admin center.")
		}
	}
	p.together(ctx, tasks)
	return users
}

// directRoles returns the roles of a row, following the link that a long list continues at. The link can begin again at the
// first role, which does no harm.
func (p *people) directRoles(ctx context.Context, row userRow) ([]roleRow, error) {
	if row.Roles == nil {
		return nil, errors.New("the reply does not say which roles the user has")
	}
	list := *row.Roles
	if row.MoreRoles != "" {
		more, err := all[roleRow](ctx, p.client, row.MoreRoles)
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	return identified(list, nil, roleID)
}

// keepRoles remembers roles and returns their ids.
func (p *people) keepRoles(rows []roleRow) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	ids := []string{}
	for _, row := range rows {
		if row.Root == "" {
			row.Root = row.ID
		}
		p.roles[string(row.ID)] = row
		ids = append(ids, string(row.ID))
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

func (p *people) readTeams(ctx context.Context, u *environment.User) error {
	rows, err := all[teamRow](ctx, p.client, "systemusers("+u.ID+")/teammembership_association"+
		query("$select", "teamid,name,teamtype,azureactivedirectoryobjectid,isdefault,_businessunitid_value"))
	rows, err = identified(rows, err, func(row teamRow) guid { return row.ID })
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, row := range rows {
		p.teams[string(row.ID)] = row
		u.Teams = append(u.Teams, string(row.ID))
	}
	slices.Sort(u.Teams)
	u.Teams = slices.Compact(u.Teams)
	return err
}

func (p *people) readTeamRoles(ctx context.Context, t *environment.Team) error {
	rows, err := all[roleRow](ctx, p.client, "teams("+t.ID+")/teamroles_association"+query("$select", roleColumns))
	rows, err = identified(rows, err, roleID)
	t.Roles = p.keepRoles(rows)
	return err
}

// readAdministrator reads the environment's own System Administrator role, whether or not a user holds it: what it grants
// tells who is an administrator in effect.
func (p *people) readAdministrator(ctx context.Context) error {
	rows, err := all[roleRow](ctx, p.client, "roles"+query("$select", roleColumns,
		"$filter", "_roletemplateid_value eq "+catalog.SystemAdministratorTemplate+" and _parentroleid_value eq null"))
	rows, err = identified(rows, err, roleID)
	p.keepRoles(rows)
	return err
}

func (p *people) readProfiles(ctx context.Context, path string, into *[]string) error {
	type profileRow struct {
		ID   guid   `json:"fieldsecurityprofileid"`
		Name string `json:"name"`
	}
	rows, err := all[profileRow](ctx, p.client, path+query("$select", "fieldsecurityprofileid,name"))
	rows, err = identified(rows, err, func(row profileRow) guid { return row.ID })
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, row := range rows {
		p.profiles[string(row.ID)] = row.Name
		*into = append(*into, string(row.ID))
	}
	slices.Sort(*into)
	*into = slices.Compact(*into)
	return err
}

func teamFrom(row teamRow) environment.Team {
	kinds := []environment.TeamKind{environment.OwnerTeam, environment.AccessTeam, environment.SecurityGroupTeam, environment.OfficeGroupTeam}
	t := environment.Team{
		ID: string(row.ID), Name: row.Name, BusinessUnit: string(row.BusinessUnit), Default: row.Default, Group: string(row.Group),
		Kind: environment.TeamKind(fmt.Sprintf("type-%d", row.Type)), Roles: []string{}, Profiles: []string{},
	}
	if row.Type >= 0 && row.Type < len(kinds) {
		t.Kind = kinds[row.Type]
	}
	return t
}

func roleFrom(row roleRow) environment.Role {
	return environment.Role{
		ID: string(row.ID), Root: string(row.Root), Name: row.Name, Template: string(row.Template),
		BusinessUnit: string(row.BusinessUnit), Inherited: inheritedFrom(row.Inherited), Managed: row.Managed,
	}
}

// inheritedFrom is the value of isinherited, nil for one that nobody knows.
func inheritedFrom(said *int) *int {
	if said == nil || *said != 0 && *said != 1 {
		return nil
	}
	return said
}

package dataverse

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"rolefit/privileges"
	"rolefit/privileges/environment"
)

// depth is a privilege depth as the service writes it: a name or a number. What is neither reads as "RecordFilter", which is
// held at a reach that is not known: no grant is taken for none.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/privilegedepth (2026-11-22)
type depth string

const unknownReach = "RecordFilter"

// UnmarshalJSON reads either form.
func (d *depth) UnmarshalJSON(raw []byte) error {
	*d = unknownReach
	var number int
	if json.Unmarshal(raw, &number) == nil && string(raw) != "null" {
		if level, filtered, ok := privileges.LevelFromDepth(number); ok && !filtered {
			*d = depth(level.String())
		}
		return nil
	}
	var name string
	if err := json.Unmarshal(raw, &name); err != nil {
		return err
	}
	if level, ok := privileges.ParseLevel(name); ok && level != privileges.None {
		*d = depth(level.String())
	}
	return nil
}

// rolePrivileges is the reply of RetrieveRolePrivilegesRole and of its kin.
type rolePrivileges struct {
	List *[]struct {
		Depth *depth `json:"Depth"`
		ID    guid   `json:"PrivilegeId"`
		Name  string `json:"PrivilegeName"`
	} `json:"RolePrivileges"`
}

// grants returns each privilege once, at the deepest level that the reply gives it, and once more where the reply also gives
// it at a reach that is not known: that may be a deeper one.
func (reply rolePrivileges) grants() ([]environment.Grant, error) {
	if reply.List == nil {
		return nil, errors.New(`the reply has no list "RolePrivileges"`)
	}
	byKey := map[string]environment.Grant{}
	for _, item := range *reply.List {
		g := environment.Grant{Privilege: item.Name, ID: string(item.ID), Depth: unknownReach}
		if item.Depth != nil {
			g.Depth = string(*item.Depth)
		}
		key := cmp.Or(g.ID, strings.ToLower(g.Privilege))
		if key == "" {
			return nil, errors.New("the reply has a privilege with neither id nor name")
		}
		if g.Depth == unknownReach {
			key += " at a reach that is not known"
		}
		if known, again := byKey[key]; !again || reach(g.Depth) > reach(known.Depth) {
			byKey[key] = g
		}
	}
	list := slices.AppendSeq([]environment.Grant{}, maps.Values(byKey))
	sortGrants(list)
	return list, nil
}

// reach orders depths; a reach that is not known comes before the ones that are.
func reach(depth string) privileges.Level {
	level, _ := privileges.ParseLevel(depth)
	return level
}

// privilegesFrom asks a function that answers with privileges.
func (r *reading) privilegesFrom(ctx context.Context, path string) ([]environment.Grant, error) {
	var reply rolePrivileges
	if err := r.get(ctx, path, &reply); err != nil {
		return nil, err
	}
	return reply.grants()
}

func sortGrants(list []environment.Grant) {
	slices.SortFunc(list, func(a, b environment.Grant) int {
		return cmp.Or(cmp.Compare(a.Privilege, b.Privilege), cmp.Compare(a.ID, b.ID), cmp.Compare(reach(b.Depth), reach(a.Depth)))
	})
}

// grantTasks reads what each role grants, once for all of its copies.
func (p *people) grantTasks() []task {
	names := map[string]string{}
	for _, id := range slices.Sorted(maps.Keys(p.roles)) {
		names[string(p.roles[id].Root)] = p.roles[id].Name
	}
	var tasks []task
	for _, root := range follow(p.reading, environment.PartRoles, slices.Sorted(maps.Keys(names))) {
		tasks = append(tasks, task{thing(environment.PartRole, names[root], root), func(ctx context.Context) error {
			list, err := p.privilegesFrom(ctx, "RetrieveRolePrivilegesRole(RoleId="+root+")")
			if err != nil {
				return err
			}
			p.mu.Lock()
			defer p.mu.Unlock()
			p.env.RoleGrants = append(p.env.RoleGrants, environment.RoleGrants{Root: root, Grants: list})
			return nil
		}})
	}
	return tasks
}

// privilegeNames are the names of privileges that tables list, by their ids.
func (r *reading) privilegeNames() map[string]string {
	names := map[string]string{}
	for _, t := range r.env.Tables {
		for _, p := range t.Privileges {
			names[p.ID] = p.Name
		}
	}
	return names
}

// nameGrants names privileges that came with an id only, by the tables that they guard. One that keeps no name is no grant
// that anybody can compare: it is left out, and its role is not known in full.
func (r *reading) nameGrants() {
	names := r.privilegeNames()
	roles := map[string]string{}
	for _, role := range r.env.Roles {
		roles[role.Root] = role.Name
	}
	for i, role := range r.env.RoleGrants {
		for j, g := range role.Grants {
			if g.Privilege == "" {
				role.Grants[j].Privilege = names[g.ID]
			}
		}
		known, err := named(role.Grants, "privilege", func(g environment.Grant) string { return g.Privilege })
		sortGrants(known)
		r.env.RoleGrants[i].Grants = known
		if err != nil {
			r.miss(thing(environment.PartRole, roles[role.Root], role.Root), "the environment gives privileges of the role without a name", again)
		}
	}
}

// profileTasks reads what each column security profile allows.
func (p *people) profileTasks() []task {
	var tasks []task
	for _, id := range follow(p.reading, environment.PartProfiles, slices.Sorted(maps.Keys(p.profiles))) {
		name := p.profiles[id]
		tasks = append(tasks, task{thing(environment.PartProfile, name, id), func(ctx context.Context) error {
			permissions, err := p.readPermissions(ctx, id)
			p.mu.Lock()
			defer p.mu.Unlock()
			p.env.Profiles = append(p.env.Profiles, environment.Profile{ID: id, Name: name, Permissions: permissions})
			return err
		}})
	}
	return tasks
}

// allowed is the value of a permission that is given; 0 is not allowed.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/fieldpermission (2026-11-22)
const allowed = 4

func (p *people) readPermissions(ctx context.Context, profile string) ([]environment.ColumnPermission, error) {
	type permissionRow struct {
		Table  string `json:"entityname"`
		Column string `json:"attributelogicalname"`
		Create int    `json:"cancreate"`
		Read   int    `json:"canread"`
		Update int    `json:"canupdate"`
	}
	rows, err := all[permissionRow](ctx, p.client, "fieldpermissions"+query("$select", "entityname,attributelogicalname,canread,cancreate,canupdate",
		"$filter", "_fieldsecurityprofileid_value eq "+profile))
	if err == nil {
		rows, err = named(rows, "column permission", func(row permissionRow) string {
			if row.Table == "" {
				return ""
			}
			return row.Column
		})
	}
	list := []environment.ColumnPermission{}
	for _, row := range rows {
		list = append(list, environment.ColumnPermission{
			Table: row.Table, Column: row.Column, Create: row.Create == allowed, Read: row.Read == allowed, Update: row.Update == allowed,
		})
	}
	return ordered(list, func(c environment.ColumnPermission) string { return c.Table + "." + c.Column }), err
}

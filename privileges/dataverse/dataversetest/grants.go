package dataversetest

import (
	"maps"
	"slices"
	"strings"

	"rolefit/privileges/environment"
)

// privilege is one row of the privileges of the environment.
type privilege struct {
	name, id string
	right    string
	levels   []string
}

// depths are the access levels, shallowest first.
var depths = []string{"Basic", "Local", "Deep", "Global"}

// rights are the values of accessright.
// Source: https://learn.microsoft.com/dotnet/api/microsoft.crm.sdk.messages.accessrights (2026-11-22)
var rights = map[string]int{
	"None": 0, "Read": 1, "Write": 2, "Append": 4, "AppendTo": 16, "Create": 32, "Delete": 65536, "Share": 262144, "Assign": 524288,
}

// platformReads are the privileges that reading an environment takes, in every environment.
var platformReads = []privilege{
	{"prvReadUser", "76faad15-bc44-4f4d-84dc-dd1e1dda74d9", "Read", depths[1:]},
	{"prvReadRole", "222a920a-2778-4564-85cb-e78dde8e4276", "Read", depths[1:]},
	{"prvReadTeam", "663d1920-56e1-4166-89f0-47f3330923a8", "Read", depths[1:]},
	{"prvReadBusinessUnit", "487cdbaf-59f9-4db3-b648-4eed351ff00b", "Read", depths[1:]},
	{"prvReadWorkflow", "9d5e4741-3403-42d2-90b4-a561b3f94f52", "Read", depths},
	{"prvReadCustomAPI", "f26f748d-7d82-4483-8176-ab2be3ba3b81", "Read", depths},
	{"prvReadFieldSecurityProfile", "4ec4cba6-2140-4481-8680-bb824f74f265", "Read", depths[3:]},
	{"prvReadSolution", "b64e92c8-5d2a-4052-a026-1b73eff9cebf", "Read", depths[3:]},
	// The ids of those below are made up.
	{"prvReadOrganization", "", "Read", depths[3:]},
	{"prvReadEntity", "", "Read", depths[3:]},
	{"prvReadAttribute", "", "Read", depths[3:]},
	{"prvReadRelationship", "", "Read", depths[3:]},
	{"prvReadconnectionreference", "", "Read", depths},
	{"prvReadAuditSummary", "", "None", depths[3:]},
	{"prvReadRecordAuditHistory", "", "None", depths[3:]},
}

// addPrivileges gathers the privileges that tables have, that roles grant and that the platform has anywhere.
func (w *world) addPrivileges() {
	add := func(p privilege) {
		key := strings.ToLower(p.name)
		if _, ok := w.privileges[key]; ok {
			return
		}
		if p.id == "" {
			p.id = stable("privilege", key)
		}
		w.privileges[key] = p
	}
	for _, table := range w.seed.Tables {
		for _, p := range table.Privileges {
			add(privilege{p.Name, p.ID, p.Right, p.Levels})
		}
	}
	for _, p := range platformReads {
		add(p)
	}
	for _, role := range w.seed.RoleGrants {
		for _, g := range role.Grants {
			add(privilege{g.Privilege, g.ID, "None", depths})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(w.seed.ReaderPrivileges)) {
		add(privilege{name, "", "None", depths})
	}
}

// privilegeNames are the keys of the privileges in order.
func (w *world) privilegeNames() []string { return slices.Sorted(maps.Keys(w.privileges)) }

func (w *world) privilegeRows() *set {
	s := &set{
		name: "privileges", table: "privilege", code: 1023, key: "privilegeid",
		columns: []column{
			{"privilegeid", "Guid", ""}, {"name", "String", ""}, {"accessright", "Int32", ""}, {"canbebasic", "Boolean", ""}, {"canbelocal", "Boolean", ""},
			{"canbedeep", "Boolean", ""}, {"canbeglobal", "Boolean", ""}, {"canbeentityreference", "Boolean", ""}, {"canbeparententityreference", "Boolean", ""},
		},
	}
	seen := map[string]bool{}
	for _, key := range w.privilegeNames() {
		p := w.privileges[key]
		if seen[p.id] {
			continue
		}
		seen[p.id] = true
		s.rows = append(s.rows, row{
			"privilegeid": p.id, "name": p.name, "accessright": rights[p.right],
			"canbebasic": slices.Contains(p.levels, "Basic"), "canbelocal": slices.Contains(p.levels, "Local"),
			"canbedeep": slices.Contains(p.levels, "Deep"), "canbeglobal": slices.Contains(p.levels, "Global"),
			"canbeentityreference": false, "canbeparententityreference": false,
		})
	}
	return s
}

// rolePrivileges are kept for the root copy of a role alone.
func (w *world) rolePrivileges() *set {
	s := &set{
		name: "roleprivilegescollection", table: "roleprivileges", code: 12, key: "roleprivilegeid",
		columns: []column{
			{"roleprivilegeid", "Guid", ""}, {"roleid", "Guid", ""}, {"privilegeid", "Guid", ""}, {"privilegedepthmask", "Int32", ""},
			{"componentstate", "Int32", ""}, {"ismanaged", "Boolean", ""},
		},
	}
	for _, role := range w.seed.RoleGrants {
		for _, g := range role.Grants {
			depth := slices.Index(depths, g.Depth)
			if depth < 0 {
				continue // held at a reach that the mask cannot say
			}
			s.rows = append(s.rows, row{
				"roleprivilegeid": stable("role privilege", role.Root, g.Privilege), "roleid": role.Root, "privilegeid": w.idOf(g),
				"privilegedepthmask": 1 << depth, "componentstate": 0, "ismanaged": false,
			})
		}
	}
	return s
}

func (w *world) idOf(g environment.Grant) string {
	if g.ID != "" {
		return g.ID
	}
	return w.privileges[strings.ToLower(g.Privilege)].id
}

// grantsOf are the grants of a role by the id of any of its copies, and whether there is such a role.
func (w *world) grantsOf(id string) (environment.Role, []environment.Grant, bool) {
	at := slices.IndexFunc(w.seed.Roles, func(r environment.Role) bool { return r.ID == id || r.Root == id })
	if at < 0 {
		return environment.Role{}, nil, false
	}
	role := w.seed.Roles[at]
	if role.ID != id {
		role.ID, role.BusinessUnit = id, w.rootUnit()
	}
	for _, grants := range w.seed.RoleGrants {
		if grants.Root == role.Root {
			return role, grants.Grants, true
		}
	}
	return role, nil, true
}

// held is a privilege that a user has, at its greatest depth.
type held struct {
	environment.Grant
	unit string // business unit that the depth is counted from
	own  string // greatest depth that roles of its own give; "": it has the privilege through teams alone
}

// effective is what a user has through its roles and teams, by name of the privilege in lower case.
func (w *world) effective(u environment.User) map[string]held {
	all := map[string]held{}
	if _, listed := w.user(u.ID); u.ID == w.seed.Reader.UserID && listed {
		for key, p := range w.privileges {
			depth := "Global"
			if w.seed.ReaderPrivileges != nil {
				depth = ""
				for name, d := range w.seed.ReaderPrivileges {
					if strings.EqualFold(name, p.name) {
						depth = d
					}
				}
			}
			if depth != "" {
				all[key] = held{environment.Grant{Privilege: p.name, ID: p.id, Depth: depth}, u.BusinessUnit, depth}
			}
		}
		return all
	}
	deeper := func(a, b string) bool { return slices.Index(depths, a) > slices.Index(depths, b) }
	add := func(ids []string, direct bool) {
		for _, id := range ids {
			role, grants, _ := w.grantsOf(id)
			for _, g := range grants {
				g.ID = w.idOf(g)
				key := strings.ToLower(g.Privilege)
				next, ok := all[key]
				if !ok || deeper(g.Depth, next.Depth) {
					next.Grant, next.unit = g, role.BusinessUnit
				}
				if direct && (next.own == "" || deeper(g.Depth, next.own)) {
					next.own = g.Depth
				}
				all[key] = next
			}
		}
	}
	add(u.Roles, true)
	for _, team := range w.seed.Teams {
		if slices.Contains(u.Teams, team.ID) {
			add(team.Roles, false)
		}
	}
	return all
}

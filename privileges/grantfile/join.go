package grantfile

import (
	"cmp"
	"maps"
	"slices"

	"rolefit/flowparse/source"
	"rolefit/privileges"
)

// joining puts together what the files of one holder say.
type joining struct {
	complaints
	opts  Options
	parts []*part // by path
	names map[string]named
	asked map[string]string // names by which PrivilegeByID answered, "" where it knew none
}

func comparePart(a, b *part) int { return cmp.Compare(a.path, b.path) }

func (j *joining) roles() []privileges.Role {
	j.collectNames()
	j.checkPages()
	var roles []privileges.Role
	for _, p := range j.parts {
		for _, l := range p.lists {
			roles = append(roles, j.listed(l))
		}
	}
	return append(roles, j.paged()...)
}

func (j *joining) collectNames() {
	j.names, j.asked = map[string]named{}, map[string]string{}
	for _, p := range j.parts {
		for _, id := range slices.Sorted(maps.Keys(p.names)) {
			n := p.names[id]
			known, again := j.names[id]
			if again && privileges.KeyOf(known.name) != privileges.KeyOf(n.name) {
				j.add(source.Error, "role-privilege-name", n.at, "two names stand for one privilege id; the first counts", "the files are of different environments: give those of one")
			}
			if !again {
				j.names[id] = n
			}
		}
	}
}

// nameOf names a privilege id by the pages of privileges, else by the catalogue.
func (j *joining) nameOf(id string) (string, bool) {
	if n, ok := j.names[id]; ok {
		return n.name, true
	}
	if j.opts.PrivilegeByID == nil {
		return "", false
	}
	name, again := j.asked[id]
	if !again { // an id stands in many roles
		name, _ = j.opts.PrivilegeByID(id)
		j.asked[id] = name
	}
	return name, name != ""
}

func (j *joining) checkPages() {
	sets := map[string]*paging{}
	for _, p := range j.parts {
		for set, g := range p.paging {
			if sets[set] != nil {
				g = sets[set].and(g)
			}
			sets[set] = g
		}
	}
	for _, set := range slices.Sorted(maps.Keys(sets)) {
		if g := sets[set]; !g.complete() {
			j.add(source.Error, "role-page-missing", g.at, "the page links to another, and not every page that is linked to is among the files",
				"follow @odata.nextLink to its end and give all pages together")
		}
	}
}

// listed makes the role of an answer or of CSV.
func (j *joining) listed(l list) privileges.Role {
	role := privileges.Role{Name: l.name, Team: l.team, Origin: l.path}
	index := map[privileges.Key]int{}
	for _, e := range l.entries {
		if e.name == "" {
			var ok bool
			if e.name, ok = j.nameOf(e.id); !ok {
				j.add(source.Error, "role-privilege-name", e.at, "a privilege without a name is not counted as held",
					"its id is not known either; ask for the answer again, newer versions name every privilege, or give the pages of privileges too")
				continue
			}
		}
		if e.filter {
			j.filtered(e.name, e.at)
		}
		if l.atLeast && e.level == privileges.Basic {
			e.filter = true // may reach further, as what a filter grants
		}
		key := privileges.KeyOf(e.name)
		if i, again := index[key]; again { // the same privilege in several business units is no mistake here
			joined := reach{role.Grants[i].Level, role.Grants[i].RecordFilter}.or(e.reach)
			role.Grants[i].Level, role.Grants[i].RecordFilter = joined.level, joined.filter
			continue
		}
		index[key] = len(role.Grants)
		role.Grants = append(role.Grants, privileges.Grant{Privilege: e.name, Level: e.level, RecordFilter: e.filter})
	}
	return role
}

func (j *joining) filtered(name string, at source.Place) {
	j.add(source.Warning, "role-record-filter", at, privileges.NameForPeople(name)+" is granted through a record filter",
		"it counts as held at a reach that is not known")
}

// rootRole is a role of the pages: the grants of all files, and the rows that describe it.
type rootRole struct {
	id     string
	grants map[string]reach
	path   string // of the first file with grants, or with a row
	at     source.Place
	row    *roleRow
}

// paged makes the roles that rows of several pages describe together.
func (j *joining) paged() []privileges.Role {
	roots := map[string]*rootRole{}
	places := map[string]source.Place{}
	for _, p := range j.parts {
		for id, grants := range p.rows {
			if roots[id] == nil {
				roots[id] = &rootRole{id: id, grants: map[string]reach{}, path: p.path, at: p.places["role "+id]}
			}
			for privilege, held := range grants {
				roots[id].grants[privilege] = roots[id].grants[privilege].or(held)
			}
		}
		for id, at := range p.places {
			if known, ok := places[id]; !ok || source.Compare(at, known) < 0 {
				places[id] = at
			}
		}
	}
	j.describe(roots)
	j.unnamed(roots, places)
	var roles []privileges.Role
	for _, id := range slices.Sorted(maps.Keys(roots)) {
		if len(roles) == maxRoles {
			j.add(source.Error, "role-too-many", roots[id].at, "more roles than can be read stand in the files", "")
			break
		}
		roles = append(roles, j.rootRole(roots[id]))
	}
	return roles
}

// describe finds the rows of roles for the grants. Grants stand under the copy of the root business unit; any copy
// describes it, and the root's own row is preferred. A row whose role has no grants in the files is a role that is held and
// not known.
func (j *joining) describe(roots map[string]*rootRole) {
	known := len(roots) > 0
	unread := map[string]bool{}
	for _, p := range j.parts {
		for i := range p.held {
			row := &p.held[i]
			root := roots[row.root]
			if root == nil && roots[row.id] != nil {
				root = roots[row.id]
			}
			if root == nil {
				root = &rootRole{id: row.root, path: p.path, at: row.at}
				roots[row.root] = root
			}
			if root.grants == nil && !unread[root.id] {
				unread[root.id] = true
				why := "no page with the privileges of this role is among the files"
				if !known {
					why = "the page of roles names a role, and no page says what it grants"
				}
				j.add(source.Error, "role-not-granted", row.at, why, "give the pages of roleprivilegescollection for the role too, or leave out the row when it is not held")
			}
			if root.row == nil || root.row.id != root.id && row.id == root.id {
				root.row = row
			}
		}
	}
}

// unnamed reports the privilege ids that nothing names, each once.
func (j *joining) unnamed(roots map[string]*rootRole, places map[string]source.Place) {
	missing := map[string]bool{}
	for _, root := range roots {
		for id := range root.grants {
			if _, ok := j.nameOf(id); !ok {
				missing[id] = true
			}
		}
	}
	byPlace := func(a, b string) int { return cmp.Or(source.Compare(places[a], places[b]), cmp.Compare(a, b)) }
	for _, id := range slices.SortedFunc(maps.Keys(missing), byPlace) {
		j.add(source.Error, "role-privilege-name", places[id], "a role grants the privilege with the id "+id+", which no page names and the catalogue does not know; it is not counted as held",
			"give the pages of privileges too: privileges?$select=privilegeid,name")
	}
}

func (j *joining) rootRole(root *rootRole) privileges.Role {
	role := privileges.Role{ID: root.id, Name: root.id, Origin: root.path}
	if root.row != nil {
		role.Name = cmp.Or(root.row.name, root.id)
		role.TemplateID, role.Inherited = root.row.template, root.row.inherited
	} else {
		j.add(source.Warning, "role-name", root.at, "no page of roles names the role; whether it is a role of the platform's is not known",
			"give the page too: roles?$select=roleid,name,_parentrootroleid_value,_roletemplateid_value,isinherited")
	}
	byKey := map[privileges.Key]privileges.Grant{}
	for _, id := range slices.Sorted(maps.Keys(root.grants)) {
		name, ok := j.nameOf(id)
		if !ok {
			continue // said already
		}
		held := root.grants[id]
		g, again := byKey[privileges.KeyOf(name)]
		if again {
			held = held.or(reach{g.Level, g.RecordFilter})
			name = g.Privilege
		}
		byKey[privileges.KeyOf(name)] = privileges.Grant{Privilege: name, Level: held.level, RecordFilter: held.filter}
	}
	role.Grants = slices.SortedFunc(maps.Values(byKey), privileges.CompareGrants)
	for _, g := range role.Grants {
		if g.RecordFilter {
			j.filtered(g.Privilege, root.at)
		}
	}
	if len(role.Grants) > maxGrants {
		role.Grants = role.Grants[:maxGrants]
		j.add(source.Error, "role-too-large", root.at, "the role holds more privileges than can be read", "")
	}
	return role
}

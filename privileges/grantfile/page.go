package grantfile

import (
	"strconv"
	"strings"

	"rolefit/flowparse/jsontree"
	"rolefit/flowparse/source"
	"rolefit/privileges"
)

// roleRow is a row of the table role: one copy of a role.
type roleRow struct {
	id, root, name, template string
	inherited                privileges.Inheritance
	at                       source.Place
}

// page reads {"value": [...]}: rows of roleprivilegescollection, privileges or roles, told apart by their columns.
func (p *part) page(d document) {
	p.paged(d)
	unknown := 0
	for i, row := range d.node.Get("value").Items {
		pointer := "/value/" + strconv.Itoa(i)
		if p.row(d, row, pointer) {
			continue
		}
		if unknown++; unknown == 1 { // a page of another table is wrong once, not row by row
			p.add(source.Error, "role-row", p.place(d, row, pointer), "the row is none of roleprivilegescollection, privileges or roles",
				"rows have roleid, privilegeid and privilegedepthmask, or privilegeid and name, or roleid and name")
		}
	}
}

// row reads one row, and reports whether it is of a table that is known. What is wrong with a row that is known is said.
func (p *part) row(d document, row *jsontree.Node, pointer string) bool {
	role, mask, privilege, name := row.Get("roleid"), row.Get("privilegedepthmask"), row.Get("privilegeid"), row.Get("name")
	at := func() source.Place { return p.place(d, row, pointer) }
	switch {
	case mask != nil || role != nil && privilege != nil:
		p.grantRow(row, at)
	case privilege != nil && name != nil:
		p.nameRow(row, at)
	case role != nil:
		p.roleRow(row, at)
	default:
		return false
	}
	return true
}

// grantRow reads a row of roleprivilegescollection. The same pair may stand in several rows; the highest counts.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/roleprivileges (2026-11-22)
func (p *part) grantRow(row *jsontree.Node, at func() source.Place) {
	role, okRole := privileges.ID(row.Get("roleid").Str())
	privilege, okPrivilege := privileges.ID(row.Get("privilegeid").Str())
	if !okRole || !okPrivilege {
		p.add(source.Error, "role-row", at(), "the row has no roleid or no privilegeid and is not counted as held", "ask for both with $select=roleid,privilegeid,privilegedepthmask")
		return
	}
	if state, ok := row.Get("componentstate").Int(); ok && state != 0 {
		p.add(source.Note, "role-row", at(), "the row is not published and not in effect: it is left out", "ask with $filter=componentstate eq 0")
		return
	}
	mask, isNumber := row.Get("privilegedepthmask").Int()
	level, filter, ok := privileges.LevelFromMask(mask)
	if !isNumber || !ok {
		p.add(source.Error, "role-privilege-level", at(), "the row has no depth mask that is known and is not counted as held",
			"masks are made of 1 Basic, 2 Local, 4 Deep, 8 Global and 16 record filter")
		return
	}
	if _, again := p.rows[role][privilege]; !again && !p.room(at) {
		return
	}
	if p.rows[role] == nil {
		p.rows[role] = map[string]reach{}
	}
	p.rows[role][privilege] = p.rows[role][privilege].or(reach{level, filter})
	for _, key := range []string{"role " + role, privilege} {
		if _, ok := p.places[key]; !ok {
			p.places[key] = at()
		}
	}
}

// nameRow reads a row of privileges.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/privilege (2026-11-22)
func (p *part) nameRow(row *jsontree.Node, at func() source.Place) {
	id, ok := privileges.ID(row.Get("privilegeid").Str())
	name := strings.TrimSpace(row.Get("name").Str())
	if !ok || !privileges.IsName(name) {
		p.add(source.Error, "role-privilege-name", at(), "the row of privileges has no id, or no name of a privilege", "")
		return
	}
	if known, ok := p.names[id]; ok {
		if privileges.KeyOf(known.name) != privileges.KeyOf(name) {
			p.add(source.Error, "role-privilege-name", at(), "two names stand for one privilege id; the first counts", "the files are of different environments: give those of one")
		}
		return
	}
	if p.room(at) {
		p.names[id] = named{name, at()}
	}
}

// roleRow reads a row of roles.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/role (2026-11-22)
func (p *part) roleRow(row *jsontree.Node, at func() source.Place) {
	id, ok := privileges.ID(row.Get("roleid").Str())
	if !ok {
		p.add(source.Error, "role-row", at(), "the row of roles has no id that is a GUID", "")
		return
	}
	if len(p.held) == maxRows {
		p.room(at)
		return
	}
	r := roleRow{id: id, root: id, name: strings.TrimSpace(row.Get("name").Str()), at: at()}
	if root, ok := privileges.ID(row.Get("_parentrootroleid_value").Str()); ok {
		r.root = root
	}
	if template, ok := privileges.ID(row.Get("_roletemplateid_value").Str()); ok {
		r.template = template
	}
	switch n, ok := row.Get("isinherited").Int(); {
	case ok && n == 0:
		r.inherited = privileges.TeamOnly
	case ok && n == 1:
		r.inherited = privileges.DirectUser
	}
	p.held = append(p.held, r)
}

// room reports whether one more row can be kept, and says so once when it cannot.
func (p *part) room(at func() source.Place) bool {
	if p.count < maxRows && len(p.held) < maxRows {
		p.count++
		return true
	}
	if !p.full {
		p.full = true
		p.add(source.Error, "role-too-large", at(), "the file holds more rows than can be read", "filter by roleid and ask for the roles that are held")
	}
	return false
}

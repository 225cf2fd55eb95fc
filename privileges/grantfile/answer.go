package grantfile

import (
	"fmt"
	"strconv"
	"strings"

	"rolefit/flowparse/jsontree"
	"rolefit/flowparse/source"
	"rolefit/privileges"
)

// answer reads {"RolePrivileges": [...]} of RetrieveRolePrivilegesRole and its kin. It becomes one role without id; its name
// is the file's, numbered when there are several, for the answer itself names no role.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/roleprivilege (2026-11-22)
func (p *part) answer(d document) {
	items := d.node.Get("RolePrivileges")
	at := p.place(d, items, "/RolePrivileges")
	if len(p.lists) == maxRoles {
		p.add(source.Error, "role-too-many", at, "more roles than can be read stand in one file", "")
		return
	}
	l := list{name: stem(p.path), path: p.path, at: at}
	if d.number > 0 {
		l.name = fmt.Sprintf("%s #%d", l.name, d.number)
	}
	function := functionOf(d.node.Get("@odata.context").Str())
	switch function {
	case "retrieveteamprivileges":
		l.team = l.name
	case "retrieveuserprivileges":
		// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/retrieveuserprivileges (2026-11-22)
		l.atLeast = true
		p.add(source.Warning, "role-user-privileges", at, "RetrieveUserPrivileges states Basic for every privilege that comes from a team, whatever its real level",
			"what is stated at Basic counts as held at a reach that is not known beyond it; read the roles one by one with RetrieveRolePrivilegesRole, or ask RetrieveUserSetOfPrivilegesByNames")
	case "retrieveusersetofprivilegesbynames", "retrieveusersetofprivilegesbyids":
		p.add(source.Warning, "role-asked-only", at, "the answer lists those of the privileges asked for that the user holds, and no others",
			"a privilege that was not asked for counts as not held; read the roles with RetrieveRolePrivilegesRole to compare all")
	}
	unread := 0
	for i, item := range items.Items {
		e, ok := p.item(d, item, "/RolePrivileges/"+strconv.Itoa(i))
		if !ok {
			unread++
			continue
		}
		if len(l.entries) == maxGrants {
			p.add(source.Error, "role-too-large", e.at, "the role holds more privileges than can be read", "")
			break
		}
		if !p.room(func() source.Place { return e.at }) {
			break
		}
		l.entries = append(l.entries, e)
	}
	if len(l.entries) == 0 {
		severity := source.Warning // a role may grant nothing
		if unread > 0 {
			severity = source.Error
		}
		p.add(severity, "role-empty", at, "the answer grants no privilege", "")
	}
	p.lists = append(p.lists, l)
}

// functionOf returns the function whose answer has the context, in lower case: "retrieveroleprivilegesrole" for
// "…/$metadata#Microsoft.Dynamics.CRM.RetrieveRolePrivilegesRoleResponse". Without a context the function is not known.
func functionOf(context string) string {
	name := strings.ToLower(context[strings.LastIndexByte(context, '#')+1:])
	return strings.TrimSuffix(name[strings.LastIndexByte(name, '.')+1:], "response")
}

// item reads a RolePrivilege.
func (p *part) item(d document, item *jsontree.Node, pointer string) (entry, bool) {
	e := entry{name: strings.TrimSpace(item.Get("PrivilegeName").Str()), at: p.place(d, item, pointer)}
	if e.name == "" {
		e.id, _ = privileges.ID(item.Get("PrivilegeId").Str())
	}
	if e.name == "" && e.id == "" {
		p.add(source.Error, "role-privilege-name", e.at, "a privilege without a name is not counted as held",
			"it has no id either by which it could be found; ask for the answer again")
		return entry{}, false
	}
	if e.name != "" && !privileges.IsName(e.name) {
		p.add(source.Warning, "role-privilege-name", e.at, "a privilege's name does not have the form of a privilege name", "")
	}
	level, filter, ok := depthOf(item.Get("Depth").Scalar())
	if !ok {
		p.add(source.Error, "role-privilege-level", e.at, privileges.NameForPeople(e.name)+" has no depth that is known and is not counted as held",
			"depths are Basic, Local, Deep, Global and RecordFilter, or 0 to 4")
		return entry{}, false
	}
	e.reach = reach{level, filter}
	return e, true
}

// depthOf reads a PrivilegeDepth: the enumeration's name, or its number as number or text.
func depthOf(text string) (level privileges.Level, recordFilter, ok bool) {
	if depth, err := strconv.Atoi(text); err == nil {
		return privileges.LevelFromDepth(depth)
	}
	if strings.EqualFold(text, "RecordFilter") {
		return privileges.None, true, true
	}
	level, ok = privileges.ParseLevel(text)
	return level, false, ok && level > privileges.None
}

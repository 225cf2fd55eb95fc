package rolexml

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"rolefit/flowparse/source"
	"rolefit/privileges"
)

// Parse reads one <Role> element. at says where its first byte stands; places in diagnostics count from there.
//
// Everything that real exports were seen to hold is understood: the attributes id, name and isinherited, the children
// IsCustomizable, IsAutoAssigned and RolePrivileges; other children are passed over. What cannot be understood leaves a
// diagnostic and the rest is kept, so the role is always worth using. Grants come in the order of the element, a privilege
// that stands there twice once, with the deeper level.
func Parse(element []byte, at source.Place) (privileges.Role, []source.Diagnostic) {
	r := newReader(element, at)
	for {
		token, err := r.next()
		if err != nil {
			break
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if start.Name.Local != "Role" {
			break
		}
		role, _ := r.role(start)
		return role, r.All
	}
	if len(r.All) == 0 {
		r.add(source.Error, "role-missing", r.place(0, ""), "no Role element stands here", "")
	}
	return privileges.Role{Origin: at.File}, r.All
}

// ParseFile reads every role of a file of an unpacked solution (Roles/*.xml) or of a customizations.xml. A file without
// roles gives none and no diagnostic.
func ParseFile(text *source.Text) ([]privileges.Role, []source.Diagnostic) {
	r := newReader(text.Bytes, source.Place{File: text.Path, Line: 1, Column: 1})
	var roles []privileges.Role
	for {
		token, err := r.next()
		if err != nil {
			return roles, r.All
		}
		start, ok := token.(xml.StartElement)
		// Other parts of a solution have Role elements too, such as the display conditions of forms.
		if !ok || start.Name.Local != "Role" || len(r.open) > 1 && r.around(1) != "Roles" {
			continue
		}
		if len(roles) == maxRoles {
			r.add(source.Error, "role-too-many", r.place(r.start, ""), "more roles than can be read stand in one file", "")
			return roles, r.All
		}
		role, err := r.role(start)
		roles = append(roles, role)
		if err != nil {
			return roles, r.All
		}
	}
}

// role reads to the end of the Role element that was just opened. It fails with errStop and io.EOF; the role then holds
// what was read before.
func (r *reader) role(start xml.StartElement) (privileges.Role, error) {
	at := r.place(r.start, "")
	depth := len(r.open)
	role := r.attributes(start, at)
	index := map[privileges.Key]int{}
	full := false
	for count := 0; ; {
		token, err := r.next()
		if err != nil {
			return role, err
		}
		if len(r.open) < depth {
			break
		}
		element, ok := token.(xml.StartElement)
		if !ok || len(r.open) != depth+2 || element.Name.Local != "RolePrivilege" || r.around(1) != "RolePrivileges" {
			continue
		}
		count++
		here := r.place(r.start, fmt.Sprintf("/RolePrivileges/RolePrivilege[%d]", count))
		grant, ok := r.grant(element, here)
		if !ok {
			continue
		}
		if i, twice := index[grant.Key()]; twice {
			r.add(source.Warning, "role-privilege-duplicate", here, privileges.NameForPeople(grant.Privilege)+" stands twice in the role",
				"the deeper level counts; the platform refuses to import such a role")
			role.Grants[i].Level = max(role.Grants[i].Level, grant.Level)
			role.Grants[i].RecordFilter = role.Grants[i].RecordFilter || grant.RecordFilter
			continue
		}
		if len(role.Grants) == maxGrants {
			if !full {
				r.add(source.Error, "role-too-large", here, "the role holds more privileges than can be read", "")
			}
			full = true
			continue
		}
		index[grant.Key()] = len(role.Grants)
		role.Grants = append(role.Grants, grant)
	}
	if len(role.Grants) == 0 {
		r.add(source.Error, "role-empty", at, "the role grants no privilege", "export the role again; nothing of it counts as held")
	}
	role.Grants = slices.Clip(role.Grants)
	return role, nil
}

func (r *reader) attributes(start xml.StartElement, at source.Place) privileges.Role {
	role := privileges.Role{Origin: r.at.File}
	id, _ := attribute(start, "id")
	var ok bool
	if role.ID, ok = privileges.ID(id); !ok {
		r.add(source.Warning, "role-id", at, "the role has no id, or its id is not a GUID", "the role cannot be told from others of its name")
	}
	role.Name, _ = attribute(start, "name")
	switch {
	case strings.TrimSpace(role.Name) == "":
		r.add(source.Warning, "role-name", at, "the role has no name", "")
	case utf8.RuneCountInString(role.Name) > maxName:
		r.add(source.Warning, "role-name", at, fmt.Sprintf("the role's name is longer than %d characters", maxName), "the platform refuses to import it")
	}
	if inherited, ok := attribute(start, "isinherited"); ok {
		switch strings.TrimSpace(inherited) {
		case "0":
			role.Inherited = privileges.TeamOnly
		case "1":
			role.Inherited = privileges.DirectUser
		default:
			r.add(source.Warning, "role-inherited", at, "isinherited is neither 0 nor 1", "read as absent: direct user")
		}
	}
	return role
}

func (r *reader) grant(element xml.StartElement, at source.Place) (privileges.Grant, bool) {
	name, _ := attribute(element, "name")
	name = strings.TrimSpace(name)
	if name == "" {
		r.add(source.Error, "role-privilege-name", at, "a privilege without a name is not counted as held", "")
		return privileges.Grant{}, false
	}
	if !privileges.IsName(name) {
		r.add(source.Warning, "role-privilege-name", at, "a privilege's name does not have the form of a privilege name", "")
	}
	text, _ := attribute(element, "level")
	text = strings.TrimSpace(text)
	if strings.EqualFold(text, "RecordFilter") {
		r.add(source.Warning, "role-record-filter", at, privileges.NameForPeople(name)+" is granted through a record filter",
			"it counts as held at a reach that is not known")
		return privileges.Grant{Privilege: name, RecordFilter: true}, true
	}
	level, ok := privileges.ParseLevel(text)
	switch {
	case !ok:
		r.add(source.Error, "role-privilege-level", at, privileges.NameForPeople(name)+" has no level that is known and is not counted as held",
			"levels are Basic, Local, Deep and Global")
		return privileges.Grant{}, false
	case level == privileges.None:
		r.add(source.Warning, "role-privilege-level", at, privileges.NameForPeople(name)+" is listed with level None, which grants nothing", "")
		return privileges.Grant{}, false
	}
	return privileges.Grant{Privilege: name, Level: level}, true
}

package rolexml

import (
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"

	"rolefit/flowparse/jsontree"
	"rolefit/flowparse/source"
	"rolefit/privileges"
)

// APIOptions says how to read answers of the Web API. The zero value resolves no ids.
type APIOptions struct {
	// PrivilegeName names a privilege by its id, a lower-case GUID, for answers that leave the name empty.
	PrivilegeName func(id string) (name string, ok bool)
}

// ParseAPI reads role privileges as the Web API answers them: {"RolePrivileges": [...]} of RetrieveRolePrivilegesRole,
// RetrieveUserPrivileges and their kin, or an array of such answers. Each answer becomes one role without id; its name is
// the file's, numbered when there are several, for the answer itself names no role.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/roleprivilege (2026-11-22)
func ParseAPI(text *source.Text, opts APIOptions) ([]privileges.Role, []source.Diagnostic) {
	a := apiReader{text: text, opts: opts}
	root, _, err := jsontree.Parse(text.Bytes, jsontree.Limits{Depth: 64})
	if err != nil {
		var syntax *jsontree.Error
		offset := 0
		if errors.As(err, &syntax) {
			offset = syntax.Offset
		}
		a.add(source.Error, "role-json", text.Place(source.Span{Start: offset, End: offset}, "", ""), "not readable as JSON from here on", "")
		return nil, a.all
	}
	answers, single := root.Elements(), false
	if root.Is(jsontree.Object) {
		answers, single = []*jsontree.Node{root}, true
	}
	if len(answers) == 0 {
		a.add(source.Error, "role-json", text.Place(source.Span{}, "", ""), "no answer with RolePrivileges stands in the file", "")
	}
	stem := strings.TrimSuffix(path.Base(text.Path), path.Ext(text.Path))
	var roles []privileges.Role
	for i, answer := range answers {
		name, pointer := stem, ""
		if !single {
			name, pointer = fmt.Sprintf("%s #%d", stem, i+1), fmt.Sprintf("/%d", i)
		}
		if len(roles) == maxRoles {
			a.add(source.Error, "role-too-many", text.Place(answer.Span, "", pointer), "more roles than can be read stand in one file", "")
			break
		}
		list := answer.Get("RolePrivileges")
		if !list.Is(jsontree.Array) {
			a.add(source.Error, "role-json", text.Place(spanOf(answer), "", pointer), "the answer has no list RolePrivileges",
				"expected is an answer of RetrieveRolePrivilegesRole or RetrieveUserPrivileges")
			continue
		}
		roles = append(roles, privileges.Role{Name: name, Grants: a.grants(list, pointer+"/RolePrivileges"), Origin: text.Path})
	}
	return roles, a.all
}

type apiReader struct {
	complaints
	text *source.Text
	opts APIOptions
}

func spanOf(n *jsontree.Node) source.Span {
	if n == nil {
		return source.Span{}
	}
	return n.Span
}

// grants reads the list; business units and record filters are not kept apart, the deepest level of a privilege counts.
func (a *apiReader) grants(list *jsontree.Node, pointer string) []privileges.Grant {
	var grants []privileges.Grant
	index := map[privileges.Key]int{}
	for i, item := range list.Elements() {
		at := a.text.Place(item.Span, "", fmt.Sprintf("%s/%d", pointer, i))
		grant, ok := a.grant(item, at)
		if !ok {
			continue
		}
		if j, again := index[grant.Key()]; again { // the same privilege in several business units is no mistake here
			grants[j].Level = max(grants[j].Level, grant.Level)
			grants[j].RecordFilter = grants[j].RecordFilter || grant.RecordFilter
			continue
		}
		if len(grants) == maxGrants {
			a.add(source.Error, "role-too-large", at, "the role holds more privileges than can be read", "")
			break
		}
		index[grant.Key()] = len(grants)
		grants = append(grants, grant)
	}
	if len(grants) == 0 {
		a.add(source.Error, "role-empty", a.text.Place(list.Span, "", pointer), "the answer grants no privilege", "")
	}
	return grants
}

func (a *apiReader) grant(item *jsontree.Node, at source.Place) (privileges.Grant, bool) {
	name := strings.TrimSpace(item.Get("PrivilegeName").Str())
	if name == "" {
		id := strings.ToLower(strings.Trim(item.Get("PrivilegeId").Str(), "{} "))
		if a.opts.PrivilegeName != nil && guidPattern.MatchString(id) {
			name, _ = a.opts.PrivilegeName(id)
		}
	}
	if name == "" {
		a.add(source.Error, "role-privilege-name", at, "a privilege without a name is not counted as held",
			"its id is not known either; ask for the answer again, newer versions name every privilege")
		return privileges.Grant{}, false
	}
	if !privilegePattern.MatchString(name) {
		a.add(source.Warning, "role-privilege-name", at, "a privilege's name does not have the form of a privilege name", "")
	}
	level, filter, ok := depthOf(item.Get("Depth"))
	if !ok {
		a.add(source.Error, "role-privilege-level", at, nameForPeople(name)+" has no depth that is known and is not counted as held",
			"depths are Basic, Local, Deep, Global and RecordFilter, or 0 to 4")
		return privileges.Grant{}, false
	}
	if filter {
		a.add(source.Warning, "role-record-filter", at, nameForPeople(name)+" is granted through a record filter",
			"it counts as held at a reach that is not known")
	}
	return privileges.Grant{Privilege: name, Level: level, RecordFilter: filter}, true
}

// depthOf reads a PrivilegeDepth: the enumeration's name, or its number as number or text.
func depthOf(n *jsontree.Node) (level privileges.Level, recordFilter, ok bool) {
	text := n.Scalar()
	if depth, err := strconv.Atoi(text); err == nil {
		return privileges.LevelFromDepth(depth)
	}
	if strings.EqualFold(text, "RecordFilter") {
		return privileges.None, true, true
	}
	level, ok = privileges.ParseLevel(text)
	return level, false, ok && level > privileges.None
}

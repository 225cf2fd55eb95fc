package dataversetest

import (
	"net/http"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"rolefit/privileges/environment"
)

// emptyID is how the platform writes an id that is not set.
const emptyID = "00000000-0000-0000-0000-000000000000"

// response is the answer of a function.
func (c *call) response(function, member string, value any) object {
	return object{{"@odata.context", c.base + "$metadata#Microsoft.Dynamics.CRM." + function + "Response"}, {member, value}}
}

// argument is the value of a named argument, which may be an alias that the query gives the value of.
func (c *call) argument(function, arguments, name string) (string, error) {
	for _, part := range splitOutside(arguments, ',') {
		m := oneNamedValue.FindStringSubmatch(strings.TrimSpace(part))
		if m == nil || m[1] != name {
			continue
		}
		value := m[2]
		if strings.HasPrefix(value, "@") {
			given, ok := c.query.aliases[value]
			if !ok {
				return "", badQuery("The parameter alias '%s' of the function '%s' has no value in the query.", value, function)
			}
			value = given
		}
		return value, nil
	}
	return "", noSegment(function)
}

// rolePrivilegesOf answers RetrieveRolePrivilegesRole for any copy of a role. It is not paged.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/retrieveroleprivilegesrole (2026-11-22)
func (c *call) rolePrivilegesOf(arguments string) (object, error) {
	const function = "RetrieveRolePrivilegesRole"
	id, err := c.argument(function, arguments, "RoleId")
	if err != nil {
		return nil, err
	}
	if len(id) != 36 || uuid.Validate(id) != nil {
		return nil, badQuery("The value '%s' of the parameter 'RoleId' is no Edm.Guid.", id)
	}
	if err := c.mayRead(c.sets["roles"]); err != nil {
		return nil, err
	}
	role, grants, ok := c.grantsOf(strings.ToLower(id))
	if !ok {
		return nil, &refusal{http.StatusNotFound, "0x80040217", "role With Id = " + id + " Does Not Exist"}
	}
	rows := []object{}
	for _, g := range grants {
		g.ID = c.idOf(g)
		rows = append(rows, rolePrivilege(g, role.BusinessUnit))
	}
	return c.response(function, "RolePrivileges", rows), nil
}

func rolePrivilege(g environment.Grant, unit string) object {
	return object{
		{"Depth", g.Depth}, {"PrivilegeId", g.ID}, {"BusinessUnitId", unit}, {"PrivilegeName", g.Privilege},
		{"RecordFilterId", emptyID}, {"RecordFilterUniqueName", ""},
	}
}

// userSetOfPrivileges answers with those of the named privileges that the user has, at the depth they really have.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/retrieveusersetofprivilegesbynames (2026-11-22)
func (c *call) userSetOfPrivileges(user, arguments string) (object, error) {
	const function = "RetrieveUserSetOfPrivilegesByNames"
	text, err := c.argument(function, arguments, "PrivilegeNames")
	if err != nil {
		return nil, err
	}
	var names []string
	if err := json.Unmarshal([]byte(text), &names); err != nil {
		return nil, badQuery("The value of the parameter 'PrivilegeNames' is no collection of Edm.String.")
	}
	u, _ := c.user(user)
	effective := c.effective(u)
	rows := []object{}
	for _, name := range names {
		if h, ok := effective[strings.ToLower(name)]; ok {
			rows = append(rows, rolePrivilege(h.Grant, h.unit))
		}
	}
	return c.response(function, "RolePrivileges", rows), nil
}

// userPrivileges answers with all that the user has. What comes from a team alone is said to be Basic, whatever it is.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/retrieveuserprivileges (2026-11-22)
func (c *call) userPrivileges(user string) (object, error) {
	u, _ := c.user(user)
	effective := c.effective(u)
	rows := []object{}
	for _, key := range sortedKeys(effective) {
		h := effective[key]
		h.Depth = "Basic"
		if h.own != "" {
			h.Depth = h.own
		}
		rows = append(rows, rolePrivilege(h.Grant, h.unit))
	}
	return c.response("RetrieveUserPrivileges", "RolePrivileges", rows), nil
}

// userPrivilege answers for one privilege, named or by its id.
func (c *call) userPrivilege(user, arguments string) (object, error) {
	u, _ := c.user(user)
	effective := c.effective(u)
	function, wanted := "RetrieveUserPrivilegeByPrivilegeName", ""
	if name, err := c.argument(function, arguments, "PrivilegeName"); err == nil {
		wanted = strings.ToLower(strings.Trim(name, "'"))
	} else {
		function = "RetrieveUserPrivilegeByPrivilegeId"
		id, err := c.argument(function, arguments, "PrivilegeId")
		if err != nil {
			return nil, err
		}
		for key, p := range c.privileges {
			if p.id == strings.ToLower(id) {
				wanted = key
			}
		}
	}
	rows := []object{}
	if h, ok := effective[wanted]; ok {
		rows = append(rows, rolePrivilege(h.Grant, h.unit))
	}
	return c.response(function, "RolePrivileges", rows), nil
}

// teamPrivileges answers with what the roles of a team grant.
func (c *call) teamPrivileges(team string) (object, error) {
	at := slices.IndexFunc(c.seed.Teams, func(t environment.Team) bool { return t.ID == team })
	effective := c.effective(environment.User{Roles: c.seed.Teams[at].Roles})
	rows := []object{}
	for _, key := range sortedKeys(effective) {
		rows = append(rows, rolePrivilege(effective[key].Grant, effective[key].unit))
	}
	return c.response("RetrieveTeamPrivileges", "RolePrivileges", rows), nil
}

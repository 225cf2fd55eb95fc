package catalog

import (
	"strings"

	"rolefit/privileges"
)

// SystemAdministratorTemplate is the role template that a role must come from to be System Administrator.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/security-access-coding (2026-11-22)
const SystemAdministratorTemplate = "627090ff-40a3-4053-8790-584edc5be201"

// builtIn is a built-in role without its grants.
type builtIn struct{ name, templateID, id, asOf, source string }

func (c *Catalog) readRoles() []builtIn {
	var all []builtIn
	for _, r := range c.records("roles.lines") {
		all = append(all, builtIn{r.Field(0), r.Field(1), r.Field(2), r.Field(3), r.Field(4)})
	}
	return all
}

// RoleNames returns the names of the built-in roles, in alphabetical order without regard to case.
func (c *Catalog) RoleNames() []string {
	var names []string
	for _, r := range c.roles() {
		names = append(names, r.name)
	}
	return names
}

// Role returns the built-in role with the name (compared without regard to case), template id or fixed role id (with or
// without braces). Renamed roles share an id: the latest dump answers. Only grants on tables are known, and Delegate's right
// to act on behalf of others; AsOf is the date of the dump.
func (c *Catalog) Role(nameOrID string) (privileges.Role, bool) {
	r, ok := c.builtIn(nameOrID)
	if !ok {
		return privileges.Role{}, false
	}
	return privileges.Role{
		ID: r.id, Name: r.name, TemplateID: r.templateID, Grants: c.grants(r.name), Origin: "builtin", AsOf: r.asOf,
	}, true
}

// RoleSource returns where the dump of a built-in role was read, "" for an unknown role. Roles are named as for Role.
func (c *Catalog) RoleSource(nameOrID string) string {
	r, _ := c.builtIn(nameOrID)
	return r.source
}

// SystemAdministrator returns the role that holds everything, as dumped; see Role for what a dump lacks.
func (c *Catalog) SystemAdministrator() privileges.Role {
	role, _ := c.Role(SystemAdministratorTemplate)
	return role
}

func (c *Catalog) builtIn(nameOrID string) (builtIn, bool) {
	id := strings.ToLower(strings.Trim(nameOrID, "{}"))
	var found builtIn
	for _, r := range c.roles() {
		if strings.EqualFold(r.name, nameOrID) {
			return r, true
		}
		if id != "" && (r.templateID == id || r.id == id) && r.asOf > found.asOf {
			found = r
		}
	}
	return found, found.name != ""
}

// grants returns what a role grants in the order of the data file: by table, then by right.
func (c *Catalog) grants(role string) []privileges.Grant {
	var grants []privileges.Grant
	for _, r := range find(c.roleGrants, role) { // not sorted by name: with 4,000 grants that costs more than reading them
		name, digits := r.Field(1), r.Field(2)
		if len(digits) == 1 {
			grants = append(grants, privileges.Grant{Privilege: name, Level: privileges.Level(digits[0] - '0')})
			continue
		}
		for i, right := range privileges.Rights() {
			if i < len(digits) && digits[i] != '0' {
				grants = append(grants, privileges.Grant{
					Privilege: "prv" + right.String() + name, Level: privileges.Level(digits[i] - '0'),
				})
			}
		}
	}
	return grants
}

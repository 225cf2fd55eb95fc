package dataversetest

import (
	"slices"

	"rolefit/privileges/environment"
)

func (w *world) organizations() *set {
	s := &set{
		name: "organizations", table: "organization", code: 1019, key: "organizationid", read: "prvReadOrganization",
		columns: []column{
			{"organizationid", "Guid", ""}, {"name", "String", ""}, {"isauditenabled", "Boolean", ""},
			{"isuseraccessauditenabled", "Boolean", ""}, {"isreadauditenabled", "Boolean", ""}, {"auditretentionperiodv2", "Int32", ""},
			{"plugintracelogsetting", "Int32", ""}, {"flowruntimetoliveinseconds", "Int32", ""},
			{"ishierarchicalsecuritymodelenabled", "Boolean", ""}, {"usepositionhierarchy", "Boolean", ""},
			{"maxdepthforhierarchicalsecuritymodel", "Int32", ""}, {"languagecode", "Int32", ""},
		},
	}
	if w.seed.OrganizationID == "" {
		return s
	}
	r := row{
		"organizationid": w.seed.OrganizationID, "name": orNull(w.seed.Name), "isauditenabled": false, "isuseraccessauditenabled": false,
		"isreadauditenabled": false, "auditretentionperiodv2": nil, "plugintracelogsetting": 0, "flowruntimetoliveinseconds": 2419200,
		"ishierarchicalsecuritymodelenabled": false, "usepositionhierarchy": false, "maxdepthforhierarchicalsecuritymodel": 3, "languagecode": 1033,
	}
	if audit := w.seed.Audit; audit != nil {
		r["isauditenabled"] = audit.Enabled
		if audit.RetentionDays != 0 {
			r["auditretentionperiodv2"] = audit.RetentionDays
		}
	}
	s.rows = []row{r}
	return s
}

func (w *world) businessUnits() *set {
	s := &set{
		name: "businessunits", table: "businessunit", code: 10, key: "businessunitid", read: "prvReadBusinessUnit",
		columns: []column{
			{"businessunitid", "Guid", ""}, {"name", "String", ""}, {"_parentbusinessunitid_value", "Guid", "businessunits"},
			{"isdisabled", "Boolean", ""}, {"_organizationid_value", "Guid", "organizations"},
		},
	}
	for _, unit := range w.seed.BusinessUnits {
		s.rows = append(s.rows, row{
			"businessunitid": unit.ID, "name": unit.Name, "_parentbusinessunitid_value": orNull(unit.Parent),
			"isdisabled": unit.Disabled, "_organizationid_value": orNull(w.seed.OrganizationID),
		})
	}
	return s
}

// users are the application users, the reader, and people who own something: a client has to ask for those it wants.
func (w *world) users() *set {
	s := &set{
		name: "systemusers", table: "systemuser", code: 8, key: "systemuserid", read: "prvReadUser",
		columns: []column{
			{"applicationid", "Guid", ""}, {"systemuserid", "Guid", ""}, {"fullname", "String", ""}, {"isdisabled", "Boolean", ""},
			{"deletedstate", "Int32", ""}, {"_businessunitid_value", "Guid", "businessunits"}, {"azureactivedirectoryobjectid", "Guid", ""},
			{"accessmode", "Int32", ""}, {"islicensed", "Boolean", ""}, {"domainname", "String", ""}, {"internalemailaddress", "String", ""},
		},
		navigation: map[string]navigation{
			"systemuserroles_association":    {"roles", map[string][]string{}},
			"teammembership_association":     {"teams", map[string][]string{}},
			"systemuserprofiles_association": {"fieldsecurityprofiles", map[string][]string{}},
		},
	}
	add := func(u environment.User) {
		deleted := 0
		if u.Deleted {
			deleted = 1
		}
		s.rows = append(s.rows, row{
			"systemuserid": u.ID, "applicationid": orNull(u.AppID), "fullname": u.Name, "isdisabled": u.Disabled, "deletedstate": deleted,
			"_businessunitid_value": u.BusinessUnit, "azureactivedirectoryobjectid": orNull(u.DirectoryObject), "accessmode": u.AccessMode,
			"islicensed": u.AppID == "", "domainname": u.ID + "@contoso.onmicrosoft.com", "internalemailaddress": u.ID + "@contoso.onmicrosoft.com",
		})
		s.navigation["systemuserroles_association"].links[u.ID] = u.Roles
		s.navigation["teammembership_association"].links[u.ID] = u.Teams
		s.navigation["systemuserprofiles_association"].links[u.ID] = u.Profiles
	}
	seen := map[string]bool{"": true}
	for _, team := range w.seed.Teams {
		seen[team.ID] = true
	}
	for _, u := range w.seed.Users {
		seen[u.ID] = true
		add(u)
	}
	if reader, ok := w.user(w.seed.Reader.UserID); ok && !seen[reader.ID] {
		seen[reader.ID] = true
		add(reader)
	}
	var owners []string
	for _, flow := range w.seed.Flows {
		owners = append(owners, flow.Owner)
	}
	for _, ref := range w.seed.References {
		owners = append(owners, ref.Owner)
	}
	for _, id := range owners {
		if !seen[id] {
			seen[id] = true
			add(environment.User{ID: id, Name: "Owner " + id[:min(4, len(id))], BusinessUnit: w.rootUnit(), DirectoryObject: stable("directory object", id)})
		}
	}
	return s
}

// teamTypes are the values of teamtype.
var teamTypes = []environment.TeamKind{environment.OwnerTeam, environment.AccessTeam, environment.SecurityGroupTeam, environment.OfficeGroupTeam}

func (w *world) teams() *set {
	s := &set{
		name: "teams", table: "team", code: 9, key: "teamid", read: "prvReadTeam",
		columns: []column{
			{"teamid", "Guid", ""}, {"name", "String", ""}, {"teamtype", "Int32", ""}, {"azureactivedirectoryobjectid", "Guid", ""},
			{"membershiptype", "Int32", ""}, {"isdefault", "Boolean", ""}, {"_businessunitid_value", "Guid", "businessunits"},
		},
		navigation: map[string]navigation{
			"teamroles_association":      {"roles", map[string][]string{}},
			"teammembership_association": {"systemusers", map[string][]string{}},
			"teamprofiles_association":   {"fieldsecurityprofiles", map[string][]string{}},
		},
	}
	for _, team := range w.seed.Teams {
		s.rows = append(s.rows, row{
			"teamid": team.ID, "name": team.Name, "teamtype": max(0, slices.Index(teamTypes, team.Kind)), "isdefault": team.Default,
			"azureactivedirectoryobjectid": orNull(team.Group), "membershiptype": 0, "_businessunitid_value": team.BusinessUnit,
		})
		s.navigation["teamroles_association"].links[team.ID] = team.Roles
		s.navigation["teamprofiles_association"].links[team.ID] = team.Profiles
		for _, u := range w.seed.Users {
			if slices.Contains(u.Teams, team.ID) {
				links := s.navigation["teammembership_association"].links
				links[team.ID] = append(links[team.ID], u.ID)
			}
		}
	}
	return s
}

func (w *world) roles() *set {
	s := &set{
		name: "roles", table: "role", code: 1036, key: "roleid", read: "prvReadRole",
		columns: []column{
			{"roleid", "Guid", ""}, {"name", "String", ""}, {"_businessunitid_value", "Guid", "businessunits"}, {"_parentroleid_value", "Guid", "roles"},
			{"_parentrootroleid_value", "Guid", "roles"}, {"_roletemplateid_value", "Guid", ""}, {"ismanaged", "Boolean", ""},
			{"isinherited", "Int32", ""}, {"componentstate", "Int32", ""}, {"modifiedon", "DateTimeOffset", ""},
		},
	}
	add := func(role environment.Role, parent string) {
		inherited := any(nil)
		if role.Inherited != nil {
			inherited = *role.Inherited
		}
		s.rows = append(s.rows, row{
			"roleid": role.ID, "name": role.Name, "_businessunitid_value": role.BusinessUnit, "_parentroleid_value": orNull(parent),
			"_parentrootroleid_value": role.Root, "_roletemplateid_value": orNull(role.Template), "ismanaged": role.Managed,
			"isinherited": inherited, "componentstate": 0, "modifiedon": "2026-10-01T08:00:00Z",
		})
	}
	seen := map[string]bool{}
	for _, role := range w.seed.Roles {
		seen[role.ID] = true
		parent := role.Root
		if role.Root == role.ID {
			parent = ""
		}
		add(role, parent)
	}
	// A copy has a root that is a row too, whether or not the seed says that somebody holds it.
	for _, role := range w.seed.Roles {
		if !seen[role.Root] {
			seen[role.Root] = true
			role.ID, role.BusinessUnit = role.Root, w.rootUnit()
			add(role, "")
		}
	}
	return s
}

func (w *world) profiles() *set {
	s := &set{
		name: "fieldsecurityprofiles", table: "fieldsecurityprofile", code: 1200, key: "fieldsecurityprofileid", read: "prvReadFieldSecurityProfile",
		columns:    []column{{"fieldsecurityprofileid", "Guid", ""}, {"name", "String", ""}, {"description", "String", ""}, {"ismanaged", "Boolean", ""}},
		navigation: map[string]navigation{"lk_fieldpermission_fieldsecurityprofileid": {"fieldpermissions", map[string][]string{}}},
	}
	for _, profile := range w.seed.Profiles {
		s.rows = append(s.rows, row{"fieldsecurityprofileid": profile.ID, "name": profile.Name, "description": nil, "ismanaged": false})
		links := s.navigation["lk_fieldpermission_fieldsecurityprofileid"].links
		for _, p := range profile.Permissions {
			links[profile.ID] = append(links[profile.ID], permissionID(profile.ID, p))
		}
	}
	return s
}

func permissionID(profile string, p environment.ColumnPermission) string {
	return stable("field permission", profile, p.Table, p.Column)
}

// permissions need no privilege of their own to be read.
func (w *world) permissions() *set {
	s := &set{
		name: "fieldpermissions", table: "fieldpermission", code: 1201, key: "fieldpermissionid",
		columns: []column{
			{"fieldpermissionid", "Guid", ""}, {"entityname", "String", ""}, {"attributelogicalname", "String", ""}, {"canread", "Int32", ""},
			{"cancreate", "Int32", ""}, {"canupdate", "Int32", ""}, {"canreadunmasked", "Int32", ""}, {"_fieldsecurityprofileid_value", "Guid", "fieldsecurityprofiles"},
		},
	}
	allowed := map[bool]int{true: 4}
	for _, profile := range w.seed.Profiles {
		for _, p := range profile.Permissions {
			s.rows = append(s.rows, row{
				"fieldpermissionid": permissionID(profile.ID, p), "entityname": p.Table, "attributelogicalname": p.Column,
				"canread": allowed[p.Read], "cancreate": allowed[p.Create], "canupdate": allowed[p.Update], "canreadunmasked": 0,
				"_fieldsecurityprofileid_value": profile.ID,
			})
		}
	}
	return s
}

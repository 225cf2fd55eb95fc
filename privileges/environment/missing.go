package environment

import (
	"slices"
	"strings"
)

// The parts of an environment that Missing can name. One thing of a part stands behind a colon, as PartOf writes it.
const (
	PartReader         = "reader" // its name and privileges
	PartOrganization   = "organization"
	PartBusinessUnits  = "business-units"
	PartUsers          = "application-users"
	PartTeams          = "teams"           // of every user, or of one by its name
	PartRoles          = "roles"           // of every user and team
	PartProfiles       = "column-profiles" // of every user and team, or of one by its name
	PartTables         = "tables"
	PartSecuredColumns = "secured-columns"
	PartRelationships  = "relationships"              // 1:N
	PartManyToMany     = "many-to-many-relationships" // N:N
	PartCustomAPIs     = "custom-apis"
	PartReferences     = "connection-references"
	PartFlows          = "flows"
	PartConnections    = "connections"
	PartRegistrations  = "app-registrations"
	PartAudit          = "audit" // as a whole, or of one user by its id
	PartClock          = "clock" // what time it is there: without it, nobody can say whether a credential has ended
)

// The parts that are always of one thing.
const (
	PartUser         = "application-user" // by its client id
	PartUserRoles    = "user-roles"       // by the user's name: roles assigned directly
	PartTeamRoles    = "team-roles"       // by the team's name
	PartRole         = "role"             // by its name: what it grants
	PartTeam         = "team"             // by its name or id
	PartProfile      = "column-profile"   // by its name: what it allows
	PartFlow         = "flow"             // by its name
	PartRegistration = "app-registration" // by its client id
	PartHeld         = "held-privileges"  // by the user's name: what the environment itself says it holds
)

// NotFound is why an application user is missing that was looked for and is not there, as opposed to one that could not be
// read.
const NotFound = "the reader finds no application user with this application id"

// NotRegistered is why an app registration is missing that the tenant does not have, as opposed to one that could not be read.
// Application users of applications that others publish have none in the tenant.
const NotRegistered = "the tenant has no app registration with this client id"

// PartOf returns the part that is one thing, by its kind and its name or id: "role:Flow Runner".
func PartOf(kind, name string) string { return kind + ":" + name }

// Lacks reports whether a part, or one thing of it, is among what could not be read.
func (e Environment) Lacks(part string) bool {
	return slices.ContainsFunc(e.Missing, func(m Missing) bool { return m.Part == part || strings.HasPrefix(m.Part, part+":") })
}

// absence answers whether parts are named by Missing, for as many as are asked about.
type absence map[string]bool

func (e Environment) absence() absence {
	return absence(index(e.Missing, func(m Missing) string { return m.Part }))
}

// lacks reports whether Missing names the list, or the one thing under any of its names.
func (a absence) lacks(list, kind string, names ...string) bool {
	return a[list] || slices.ContainsFunc(names, func(name string) bool { return name != "" && a[PartOf(kind, name)] })
}

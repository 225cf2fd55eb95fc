// Package environment is what was read of one live Dataverse environment, as a value: application users with everything
// they hold, and what an analysis needs of flows, tables and connection references. Saved, it is a snapshot file.
//
// It is pure: privileges/dataverse fills it, files in it come from Read, and Flows are turned into an input of the
// analysis by AddTo. It holds no tokens, and no values that flows keep secret.
//
// Limitations. Lists hold what the reader's own rights let it see: Missing names what it could not. A list that is empty
// and not named in Missing was read and is empty.
package environment

import "time"

// Environment is one reading of an environment. Ids are lower-case GUIDs without braces; every list is in a fixed order.
type Environment struct {
	URL            string    `json:"url"` // origin, such as "https://contoso.crm.dynamics.com"
	OrganizationID string    `json:"organizationId"`
	Name           string    `json:"name,omitzero"`
	ReadAt         time.Time `json:"readAt,omitzero"` // by the environment's clock, in UTC; zero: not known
	Reader         Reader    `json:"reader"`

	BusinessUnits []BusinessUnit `json:"businessUnits"`
	Users         []User         `json:"users"`                // the application users asked for
	UsersNamed    bool           `json:"usersNamed,omitempty"` // they were asked for by their client ids; false: all were read
	Teams         []Team         `json:"teams"`                // those that some user is a member of
	Roles         []Role         `json:"roles"`                // each copy that a user or team holds, and System Administrator of the root
	RoleGrants    []RoleGrants   `json:"roleGrants"`
	Profiles      []Profile      `json:"columnProfiles"` // those that a user or team is a member of

	Tables        []Table               `json:"tables"`
	Relationships []Relationship        `json:"relationships"`
	CustomAPIs    []CustomAPI           `json:"customApis"`
	References    []ConnectionReference `json:"connectionReferences"`
	Flows         []Flow                `json:"flows"`

	Connections   []Connection   `json:"connections,omitempty"`      // from the Power Platform, where it was asked
	Registrations []Registration `json:"appRegistrations,omitempty"` // from Microsoft Graph, where it was asked
	Audit         *Audit         `json:"audit,omitempty"`            // evidence from auditing; nil: not asked

	Missing []Missing `json:"missing"` // parts that could not be read: the reading is incomplete when there are any
}

// Missing is a part of the environment that could not be read.
type Missing struct {
	Part string `json:"part"` // such as "teams", "role:Flow Runner", "flows"; see the constants
	Why  string `json:"why"`  // a clause: "the reader lacks prvReadTeam at Global"
	Fix  string `json:"fix"`  // what to do next, a sentence
}

// Reader is the identity that the environment was read as.
type Reader struct {
	UserID string `json:"userId"`
	Name   string `json:"name,omitzero"`
}

// BusinessUnit is one business unit. The root has no parent.
type BusinessUnit struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Parent   string `json:"parent,omitzero"` // id
	Disabled bool   `json:"disabled,omitzero"`
}

// User is an application user.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/systemuser (2026-11-22)
type User struct {
	ID              string   `json:"id"`
	AppID           string   `json:"appId"`
	Name            string   `json:"name"`
	Disabled        bool     `json:"disabled,omitzero"`
	Deleted         bool     `json:"deleted,omitzero"` // marked as deleted, which still can be undone
	AccessMode      int      `json:"accessMode"`       // 0 read-write, 1 administrative, 2 read, 3 support, 4 non-interactive, 5 delegated administrator
	BusinessUnit    string   `json:"businessUnit"`     // id; empty: not said
	DirectoryObject string   `json:"directoryObject,omitzero"`
	Roles           []string `json:"roles"`          // ids of roles assigned directly
	Teams           []string `json:"teams"`          // ids
	Profiles        []string `json:"columnProfiles"` // ids of column security profiles it is a direct member of
	// Unexplained are privileges that the environment says the user holds and that no role found grants; nil also where
	// not every role was read.
	Unexplained []string `json:"unexplainedPrivileges,omitempty"`
}

// TeamKind is the type of a team.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/team (2026-11-22)
type TeamKind string

// The kinds of teams. One whose number is not known is called "type-" and the number; its roles count.
const (
	OwnerTeam         TeamKind = "owner"               // teamtype 0
	AccessTeam        TeamKind = "access"              // 1: shares rows, holds no roles
	SecurityGroupTeam TeamKind = "security-group"      // 2
	OfficeGroupTeam   TeamKind = "microsoft-365-group" // 3
)

// Team is a team that an application user is a member of.
type Team struct {
	ID           string   `json:"id"`
	Name         string   `json:"name"`
	Kind         TeamKind `json:"kind"`
	BusinessUnit string   `json:"businessUnit"` // id; empty: not said
	Default      bool     `json:"default,omitzero"`
	Group        string   `json:"group,omitzero"` // object id of its Entra group
	Roles        []string `json:"roles"`          // ids
	Profiles     []string `json:"columnProfiles"` // ids
}

// Role is one copy of a security role: every business unit has one of each.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/role (2026-11-22)
type Role struct {
	ID           string `json:"id"`
	Root         string `json:"root"` // id of the copy in the root business unit, under which its privileges are kept
	Name         string `json:"name"`
	Template     string `json:"template,omitzero"` // id of the role template
	BusinessUnit string `json:"businessUnit"`      // id: where the copy is anchored; empty: not said
	Inherited    *int   `json:"isinherited"`       // 0 team privileges only, 1 direct user; nil and any other: not said
	Managed      bool   `json:"managed,omitzero"`
}

// RoleGrants is what a role grants, the same for all of its copies. A role without RoleGrants was not read.
type RoleGrants struct {
	Root   string  `json:"root"`
	Grants []Grant `json:"grants"`
}

// Grant is one privilege of a role.
type Grant struct {
	Privilege string `json:"privilege"` // "prvReadAccount"
	ID        string `json:"id,omitzero"`
	Depth     string `json:"depth"` // "Basic", "Local", "Deep", "Global", or "RecordFilter": held at a reach that is not known
}

// Profile is a column security profile.
type Profile struct {
	ID          string             `json:"id"`
	Name        string             `json:"name"`
	Permissions []ColumnPermission `json:"permissions"`
}

// ColumnPermission is what a profile allows on one secured column.
type ColumnPermission struct {
	Table  string `json:"table"` // logical names
	Column string `json:"column"`
	Create bool   `json:"create,omitzero"`
	Read   bool   `json:"read,omitzero"`
	Update bool   `json:"update,omitzero"`
}

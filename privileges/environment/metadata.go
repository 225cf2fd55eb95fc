package environment

// Table is a table definition.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/entitymetadata (2026-11-22)
type Table struct {
	LogicalName   string           `json:"logicalName"`
	SchemaName    string           `json:"schemaName"`
	EntitySetName string           `json:"entitySetName,omitzero"`
	PrimaryID     string           `json:"primaryId,omitzero"`
	Ownership     string           `json:"ownership"` // "UserOwned", "OrganizationOwned", "BusinessOwned", "None", …
	Activity      bool             `json:"activity,omitzero"`
	Audited       bool             `json:"audited,omitzero"`
	Secured       []string         `json:"securedColumns,omitempty"` // logical names
	Privileges    []TablePrivilege `json:"privileges"`
}

// TablePrivilege is a privilege that guards a table.
type TablePrivilege struct {
	Name   string   `json:"name"`
	ID     string   `json:"id,omitzero"`
	Right  string   `json:"right"`  // "Create", "Read", …, "None"
	Levels []string `json:"levels"` // the access levels it can be granted at, shallowest first
}

// Relationship is a 1:N relationship, or an N:N relationship when Intersect is set.
type Relationship struct {
	Name string `json:"name"`

	ReferencingTable  string            `json:"referencingTable,omitzero"`
	ReferencingColumn string            `json:"referencingColumn,omitzero"`
	ReferencingNav    string            `json:"referencingNav,omitzero"` // single-valued navigation property
	ReferencedTable   string            `json:"referencedTable,omitzero"`
	ReferencedNav     string            `json:"referencedNav,omitzero"` // collection-valued navigation property
	Cascade           map[string]string `json:"cascade,omitempty"`      // "Delete": "Cascade"

	Intersect string `json:"intersect,omitzero"`
	First     string `json:"first,omitzero"`
	Second    string `json:"second,omitzero"`
	FirstNav  string `json:"firstNav,omitzero"`
	SecondNav string `json:"secondNav,omitzero"`
}

// CustomAPI is a custom API definition.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/customapi (2026-11-22)
type CustomAPI struct {
	UniqueName       string `json:"uniqueName"`
	BindingType      int    `json:"bindingType"` // 0 global, 1 table, 2 collection of rows
	BoundTable       string `json:"boundTable,omitzero"`
	ExecutePrivilege string `json:"executePrivilege,omitzero"`
	PluginType       string `json:"pluginType,omitzero"` // id; empty when no code runs
	Function         bool   `json:"function,omitzero"`
}

// ConnectionReference is a connection reference record.
type ConnectionReference struct {
	LogicalName  string `json:"logicalName"`
	DisplayName  string `json:"displayName,omitzero"`
	Connector    string `json:"connector"`             // last segment of the connector's id, such as "shared_commondataserviceforapps"
	ConnectionID string `json:"connectionId,omitzero"` // last segment; empty: not bound to a connection
	Owner        string `json:"owner,omitzero"`        // id of a user or team
}

// Flow is a cloud flow of a solution.
type Flow struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	State int    `json:"state"` // 0 off, 1 on, 2 suspended
	Owner string `json:"owner,omitzero"`
	// Definition is the clientdata with what it keeps secret replaced; empty when it could not be read.
	Definition string `json:"definition"`
}

// Connection is a connection as the Power Platform describes it.
type Connection struct {
	ID               string `json:"id"`
	Name             string `json:"name,omitzero"`
	Connector        string `json:"connector"`
	ServicePrincipal *bool  `json:"servicePrincipal"` // nil: not said
	AppID            string `json:"appId,omitzero"`   // client id of a service principal; often not said
}

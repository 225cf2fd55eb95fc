package environment

import "time"

// Registration is an app registration with its service principal, as Microsoft Graph describes them.
// Source: https://learn.microsoft.com/graph/api/resources/application (2026-11-22)
type Registration struct {
	AppID       string       `json:"appId"`
	ObjectID    string       `json:"objectId"`
	Name        string       `json:"name"`
	Audience    string       `json:"signInAudience"` // "AzureADMyOrg": one tenant
	Secrets     []Credential `json:"secrets"`
	Keys        []Credential `json:"certificates"`
	Federated   []Federated  `json:"federatedCredentials"`
	Permissions []Permission `json:"permissions"`
	Owners      []Owner      `json:"owners"`
	Disabled    bool         `json:"disabled,omitzero"` // its service principal may not sign in
}

// Credential is a secret or certificate, without its value.
type Credential struct {
	ID    string    `json:"keyId"`
	Name  string    `json:"name,omitzero"`
	Start time.Time `json:"start,omitzero"`
	End   time.Time `json:"end,omitzero"` // zero: never
}

// Federated is a federated identity credential: who may sign in as the application without a secret.
type Federated struct {
	Name     string `json:"name"`
	Issuer   string `json:"issuer"`
	Subject  string `json:"subject"` // empty where a matching expression stands in its place
	Matching string `json:"claimsMatchingExpression,omitzero"`
}

// Permission is an API permission that the registration asks for.
type Permission struct {
	ResourceAppID string `json:"resourceAppId"`
	ID            string `json:"id"`
	Delegated     bool   `json:"delegated,omitzero"` // type Scope, not Role
}

// Owner owns an app registration, and so can add a secret to it.
type Owner struct {
	ID   string `json:"id"`
	Kind string `json:"kind"` // "user", "servicePrincipal"
	Name string `json:"name,omitzero"`
}

// Audit is what auditing can tell, and what it saw application users do.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/auditing/overview (2026-11-22)
type Audit struct {
	Enabled       bool          `json:"enabled"`                // for the organisation; tables say so for themselves
	Days          int           `json:"days"`                   // how far back was looked
	RetentionDays int           `json:"retentionDays,omitzero"` // -1: forever; 0: not known
	Observations  []Observation `json:"observations"`
}

// Observation is one kind of thing that an application user was seen to do with a table.
type Observation struct {
	User  string    `json:"user"`  // id
	Table string    `json:"table"` // logical name
	Right string    `json:"right"` // the right that it takes: "Create", "Write", "Delete", "Assign", "Share", "Append"
	Count int       `json:"count"`
	Last  time.Time `json:"last"`
}

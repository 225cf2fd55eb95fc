// Package solution reads exported solutions and everything that looks like one: zips, zips in zips, unpacked folders,
// the YAML source-control layout, legacy flow packages and bare flow files.
//
// Read turns any number of roots into one Input. It is syntax only: it finds flows, tables, relationships, connection
// references, environment variables, custom APIs, plug-in steps, roles and column security profiles and says where each
// stands. What a flow does with them is the business of the packages above.
package solution

import (
	"rolefit/flowparse/source"
	"rolefit/flowparse/xaml"
)

// Input is everything the given roots hold, each list in a fixed order whatever the order of the roots.
type Input struct {
	Manifests    []Manifest
	Flows        []FlowFile
	Skipped      []Component // recognised and deliberately not analysed, each with its reason
	Tables       []Table
	Relations    []Relationship
	References   []ConnectionReference
	Variables    []EnvironmentVariable
	CustomAPIs   []CustomAPI
	Steps        []PluginStep
	Processes    []Process // classic workflows, custom process actions, business rules, dialogs, BPFs
	Roles        []RoleElement
	Profiles     []ColumnProfile
	Connectors   []Connector // custom connectors
	Models       []Model     // AI Builder models and prompts
	Diagnostics  []source.Diagnostic
	ReadAnything bool // some root could be opened and read, even if nothing of interest was found in it

	shelf *shelf // the archives that FlowFile.Open reads again; nil in a literal
}

// Manifest is a solution.xml, or what stands for it in another layout.
type Manifest struct {
	UniqueName   string
	Version      string
	Managed      bool
	Publisher    string // unique name
	PublisherTag string // display name; empty when the manifest has none
	Prefix       string // customization prefix, such as "crfc6"
	OptionPrefix int    // customization option value prefix; 0 when unknown
	Place        source.Place
}

// FlowFile is one cloud flow definition in the input. Equal content under the same workflow id is one FlowFile with
// several places; other content under the same id is another version.
type FlowFile struct {
	WorkflowID string // lower-case GUID without braces; empty when nothing names it
	Name       string // display name of the Workflow record or package, else the file's stem
	Solution   string // unique name of the solution it was found in; empty outside one
	Files      []string
	Version    int  // 0 when the id has one content only; otherwise 1, 2, … in the order of first files
	Draft      bool // the Workflow record says that the flow is turned off
	Digest     string

	// Open reads and decodes the definition again. It may be called more than once and from one goroutine at a time.
	Open func() (*source.Text, error)
}

// File is the path under which the flow is reported: the first of Files.
func (f FlowFile) File() string {
	if len(f.Files) == 0 {
		return ""
	}
	return f.Files[0]
}

// Component is a part of the input that was recognised and is not analysed.
type Component struct {
	Kind   string // "desktop flow", "classic workflow", "business rule", "dialog", "business process flow", "custom process action", …
	Name   string
	ID     string // lower-case GUID; may be empty
	Reason string
	Place  source.Place
}

// Ownership says who can own rows of a table. The zero value means that no source says so.
type Ownership string

// The ownership types as the metadata names them.
const (
	UserOwned         Ownership = "UserOwned"
	OrganizationOwned Ownership = "OrganizationOwned" // "OrgOwned" in Entity.xml
	BusinessOwned     Ownership = "BusinessOwned"
	NoOwner           Ownership = "None"
)

// Table is a table definition in the input.
type Table struct {
	LogicalName   string
	SchemaName    string
	EntitySetName string // empty when the definition is partial
	PrimaryID     string // logical name of the primary key column; may be empty
	Ownership     Ownership
	Activity      bool
	Columns       []Column
	Privileges    []TablePrivilege // only where the input embeds full metadata (canvas apps), or of a live environment
	Live          bool             // Privileges are those of a live environment, which no other source is better than
	AllTargets    bool             // every table that its lookups point at is known, as a live environment knows it
	Place         source.Place
}

// Column is one column of a table.
type Column struct {
	LogicalName string
	Type        string // as the definition writes it, such as "lookup"
	Secured     bool
	Targets     []string // logical names a lookup may point at; usually empty in Entity.xml
}

// TablePrivilege is a privilege that embedded metadata lists for a table.
type TablePrivilege struct {
	Name                                   string
	Right                                  string // "Create", "Read", …
	CanBasic, CanLocal, CanDeep, CanGlobal bool
}

// Relationship is a 1:N or N:N relationship in the input. For 1:N the four Referenc… fields are set, for N:N First,
// Second and Intersect.
type Relationship struct {
	Name       string
	ManyToMany bool

	ReferencingTable  string // logical name of the child
	ReferencingColumn string // logical name of the lookup column
	ReferencingNav    string // single-valued navigation property of the child, as @odata.bind names it
	ReferencedTable   string // logical name of the parent
	ReferencedNav     string // collection-valued navigation property of the parent; usually the relationship's name

	First, Second       string // logical names
	FirstNav, SecondNav string // navigation property on First, on Second
	Intersect           string

	Cascade map[string]string // "Delete": "Cascade", …; nil when the definition has none
	Place   source.Place
}

// ConnectionReference is a connection reference record.
type ConnectionReference struct {
	LogicalName string
	DisplayName string
	Connector   string // API name such as "shared_commondataserviceforapps"
	Place       source.Place
}

// EnvironmentVariable is an environment variable definition. Its value is never kept: HasDefault says whether the
// export carries one, Default is kept only for variables that are not secrets and only for suggestions.
type EnvironmentVariable struct {
	SchemaName string
	Type       string
	HasDefault bool
	Default    string
	Place      source.Place
}

// CustomAPI is a custom API definition.
type CustomAPI struct {
	UniqueName       string
	BindingType      int    // 0 global, 1 table, 2 collection of rows
	BoundTable       string // logical name; empty when global
	ExecutePrivilege string // privilege the caller needs; empty when none is named
	PluginType       string // name or export key of the plug-in type; empty when the API has none
	Function         bool
	Place            source.Place
}

// PluginStep is an SDK message processing step.
type PluginStep struct {
	Name          string
	ID            string
	MessageID     string // GUID of the SDK message
	Table         string // logical name; empty for every table
	Synchronous   bool
	Impersonating bool // runs as a named user instead of the caller
	PluginType    string
	Columns       []string // logical names: an update sets the step off only when it sets one of these; none: always
	Place         source.Place
}

// Process is a classic process: everything in the Workflow table that is not a cloud or desktop flow.
type Process struct {
	ID, Name, UniqueName string
	Category             int // 0 workflow, 1 dialog, 2 business rule, 3 action, 4 business process flow
	RealTime             bool
	RunsAsCaller         bool
	Activated            bool
	Table                string // logical name of the primary table
	OnCreate, OnDelete   bool
	OnUpdateColumns      []string
	File                 string         // its XAML; empty when the record names none
	Definition           *xaml.Workflow // what its XAML does; nil when that was not read
	Unread               string         // why Definition is nil, a clause; empty for kinds whose steps do not matter
	Place                source.Place
}

// RoleElement is a <Role> element, not yet understood: rolexml.Parse does that.
type RoleElement struct {
	ID    string // lower-case GUID without braces
	Name  string
	XML   []byte // the element as UTF-8
	Place source.Place
}

// Model is an AI Builder model or prompt, as far as it says what it reads.
type Model struct {
	ID     string   // lower-case GUID
	Tables []string // logical names of the tables whose rows a prompt is given, sorted; usually none
	Place  source.Place
}

// Connector is the definition of a custom connector.
type Connector struct {
	Name       string // as connection references name it, such as "contoso_orders-20api"
	Host       string // lower case; may hold an expression of a policy
	BasePath   string
	Operations []ConnectorOperation
	Place      source.Place
}

// ConnectorOperation is one operation of a custom connector.
type ConnectorOperation struct {
	ID     string
	Method string // lower case
	Path   string // with parameters in braces, such as "/accounts({id})"
	Body   string // name of the parameter that is the body; empty without one
	Query  []string
}

// ColumnProfile is a field security profile.
type ColumnProfile struct {
	ID, Name    string
	Permissions []ColumnPermission
	Place       source.Place
}

// ColumnPermission is what a profile allows on one secured column.
type ColumnPermission struct {
	Table, Column        string
	Create, Read, Update bool
}

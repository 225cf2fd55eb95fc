// Package operation says what a flow asks of Dataverse: which operation, on which table, by which identity, and where
// the rows it works on come from.
//
// It reads the nodes of one flow and nothing else, and asks package dataflow what their expressions can be. Names stay as
// the flow writes them: entity sets, navigation properties, columns. What they mean is looked up by package requirement.
// Every node of the flow ends as an operation, a blind spot or untouched.
package operation

import (
	"rolefit/analyzer/dataflow"
	"rolefit/flowparse"
	"rolefit/flowparse/source"
)

// Kind is what an operation does to rows.
type Kind uint8

// The kinds.
const (
	Read         Kind = iota // list or get
	Create                   // a new row
	Update                   // an existing row
	Upsert                   // an existing row, or a new one when it is missing
	Delete                   // a row
	Associate                // link rows through a collection-valued property
	Disassociate             // unlink them
	Download                 // a file or image column
	Upload                   // a file or image column
	Subscribe                // a trigger's callback registration
	Selected                 // a trigger on a row the caller picked
	Transaction              // a changeset: nothing by itself
	ReadNotes                // attachments of a row, legacy connector
	CreateNote               // an attachment
	DeleteNote               // an attachment
	Message                  // a bound or unbound action
	Predict                  // an AI Builder model is asked
	Search                   // Dataverse search over tables
	Event                    // a trigger on a business event
	SetProperty              // one column of a row, or a lookup cleared, by the Web API
	Definitions              // tables, columns and relationships themselves, by the Web API
)

// Operation is one node's call to Dataverse.
type Operation struct {
	Flow         Flow
	Node         string // name of the trigger or action
	Place        source.Place
	Name         string // operation id, such as "ListRecords"
	Kind         Kind
	Raw          bool // a Web API request that the flow writes itself
	Impersonates bool // a raw request names the user that it is made for
	Returns      bool // a raw request asks for the written row back
	Legacy       bool // through the legacy connector, whose upsert is not certain to create
	Identity     Identity
	Also         []Payer // identities that need the same, conditionally
	Table        flowparse.TableName
	Order        int // position in the order of running

	Models  []string // ids of the AI Builder models that are asked, in lower case; those that only a run knows are left out
	Row     []Origin // where the row id comes from, all alternatives; nil when the operation takes none
	RowText string   // the row id as written, in canonical form, to recognise the same id elsewhere

	List         bool       // a read of many rows
	Select       []string   // columns of $select
	Expands      []Expand   // $expand
	Paths        [][]string // navigation paths of $filter, $orderby and $apply
	Linked       []string   // logical names of tables that FetchXML joins
	Lookups      []Lookup   // lookups that are set
	Owner        *Owner     // set when the operation names an owner
	OwnerUnknown bool       // only a run knows whether the row that is written names an owner
	Parties      []Lookup   // activity parties
	Inserts      []string   // navigation properties under which rows are written inside the row
	MayInsert    []string   // columns that are set to arrays of objects, or navigation properties with rows inside the row

	Property string // a read of one property of the row: a column or a navigation property

	Columns  []string          // columns that are set, in lower case
	Declared []string          // members that a Parse JSON schema over its rows names, sorted
	Reads    []ColumnRead      // columns that are read by name, and reads of every column
	Keys     map[string]string // columns set that may be a key: their value in canonical form, as RowText

	Message   string     // bound and unbound actions: the message's name, without its namespace
	Arguments []Argument // of a message

	Background bool // the message runs later, as a system job

	Searched []string // search: logical names of the tables; none: every table that is indexed. Definitions: what is asked for

	Relationship string   // associate: the collection-valued navigation property
	Related      []Target // associate: what the other row may be

	Scope   int  // trigger: 1 user, 2 business unit, 3 parent-child, 4 organisation; 0 when not stated
	Deleted bool // trigger: it is on rows that are deleted, and on nothing else
	RunAs   int  // trigger: 1 modifying user, 2 row owner, 3 flow owner; 0 when not stated
}

// Flow names the flow an operation belongs to.
type Flow struct {
	ID   string // workflow id; may be empty
	Name string
	File string
}

// Payer is another identity that the same needs fall on, with the condition under which they do.
type Payer struct {
	Identity  Identity
	Condition string
}

// OriginKind says where a row id can come from.
type OriginKind uint8

// The kinds of origin.
const (
	Opaque       OriginKind = iota // not known
	FromRow                        // a column of a row that another node read, wrote or was triggered by
	Fresh                          // made on the spot by guid()
	AlternateKey                   // not an id but a key of the row
	Empty                          // the empty string
	Absent                         // null
	Given                          // a literal id
)

// Origin is one alternative of a row id.
type Origin struct {
	Kind   OriginKind
	Node   string              // FromRow: the node
	Of     flowparse.TableName // FromRow of a row that a caller's flow read: its table; Node is empty then
	Column string              // FromRow: the column, or a path through an expanded property; "" for the row as a whole
	Text   string              // Fresh, Given: nothing; Opaque: why
}

// Expand is one expanded navigation property.
type Expand struct {
	Navigation string
	Select     []string
	Columns    []string // columns of its $filter and $orderby, each "column" or "navigation/column"
	Paths      [][]string
	Nested     []Expand
}

// ColumnRead is a column that an operation reads.
type ColumnRead struct {
	Path   string // navigation properties from the operation's table to the column's, joined by "/"; empty for its own
	Table  string // logical name, where a query names the table itself; then Path is empty
	Column string // lower case; empty: every column, for none is listed
	How    string // "selected", "filtered or sorted by", "read from the result", "watched"
}

// Lookup is a lookup that an operation sets.
type Lookup struct {
	Navigation string   // navigation property as written before "@odata.bind"; empty for the legacy connector
	Column     string   // legacy connector: the lookup column
	Targets    []Target // all alternatives that set it
	Cleared    bool     // every alternative is null
	Role       int      // activity parties: the participation type, such as 1 for the sender; 0 when not stated
}

// Target is one row that a lookup may be set to.
type Target struct {
	Set          string              // entity set named in the value; empty when none is
	Table        string              // either name of the table, where the configuration states it
	Node, Column string              // the row or lookup column that the value was read from; empty otherwise
	Of           flowparse.TableName // the table of the row, where a caller's flow read it; Node is empty then
	AlternateKey bool
	Row          []Origin // where the id inside comes from
}

// Argument is one parameter of a message, or a member of one: "PrincipalAccess/AccessMask".
type Argument struct {
	Name    string
	Text    string // its constant text; empty when no constant gives one
	Targets []Target
}

// Owner is an owner that an operation sets.
type Owner struct{ Targets []Target }

// Blindspot is a node, or a part of one, whose meaning could not be told.
type Blindspot struct {
	Kind     string
	Why      string
	Fix      string
	About    string   // the environment variable or lookup that it is about; may be empty
	Reads    bool     // whatever it is about is only read there; false: changed, or not known
	Identity Identity // zero ID when none can be named
	Flow     Flow
	Node     string
	Place    source.Place
}

// Untouched is a node that was read and does not touch Dataverse.
type Untouched struct {
	Flow      Flow
	Node      string
	Place     source.Place
	Call      bool   // the node calls something: Connector is a connector's name, not the node's type
	Connector string // connector name, or the node's type
	Why       string // empty for connectors and types that never do
}

// Mark is a fact about how a flow runs that findings are made of.
type Mark struct {
	Kind     string // "raw-connection", "runs-as-caller", "acts-on-behalf"
	Identity Identity
	Flow     Flow
	Node     string
	Place    source.Place
	Key      string // connection reference key
}

// Call is a call of a child flow.
type Call struct {
	Workflow string // workflow id, lower case
	Inputs   dataflow.Inputs
}

// Result is everything one flow asks for.
type Result struct {
	Flow       Flow
	Operations []Operation
	Blindspots []Blindspot
	Untouched  []Untouched
	Marks      []Mark
	Calls      []Call // child flows that it calls
	Runs       dataflow.Runs
	Defaults   map[string]string // what the flow keeps as default of environment variables, by schema name in lower case
	Nodes      int
}

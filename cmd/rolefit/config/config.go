// Package config reads rolefit.yaml, in which people state what an export of flows cannot say: who the connections are,
// which environments are meant, and what values that are known at run time only stand for.
//
// The file is checked first against a published JSON Schema, then for statements that contradict each other. Whatever is
// wrong is reported with its line and, where a word looks misspelt, with the word that was probably meant. Nothing is
// read besides the bytes given: no role file is opened, and no name is looked up in a flow.
//
// Limitations. Aliases, merge keys and tags of YAML are refused. Whether a flow, node, table, connection or
// privilege exists is not known here; whoever applies the configuration reports what matched nothing. The same flow named
// once by its display name and once by its workflow id looks like two flows, so that such duplicates are not found.
package config

import (
	_ "embed"
)

// Version is the version of the form that this package reads, the value of the key "version".
const Version = 1

// MaxSize is the largest configuration that Parse reads, in bytes.
const MaxSize = 1 << 20

// Whose rows an identity works on, the values of RowPin.Of; each stands for one access level.
const (
	Own          = "own"           // the identity's own rows and those of its teams: Basic
	BusinessUnit = "business-unit" // rows of the identity's business unit: Local
	ParentChild  = "parent-child"  // rows of its business unit and of those below: Deep
	All          = "all"           // every row: Global
)

// What happens to a conditional need, the values of Decision.Decision.
const (
	Grant = "grant" // the role gets it
	Omit  = "omit"  // the role does without
)

// Current is the value of Environment.Is that means the environment that the flow runs in.
const Current = "current"

// Config is one configuration file. Lists keep the order of the file. The zero value states nothing.
type Config struct {
	Version      int               // 1
	Users        []ApplicationUser // key "application-users"
	Environments []Environment
	Variables    []Variable
	Tables       []TablePin
	Lookups      []LookupPin
	Joins        []JoinPin
	Rows         []RowPin
	Conditional  []Decision
	Reviewed     []Review
	Origin       string // name of the file, as Parse was given it
}

// ApplicationUser says which identities are one application user and what it holds. It has a connection or an AppID.
type ApplicationUser struct {
	Name           string   // what the report calls it
	AppID          string   // client id in lower case; empty: not known
	Connections    []string // logical names of connection references, or "<workflow id>/<key>"
	Roles          []string // as --role takes them, paths relative to the configuration file; nil: not stated; empty: it holds none
	Owns           bool     // it owns flows or connection references
	AllWork        bool     // the flows given are all that it does
	ColumnProfiles []string // names of column security profiles; nil: not stated; empty: it is a member of none
	Line           int      // where the entry begins, counted from 1
}

// Environment says which environment an expression stands for.
type Environment struct {
	Expression string // as the report prints it
	Is         string // Current, or an address in lower case without a slash at its end
	Line       int    // where the entry begins, counted from 1
}

// Variable is the value of an environment variable or of a flow parameter.
type Variable struct {
	Name  string
	Value string // may be empty
	Line  int    // where the entry begins, counted from 1
}

// TablePin says which tables a node touches.
type TablePin struct {
	Flow string   // display name or workflow id; empty: the node's name is unique
	Node string   // name of the trigger or action
	Is   []string // entity sets or logical names, at least one
	Line int      // where the entry begins, counted from 1
}

// LookupPin says which tables a lookup points at.
type LookupPin struct {
	Flow   string   // display name or workflow id; empty: the node's name is unique
	Node   string   // name of the trigger or action
	Lookup string   // navigation property; empty: every lookup of the node that cannot be told
	Is     []string // entity sets or logical names; empty: no lookup is set
	Line   int      // where the entry begins, counted from 1
}

// JoinPin says which tables a query joins that is put together at run time.
type JoinPin struct {
	Flow string   // display name or workflow id; empty: the node's name is unique
	Node string   // name of the trigger or action
	Is   []string // entity sets or logical names; empty: it joins no other table
	Line int      // where the entry begins, counted from 1
}

// RowPin says whose rows of a table an identity works on.
type RowPin struct {
	Connection string // logical name or "<workflow id>/<key>"; empty: every connection
	Table      string // logical name or entity set name
	Of         string // Own, BusinessUnit, ParentChild or All
	Line       int    // where the entry begins, counted from 1
}

// Decision says what happens to a need that exists only on a condition.
type Decision struct {
	Privilege  string // in the casing of the file; names compare case-insensitively
	Connection string // logical name or "<workflow id>/<key>"; empty: every connection
	Decision   string // Grant or Omit
	Line       int    // where the entry begins, counted from 1
}

// Review closes a blind spot that somebody looked at.
type Review struct {
	Flow    string // display name or workflow id; empty: the node's name is unique
	Node    string // name of the trigger or action
	Kind    string // kind of blind spot; empty: every blind spot of the node
	Needs   []Need // what the node needs; empty: nothing
	Because string // how it is known, never empty
	Line    int    // where the entry begins, counted from 1
}

//go:embed rolefit.schema.json
var schemaText string

// Schema returns the JSON Schema (draft 2020-12) of a configuration. The caller owns the bytes.
func Schema() []byte { return []byte(schemaText) }

// Parse reads a configuration. The name is the file's, for messages and Config.Origin; nothing is opened.
// Whatever is wrong with the file is an *Error, and the Config is then the zero value.
func Parse(name string, data []byte) (Config, error) {
	root, problems := read(data)
	if len(problems) == 0 {
		problems = checkVersion(root)
	}
	if len(problems) == 0 {
		shape, err := checkShape(root)
		if err != nil {
			return Config{}, err
		}
		problems = append(shape, checkMeaning(root)...)
	}
	if len(problems) > 0 {
		return Config{}, newError(name, data, problems)
	}
	c := decode(root)
	c.Origin = name
	return c, nil
}

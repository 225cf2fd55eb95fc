// Package requirement turns operations into needs: which privilege an identity needs, how deep, why, and what could not
// be decided. It implements sections 2 to 4 of the semantics.
package requirement

import (
	"rolefit/analyzer/operation"
	"rolefit/flowparse/source"
	"rolefit/privileges"
)

// Need is one privilege that an identity needs, joined over everything that asks for it.
type Need struct {
	Identity  operation.Identity
	Privilege string           // "prvReadAccount"; the regular form when Known is false
	Right     privileges.Right // NoRight for a miscellaneous privilege
	Tables    []Table          // the tables that asked for it, sorted
	Level     privileges.Level // deepest of the needed evidence, else deepest of the conditional evidence
	Reason    Reason           // strongest reason at that level
	State     State            // Needed when any evidence is
	Known     bool             // the name comes from metadata, the catalogue or a granted role; only known names enter a role
	Shared    []string         // other tables guarded by the same privilege, sorted
	Evidence  []Evidence       // sorted by place
}

// Table names a table the way the flow and the metadata do; any part may be empty.
type Table struct {
	LogicalName   string
	EntitySetName string
	Reference     string // "nav:<property>" while a navigation property is unresolved
}

// State says whether a need certainly exists. The zero value is Needed.
type State uint8

// The states of a need.
const (
	Needed State = iota
	Conditional
)

// String returns the state as it stands in reports.
func (s State) String() string {
	if s == Conditional {
		return "conditional"
	}
	return "needed"
}

// Reason says what a needed level rests on (semantics 3), strongest first.
type Reason uint8

// The reasons.
const (
	Documented Reason = iota
	Pinned
	Proven
	Assumed
)

// String returns the reason as it stands in reports.
func (r Reason) String() string {
	return [...]string{"documented", "pinned", "proven", "assumed"}[r]
}

// Basis says what a rule of the semantics rests on.
type Basis uint8

// The bases, strongest first.
const (
	BasisDocumented Basis = iota
	BasisObserved
	BasisInferred
)

// String returns the basis as it stands in reports.
func (b Basis) String() string {
	return [...]string{"documented", "observed", "inferred"}[b]
}

// Evidence is one reason for a need: from a place in the input over a rule to a platform fact.
type Evidence struct {
	Place     source.Place
	Flow      string           // display name
	FlowID    string           // workflow id, may be empty
	Node      string           // name of the action or trigger
	Operation string           // operation id, such as "ListRecords"
	Table     Table            // the table that is touched; a child table, where the need is its parent's privilege
	Level     privileges.Level // None for a right on a column, which has no level
	Reason    Reason
	State     State
	Condition string // why the need is conditional, a sentence; empty when it is needed
	Decision  string // what the configuration decided of a condition, a clause; empty: nothing
	Basis     Basis
	Rule      string // the rule of the semantics by name, such as "create a row"
	Note      string // what else a reader should know, such as the child table or "dependency read"
	Source    string // the platform fact's source with its date
}

// Undecided reports whether the need exists only on conditions of which the configuration decided nothing.
func (n Need) Undecided() bool {
	if n.State == Needed {
		return false
	}
	for _, e := range n.Evidence {
		if e.Decision == "" {
			return true
		}
	}
	return len(n.Evidence) == 0
}

// Blindspot is a place where a need could not be derived.
type Blindspot struct {
	Identity operation.Identity // zero ID when no identity can be named
	Kind     string             // stable, kebab-case: "dynamic-table", "opaque-bind", "unknown-navigation", "unknown-table", "opaque-message", …
	Why      string
	Fix      string // one line: what settles it
	About    string // the environment variable or lookup that it is about; may be empty
	Tables   []Table
	Reads    bool // whatever it is about is only read there; false: changed, or not known
	Place    source.Place
	Flow     string
	FlowID   string
	Node     string
}

// Note is a remark about an operation that is neither need nor blind spot: reach of a cascade, a precondition, an
// upsert of a row that is gone.
type Note struct {
	Kind  string // "reach", "precondition", "dropped-name", "deleted-row"
	Text  string
	Place source.Place
	Node  string
}

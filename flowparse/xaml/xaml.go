// Package xaml reads the XAML of classic Dataverse processes into the steps that touch tables.
//
// A classic process is a background workflow, a real-time workflow or a custom process action. An export keeps its
// definition as Windows Workflow Foundation XAML beside a small XML file with its category, mode and table. The
// package reads the XAML alone: which rows the process creates, updates, reads, assigns and mails, which child
// workflows it starts, which messages it sends and which code it runs. Resolving names against metadata, and turning
// steps into privileges, is left to the callers.
//
// Every activity ends in one of three places: a [Step], the embedded list of plumbing (plumbing.tsv, with a source per
// line) or [Workflow.Opaque]. Nothing else is passed over.
//
// Limitations: The order and the conditions of steps are not kept. What the code of a custom activity does is not
// known here. The XAML of business rules and business process flows parses, but what it does to a form is not
// reported. No designer step deletes a row, so there is no kind for that. A lookup's target table is reported when
// the XAML says it; a reference copied from another column names that column instead.
//
// Source: https://learn.microsoft.com/power-automate/workflow-processes (2026-11-25)
package xaml

import "errors"

var (
	// ErrUnreadable reports bytes that are no workflow XAML: wrong encoding, malformed XML, a document type
	// declaration, or a root element other than Activity.
	ErrUnreadable = errors.New("XAML cannot be read")
	// ErrLimit reports XAML beyond the package's bounds: 16 MiB, elements nested 512 deep, or 20,000 steps and opaque
	// parts taken together.
	ErrLimit = errors.New("XAML is beyond the limits")
)

const (
	maxBytes = 16 << 20
	maxDepth = 512
	maxSteps = 20_000
)

// Workflow is what the XAML of one process does to tables.
type Workflow struct {
	Steps  []Step   // in the order the XAML ends them, which is the order of the designer
	Opaque []Opaque // in the order they were met
}

// Opaque is a part of the XAML that was not understood. What it does to tables is not known.
type Opaque struct {
	What   string // the construct, by its names; never longer than 300 bytes
	Line   int    // counted from 1
	Column int    // in bytes of the decoded text, counted from 1
}

// Kind says what a step does. The zero value is no kind.
type Kind string

// The kinds of steps.
const (
	Create         Kind = "create"          // creates a row of Table
	Update         Kind = "update"          // updates a row of Table
	Read           Kind = "read"            // reads columns that no other step of the same block took in, as conditions do
	Assign         Kind = "assign"          // gives a row a new owner
	SetState       Kind = "set-state"       // sets state and status of a row
	SendEmail      Kind = "send-email"      // creates an email, or takes one, and sends it
	ChildWorkflow  Kind = "child-workflow"  // starts another workflow on a row
	CustomActivity Kind = "custom-activity" // runs code of a registered assembly
	Message        Kind = "message"         // sends a message: the designer's "perform action"
	Stop           Kind = "stop"            // ends the process
	FormValue      Kind = "form-value"      // sets values on the row at hand, as business rules do, without an update of its own
)

// Step is one thing that the process does. Table and column names are in lower case.
type Step struct {
	Kind  Kind
	Table string // logical name of the row's table; empty when the XAML does not say
	// Row says how the row is named: "primary", "related:<lookup column of the primary row>",
	// "created:<step that created it>", "output:<step and parameter of a custom activity>"; empty when unknown.
	Row      string
	Columns  []string // columns set, sorted, without repetition
	Lookups  []Lookup // references among the columns set, or among the arguments of a custom activity or message; sorted
	Reads    []Column // columns that the step's values are computed from, sorted, without repetition
	Activity string   // custom-activity: assembly-qualified name of the type
	Workflow string   // child-workflow: id in lower case; empty when it is not fixed
	Message  string   // message: name as the XAML spells it, such as that of a custom action
	Name     string   // what the author called the step, or else the step's id; may be empty
	Line     int      // counted from 1
	Column   int      // in bytes of the decoded text, counted from 1
}

// Lookup is a reference that a step sets or hands over.
type Lookup struct {
	Column  string   // the column set, in lower case, or the argument's name as the XAML spells it
	Targets []string // logical names of tables the XAML names as target, sorted; empty when it names none
	From    []Column // columns whose reference is copied, sorted: what they point to is known to metadata only
}

// Column is a column read from a row.
type Column struct {
	Table string // logical name; empty when the XAML does not say
	Name  string // logical name; empty means every column
	Via   string // how the row is named, as in Step.Row
}

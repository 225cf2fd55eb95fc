// Package report holds the answer of an analysis as a document: plain structs that are the JSON of
// "rolefit check --format json".
//
// The document is the only thing between the analysis and its renderers. It is complete before it is rendered, the verdict
// included, so that no output format can change the result, and saved JSON renders again. Its producer sorts everything;
// writing adds no order of its own. schema.json describes the same structs for other programs.
//
// Limitations: a document names things and places of the input, never values; it therefore cannot be turned back into the input.
package report

// SchemaVersion is the version of the document's form that this package writes and reads.
// It changes when a key is removed or changes its meaning; new keys do not change it.
const SchemaVersion = "1"

// Document is the whole answer of one analysis. The zero value is the answer to no input: not complete, nothing found.
type Document struct {
	SchemaVersion string       `json:"schemaVersion"`           // empty means SchemaVersion, and is written as that
	Tool          Tool         `json:"tool"`                    // the program that wrote the document
	Inputs        []string     `json:"inputs"`                  // labels of what was analysed, sorted; never absolute paths
	Configuration string       `json:"configuration,omitempty"` // configuration that was read; absent: none
	Environment   Environment  `json:"environment,omitzero"`    // live environment that the input was completed from; absent: none
	CatalogueAsOf string       `json:"catalogueAsOf,omitempty"` // date (YYYY-MM-DD) of the platform facts; absent: none were used
	Complete      bool         `json:"complete"`                // everything that should be analysed was read and understood
	Verdict       Verdict      `json:"verdict"`
	Counts        Counts       `json:"counts"`
	Findings      []Finding    `json:"findings"`    // conclusions, most severe first
	Subjects      []Subject    `json:"subjects"`    // one for each comparison with roles; empty when no roles were given
	Identities    []Identity   `json:"identities"`  // who pays for the calls, and what each needs
	BlindSpots    []BlindSpot  `json:"blindSpots"`  // those for which no identity can be named
	Operations    []Operation  `json:"operations"`  // what each flow asks of Dataverse, node by node
	Untouched     []Untouched  `json:"untouched"`   // nodes that were read and do not touch Dataverse
	Flows         []Flow       `json:"flows"`       // the flows that were analysed
	Skipped       []Component  `json:"skipped"`     // components of a kind that is not analysed
	Diagnostics   []Diagnostic `json:"diagnostics"` // what in the input was not understood
	Notes         []Note       `json:"notes"`       // remarks that are neither need nor blind spot
}

// Tool names the program that wrote a document.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Verdict says whether the analysis fails. It is computed once, before anything is rendered.
type Verdict struct {
	FailOn string `json:"failOn,omitempty"` // "error", "warning" or "note": the least severity that fails; absent: nothing fails
	Worst  string `json:"worst,omitempty"`  // severity of the worst finding; absent: there is no finding
	Fails  bool   `json:"fails"`
}

// Counts sums the document up. Every number counts the whole analysis, whatever a renderer shows.
type Counts struct {
	Flows      int `json:"flows"`
	Nodes      int `json:"nodes"`      // actions and triggers
	Operations int `json:"operations"` // operations on Dataverse
	Identities int `json:"identities"`
	Needs      int `json:"needs"`      // needs of all identities, conditional ones included
	BlindSpots int `json:"blindSpots"` // with and without an identity
	Untouched  int `json:"untouched"`  // nodes that do not touch Dataverse
	Errors     int `json:"errors"`     // findings of severity error
	Warnings   int `json:"warnings"`   // findings of severity warning
	Notes      int `json:"notes"`      // findings of severity note
	Problems   int `json:"problems"`   // diagnostics of severity error: parts of the input that are not in the answer
	Skipped    int `json:"skipped"`    // components of a kind that is not analysed
}

// Place is a location in the input, by position for editors and by names for people. Its keys stand directly in the
// object that has the place. The zero value means nowhere in particular.
type Place struct {
	File    string `json:"file,omitempty"`    // slash-separated path as the input names it; an entry of an archive stands after "!/"
	Line    int    `json:"line,omitzero"`     // counted from 1; absent: unknown
	Column  int    `json:"column,omitzero"`   // in bytes, counted from 1; absent: unknown
	Route   string `json:"route,omitempty"`   // names from the outside in, joined with " > "; absent outside a flow
	Pointer string `json:"pointer,omitempty"` // JSON pointer or XML path; absent: the whole file
}

// Table names a table the way the flow and the metadata do. Absent parts are not known.
type Table struct {
	LogicalName   string `json:"logicalName,omitempty"`
	EntitySetName string `json:"entitySetName,omitempty"`
	Reference     string `json:"reference,omitempty"` // "nav:<property>" while a navigation property is unresolved
}

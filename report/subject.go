package report

// Subject is a set of identities that is compared with a set of roles.
type Subject struct {
	Name       string        `json:"name"` // application user of the configuration, or a phrase for the joined identities
	Identities []IdentityRef `json:"identities"`
	Roles      []Role        `json:"roles"` // direct roles and team roles
	Comparison Comparison    `json:"comparison"`
	Sufficient string        `json:"sufficient"` // "yes", "no" or "undecided"
	Minimal    string        `json:"minimal"`    // "yes", "no" or "undecided"
	Why        []string      `json:"why"`        // sentences behind the two answers
}

// IdentityRef names an identity of the document.
type IdentityRef struct {
	ID                    string `json:"id"`
	Environment           string `json:"environment"`
	EnvironmentExpression string `json:"environmentExpression,omitempty"`
}

// Role names a role that a subject holds.
type Role struct {
	Name       string `json:"name"`
	ID         string `json:"id,omitempty"`       // lower-case GUID; absent when its source names none
	Template   string `json:"template,omitempty"` // role template id; absent in role XML, which carries none
	Origin     string `json:"origin,omitempty"`   // where it was read: a path of the input, or "builtin"
	AsOf       string `json:"asOf,omitempty"`     // date (YYYY-MM-DD) of a catalogue dump; absent for files
	Privileges int    `json:"privileges"`         // how many privileges it grants
}

// Comparison sorts everything that is needed or held into seven disjoint lists. The zero value compares nothing.
type Comparison struct {
	Gaps        []Line `json:"gaps"`        // needed, held at no level
	Shallow     []Line `json:"shallow"`     // held at a lower level than needed
	Surplus     []Line `json:"surplus"`     // held, not needed by the flows given
	TooDeep     []Line `json:"tooDeep"`     // held deeper than needed
	Exact       []Line `json:"exact"`       // held as needed
	Baseline    []Line `json:"baseline"`    // held because the platform puts it into roles
	Conditional []Line `json:"conditional"` // only conditionally needed, held or not
}

// Line is one privilege of a comparison.
type Line struct {
	Privilege    string   `json:"privilege"`
	Right        string   `json:"right,omitempty"`       // absent for a miscellaneous privilege
	Tables       []Table  `json:"tables"`                // what it guards, as far as known
	Needed       string   `json:"needed,omitempty"`      // level; absent: not needed
	Reason       string   `json:"reason,omitempty"`      // what the needed level rests on; absent: not needed
	Held         string   `json:"held,omitempty"`        // level; absent: held at no level
	RecordFilter bool     `json:"recordFilter,omitzero"` // granted through a record filter: held, at a reach that is not known
	Elsewhere    string   `json:"elsewhere,omitzero"`    // level at which it is held in a business unit that is not the user's own
	Certain      bool     `json:"certain"`               // the conclusion does not rest on an assumed level
	Roles        []string `json:"roles"`                 // names of the roles that grant it
	Default      bool     `json:"default,omitzero"`      // baseline: given to new roles and removable; absent on a baseline line: forced into every role
	Condition    string   `json:"condition,omitempty"`
}

package report

// Identity is a principal whose privileges Dataverse checks, with everything it needs.
type Identity struct {
	ID                    string             `json:"id"`                              // "connection:<logical name>", "connection:<flow>/<key>", "invoker", "modifying-user", "row-owner", "flow-owner", "app:<client id>"
	Kind                  string             `json:"kind"`                            // "connection", "application", "invoker", "modifying-user", "row-owner" or "flow-owner"
	Environment           string             `json:"environment"`                     // "current", a literal URL, or "dynamic"
	EnvironmentExpression string             `json:"environmentExpression,omitempty"` // what names a dynamic environment; absent for the others
	EnvironmentDefault    string             `json:"environmentDefault,omitempty"`    // the defaults that the export holds for it; absent: none
	Needs                 []Need             `json:"needs"`
	ColumnPermissions     []ColumnPermission `json:"columnPermissions"` // never part of a role: a field security profile meets them
	BlindSpots            []BlindSpot        `json:"blindSpots"`
}

// Need is one privilege that an identity needs, joined over everything that asks for it.
type Need struct {
	Privilege string     `json:"privilege"`           // such as "prvReadAccount"
	Right     string     `json:"right,omitempty"`     // "Create", "Read", "Write", "Delete", "Append", "AppendTo", "Assign" or "Share"; absent for a miscellaneous privilege
	Tables    []Table    `json:"tables"`              // the tables that asked for it; empty for a miscellaneous privilege
	Level     string     `json:"level"`               // "Basic", "Local", "Deep" or "Global"
	Reason    string     `json:"reason"`              // what the level rests on: "documented", "pinned", "proven" or "assumed"
	State     string     `json:"state"`               // "needed" or "conditional"
	Basis     string     `json:"basis,omitempty"`     // strongest basis of the evidence: "documented", "observed" or "inferred"
	Known     bool       `json:"known"`               // the name comes from metadata, the catalogue or a granted role; other names never enter a role
	Shared    []string   `json:"shared"`              // logical names of other tables that the same privilege guards
	Condition string     `json:"condition,omitempty"` // why a conditional need is not certain; absent for a needed one
	Sources   []string   `json:"sources"`             // platform facts behind it, each with its date
	Evidence  []Evidence `json:"evidence"`            // the places that ask for it
}

// Evidence is one reason for a need: from a place in the input over a rule to a platform fact.
type Evidence struct {
	Place
	Flow        string `json:"flow,omitempty"`        // display name of the flow
	FlowID      string `json:"flowId,omitempty"`      // workflow id, lower-case GUID; absent when the export names none
	Node        string `json:"node"`                  // name of the action or trigger
	Operation   string `json:"operation,omitempty"`   // operation id, such as "ListRecords"
	Table       string `json:"table,omitempty"`       // logical name of this piece's own table, or its "nav:<property>"; absent: not known
	EntitySet   string `json:"entitySet,omitempty"`   // its entity set name; absent: not known
	Level       string `json:"level,omitempty"`       // absent of a column permission, which has no level
	LevelReason string `json:"levelReason,omitempty"` // "documented", "pinned", "proven" or "assumed"; absent with the level
	State       string `json:"state"`                 // "needed" or "conditional"
	Condition   string `json:"condition,omitempty"`
	Basis       string `json:"basis,omitempty"`  // "documented", "observed" or "inferred"
	Rule        string `json:"rule,omitempty"`   // the rule by name, such as "create a row"
	Note        string `json:"note,omitempty"`   // what else a reader should know
	Source      string `json:"source,omitempty"` // the platform fact's source with its date
}

// ColumnPermission is a right on a column with column security.
type ColumnPermission struct {
	Table     string     `json:"table"`  // logical name
	Column    string     `json:"column"` // logical name
	Right     string     `json:"right"`  // "Create", "Update" or "Read"
	State     string     `json:"state"`  // "needed" or "conditional"
	Condition string     `json:"condition,omitempty"`
	Evidence  []Evidence `json:"evidence"`
}

// BlindSpot is a place where a need could not be derived.
type BlindSpot struct {
	Place
	Kind   string  `json:"kind"` // stable, kebab-case, such as "dynamic-table"
	Flow   string  `json:"flow,omitempty"`
	FlowID string  `json:"flowId,omitempty"`
	Node   string  `json:"node,omitempty"` // absent when the blind spot is not about one node
	Why    string  `json:"why"`
	Fix    string  `json:"fix,omitempty"` // one line: what settles it
	Tables []Table `json:"tables"`        // what it could touch; empty: not known
}

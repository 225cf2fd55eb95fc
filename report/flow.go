package report

// Flow is one flow that was analysed. Its numbers count this flow alone.
type Flow struct {
	File       string   `json:"file"`           // path of the definition inside the input
	Files      []string `json:"files"`          // further paths that hold the very same flow
	Name       string   `json:"name,omitempty"` // display name; absent when the export names none
	ID         string   `json:"id,omitempty"`   // workflow id, lower-case GUID; absent when the export names none
	Version    string   `json:"version,omitempty"`
	Solution   string   `json:"solution,omitempty"` // unique name of the solution that it came in; absent: a bare definition
	Draft      bool     `json:"draft"`              // switched off in the export; analysed all the same
	Nodes      int      `json:"nodes"`
	Operations int      `json:"operations"`
	BlindSpots int      `json:"blindSpots"`
	Untouched  int      `json:"untouched"`
}

// Operation is what one node asks of Dataverse.
type Operation struct {
	Place
	Flow        string   `json:"flow,omitempty"`
	FlowID      string   `json:"flowId,omitempty"`
	Node        string   `json:"node"`
	Operation   string   `json:"operation"`         // operation id, such as "ListRecords"
	Message     string   `json:"message,omitempty"` // the Dataverse message of a bound or unbound call; absent for the others
	Tables      []Table  `json:"tables"`
	Reads       []string `json:"reads,omitempty"`    // columns that it reads by name: "column", "navigation/column" or "table:column"; "*": it lists none
	Writes      []string `json:"writes,omitempty"`   // columns that it sets
	Identity    string   `json:"identity,omitempty"` // id of the identity that pays; absent: none can be named
	Environment string   `json:"environment"`
}

// Untouched is a node that was read and does not touch Dataverse.
type Untouched struct {
	Place
	Flow      string `json:"flow,omitempty"`
	FlowID    string `json:"flowId,omitempty"`
	Node      string `json:"node"`
	Connector string `json:"connector,omitempty"` // api name, such as "shared_office365"; absent for built-in nodes
	Type      string `json:"type,omitempty"`      // node type, such as "Compose"
}

// Component is a part of the input that was recognised and not analysed, because no analysis of its kind exists.
type Component struct {
	Kind   string `json:"kind"` // in the field's words, such as "desktop flow"
	Name   string `json:"name,omitempty"`
	File   string `json:"file,omitempty"`
	Reason string `json:"reason,omitempty"` // why it is not analysed, and whether it could matter
}

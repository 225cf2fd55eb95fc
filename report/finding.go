package report

// Finding is a conclusion of one rule.
type Finding struct {
	Place
	Rule      string    `json:"rule"`                // id, such as "RF101"; RF1 fit, RF2 administrator, RF3 identity, RF4 secrets, RF5 blind spots, RF9 upkeep
	Name      string    `json:"name"`                // the rule's name, such as "missing-privilege"
	Severity  string    `json:"severity"`            // "error", "warning" or "note"
	Identity  string    `json:"identity,omitempty"`  // id of the identity, or name of the subject, that it is about; absent: about none
	Privilege string    `json:"privilege,omitempty"` // absent: not about one privilege
	Message   string    `json:"message"`             // a sentence that can be read alone
	Fix       string    `json:"fix,omitempty"`       // what to do about it
	Related   []Related `json:"related"`             // other places that belong to it
}

// Related is a further place of a finding.
type Related struct {
	Place
	Message string `json:"message,omitempty"` // what stands there
}

// Diagnostic is a statement about the input itself. It carries names and positions, never a value from the input.
type Diagnostic struct {
	Place
	Severity string `json:"severity"` // "error": something is missing from the answer; "warning": odd, nothing lost; "note": deliberately not analysed
	Code     string `json:"code"`     // stable, kebab-case
	Message  string `json:"message"`
	Hint     string `json:"hint,omitempty"`
}

// Note is a remark about an operation that is neither need nor blind spot, such as the reach of a cascade.
type Note struct {
	Place
	Kind string `json:"kind"`           // stable, kebab-case, such as "reach" or "precondition"
	Node string `json:"node,omitempty"` // absent when it is not about one node
	Text string `json:"text"`
}

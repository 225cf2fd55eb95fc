package source

import (
	"cmp"
	"fmt"
)

// Severity says what a diagnostic means for the result.
type Severity uint8

// The severities. The zero value is Error, so that a forgotten severity is never mistaken for a harmless one.
const (
	// Error: a part of the input could not be read or understood. The result is incomplete.
	Error Severity = iota
	// Warning: the input is odd but nothing was lost.
	Warning
	// Note: something was recognised and deliberately not analysed, such as a desktop flow.
	Note
)

// String returns the severity's name in lower case.
func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	case Note:
		return "note"
	}
	return fmt.Sprintf("severity(%d)", uint8(s))
}

// Diagnostic is a statement about the input itself: what was found where, and what to do about it.
// It never carries a value from the input, only names and positions.
type Diagnostic struct {
	Severity Severity
	Code     string // stable, kebab-case, such as "not-a-zip"
	Place    Place
	Message  string // what happened, without the place
	Hint     string // what to do next; may be empty
}

// String renders the diagnostic on one line.
func (d Diagnostic) String() string {
	where := d.Place.File
	if d.Place.Line > 0 {
		where = fmt.Sprintf("%s:%d:%d", where, d.Place.Line, d.Place.Column)
	}
	s := fmt.Sprintf("%s: %s [%s]", where, d.Message, d.Code)
	if d.Hint != "" {
		s += "; " + d.Hint
	}
	return s
}

// CompareDiagnostics orders diagnostics by place, code and message.
func CompareDiagnostics(a, b Diagnostic) int {
	return cmp.Or(
		Compare(a.Place, b.Place),
		cmp.Compare(a.Severity, b.Severity),
		cmp.Compare(a.Code, b.Code),
		cmp.Compare(a.Message, b.Message),
	)
}

// Package source says where things stand in the input and what could not be understood there.
//
// It is the lowest layer: every parser reports places and diagnostics in its terms, and nothing here knows what a
// flow, a role or a privilege is.
package source

import "cmp"

// Span is a half-open range of bytes, counted from 0, in the decoded UTF-8 text of a file.
// The zero value means "no range known".
type Span struct {
	Start int // first byte
	End   int // one past the last byte
}

// Place is a location in the input, named twice: by bytes for editors, and by names for people and fingerprints.
// Names survive a re-export of the same flow; bytes do not. The zero value means "nowhere in particular".
type Place struct {
	File    string // slash-separated path as the input names it; an entry of an archive stands after "!/"
	Span    Span   // bytes in the decoded text
	Line    int    // counted from 1; 0 means unknown
	Column  int    // in bytes, counted from 1; 0 means unknown
	Route   string // names from the outside in, joined with " > ": containers and node; empty outside a flow
	Pointer string // JSON pointer (RFC 6901) of the value, or the XML element's path; empty means the whole file
}

// Compare orders places by file, then position, then names.
func Compare(a, b Place) int {
	return cmp.Or(
		cmp.Compare(a.File, b.File),
		cmp.Compare(a.Span.Start, b.Span.Start),
		cmp.Compare(a.Span.End, b.Span.End),
		cmp.Compare(a.Line, b.Line),
		cmp.Compare(a.Column, b.Column),
		cmp.Compare(a.Route, b.Route),
		cmp.Compare(a.Pointer, b.Pointer),
	)
}

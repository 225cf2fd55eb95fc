// Package table renders a report for people: findings first, then the privilege matrix in the shape of the role editor,
// then what could not be decided.
//
// It reads a report.Document and nothing else, and decides nothing: verdict, severities and order come with the document.
// Names from the input are made harmless before they are printed: control characters, terminal escapes and characters
// that turn or hide text become U+FFFD, and very long names lose their middle.
//
// Limitations: long lists are cut and say so; the JSON form has everything. Widths count East Asian ambiguous characters
// as narrow, whatever the locale, so that equal documents give equal bytes.
package table

import (
	"fmt"
	"io"

	"rolefit/report"
)

// DefaultWidth is the line width that Options.Width 0 stands for.
const DefaultWidth = 120

// minWidth is the narrowest width that is honoured: below it the matrix has no room for a table name.
const minWidth = 60

// Options says how to render. The zero value renders 120 columns without colour.
type Options struct {
	Width int  // columns to wrap at; 0 means DefaultWidth, less than 60 counts as 60. File paths are never broken and may pass it.
	Color bool // mark severities and cells with ANSI colours
}

// Render writes the document for people. Equal documents give equal bytes. It fails when w does.
func Render(w io.Writer, doc report.Document, opts Options) error {
	p := &printer{width: DefaultWidth, color: opts.Color}
	if opts.Width != 0 {
		p.width = max(minWidth, opts.Width)
	}
	summary(p, doc)
	findings(p, doc.Findings)
	compared := comparedIdentities(doc.Subjects)
	if err := subjects(p, doc); err != nil {
		return fmt.Errorf("rendering the comparison: %w", err)
	}
	if err := identities(p, doc.Identities, compared); err != nil {
		return fmt.Errorf("rendering the needs: %w", err)
	}
	columnPermissions(p, doc.Identities)
	blindSpots(p, doc)
	skipped(p, doc.Skipped)
	diagnostics(p, doc.Diagnostics)
	notes(p, doc.Notes)
	answers(p, doc)
	if _, err := w.Write(p.out.Bytes()); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}

package report

import (
	"bytes"
	"cmp"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"rolefit/flowparse/shape"
	"rolefit/flowparse/source"
)

//go:embed schema.json
var schemaText string

// maxProblems is how many problems of a document an InvalidError spells out.
const maxProblems = 20

// Schema returns the JSON Schema (draft 2020-12) of a document. The caller owns the bytes.
func Schema() []byte { return []byte(schemaText) }

// InvalidError says where a JSON text is not a document. Its text is the same on every run.
type InvalidError struct {
	Problems []string // "<JSON pointer>: <what was expected>", sorted; the pointer of the whole text is "/"
	Omitted  int      // further problems that are not listed
}

// Error lists the problems, one on a line after the first line.
func (e *InvalidError) Error() string {
	text := "not a rolefit report:\n  " + strings.Join(e.Problems, "\n  ")
	if e.Omitted > 0 {
		text += fmt.Sprintf("\n  and %d more", e.Omitted)
	}
	return text
}

var schema = shape.Of("urn:rolefit:schema:report-1", schemaText)

// Validate checks that a JSON text is a document of SchemaVersion. It fails with an InvalidError.
func Validate(raw []byte) error {
	value, err := decode(raw)
	if err != nil {
		return &InvalidError{Problems: []string{"/: " + err.Error()}}
	}
	misfits, err := schema.Misfits(value)
	if err != nil {
		return fmt.Errorf("checking the report against its schema: %w", err)
	}
	if len(misfits) == 0 {
		return nil
	}
	const most = 300
	var problems []string
	for _, m := range misfits {
		problems = append(problems, source.OneLine(cmp.Or(m.Pointer, "/"), most)+": "+source.OneLine(m.Message, most))
	}
	slices.Sort(problems)
	problems = slices.Compact(problems)
	omitted := max(0, len(problems)-maxProblems)
	return &InvalidError{Problems: problems[:len(problems)-omitted], Omitted: omitted}
}

// decode reads exactly one JSON value the way the schema library wants it.
func decode(raw []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var value any
	if err := d.Decode(&value); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, errors.New("expected JSON, found nothing")
		}
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("expected one JSON value, found text after it")
	}
	return value, nil
}

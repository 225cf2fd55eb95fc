package report

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

//go:embed schema.json
var schemaText []byte

// schemaURL names the schema to the compiler. Nothing is ever loaded from it.
const schemaURL = "urn:rolefit:schema:report-1"

// maxProblems is how many problems of a document an InvalidError spells out.
const maxProblems = 20

// Schema returns the JSON Schema (draft 2020-12) of a document. The caller owns the bytes.
func Schema() []byte { return bytes.Clone(schemaText) }

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

var compiledSchema = sync.OnceValues(func() (*jsonschema.Schema, error) {
	c := jsonschema.NewCompiler()
	c.LoadURL = func(url string) (io.ReadCloser, error) {
		return nil, fmt.Errorf("schemas are never loaded: %s", url)
	}
	if err := c.AddResource(schemaURL, bytes.NewReader(schemaText)); err != nil {
		return nil, err
	}
	return c.Compile(schemaURL)
})

// Validate checks that a JSON text is a document of SchemaVersion. It fails with an InvalidError.
func Validate(raw []byte) error {
	schema, err := compiledSchema()
	if err != nil {
		return fmt.Errorf("compiling the report schema: %w", err)
	}
	value, err := decode(raw)
	if err != nil {
		return &InvalidError{Problems: []string{"/: " + err.Error()}}
	}
	err = schema.Validate(value)
	var invalid *jsonschema.ValidationError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &invalid):
		problems := slices.Compact(slices.Sorted(slices.Values(leaves(invalid, nil))))
		omitted := max(0, len(problems)-maxProblems)
		return &InvalidError{Problems: problems[:len(problems)-omitted], Omitted: omitted}
	default:
		return fmt.Errorf("checking the report against its schema: %w", err)
	}
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

// leaves appends the innermost errors: the outer ones only say that something inside is wrong.
func leaves(e *jsonschema.ValidationError, problems []string) []string {
	for _, cause := range e.Causes {
		problems = leaves(cause, problems)
	}
	if len(e.Causes) > 0 {
		return problems
	}
	pointer := e.InstanceLocation
	if pointer == "" {
		pointer = "/"
	}
	return append(problems, printable(pointer)+": "+printable(stableMessage(e)))
}

// stableMessage gives the library's message the same words on every run: it lists unknown keys in random order.
func stableMessage(e *jsonschema.ValidationError) string {
	const before, after = "additionalProperties ", " not allowed"
	names, ok := strings.CutPrefix(e.Message, before)
	if !ok {
		return e.Message
	}
	sorted := strings.Split(strings.TrimSuffix(names, after), ", ")
	slices.Sort(sorted)
	return "unknown keys: " + strings.Join(sorted, ", ")
}

// printable keeps a hostile text from filling or steering a terminal.
func printable(s string) string {
	const most = 300
	out := strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
			return '\uFFFD'
		}
		return r
	}, s)
	if runes := []rune(out); len(runes) > most {
		out = string(runes[:most]) + "…"
	}
	return out
}

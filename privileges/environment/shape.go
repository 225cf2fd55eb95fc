package environment

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"rolefit/flowparse/jsontree"
	"rolefit/flowparse/source"
)

// maxProblems is how many problems of a snapshot an Error spells out.
const maxProblems = 50

// Error says what is wrong with a snapshot. Its text is the same on every run, and names places and no secrets.
type Error struct {
	File     string
	Problems []Problem // by place and message; never empty
	Omitted  int       // further problems that are not listed
}

// Error writes one line for each problem, such as "env.json:12:7: /users/0/roles/1: nothing describes the role …".
func (e *Error) Error() string {
	var lines []string
	for _, p := range e.Problems {
		line := fmt.Sprintf("%s:%d:%d: ", e.File, p.Line, p.Column)
		if p.Pointer != "" {
			line += p.Pointer + ": "
		}
		lines = append(lines, line+p.Message)
	}
	if e.Omitted > 0 {
		lines = append(lines, fmt.Sprintf("%s: and %d more", e.File, e.Omitted))
	}
	return strings.Join(lines, "\n")
}

// newError places problems in the text and puts them in order.
func newError(text *source.Text, root *jsontree.Node, problems []Problem) *Error {
	for i, p := range problems {
		problems[i].Line, problems[i].Column = text.Position(root.Pointer(p.Pointer).Span.Start)
		problems[i].Pointer = printable(p.Pointer)
	}
	slices.SortFunc(problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Pointer, b.Pointer), cmp.Compare(a.Message, b.Message))
	})
	problems = slices.Compact(problems)
	omitted := max(0, len(problems)-maxProblems)
	return &Error{File: text.Path, Problems: problems[:len(problems)-omitted], Omitted: omitted}
}

var errNoLoading = errors.New("schemas are never loaded from elsewhere")

var compiledSchema = sync.OnceValues(func() (*jsonschema.Schema, error) {
	c := jsonschema.NewCompiler()
	c.LoadURL = func(string) (io.ReadCloser, error) { return nil, errNoLoading }
	if err := c.AddResource(schemaURL, bytes.NewReader(schemaText)); err != nil {
		return nil, err
	}
	return c.Compile(schemaURL)
})

// checkShape returns what does not fit the schema. It fails only when the schema itself is broken.
func checkShape(root *jsontree.Node) ([]Problem, error) {
	schema, err := compiledSchema()
	if err != nil {
		return nil, fmt.Errorf("compiling the schema of snapshots: %w", err)
	}
	err = schema.Validate(root.Any())
	var invalid *jsonschema.ValidationError
	switch {
	case err == nil:
		return nil, nil
	case errors.As(err, &invalid):
		return leaves(invalid, nil), nil
	}
	return nil, fmt.Errorf("checking the snapshot against its schema: %w", err)
}

// leaves appends the innermost errors: the outer ones only say that something inside is wrong.
func leaves(e *jsonschema.ValidationError, problems []Problem) []Problem {
	for _, cause := range e.Causes {
		problems = leaves(cause, problems)
	}
	if len(e.Causes) > 0 {
		return problems
	}
	return append(problems, Problem{Pointer: e.InstanceLocation, Message: printable(message(e))})
}

// message words an error of the schema library: the same on every run, and without values of the file.
func message(e *jsonschema.ValidationError) string {
	keyword := e.AbsoluteKeywordLocation[strings.LastIndexByte(e.AbsoluteKeywordLocation, '/')+1:]
	switch keyword {
	case "additionalProperties":
		names := strings.TrimSuffix(strings.TrimPrefix(e.Message, "additionalProperties "), " not allowed")
		sorted := strings.Split(names, ", ")
		slices.Sort(sorted)
		return "unknown keys: " + strings.Join(sorted, ", ")
	case "pattern":
		switch {
		case strings.Contains(e.AbsoluteKeywordLocation, "$defs/id/"), strings.Contains(e.AbsoluteKeywordLocation, "$defs/idOrNone/"):
			return "expected a GUID in lower case without braces"
		case strings.Contains(e.AbsoluteKeywordLocation, "$defs/time/"):
			return "expected a date and time in UTC, such as 2026-11-26T09:30:00Z"
		}
		return "expected the origin of an environment, such as https://contoso.crm.dynamics.com"
	case "minLength":
		return "the text must not be empty"
	}
	return e.Message
}

// printable keeps a hostile text from filling or steering a terminal.
func printable(s string) string {
	const most = 300
	out := strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == '\u2028' || r == '\u2029' {
			return '\uFFFD'
		}
		return r
	}, s)
	if runes := []rune(out); len(runes) > most {
		out = string(runes[:most]) + "…"
	}
	return out
}

package environment

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rolefit/flowparse/jsontree"
	"rolefit/flowparse/shape"
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

// checkShape returns what does not fit the schema. It fails only when the schema itself is broken.
func checkShape(root *jsontree.Node) ([]Problem, error) {
	misfits, err := schema.Misfits(root.Any())
	if err != nil {
		return nil, fmt.Errorf("checking the snapshot against its schema: %w", err)
	}
	var problems []Problem
	for _, m := range misfits {
		problems = append(problems, Problem{Pointer: m.Pointer, Message: printable(message(m))})
	}
	return problems, nil
}

// message words a misfit without values of the file.
func message(m shape.Misfit) string {
	switch m.Keyword {
	case "pattern":
		switch {
		case strings.HasPrefix(m.Rule, "/$defs/id/"), strings.HasPrefix(m.Rule, "/$defs/idOrNone/"):
			return "expected a GUID in lower case without braces"
		case strings.HasPrefix(m.Rule, "/$defs/time/"):
			return "expected a date and time in UTC, such as 2026-11-26T09:30:00Z"
		}
		return "expected the origin of an environment, such as https://contoso.crm.dynamics.com"
	case "minLength":
		return "the text must not be empty"
	}
	return m.Message
}

// printable keeps a text to one line of a message.
func printable(s string) string { return source.OneLine(s, 300) }

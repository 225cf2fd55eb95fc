package config

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"rolefit/flowparse/source"
)

// maxProblems is how many problems of a file an Error keeps.
const maxProblems = 100

// Problem is one thing that is wrong with a configuration.
type Problem struct {
	Line       int    // counted from 1
	Column     int    // in characters, counted from 1
	Key        string // path of the key, such as "tables[2].node"; empty: the file itself
	Message    string // what is wrong
	Suggestion string // what to do about it, such as "did you mean node?"; may be empty
}

// Error says what is wrong with a configuration. Its text is the same on every run.
type Error struct {
	File     string    // as Parse was given it
	Problems []Problem // sorted by line, column, key and message; never empty
	Omitted  int       // further problems that are not listed
}

// Error writes one line for each problem, such as
// "rolefit.yaml:12: tables[0].nod: unknown key; did you mean node?", without a line break at the end.
func (e *Error) Error() string {
	var lines []string
	for _, p := range e.Problems {
		line := fmt.Sprintf("%s:%d: ", e.File, p.Line)
		if p.Key != "" {
			line += p.Key + ": "
		}
		line += p.Message
		if p.Suggestion != "" {
			line += "; " + p.Suggestion
		}
		lines = append(lines, line)
	}
	if e.Omitted > 0 {
		lines = append(lines, fmt.Sprintf("%s: and %d more", e.File, e.Omitted))
	}
	return strings.Join(lines, "\n")
}

func newError(file string, data []byte, problems []Problem) *Error {
	// The YAML library places what is missing at the end of a file on the line after it.
	last, _ := position(data, len(bytes.TrimRight(data, "\r\n")))
	for i := range problems {
		problems[i].Line = min(problems[i].Line, last)
	}
	slices.SortFunc(problems, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Key, b.Key),
			cmp.Compare(a.Message, b.Message),
			cmp.Compare(a.Suggestion, b.Suggestion),
		)
	})
	problems = slices.Compact(problems)
	omitted := max(0, len(problems)-maxProblems)
	return &Error{File: file, Problems: slices.Clone(problems[:len(problems)-omitted]), Omitted: omitted}
}

var plainKey = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// childKey is the path of a key inside another.
func childKey(parent, key string) string {
	if !plainKey.MatchString(key) {
		key = source.Quoted(key)
	}
	if parent == "" {
		return key
	}
	return parent + "." + key
}

// Package stanza reads the hand-kept files of the catalogue: records of "field: value" lines, separated by empty lines.
//
// A line that starts with # is a comment. A line that starts with white space continues the value above it, joined by one
// space. Every field occurs at most once in a record. Limitations: values cannot hold line breaks or leading spaces.
package stanza

import (
	"errors"
	"fmt"
	"strings"
)

// ErrMalformed is wrapped by every error about text that is not in this format.
var ErrMalformed = errors.New("malformed record file")

// Stanza is one record.
type Stanza struct {
	Line   int // the line of its first field, counted from 1
	fields map[string]string
}

// Get returns the value of a field, and "" when the record does not have it.
func (s Stanza) Get(field string) string { return s.fields[field] }

// Words returns the value of a field split at white space, and nil when the record does not have it.
func (s Stanza) Words(field string) []string {
	if s.fields[field] == "" {
		return nil
	}
	return strings.Fields(s.fields[field])
}

// Parse reads all records of a text. The name is used in errors only. The fields that may occur are given in allowed,
// those that every record must have in required. Errors wrap ErrMalformed and state name and line.
func Parse(name, text string, required, allowed []string) ([]Stanza, error) {
	known := map[string]bool{}
	for _, field := range append(append([]string{}, required...), allowed...) {
		known[field] = true
	}
	var all []Stanza
	var current Stanza
	last := "" // the field that a continuation line belongs to
	close := func() error {
		if current.fields == nil {
			return nil
		}
		for _, field := range required {
			if current.fields[field] == "" {
				return fmt.Errorf("%s:%d: the record has no %q: %w", name, current.Line, field, ErrMalformed)
			}
		}
		all, current, last = append(all, current), Stanza{}, ""
		return nil
	}
	for i, line := range strings.Split(text, "\n") {
		number := i + 1
		line = strings.TrimSuffix(line, "\r")
		switch {
		case strings.HasPrefix(line, "#"):
		case strings.TrimSpace(line) == "":
			if err := close(); err != nil {
				return nil, err
			}
		case line[0] == ' ' || line[0] == '\t':
			if last == "" {
				return nil, fmt.Errorf("%s:%d: a continuation without a field above: %w", name, number, ErrMalformed)
			}
			current.fields[last] = strings.TrimSpace(current.fields[last] + " " + strings.TrimSpace(line))
		default:
			field, value, ok := strings.Cut(line, ":")
			if !ok || !known[field] {
				return nil, fmt.Errorf("%s:%d: not a known field: %w", name, number, ErrMalformed)
			}
			if current.fields == nil {
				current = Stanza{Line: number, fields: map[string]string{}}
			}
			if _, twice := current.fields[field]; twice {
				return nil, fmt.Errorf("%s:%d: a second %q in one record: %w", name, number, field, ErrMalformed)
			}
			current.fields[field], last = strings.TrimSpace(value), field
		}
	}
	if err := close(); err != nil {
		return nil, err
	}
	return all, nil
}

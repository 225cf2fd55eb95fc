package odata

import (
	"regexp"
	"slices"
	"strings"
)

// namePattern matches what a column or navigation property can be called.
var namePattern = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// FilterColumns returns the columns that a $filter, $orderby or $apply names: each as "column", or as
// "navigation/column" with the whole path from the queried table. Lambda variables are resolved to the collection they
// range over, type casts are left out. Columns are in lower case, as logical names are; navigation properties and the
// "_x_value" form of lookups are as written. Every path is there once, in the order of its first appearance.
//
// No column is a literal, operator, function, or a name that $apply gives to a result. A name that is partly Unknown
// is left out, and so are a path of more than 32 steps and a PropertyName that is a parameter alias, since its value
// stands elsewhere in the address.
// The text must not be percent-encoded. Which of the names are columns of the table is for metadata to say: a literal
// written without its quotes looks like one.
//
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/filter-rows (2026-11-25)
// and https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/aggregate-data (2026-11-25)
func FilterColumns(s string) []string {
	c := columnReader{ranges: map[string][]string{}, aliases: map[string]bool{}, seen: map[string]bool{}}
	words := wordsOf(withoutCalls(s))
	for i, w := range words {
		c.word(w, words[i+1:])
	}
	return c.columns
}

// columnReader reads the words of a query.
type columnReader struct {
	ranges   map[string][]string // lambda variable -> path; without segments when that cannot be told
	previous string              // the word before, in lower case

	// Names that $apply gives to results. Those given in one step of its pipeline are known from the next on.
	given   []string
	aliases map[string]bool

	columns []string
	seen    map[string]bool
}

// word reads a word that others follow.
func (c *columnReader) word(w word, following []word) {
	lower := strings.ToLower(w.text)
	previous := c.previous
	c.previous = lower
	switch {
	case previous == "as":
		c.given = append(c.given, lower)
		return
	case previous == "with": // the method of an aggregate
		return
	case w.text[0] == '/': // the next step of a pipeline
		for _, name := range c.given {
			c.aliases[name] = true
		}
		c.given = nil
	}
	path := c.resolve(segmentsOf(strings.TrimLeft(w.text, "-")))
	if len(path) > maxNesting || slices.ContainsFunc(path, func(s string) bool { return !namePattern.MatchString(s) }) {
		path = nil
	}
	if w.next == '(' && (strings.HasSuffix(lower, "/any") || strings.HasSuffix(lower, "/all")) {
		if len(following) > 0 && following[0].next == ':' {
			c.ranges[following[0].text] = path[:max(0, len(path)-1)]
		}
		return
	}
	if len(path) == 0 {
		return
	}
	switch last := strings.ToLower(path[len(path)-1]); {
	case w.next == '(', w.next == '\'': // a function, or a literal with its type
	case len(path) == 1 && (isKeyword(last) || c.aliases[last]):
	default:
		c.add(append(slices.Clone(path[:len(path)-1]), last))
	}
}

// resolve puts the collection in place of a lambda variable. A variable alone names no column.
func (c *columnReader) resolve(segments []string) []string {
	if len(segments) == 0 {
		return nil
	}
	if segments[0] == "$it" { // the row at hand
		return segments[1:]
	}
	prefix, ok := c.ranges[segments[0]]
	switch {
	case !ok:
		return segments
	case len(segments) == 1, len(prefix) == 0:
		return nil
	}
	return append(slices.Clone(prefix), segments[1:]...)
}

func (c *columnReader) add(path []string) {
	column := strings.Join(path, "/")
	if !c.seen[column] {
		c.seen[column] = true
		c.columns = append(c.columns, column)
	}
}

// isKeyword tells operators and literals. Functions are told by the bracket that follows them.
// Source: https://docs.oasis-open.org/odata/odata/v4.0/odata-v4.0-part2-url-conventions.html (2026-11-25)
func isKeyword(lower string) bool {
	switch lower {
	case "eq", "ne", "gt", "ge", "lt", "le", "has", "in", "and", "or", "not",
		"add", "sub", "mul", "div", "divby", "mod",
		"asc", "desc", "as", "with", "null", "true", "false", "inf", "nan":
		return true
	}
	return false
}

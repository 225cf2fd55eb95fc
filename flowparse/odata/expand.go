// Package odata reads the query options of the Dataverse Web API as far as they name other tables: $expand, and the
// navigation paths of $filter, $orderby and $apply.
//
// It knows the grammar only; which table a navigation property leads to is metadata. A value that the flow computes
// stands in a query as Unknown.
//
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/overview (2026-11-22)
package odata

import (
	"errors"
	"fmt"
	"strings"
)

// Unknown stands in a query for text that only a run would know.
const Unknown = '\uFFFC'

// Expand is one navigation property of an $expand, with what its options name.
type Expand struct {
	Navigation string
	Select     []string   // columns of its $select
	Columns    []string   // columns that its $filter and $orderby name, each "column" or "navigation/column"
	Paths      [][]string // navigation paths in its $filter and $orderby, from the expanded table
	Nested     []Expand
	Hides      bool // an option of it stands as Unknown, or its filter or order may name more
}

// ErrExpand reports an $expand that cannot be read.
var ErrExpand = errors.New("$expand cannot be read")

// maxNesting bounds $expand inside $expand.
const maxNesting = 32

// ParseExpand reads the value of an $expand. It fails with ErrExpand.
func ParseExpand(s string) ([]Expand, error) { return parseExpand(s, 0) }

func parseExpand(s string, depth int) ([]Expand, error) {
	if depth > maxNesting {
		return nil, fmt.Errorf("%w: nested too deeply", ErrExpand)
	}
	items, err := split(s, ',')
	if err != nil {
		return nil, err
	}
	var expands []Expand
	for _, item := range items {
		item = strings.TrimSpace(item)
		if item == "" {
			continue
		}
		e, err := parseOne(item, depth)
		if err != nil {
			return nil, err
		}
		expands = append(expands, e)
	}
	return expands, nil
}

func parseOne(item string, depth int) (Expand, error) {
	name, options, found := strings.Cut(item, "(")
	e := Expand{Navigation: strings.TrimSpace(name)}
	// "nav/$ref" and type casts follow the property after a slash.
	e.Navigation, _, _ = strings.Cut(e.Navigation, "/")
	if e.Navigation == "" || strings.ContainsAny(e.Navigation, " ='()") {
		return e, fmt.Errorf("%w: a navigation property is expected", ErrExpand)
	}
	if !found {
		return e, nil
	}
	options = strings.TrimSpace(options)
	if !strings.HasSuffix(options, ")") {
		return e, fmt.Errorf("%w: a bracket does not close", ErrExpand)
	}
	parts, err := split(options[:len(options)-1], ';')
	if err != nil {
		return e, err
	}
	for _, part := range parts {
		key, value, _ := strings.Cut(part, "=")
		e.Hides = e.Hides || strings.ContainsRune(key, Unknown)
		switch strings.ToLower(strings.TrimPrefix(strings.TrimSpace(key), "$")) {
		case "expand":
			nested, err := parseExpand(value, depth+1)
			if err != nil {
				return e, err
			}
			e.Nested = append(e.Nested, nested...)
		case "select":
			e.Select = append(e.Select, Columns(value)...)
		case "filter", "orderby":
			e.Hides = e.Hides || Hides(value)
			e.Paths = append(e.Paths, Paths(value)...)
			e.Columns = append(e.Columns, FilterColumns(value)...)
		}
	}
	return e, nil
}

// split cuts at a separator outside brackets and quotes.
func split(s string, separator byte) ([]string, error) {
	var parts []string
	depth, start, quoted := 0, 0, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\'':
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')':
			depth--
			if depth < 0 {
				return nil, fmt.Errorf("%w: a bracket closes that was not opened", ErrExpand)
			}
		case c == separator && depth == 0:
			parts = append(parts, s[start:i])
			start = i + 1
		}
	}
	if depth != 0 || quoted {
		return nil, fmt.Errorf("%w: a bracket or quote does not close", ErrExpand)
	}
	return append(parts, s[start:]), nil
}

// Columns returns the columns that a $select names.
func Columns(s string) []string {
	var columns []string
	for _, c := range strings.Split(s, ",") {
		if c = strings.TrimSpace(c); c != "" && !strings.ContainsRune(c, Unknown) {
			columns = append(columns, c)
		}
	}
	return columns
}

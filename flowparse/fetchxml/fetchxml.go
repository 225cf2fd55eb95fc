// Package fetchxml reads which tables a FetchXML query touches.
//
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/fetchxml/overview (2026-11-22)
package fetchxml

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Query is what a FetchXML text names.
type Query struct {
	Entity     string   // logical name of the queried table
	Links      []string // logical names of linked tables, outermost first, without repetition
	Conditions []string // entityname of conditions that is no alias of a link
}

// ErrUnreadable reports text that is no FetchXML query.
var ErrUnreadable = errors.New("FetchXML cannot be read")

// maxDepth bounds elements inside elements.
const maxDepth = 256

// Parse reads a query. Values that only a run would know may stand in it as any character data. It fails with ErrUnreadable.
func Parse(text string) (Query, error) {
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict = false
	var q Query
	var aliases, conditions []string
	for depth := 0; ; {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return Query{}, fmt.Errorf("%w: not well-formed", ErrUnreadable)
		}
		switch e := token.(type) {
		case xml.Directive:
			return Query{}, fmt.Errorf("%w: it holds a document type", ErrUnreadable)
		case xml.EndElement:
			depth--
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return Query{}, fmt.Errorf("%w: nested too deeply", ErrUnreadable)
			}
			name := attribute(e, "name")
			switch e.Name.Local {
			case "entity":
				q.Entity = name
			case "link-entity":
				q.Links = append(q.Links, name)
				aliases = append(aliases, name, attribute(e, "alias"))
			case "condition":
				conditions = append(conditions, attribute(e, "entityname"))
			}
		}
	}
	if q.Entity == "" {
		return Query{}, fmt.Errorf("%w: it names no entity", ErrUnreadable)
	}
	for _, c := range conditions {
		if c != "" && !slices.Contains(aliases, c) && !slices.Contains(q.Conditions, c) {
			q.Conditions = append(q.Conditions, c)
		}
	}
	q.Links = unique(q.Links)
	return q, nil
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}

func unique(names []string) []string {
	var out []string
	for _, n := range names {
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

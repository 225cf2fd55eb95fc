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
	Columns    []Column // columns that are returned, compared or ordered by, in the order they are named, without repetition
	Between    string   // text that stands where a query has elements only, so that elements may be hidden in it
	All        []string // logical names of tables of which every column is returned
}

// Column is one column of a table; both are logical names.
type Column struct{ Table, Name string }

// ErrUnreadable reports text that is no FetchXML query.
var ErrUnreadable = errors.New("FetchXML cannot be read")

// maxDepth bounds elements inside elements.
const maxDepth = 256

// Parse reads a query. Values that only a run would know may stand in it as any character data. It fails with ErrUnreadable.
func Parse(text string) (Query, error) {
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict = false
	r := reading{tables: map[string]string{}}
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return Query{}, fmt.Errorf("%w: not well-formed", ErrUnreadable)
		}
		switch e := token.(type) {
		case xml.CharData:
			if !r.inCondition() {
				r.query.Between += strings.TrimSpace(string(e))
			}
		case xml.Directive:
			return Query{}, fmt.Errorf("%w: it holds a document type", ErrUnreadable)
		case xml.EndElement:
			if len(r.within) > 0 {
				r.within, r.open = r.within[:len(r.within)-1], r.open[:len(r.open)-1]
			}
		case xml.StartElement:
			if len(r.within) == maxDepth {
				return Query{}, fmt.Errorf("%w: nested too deeply", ErrUnreadable)
			}
			r.start(e)
		}
	}
	if r.query.Entity == "" {
		return Query{}, fmt.Errorf("%w: it names no entity", ErrUnreadable)
	}
	return r.finish(), nil
}

// reading is a query in the making.
type reading struct {
	query  Query
	open   []string          // names of the open elements
	within []string          // for each open element: the table whose columns it names
	tables map[string]string // alias or name of a link -> its table
	named  []named           // what names a table by alias: aliases may follow
	picks  bool              // the queried table's columns are listed
}

// named is a column of the table that an entityname stands for.
type named struct{ entity, column string }

func (r *reading) start(e xml.StartElement) {
	table, name := "", attribute(e, "name")
	if n := len(r.within); n > 0 {
		table = r.within[n-1]
	}
	switch e.Name.Local {
	case "entity":
		r.query.Entity, table = name, name
	case "link-entity":
		r.query.Links = append(r.query.Links, name)
		r.tables[name], r.tables[attribute(e, "alias")] = name, name
		table = name
	case "attribute":
		r.picks = r.picks || table == r.query.Entity
		r.column(table, name)
	case "all-attributes":
		r.query.All = append(r.query.All, table)
	case "condition", "order":
		column := attribute(e, "attribute")
		if entity := attribute(e, "entityname"); entity != "" {
			r.named = append(r.named, named{entity, column})
		} else {
			r.column(table, column)
		}
		r.column(table, attribute(e, "valueof"))
	}
	r.within, r.open = append(r.within, table), append(r.open, e.Name.Local)
}

// inCondition reports whether the text at hand is of a condition or one of its values, which name no table.
func (r *reading) inCondition() bool {
	if len(r.open) == 0 {
		return false
	}
	at := r.open[len(r.open)-1]
	return at == "condition" || at == "value"
}

func (r *reading) column(table, name string) {
	// A comparison with another table's column writes "alias.column".
	if alias, rest, ok := strings.Cut(name, "."); ok {
		r.named = append(r.named, named{alias, rest})
		return
	}
	if c := (Column{table, name}); name != "" && table != "" && !slices.Contains(r.query.Columns, c) {
		r.query.Columns = append(r.query.Columns, c)
	}
}

// finish resolves aliases. An entityname that no link has names a table by itself.
func (r *reading) finish() Query {
	for _, n := range r.named {
		table, ok := r.tables[n.entity]
		if !ok {
			if table = n.entity; !slices.Contains(r.query.Conditions, table) && table != r.query.Entity {
				r.query.Conditions = append(r.query.Conditions, table)
			}
		}
		r.column(table, n.column)
	}
	if !r.picks && !slices.Contains(r.query.All, r.query.Entity) {
		r.query.All = append(r.query.All, r.query.Entity) // no column listed: every one is returned
	}
	r.query.Links, r.query.All = unique(r.query.Links), unique(r.query.All)
	return r.query
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

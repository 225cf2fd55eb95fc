// Package pin holds what a person has settled that no flow says: the table a node touches, the target of a lookup, the value
// of an environment variable, whose rows an identity works on, what a reviewed node needs.
//
// Pins are values. They come from a configuration and are asked for where an analysis would otherwise end in a blind spot
// or an assumption.
package pin

import (
	"slices"
	"strings"

	"rolefit/privileges"
)

// Set is all pins of one analysis. The zero value settles nothing.
type Set struct {
	Tables       []Tables
	Lookups      []Lookup
	Joins        []Tables
	Values       []Value
	Environments []Environment
	Rows         []Rows
	Reviewed     []Review
	Decisions    []Decision
	Origin       string // file that they were read from
}

// At names a node: by the display name or workflow id of its flow, and its own name. An empty flow means any.
type At struct {
	Flow, Node string
	Line       int // in the configuration
}

// Is reports whether the pin is about a node.
func (a At) Is(flowID, flowName, node string) bool {
	return strings.EqualFold(a.Node, node) &&
		(a.Flow == "" || strings.EqualFold(a.Flow, flowName) || strings.EqualFold(strings.Trim(a.Flow, "{}"), flowID))
}

// Tables says which tables a node works on, or which ones its query joins: entity sets or logical names.
type Tables struct {
	At
	Is []string
}

// Lookup says which tables a lookup is set to. No tables: it sets nothing. An empty name means every lookup of the node
// that cannot be told.
type Lookup struct {
	At
	Name string // navigation property
	Is   []string
}

// Value is the value of an environment variable or of a parameter of a flow, by its name.
type Value struct {
	Name, Is string
	Line     int
}

// Environment says which environment an expression names: "current" or an address.
type Environment struct {
	Expression, Is string
	Line           int
}

// Rows says how deep the rows of a table lie that a connection works on, seen from its own business unit.
type Rows struct {
	Connection string // logical name of the connection reference; empty: every connection
	Table      string // logical name
	Level      privileges.Level
	Line       int
}

// Review says what a node needs that somebody looked at: it closes the node's blind spots.
type Review struct {
	At
	Kind    string // of blind spot; empty: every kind
	Needs   []privileges.Grant
	Because string
}

// Decision says whether a need that exists only on a condition is granted, or done without.
type Decision struct {
	Privilege  string
	Connection string // logical name of the connection reference; empty: every connection
	Grant      bool
	Line       int
}

// DecisionOn returns what was decided of a conditional need. A decision for that very connection goes before one for all.
func (s Set) DecisionOn(connection, privilege string) (grant, ok bool) {
	for _, exact := range []bool{true, false} {
		for _, d := range s.Decisions {
			if strings.EqualFold(d.Privilege, privilege) && (exact && d.Connection != "" && strings.EqualFold(d.Connection, connection) || !exact && d.Connection == "") {
				return d.Grant, true
			}
		}
	}
	return false, false
}

// TablesAt returns the pinned tables of a node.
func (s Set) TablesAt(flowID, flowName, node string) ([]string, bool) {
	return named(s.Tables, flowID, flowName, node)
}

// JoinsAt returns the pinned tables that a node's query joins.
func (s Set) JoinsAt(flowID, flowName, node string) ([]string, bool) {
	return named(s.Joins, flowID, flowName, node)
}

func named(pins []Tables, flowID, flowName, node string) ([]string, bool) {
	for _, p := range pins {
		if p.At.Is(flowID, flowName, node) {
			return p.Is, true
		}
	}
	return nil, false
}

// LookupAt returns the pinned targets of a lookup of a node. A pin for that very lookup goes before one for all.
func (s Set) LookupAt(flowID, flowName, node, lookup string) ([]string, bool) {
	for _, exact := range []bool{true, false} {
		for _, p := range s.Lookups {
			if p.At.Is(flowID, flowName, node) && (exact && strings.EqualFold(p.Name, lookup) || !exact && p.Name == "") {
				return p.Is, true
			}
		}
	}
	return nil, false
}

// LookupsAt returns the lookups that are pinned for a node.
func (s Set) LookupsAt(flowID, flowName, node string) []Lookup {
	var out []Lookup
	for _, p := range s.Lookups {
		if p.At.Is(flowID, flowName, node) {
			out = append(out, p)
		}
	}
	return out
}

// Value returns the pinned value of an environment variable or parameter.
func (s Set) Value(name string) (string, bool) {
	for _, p := range s.Values {
		if strings.EqualFold(p.Name, name) {
			return p.Is, true
		}
	}
	return "", false
}

// Environment returns what an expression is pinned to.
func (s Set) Environment(expression string) (string, bool) {
	for _, p := range s.Environments {
		if strings.EqualFold(p.Expression, expression) {
			return p.Is, true
		}
	}
	return "", false
}

// LevelOf returns how deep the rows of a table lie that a connection works on. A pin for that very connection goes before
// one for all.
func (s Set) LevelOf(connection, table string) (privileges.Level, bool) {
	for _, exact := range []bool{true, false} {
		for _, p := range s.Rows {
			if strings.EqualFold(p.Table, table) && (exact && p.Connection != "" && strings.EqualFold(p.Connection, connection) || !exact && p.Connection == "") {
				return p.Level, true
			}
		}
	}
	return privileges.None, false
}

// ReviewAt returns the review of a node's blind spot of a kind.
func (s Set) ReviewAt(flowID, flowName, node, kind string) (Review, bool) {
	i := slices.IndexFunc(s.Reviewed, func(r Review) bool {
		return r.At.Is(flowID, flowName, node) && (r.Kind == "" || strings.EqualFold(r.Kind, kind))
	})
	if i < 0 {
		return Review{}, false
	}
	return s.Reviewed[i], true
}

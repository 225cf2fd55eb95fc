// Package dataflow says what an expression of a flow can be at run time, as far as the flow alone tells: which texts, and
// which columns of which rows that a node read, wrote or was triggered by.
//
// New takes a flow, Returns what its nodes return that ask for rows, and Of evaluates what stands somewhere in the flow to a
// Set of alternatives. The truth is always among them, if only as Opaque.
//
// It knows flows, expressions and rows. Which node asks for rows, and what it does to them, is told by whoever asks.
package dataflow

import (
	"rolefit/flowparse"
	"rolefit/flowparse/jsontree"
)

// Value is one thing an expression can be at run time. Callers tell apart Constant, Null, Fresh, Row, Cell, Foreign, Text,
// Literal and Opaque. Every other value, such as a number or an array, tells them nothing by itself. The zero value is none.
type Value interface{ value() }

type (
	// Constant is a text known from the definition. The zero value is the empty text.
	Constant struct{ Text string }
	// scalar is a number or boolean known from the definition, as it is written.
	scalar struct {
		text string
		kind jsontree.Kind
	}
	// Null is null, or a value that is absent, as the zero value is. Written, it is the text that such a value becomes: an
	// empty one.
	Null struct{ written bool }
	// Fresh is a GUID made on the spot: guid().
	Fresh struct{}
	// rows is a list of rows that a node read.
	rows struct{ node *flowparse.Node }
	// Row is one row that a node read, wrote or was triggered by. The zero value is no value.
	Row struct{ Node *flowparse.Node }
	// Cell is a column of such a row, or a path through an expanded property: "ownerid/fullname". The zero value is no value.
	Cell struct {
		Node   *flowparse.Node
		Column string
	}
	// Foreign is a column of a row that a caller's flow read, or the row as a whole when no column is named. The zero value
	// is a row of a table that is not known.
	Foreign struct {
		Table  flowparse.TableName
		Column string
	}
	// Text is a concatenation; each part has its own alternatives. The zero value is the empty text.
	Text struct{ Parts []Set }
	// Literal is a JSON object or array of the definition; strings inside it are evaluated where it stands. Without a scope
	// it was computed, and its strings are what they are. The zero value is no value.
	Literal struct {
		JSON  *jsontree.Node
		Scope *Scope
	}
	// list is an array made of elements with these alternatives.
	list struct{ elements Set }
	// joined is one text made of all elements of an array with these alternatives, and what stands between them.
	joined struct{ elements, separator Set }
	// output is everything a node returns: status, headers and body.
	output struct{ node *flowparse.Node }
	// attempt is the run of a node as an object: its inputs, outputs, status and times.
	attempt struct{ node *flowparse.Node }
	// Opaque is a value that is not known. The zero value does not say why.
	Opaque struct {
		Why      string // the reason, as a clause
		Variable string // schema name of the environment variable that holds it; empty: none does
		Extended bool   // it is what a variable held before a node extended it, which is an alternative of the variable too
	}
)

func (Constant) value() {}
func (scalar) value()   {}
func (joined) value()   {}
func (Null) value()     {}
func (Fresh) value()    {}
func (rows) value()     {}
func (Row) value()      {}
func (Cell) value()     {}
func (Text) value()     {}
func (Literal) value()  {}
func (list) value()     {}
func (output) value()   {}
func (attempt) value()  {}
func (Foreign) value()  {}
func (Opaque) value()   {}

// Set is the alternatives of an expression. The zero value has none, as an element of an
// empty array.
type Set []Value

// Constant returns the text of a set that is one constant, and whether it is.
func (s Set) Constant() (string, bool) {
	if len(s) == 1 {
		if c, ok := s[0].(Constant); ok {
			return c.Text, true
		}
	}
	return "", false
}

// maxAlternatives bounds a set; beyond it the value is opaque.
const maxAlternatives = 64

// union joins sets without repeating equal simple values.
func union(sets ...Set) Set {
	var joined Set
	seen := map[Value]bool{}
	for _, s := range sets {
		for _, v := range s {
			switch v.(type) {
			case Constant, scalar, Null, Fresh, rows, Row, Cell, Foreign, output, attempt, Opaque, circle, element:
				if seen[v] {
					continue
				}
				seen[v] = true
			}
			joined = append(joined, v)
		}
	}
	if len(joined) > maxAlternatives {
		return Set{Opaque{Why: "the expression has too many alternatives"}}
	}
	return joined
}

// Scope is where an expression stands: the node, and what item() means inside Select, Query and Foreach. The zero value is
// no node, as for parameters of the definition.
type Scope struct {
	node *flowparse.Node
	item Set  // of the innermost Select or Query; nil outside one
	from bool // where a Query or Table says what it goes through: its own elements are none yet
}

// At returns the scope of what a node itself holds.
func At(n *flowparse.Node) *Scope { return &Scope{node: n} }

package operation

import (
	"rolefit/flowparse"
	"rolefit/flowparse/jsontree"
)

// value is one thing an expression can be at run time, as far as the flow alone tells. An expression has a set of
// them: the alternatives of its branches. The truth is always among them, if only as opaque.
type value interface{ value() }

type (
	// constant is a text known from the definition.
	constant struct{ text string }
	// scalar is a number or boolean known from the definition, as it is written.
	scalar struct {
		text string
		kind jsontree.Kind
	}
	// null is null, or a value that is absent. Written, it is the text that such a value becomes: an empty one.
	null struct{ written bool }
	// fresh is a GUID made on the spot: guid().
	fresh struct{}
	// rows is a list of rows that a node read.
	rows struct{ node *flowparse.Node }
	// row is one row that a node read, wrote or was triggered by.
	row struct{ node *flowparse.Node }
	// cell is a column of such a row, or a path through an expanded property: "ownerid/fullname".
	cell struct {
		node   *flowparse.Node
		column string
	}
	// foreign is a column of a row that a caller's flow read, or the row as a whole when no column is named.
	foreign struct {
		table  TableName
		column string
	}
	// text is a concatenation; each part has its own alternatives.
	text struct{ parts []set }
	// literal is a JSON value of the definition; strings inside it are evaluated where it stands. Without a scope it was
	// computed, and its strings are what they are.
	literal struct {
		json  *jsontree.Node
		scope *scope
	}
	// list is an array made of elements with these alternatives.
	list struct{ elements set }
	// joined is one text made of all elements of an array with these alternatives, and what stands between them.
	joined struct{ elements, separator set }
	// output is everything a node returns: status, headers and body.
	output struct{ node *flowparse.Node }
	// attempt is the run of a node as an object: its inputs, outputs, status and times.
	attempt struct{ node *flowparse.Node }
	// opaque is a value that is not known, with the reason.
	opaque struct{ why string }
)

func (constant) value() {}
func (scalar) value()   {}
func (joined) value()   {}
func (null) value()     {}
func (fresh) value()    {}
func (rows) value()     {}
func (row) value()      {}
func (cell) value()     {}
func (text) value()     {}
func (literal) value()  {}
func (list) value()     {}
func (output) value()   {}
func (attempt) value()  {}
func (foreign) value()  {}
func (opaque) value()   {}

// set is the alternatives of an expression.
type set []value

// maxAlternatives bounds a set; beyond it the value is opaque.
const maxAlternatives = 64

// union joins sets without repeating equal simple values.
func union(sets ...set) set {
	var joined set
	seen := map[value]bool{}
	for _, s := range sets {
		for _, v := range s {
			switch v.(type) {
			case constant, scalar, null, fresh, rows, row, cell, foreign, output, attempt, opaque, circle, element:
				if seen[v] {
					continue
				}
				seen[v] = true
			}
			joined = append(joined, v)
		}
	}
	if len(joined) > maxAlternatives {
		return set{opaque{"the expression has too many alternatives"}}
	}
	return joined
}

// scope is where an expression stands: the node, and what item() means inside Select, Query and Foreach.
type scope struct {
	node *flowparse.Node
	item set  // of the innermost Select or Query; nil outside one
	from bool // where a Query or Table says what it goes through: its own elements are none yet
}

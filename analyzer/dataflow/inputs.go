package dataflow

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"rolefit/flowparse"
)

// Inputs is what the callers of a child flow pass to it, by the name of the input. Nil: nothing is known of its callers.
type Inputs map[string]Passed

// Passed is what callers pass for one input. The zero value is an input of which nothing is known.
type Passed struct {
	Texts []string  // sorted, without repetition
	Rows  []Foreign // columns of rows that callers read; sorted, without repetition
	Null  bool      // some caller passes null, or nothing
	Fresh bool      // some caller passes a GUID that it makes on the spot
	Rest  bool      // some caller passes what only a run knows
}

// maxPassed bounds the texts and rows of one input; beyond it the input is not known.
const maxPassed = 32

// Pass is a value as another flow sees it. What a node returned is known there only by its table, which tableOf names: the
// zero value where it is not a row of one table.
func Pass(values Set, tableOf func(*flowparse.Node) flowparse.TableName) Passed {
	var p Passed
	row := func(n *flowparse.Node, column string) {
		table := tableOf(n)
		if table == (flowparse.TableName{}) {
			p.Rest = true
			return
		}
		p.Rows = append(p.Rows, Foreign{table, column})
	}
	for _, v := range values {
		switch v := v.(type) {
		case Constant:
			p.Texts = append(p.Texts, v.Text)
		case Null:
			p.Null = true
		case Fresh:
			p.Fresh = true
		case Row:
			row(v.Node, "")
		case Cell:
			row(v.Node, v.Column)
		case Foreign:
			p.Rows = append(p.Rows, v)
		default:
			p.Rest = true
		}
	}
	if p = p.sorted(); len(p.Texts)+len(p.Rows) > maxPassed {
		return Passed{Rest: true}
	}
	return p
}

func compareRows(a, b Foreign) int {
	return cmp.Or(cmp.Compare(a.Table.Set, b.Table.Set), cmp.Compare(a.Table.Logical, b.Table.Logical), cmp.Compare(a.Column, b.Column))
}

// Join adds what another caller passes. An input that only one of them passes is null for the other.
func (in Inputs) Join(other Inputs) Inputs {
	if in == nil {
		return maps.Clone(other)
	}
	joined := Inputs{}
	for name := range maps.Keys(in) {
		joined[name] = in[name].join(other[name], other, name)
	}
	for name := range maps.Keys(other) {
		joined[name] = other[name].join(in[name], in, name)
	}
	return joined
}

func (p Passed) join(q Passed, from Inputs, name string) Passed {
	_, passed := from[name]
	return Passed{
		Texts: slices.Concat(p.Texts, q.Texts), Rows: slices.Concat(p.Rows, q.Rows),
		Null: p.Null || q.Null || !passed, Fresh: p.Fresh || q.Fresh, Rest: p.Rest || q.Rest,
	}.sorted()
}

// sorted puts texts and rows in order and leaves out repetitions.
func (p Passed) sorted() Passed {
	slices.Sort(p.Texts)
	slices.SortFunc(p.Rows, compareRows)
	p.Texts, p.Rows = slices.Compact(p.Texts), slices.Compact(p.Rows)
	return p
}

// Equal reports whether two callers pass the same.
func (in Inputs) Equal(other Inputs) bool {
	return maps.EqualFunc(in, other, func(a, b Passed) bool {
		return a.Null == b.Null && a.Fresh == b.Fresh && a.Rest == b.Rest && slices.Equal(a.Texts, b.Texts) && slices.Equal(a.Rows, b.Rows)
	})
}

// inputs is the body of a child flow's trigger: what its callers pass.
type inputs struct{ of Inputs }

func (*inputs) value() {}

func (i *inputs) property(key string) Set {
	name, rest, more := strings.Cut(key, "/")
	p, ok := i.of[name]
	if !ok || more && rest != "" {
		return Set{Opaque{Why: "an input that no caller of the input names"}}
	}
	var out Set
	for _, t := range p.Texts {
		out = append(out, Constant{t})
	}
	for _, row := range p.Rows {
		out = append(out, row)
	}
	if p.Null {
		out = append(out, Null{})
	}
	if p.Fresh {
		out = append(out, Fresh{})
	}
	if p.Rest || len(out) == 0 {
		out = append(out, Opaque{Why: "an input that a caller computes"})
	}
	return out
}

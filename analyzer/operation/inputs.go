package operation

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"rolefit/flowparse"
)

// Inputs is what the callers of a child flow pass to it, by the name of the input. Nil: nothing is known of its callers.
type Inputs map[string]Passed

// Passed is what callers pass for one input.
type Passed struct {
	Texts []string // sorted, without repetition
	Rows  []RowOf  // columns of rows that callers read; sorted, without repetition
	Null  bool     // some caller passes null, or nothing
	Rest  bool     // some caller passes what only a run knows
}

// RowOf is a column of a row of a table in the current environment; the row as a whole when no column is named.
type RowOf struct {
	Table  TableName
	Column string
}

func compareRows(a, b RowOf) int {
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
	texts := slices.Concat(p.Texts, q.Texts)
	slices.Sort(texts)
	rows := slices.Concat(p.Rows, q.Rows)
	slices.SortFunc(rows, compareRows)
	return Passed{Texts: slices.Compact(texts), Rows: slices.Compact(rows), Null: p.Null || q.Null || !passed, Rest: p.Rest || q.Rest}
}

// Equal reports whether two callers pass the same.
func (in Inputs) Equal(other Inputs) bool {
	return maps.EqualFunc(in, other, func(a, b Passed) bool {
		return a.Null == b.Null && a.Rest == b.Rest && slices.Equal(a.Texts, b.Texts) && slices.Equal(a.Rows, b.Rows)
	})
}

// maxPassed bounds the texts of one input; beyond it the input is not known.
const maxPassed = 32

// inputsOf reads what a call of a child flow passes.
func (r *reader) inputsOf(n *flowparse.Node) Inputs {
	in := Inputs{}
	at := &scope{node: n}
	for _, m := range n.Call.Body.Entries() {
		var p Passed
		for _, v := range r.ev.json(m.Value, at) {
			switch v := v.(type) {
			case constant:
				p.Texts = append(p.Texts, v.text)
			case null:
				p.Null = true
			case row:
				p.read(r, v.node, "")
			case cell:
				p.read(r, v.node, v.column)
			case foreign:
				p.Rows = append(p.Rows, RowOf{v.table, v.column})
			default:
				p.Rest = true
			}
		}
		slices.Sort(p.Texts)
		slices.SortFunc(p.Rows, compareRows)
		p.Rows = slices.Compact(p.Rows)
		if p.Texts = slices.Compact(p.Texts); len(p.Texts)+len(p.Rows) > maxPassed {
			p = Passed{Rest: true}
		}
		in[m.Name] = p
	}
	return in
}

// read adds a column of what a node returned, when that is a row of one table of the current environment.
func (p *Passed) read(r *reader, n *flowparse.Node, column string) {
	var found []RowOf
	for _, op := range r.result.Operations {
		if op.Node == n.Name && op.Identity.Environment == CurrentEnvironment {
			found = append(found, RowOf{op.Table, column})
		}
	}
	if len(found) != 1 || found[0].Table == (TableName{}) {
		p.Rest = true
		return
	}
	p.Rows = append(p.Rows, found[0])
}

// inputs is the body of a child flow's trigger: what its callers pass.
type inputs struct{ of Inputs }

func (*inputs) value() {}

func (i *inputs) property(key string) set {
	name, rest, more := strings.Cut(key, "/")
	p, ok := i.of[name]
	if !ok || more && rest != "" {
		return set{opaque{"an input that no caller of the input names"}}
	}
	var out set
	for _, t := range p.Texts {
		out = append(out, constant{t})
	}
	for _, row := range p.Rows {
		out = append(out, foreign{row.Table, row.Column})
	}
	if p.Null {
		out = append(out, null{})
	}
	if p.Rest || len(out) == 0 {
		out = append(out, opaque{"an input that a caller computes"})
	}
	return out
}

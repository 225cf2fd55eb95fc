package table

import (
	"cmp"
	"slices"
	"strings"

	"rolefit/report"
)

// rights are the columns of the role editor, in its order.
var rights = [...]string{"Create", "Read", "Write", "Delete", "Append", "AppendTo", "Assign", "Share"}

// matrix holds privileges by table and right, and apart from them those that are about no table.
type matrix struct {
	rows  map[string]*row // by label
	other []entry         // privileges without a table, or with a right that the editor does not show
}

// row is one table of the matrix.
type row struct {
	label string
	cells [len(rights)][]cell // mostly one a right; several when different privileges give the same right on the table
}

// entry is a privilege that stands outside the matrix.
type entry struct {
	privilege string
	cell      cell
}

func newMatrix() *matrix { return &matrix{rows: map[string]*row{}} }

// add puts a privilege into the row of every table it is needed on.
func (m *matrix) add(privilege, right string, tables []report.Table, c cell) {
	column := slices.Index(rights[:], right)
	if column < 0 || len(tables) == 0 {
		m.other = append(m.other, entry{privilege, c})
		return
	}
	for _, t := range tables {
		m.put(label(t), column, c)
	}
}

func (m *matrix) put(label string, column int, c cell) {
	r, ok := m.rows[label]
	if !ok {
		r = &row{label: label}
		m.rows[label] = r
	}
	if !slices.Contains(r.cells[column], c) {
		r.cells[column] = append(r.cells[column], c)
	}
}

// sorted returns the rows by label.
func (m *matrix) sorted() []*row {
	rows := make([]*row, 0, len(m.rows))
	for _, r := range m.rows {
		for column := range r.cells {
			slices.SortFunc(r.cells[column], compareCells)
		}
		rows = append(rows, r)
	}
	slices.SortFunc(rows, func(a, b *row) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.label), strings.ToLower(b.label)), cmp.Compare(a.label, b.label))
	})
	return rows
}

// cells returns everything in the matrix and beside it, for the legend.
func (m *matrix) cells() []cell {
	var all []cell
	for _, r := range m.rows {
		for _, cells := range r.cells {
			all = append(all, cells...)
		}
	}
	for _, e := range m.other {
		all = append(all, e.cell)
	}
	return all
}

func compareCells(a, b cell) int {
	return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.needed, b.needed), cmp.Compare(a.held, b.held), cmp.Compare(a.text(false), b.text(false)))
}

// label is how a table is named to people: by its logical name if there is one.
func label(t report.Table) string {
	return cmp.Or(t.LogicalName, t.EntitySetName, t.Reference, "(table not known)")
}

package operation

import (
	"slices"
	"strings"
)

// reads notes columns that an operation reads by name, each "column" or "navigation/column" from a table.
func (op *Operation) reads(path string, columns []string, how string) {
	for _, c := range columns {
		read := ColumnRead{Path: path, Column: strings.ToLower(c), How: how}
		if i := strings.LastIndexByte(c, '/'); i >= 0 {
			read.Path, read.Column = joinPath(path, c[:i]), strings.ToLower(c[i+1:])
		}
		if read.Column != "" && !slices.Contains(op.Reads, read) {
			op.Reads = append(op.Reads, read)
		}
	}
}

func joinPath(a, b string) string {
	if a == "" {
		return b
	}
	return a + "/" + b
}

// everyColumn notes where a read lists no columns, of the table itself and of each that is expanded.
func (r *reader) everyColumn(op *Operation) {
	if len(op.Select) == 0 && len(op.Linked) == 0 {
		op.Reads = append(op.Reads, ColumnRead{})
	}
	expandedColumns(op, "", op.Expands)
}

func expandedColumns(op *Operation, path string, expands []Expand) {
	for _, e := range expands {
		at := joinPath(path, e.Navigation)
		op.reads(at, e.Select, "selected")
		op.reads(at, e.Columns, "filtered or sorted by")
		if len(e.Select) == 0 {
			op.Reads = append(op.Reads, ColumnRead{Path: at})
		}
		expandedColumns(op, at, e.Nested)
	}
}

// results notes the columns that the rest of the flow reads from what operations returned. It evaluates every expression
// of the flow, and so is left to flows that touch a table with secured columns.
func (r *reader) results() {
	if r.around.Secures == nil || !slices.ContainsFunc(r.result.Operations, func(op Operation) bool { return r.around.Secures(op.Table) }) {
		return
	}
	columns := r.ev.ColumnsRead()
	for i := range r.result.Operations {
		op := &r.result.Operations[i]
		op.reads("", columns[r.ev.Node(op.Node)], "read from the result")
	}
}

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

// results notes the columns that the rest of the flow reads from what operations returned.
func (r *reader) results() {
	columns, declared := r.ev.ColumnsRead(), r.ev.ColumnsDeclared()
	for i := range r.result.Operations {
		op := &r.result.Operations[i]
		op.Declared = declared[r.ev.Node(op.Node)]
		for _, read := range columns[r.ev.Node(op.Node)] {
			if path, column := op.resultColumn(read); column != "" {
				op.reads(path, []string{column}, "read from the result")
			}
		}
	}
}

// resultColumn finds the column that a path into a returned row reads: behind the properties that were expanded, and before
// what is looked for inside the column's own value. It returns no column for what the connector adds to a row, and for the
// columns of linked tables, which FetchXML lists under their alias.
func (op *Operation) resultColumn(read string) (path, column string) {
	expands := op.Expands
	for {
		first, rest, more := strings.Cut(read, "/")
		i := slices.IndexFunc(expands, func(e Expand) bool { return strings.EqualFold(e.Navigation, first) })
		if i < 0 {
			return path, columnBehind(strings.ToLower(first))
		}
		if !more {
			return path, ""
		}
		path, read, expands = joinPath(path, expands[i].Navigation), rest, expands[i].Nested
	}
}

// columnBehind returns the column that a member of a returned row is about: "statuscode" for its label, "_statuscode_label",
// and "_parentaccountid_value" for the table that the lookup points at, "_parentaccountid_type".
// Source: https://learn.microsoft.com/connectors/commondataserviceforapps (2026-11-22)
func columnBehind(member string) string {
	switch {
	case member == "iteminternalid", strings.Contains(member, "."):
		return ""
	case strings.HasPrefix(member, "_") && strings.HasSuffix(member, "_label"):
		return strings.TrimSuffix(member[1:], "_label")
	case strings.HasPrefix(member, "_") && strings.HasSuffix(member, "_type"):
		return strings.TrimSuffix(member, "_type") + "_value"
	}
	return member
}

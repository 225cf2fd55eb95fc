package requirement

import (
	"cmp"
	"slices"
	"strings"

	"rolefit/analyzer/operation"
	"rolefit/analyzer/schema"
)

// ColumnRight is what may be done with a secured column.
type ColumnRight string

// The rights on a column.
const (
	ColumnCreate ColumnRight = "Create"
	ColumnRead   ColumnRight = "Read"
	ColumnUpdate ColumnRight = "Update"
)

// ColumnClaim is one piece of evidence for a right on a secured column. JoinColumns turns claims into needs.
type ColumnClaim struct {
	Identity operation.Identity
	Table    string // logical name
	Column   string // logical name
	Right    ColumnRight
	Evidence Evidence
}

// ColumnNeed is a right on a secured column that an identity needs (semantics 8). No role gives it: a field security
// profile does, or the System Administrator role.
type ColumnNeed struct {
	Identity operation.Identity
	Table    string
	Column   string
	Right    ColumnRight
	State    State // Needed when any evidence is
	Evidence []Evidence
}

// columns derives the rights on secured columns that an operation sets or reads.
func (d *deriver) columns(op *operation.Operation, t table) {
	if len(op.Columns) > 0 || len(op.Lookups) > 0 {
		d.setColumns(op, t)
	}
	for _, r := range op.Reads {
		d.readColumn(op, t, r)
	}
}

func (d *deriver) setColumns(op *operation.Operation, t table) {
	secured := d.schema.SecuredColumns(t.logical)
	if len(secured) == 0 {
		return
	}
	set := map[string]bool{}
	for _, c := range op.Columns {
		set[d.schema.ColumnOf(t.logical, c)] = true
	}
	for _, l := range op.Lookups {
		if l.Column != "" {
			set[strings.ToLower(l.Column)] = true
		}
	}
	r := rule{name: "set a secured column", source: sourceColumns}
	for _, c := range secured {
		if !set[c.Name] {
			continue
		}
		switch op.Kind {
		case operation.Create:
			d.columnNeed(op, t, c, ColumnCreate, r, "")
		case operation.Update, operation.Upload, operation.SetProperty:
			d.columnNeed(op, t, c, ColumnUpdate, r, "")
		case operation.Upsert:
			d.columnNeed(op, t, c, ColumnUpdate, r, "")
			condition := "the row is created when it does not exist"
			switch d.rowExists(op, t) {
			case certainlyExists:
				continue
			case canBeMissing:
				if !op.Legacy {
					condition = ""
				}
			}
			d.columnNeed(op, t, c, ColumnCreate, r, condition)
		}
	}
}

// readColumn derives one column that is read by name, or a read that lists none: then every secured column comes back,
// empty where it may not be read.
func (d *deriver) readColumn(op *operation.Operation, t table, read operation.ColumnRead) {
	at := []table{t}
	if read.Table != "" {
		at = []table{d.byName(read.Table)}
	} else if read.Path != "" {
		at = d.follow(t, read.Path)
	}
	r := rule{name: "read a secured column", source: sourceColumns, note: read.How}
	for _, x := range at {
		for _, c := range d.schema.SecuredColumns(x.logical) {
			switch read.Column {
			case "":
				d.columnNeed(op, x, c, ColumnRead, r, "the read lists no columns; a secured one that may not be read comes back empty")
			case c.Name, "_" + c.Name + "_value":
				d.columnNeed(op, x, c, ColumnRead, r, "")
			}
		}
	}
}

// follow returns the tables at the end of a navigation path; none when the path is not known.
func (d *deriver) follow(t table, path string) []table {
	at := []table{t}
	for _, property := range strings.Split(path, "/") {
		var next []table
		for _, x := range at {
			if to, ok := d.navigation(x, property, nil); ok {
				next = append(next, to...)
			}
		}
		at = next
	}
	return at
}

func (d *deriver) columnNeed(op *operation.Operation, t table, c schema.SecuredColumn, right ColumnRight, r rule, condition string) {
	if right == ColumnCreate && !c.Create || right == ColumnRead && !c.Read || right == ColumnUpdate && !c.Update {
		return
	}
	state := Needed
	if condition != "" {
		state = Conditional
	}
	e := d.evidence(op, t.name(), level{}, state, condition, r, r.note, "")
	e.Source = join(e.Source, "column: "+c.Source)
	claim := ColumnClaim{Identity: op.Identity, Table: t.logical, Column: c.Name, Right: right, Evidence: e}
	d.result.Columns = append(d.result.Columns, claim)
	for _, also := range op.Also {
		other := claim
		other.Identity, other.Evidence.State, other.Evidence.Condition = also.Identity, Conditional, also.Condition
		d.result.Columns = append(d.result.Columns, other)
	}
}

// JoinColumns turns claims into needs: one for each identity, column and right, with all its evidence.
func JoinColumns(claims []ColumnClaim) []ColumnNeed {
	type at struct {
		identity      operation.Identity
		table, column string
		right         ColumnRight
	}
	index := map[at]int{}
	var needs []ColumnNeed
	for _, c := range claims {
		k := at{c.Identity, c.Table, c.Column, c.Right}
		i, ok := index[k]
		if !ok {
			i = len(needs)
			index[k] = i
			needs = append(needs, ColumnNeed{Identity: c.Identity, Table: c.Table, Column: c.Column, Right: c.Right, State: Conditional})
		}
		n := &needs[i]
		n.State = min(n.State, c.Evidence.State)
		n.Evidence = append(n.Evidence, c.Evidence)
	}
	for i := range needs {
		slices.SortFunc(needs[i].Evidence, CompareEvidence)
		needs[i].Evidence = slices.Compact(needs[i].Evidence)
	}
	slices.SortFunc(needs, func(a, b ColumnNeed) int {
		return cmp.Or(
			operation.CompareIdentities(a.Identity, b.Identity),
			cmp.Compare(a.Table, b.Table), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Right, b.Right),
		)
	})
	return needs
}

// JoinColumnsAs joins the claims of several identities into the needs of one.
func JoinColumnsAs(claims []ColumnClaim, as operation.Identity, member func(operation.Identity) bool) []ColumnNeed {
	return JoinColumns(chargedTo(as, claims, member, func(c *ColumnClaim) *operation.Identity { return &c.Identity }))
}

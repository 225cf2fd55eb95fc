package requirement

import (
	"rolefit/analyzer/operation"
	"rolefit/privileges"
)

// upsertCreate decides whether an upsert needs Create: whether the row can be missing.
func (d *deriver) upsertCreate(op *operation.Operation, t table) {
	made := level{privileges.Basic, Proven}
	if mayOwn(op) || op.Impersonates {
		made = assumed
	}
	upsert := rule{name: "create through an upsert", source: sourceUpsert}
	switch d.rowExists(op, t) {
	case certainlyExists:
		d.deletedRow(op)
	case canBeMissing:
		if !op.Legacy {
			d.need(op, t, privileges.Create, made, upsert)
			return
		}
		d.conditional(op, t, privileges.Create, made, "the legacy connector may create the row when it does not exist", upsert)
	default:
		d.conditional(op, t, privileges.Create, made, "the row is created when it does not exist; the flow does not prove that its id comes from an existing row", upsert)
	}
}

// deletedRow notes that an upsert works on the row that a trigger delivered when it was deleted. Its id comes from a row of the
// table, and so Create is not asked for; but the row is gone.
func (d *deriver) deletedRow(op *operation.Operation) {
	for _, o := range op.Row {
		if from := d.byNode[o.Node]; from != nil && from.Deleted {
			d.result.Notes = append(d.result.Notes, Note{
				Kind: "deleted-row", Place: op.Place, Node: op.Node,
				Text: "the trigger delivers the row when it was deleted; an upsert of a row that is gone creates it anew, which needs Create",
			})
			return
		}
	}
}

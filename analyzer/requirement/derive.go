package requirement

import (
	"slices"
	"strings"
	"sync"

	"rolefit/analyzer/dataflow"
	"rolefit/analyzer/operation"
	"rolefit/analyzer/pin"
	"rolefit/analyzer/schema"
	"rolefit/flowparse"
	"rolefit/flowparse/solution"
	"rolefit/privileges"
)

// Options choose how needs are derived. The zero value is the default.
type Options struct {
	// Held reports whether a granted role holds a privilege: it confirms the name of a table that no source knows.
	// Nil means no roles are given.
	Held func(privilege string) bool
	// Pins are what the configuration settles.
	Pins pin.Set
}

// Result is what the operations of one flow need.
type Result struct {
	Evidence   []Claim
	Tables     []Table // of each operation, in their order
	Blindspots []Blindspot
	Notes      []Note
	Marks      []operation.Mark // administration found while deriving
	Columns    []ColumnClaim    // rights on secured columns
}

// Claim is one piece of evidence with the privilege it asks for. Join turns claims into needs.
type Claim struct {
	Identity  operation.Identity
	Privilege string
	Right     privileges.Right
	Known     bool
	Table     Table
	Shared    []string
	Evidence  Evidence
}

// Derive says what the operations of one flow need, and what could not be told (semantics 2 to 4).
func Derive(ops operation.Result, s *schema.Schema, opts Options) Result {
	d := &deriver{schema: s, opts: opts, ops: ops.Operations, runs: ops.Runs, byNode: map[string]*operation.Operation{}, gives: map[*operation.Operation]bool{}}
	for i := range d.ops {
		d.remember(&d.ops[i])
	}
	d.nameUnknownSets()
	for i := range d.ops {
		d.result.Tables = append(d.result.Tables, d.tableOf(&d.ops[i]).name())
		d.operation(&d.ops[i])
	}
	for _, m := range ops.Marks {
		if m.Kind == "acts-on-behalf" {
			d.actsOnBehalf(m)
		}
	}
	for i := range d.result.Blindspots {
		d.onlyReads(&d.result.Blindspots[i])
	}
	return d.result
}

// onlyReads notes of a blind spot about a table or property that the operation is known and does no more than read it.
func (d *deriver) onlyReads(b *Blindspot) {
	if b.Kind != "unknown-table" && b.Kind != "unknown-navigation" {
		return
	}
	b.Reads = !slices.ContainsFunc(d.result.Evidence, func(c Claim) bool {
		return !c.Known && c.Right != privileges.Read && c.Evidence.Node == b.Node
	})
}

// remember files an operation under its node. What a node returned that worked on one of several tables is no row of
// any one of them.
func (d *deriver) remember(op *operation.Operation) {
	if op.Kind == operation.Subscribe && op.Table == (flowparse.TableName{}) {
		return // nothing is known of the row that it delivers
	}
	if before, ok := d.byNode[op.Node]; ok && (before == nil || before.Table != op.Table) {
		d.byNode[op.Node] = nil
		return
	}
	d.byNode[op.Node] = op
}

type deriver struct {
	schema *schema.Schema
	opts   Options
	ops    []operation.Operation
	runs   dataflow.Runs
	byNode map[string]*operation.Operation
	named  map[string]string // entity set in lower case -> logical name found by evidence in the flow
	within []string          // ids of the processes whose steps are being derived, the outermost first

	assigned bool // a step before the one that is being derived gave the row to another owner
	gives    map[*operation.Operation]bool
	result   Result
}

// operation derives one operation by its row in semantics 2.
func (d *deriver) operation(op *operation.Operation) {
	if op.Kind == operation.Transaction {
		return
	}
	t := d.tableOf(op)
	reach := d.reach(op, op.Row, t)
	d.columns(op, t)
	d.setOff(op, t)
	if op.Impersonates {
		d.privilege(op, "prvActOnBehalfOfAnotherUser", rule{name: "call as somebody else", source: sourceImpersonation}, "")
	}
	switch op.Kind {
	case operation.Read:
		d.read(op, t, reach)
	case operation.Selected:
		d.need(op, t, privileges.Read, assumed, rule{name: "trigger on a selected row", basis: BasisInferred, source: sourceConnector})
	case operation.Create:
		d.create(op, t)
	case operation.Update, operation.Upsert:
		d.update(op, t, reach)
	case operation.Delete:
		d.need(op, t, privileges.Delete, reach, rule{name: "delete a row", source: sourceAccessRights})
		d.cascade(op, t)
	case operation.Associate, operation.Disassociate:
		d.associate(op, t, reach)
	case operation.Download:
		d.need(op, t, privileges.Read, reach, rule{name: "download a file or image", basis: BasisInferred, source: sourceConnector})
	case operation.Upload:
		upload := rule{name: "upload a file or image", basis: BasisInferred, source: sourceConnector}
		d.need(op, t, privileges.Write, reach, upload)
		d.need(op, t, privileges.Read, reach, upload)
	case operation.Subscribe:
		d.subscribe(op, t)
	case operation.SetProperty:
		d.need(op, t, privileges.Write, reach, rule{name: "set one property", source: sourceAccessRights})
		d.specialColumns(op, t)
	case operation.Definitions:
		d.definitions(op)
	case operation.Message:
		d.message(op, t, reach)
	case operation.Predict:
		d.predict(op, t)
	case operation.Search:
		for _, logical := range op.Searched {
			d.need(op, d.byEitherName(logical), privileges.Read, assumed, rule{name: "search", basis: BasisInferred, source: sourceConnector})
		}
	case operation.Event:
		d.event(op)
	case operation.ReadNotes, operation.CreateNote, operation.DeleteNote:
		d.note(op, t, reach)
	}
}

func (d *deriver) read(op *operation.Operation, t table, reach level) {
	d.need(op, t, privileges.Read, reach, rule{name: "read rows", source: sourceAccessRights})
	join := rule{name: "read a joined table", basis: BasisInferred, source: sourceAccess}
	d.expands(op, t, op.Expands, join)
	for _, p := range op.Paths {
		d.path(op, t, p, join)
	}
	if op.Property != "" {
		// A column, unless metadata knows a navigation property of that name.
		if to, ok := d.navigation(t, op.Property, nil); ok {
			for _, x := range to {
				d.need(op, x, privileges.Read, assumed, join)
			}
		} else {
			d.readColumn(op, t, operation.ColumnRead{Column: strings.ToLower(op.Property), How: "selected"})
		}
	}
	for _, logical := range op.Linked {
		if linked := d.byEitherName(logical); linked.logical != t.logical {
			d.need(op, linked, privileges.Read, assumed, join)
		}
	}
}

// definitionRights are the privileges to read definitions, by what a request asks for, in lower case.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query-metadata-web-api (2026-11-25)
var definitionRights = sync.OnceValue(func() map[string]string {
	return map[string]string{
		"entitydefinitions": "prvReadEntity", "attributes": "prvReadAttribute",
		"manytoonerelationships": "prvReadRelationship", "onetomanyrelationships": "prvReadRelationship",
		"manytomanyrelationships": "prvReadRelationship", "relationshipdefinitions": "prvReadRelationship",
		"optionset": "prvReadOptionSet", "globaloptionset": "prvReadOptionSet", "globaloptionsetdefinitions": "prvReadOptionSet",
	}
})

// definitions derives a read of definitions.
func (d *deriver) definitions(op *operation.Operation) {
	for _, part := range op.Searched {
		if name, ok := definitionRights()[strings.ToLower(part)]; ok {
			d.privilege(op, name, rule{name: "read definitions", source: sourceDefinitions}, "")
		}
	}
}

// create derives a new row. A row made without naming an owner belongs to who makes it.
func (d *deriver) create(op *operation.Operation, t table) {
	made := d.madeRow(op)
	basis := rule{name: "create a row", source: sourceAccessRights}
	if op.Owner != nil {
		basis = rule{name: "create a row for an owner", basis: BasisObserved, source: sourceAccessRights}
	}
	d.need(op, t, privileges.Create, made, basis)
	// A raw request asks for no row back: then only the owner of a row has to read it.
	if !op.Raw || op.Returns || t.Ownership != solution.OrganizationOwned {
		readBack := made
		if d.reassigned(op, t) {
			readBack = assumed
		}
		d.need(op, t, privileges.Read, readBack, basis)
	}
	if op.Owner != nil {
		d.conditional(op, t, privileges.Assign, made, "the platform may ask for Assign when a row is created for another owner", basis)
		d.precondition(op, t, "the owner that the row is given")
	}
	d.written(op, t, made)
}

func (d *deriver) update(op *operation.Operation, t table, reach level) {
	update := rule{name: "update a row", source: sourceAccessRights}
	if op.Kind == operation.Upsert {
		update.name = "upsert a row"
		d.upsertCreate(op, t)
	}
	readBack := reach
	if op.Owner != nil {
		own := rule{name: "set the owner", source: sourceAccessRights}
		d.need(op, t, privileges.Assign, reach, own)
		d.precondition(op, t, "the new owner")
	}
	if mayOwn(op) || d.reassigned(op, t) {
		readBack = assumed
	}
	d.need(op, t, privileges.Write, reach, update)
	d.need(op, t, privileges.Read, readBack, update)
	d.written(op, t, reach)
	d.specialColumns(op, t)
}

// written derives what the columns of a written row ask for: lookups and parties.
func (d *deriver) written(op *operation.Operation, t table, reach level) {
	for _, l := range op.Lookups {
		d.lookup(op, t, l, reach)
	}
	for _, p := range op.Parties {
		d.party(op, t, p, reach)
	}
	for _, navigation := range op.MayInsert {
		if _, ok := d.navigation(t, navigation, nil); ok {
			d.insert(op, t, navigation, reach)
		}
	}
	for _, navigation := range op.Inserts {
		d.insert(op, t, navigation, reach)
	}
	for _, c := range op.Columns {
		if c == "overriddencreatedon" {
			d.privilege(op, "prvOverrideCreatedOnCreatedBy", rule{name: "set overriddencreatedon", source: sourceMessages}, "")
		}
	}
}

// specialColumns derives columns that other privileges guard, where the table is one of the platform's own.
func (d *deriver) specialColumns(op *operation.Operation, t table) {
	for _, c := range op.Columns {
		if name, ok := d.schema.GuardedColumn(t.logical, c); ok {
			d.privilege(op, name, rule{name: "set a guarded column", basis: BasisInferred, source: sourceMessages},
				"the column "+c+" of "+t.logical+" may be guarded by a privilege of its own")
		}
	}
}

func (d *deriver) subscribe(op *operation.Operation, t table) {
	d.register(op)
	if op.Table == (flowparse.TableName{}) {
		return // chosen at run time: a blind spot
	}
	at := assumed
	if op.Scope > 0 {
		at = level{scopeLevel(op.Scope), Documented}
	}
	d.need(op, t, privileges.Read, at, rule{name: "trigger on a row", source: sourceTrigger})
}

// register derives the callback registration that a trigger keeps.
func (d *deriver) register(op *operation.Operation) {
	callback := d.byName("callbackregistration")
	for _, right := range []privileges.Right{privileges.Create, privileges.Read, privileges.Write, privileges.Delete} {
		d.need(op, callback, right, level{privileges.Basic, Documented}, rule{name: "register a trigger", source: sourceTrigger})
	}
}

// event derives a trigger on a business event.
func (d *deriver) event(op *operation.Operation) {
	d.register(op)
	r := rule{name: "trigger on a business event", source: sourceEvents}
	for _, name := range []string{"sdkmessage", "customapi"} {
		d.conditional(op, d.byName(name), privileges.Read, assumed, "documentation says that reading it may be needed", r)
	}
}

// predict derives a question to an AI Builder model.
func (d *deriver) predict(op *operation.Operation, model table) {
	r := rule{name: "AI Builder prediction", basis: BasisInferred, source: sourceConnector}
	d.need(op, model, privileges.Read, assumed, r)
	record := d.byName("msdyn_aievent")
	const condition = "the platform may record the call as a row of the identity"
	d.conditional(op, record, privileges.Create, level{privileges.Basic, Proven}, condition, r)
	d.conditional(op, record, privileges.Append, level{privileges.Basic, Proven}, condition, r)
	d.conditional(op, model, privileges.AppendTo, assumed, condition, r)
	given := rule{name: "rows for a prompt", basis: BasisInferred, source: sourcePrompts}
	for _, id := range op.Models {
		for _, table := range d.schema.GivenTo(id) {
			d.conditional(op, d.byName(table), privileges.Read, assumed, "the prompt is given rows of the table, which may be read with the rights of whoever asks it", given)
		}
	}
}

// scopeLevel maps a trigger's scope to the level its Read needs.
// Source: https://learn.microsoft.com/power-automate/dataverse/create-update-delete-trigger (2026-11-22)
func scopeLevel(scope int) privileges.Level {
	return [...]privileges.Level{privileges.None, privileges.Basic, privileges.Local, privileges.Deep, privileges.Global}[scope]
}

func (d *deriver) note(op *operation.Operation, t table, reach level) {
	annotation := d.byName("annotation")
	attachment := rule{name: "attachments of a row", basis: BasisInferred, source: sourceLegacy}
	switch op.Kind {
	case operation.CreateNote:
		own := level{privileges.Basic, Proven}
		for _, right := range []privileges.Right{privileges.Create, privileges.Read, privileges.Append} {
			d.need(op, annotation, right, own, attachment)
		}
		d.need(op, t, privileges.AppendTo, reach, attachment)
	case operation.ReadNotes:
		d.need(op, annotation, privileges.Read, assumed, attachment)
	case operation.DeleteNote:
		d.need(op, annotation, privileges.Delete, assumed, attachment)
	}
}

// actsOnBehalf derives what the flow's owner needs to save a flow that runs as others.
func (d *deriver) actsOnBehalf(m operation.Mark) {
	op := &operation.Operation{Flow: m.Flow, Node: m.Node, Place: m.Place, Name: "save the flow", Identity: m.Identity}
	d.privilege(op, "prvActOnBehalfOfAnotherUser", rule{name: "save a flow that runs as somebody else", source: sourceConnections}, "")
}

func (d *deriver) precondition(op *operation.Operation, t table, who string) {
	d.result.Notes = append(d.result.Notes, Note{
		Kind: "precondition", Place: op.Place, Node: op.Node,
		Text: who + " must hold Read on " + t.display() + " at Basic or deeper (error 0x80040299 otherwise)",
	})
}

func (d *deriver) blind(op *operation.Operation, kind, why, fix string, tables ...Table) {
	d.blindAbout(op, kind, why, fix, "", tables...)
}

func (d *deriver) blindAbout(op *operation.Operation, kind, why, fix, about string, tables ...Table) {
	for _, b := range d.result.Blindspots {
		if b.Kind == kind && b.Node == op.Node && b.Why == why && b.Identity == op.Identity {
			return
		}
	}
	d.result.Blindspots = append(d.result.Blindspots, Blindspot{
		Identity: op.Identity, Kind: kind, Why: why, Fix: fix, About: about, Tables: tables, Place: op.Place,
		Flow: op.Flow.Name, FlowID: op.Flow.ID, Node: op.Node,
	})
}

package requirement

import (
	"cmp"
	"slices"
	"strings"

	"rolefit/analyzer/operation"
	"rolefit/flowparse"
	"rolefit/flowparse/solution"
	"rolefit/flowparse/xaml"
)

// maxWithin bounds workflows that set off one another.
const maxWithin = 8

// setOff derives the code of the input that an operation sets off and that runs in its caller's context: plug-in steps,
// which are not read, and real-time workflows, whose steps are.
func (d *deriver) setOff(op *operation.Operation, t table) {
	if t.logical == "" {
		return
	}
	defer d.processesEnd()
	for _, message := range d.messagesOf(op, t) {
		columns := d.columnsOf(op, message)
		for _, s := range d.schema.StepsOn(message, t.logical, columns) {
			d.blindAbout(op, "caller-context-code",
				"the synchronous plug-in step "+cmp.Or(s.Name, s.ID)+" ("+cmp.Or(s.PluginType, "of an unnamed type")+") runs as the caller and is not read",
				"review what the step does in Dataverse and state it in the configuration", s.ID, t.name())
		}
		workflows := d.schema.WorkflowsOn(message, t.logical, columns)
		if len(workflows) > 1 && d.reassigned(op, t) {
			d.assigned = true // in which order they run is not known
		}
		for _, p := range workflows {
			d.process(op, t, p)
		}
	}
}

// columnsOf are the columns by which an operation sets off code on a message; nil: any.
func (d *deriver) columnsOf(op *operation.Operation, message string) []string {
	switch {
	case message != "update" || d.rowUnknown(op):
		return nil
	case op.Columns == nil:
		return []string{}
	}
	return op.Columns
}

// rowUnknown reports whether the columns that an operation sets are not all known.
func (d *deriver) rowUnknown(op *operation.Operation) bool {
	return len(op.Columns) == 0 && len(op.Lookups) == 0
}

// messagesOf names the messages that an operation sends about rows of its table, in lower case.
func (d *deriver) messagesOf(op *operation.Operation, t table) []string {
	switch op.Kind {
	case operation.Create:
		return []string{"create"}
	case operation.Update:
		return withAssign(op, "update")
	case operation.Upsert:
		if d.rowExists(op, t) == certainlyExists {
			return withAssign(op, "update")
		}
		return append(withAssign(op, "update"), "create")
	case operation.Delete:
		return []string{"delete"}
	case operation.Message:
		return []string{strings.ToLower(op.Message)}
	case operation.Read:
		if op.List {
			return []string{"retrievemultiple"}
		}
		return []string{"retrieve"}
	}
	return nil
}

func withAssign(op *operation.Operation, message string) []string {
	if mayOwn(op) {
		return []string{message, "assign"}
	}
	return []string{message}
}

// process derives the steps of a classic process as operations of whoever sets it off.
func (d *deriver) process(op *operation.Operation, t table, p solution.Process) {
	name := "the workflow " + cmp.Or(p.Name, p.UniqueName, p.ID)
	if p.Category == 3 {
		name = "the custom process action " + cmp.Or(p.UniqueName, p.Name, p.ID)
	}
	unread := func(what string) {
		d.blindAbout(op, "caller-context-code", name+" runs as the caller: "+what,
			"review what it does in Dataverse and state it in the configuration", p.ID, t.name())
	}
	switch {
	case slices.Contains(d.within, p.ID):
		return
	case len(d.within) == maxWithin:
		unread("it is set off by a workflow that another one set off, and so on; it was not followed further")
		return
	case p.Definition == nil:
		unread(cmp.Or(p.Unread, "it is not activated in the export"))
		return
	}
	d.within = append(d.within, p.ID)
	defer func() { d.within = d.within[:len(d.within)-1] }()
	for _, o := range p.Definition.Opaque {
		unread("a part of it is not understood (" + o.What + ")")
	}
	for _, s := range p.Definition.Steps {
		d.step(op, t, p, s, unread)
	}
}

// step derives one step of a process.
func (d *deriver) step(op *operation.Operation, t table, p solution.Process, s xaml.Step, unread func(string)) {
	d.stepReads(op, t, p, s)
	made := d.stepOperation(op, p, s.Table, s.Row)
	made.Columns = s.Columns
	switch s.Kind {
	case xaml.Create:
		made.Kind, made.Row = operation.Create, nil
	case xaml.Update:
		made.Kind = operation.Update
	case xaml.SetState:
		made.Kind, made.Columns = operation.Update, []string{"statecode", "statuscode"}
	case xaml.Assign:
		made.Kind, made.Columns = operation.Update, []string{"ownerid"}
		made.Owner = &operation.Owner{Targets: []operation.Target{{Row: []operation.Origin{{Kind: operation.Opaque, Text: "chosen by the workflow"}}}}}
	case xaml.SendEmail:
		d.sendEmail(made)
		return
	case xaml.ChildWorkflow:
		child, ok := d.schema.Process(s.Workflow)
		switch {
		case !ok:
			unread("it starts the workflow " + cmp.Or(s.Workflow, "chosen while it runs") + ", which is not in the input")
		case child.RealTime:
			d.process(op, t, child)
		}
		return
	case xaml.CustomActivity:
		unread("it runs the code of " + s.Activity)
		return
	case xaml.Message:
		made.Kind, made.Message = operation.Message, s.Message
		d.operation(made)
		return
	default:
		return // reads are derived above; stopping and setting form values touch no row
	}
	if s.Table == "" {
		unread("a step of kind " + string(s.Kind) + " names no table")
		return
	}
	for _, l := range s.Lookups {
		made.Lookups = append(made.Lookups, stepLookup(l))
	}
	d.operation(made)
	d.assigned = d.assigned || givesAway(s, t)
}

// stepReads derives the columns that a step's values and conditions are computed from.
func (d *deriver) stepReads(op *operation.Operation, t table, p solution.Process, s xaml.Step) {
	reads := map[[2]string]*operation.Operation{}
	var order [][2]string
	for _, c := range s.Reads {
		key := [2]string{c.Table, c.Via}
		if c.Table == "" {
			continue // a value of the process itself
		}
		if reads[key] == nil {
			reads[key] = d.stepOperation(op, p, c.Table, c.Via)
			reads[key].Kind = operation.Read
			order = append(order, key)
		}
		if c.Name != "" {
			reads[key].Select = append(reads[key].Select, c.Name)
		}
		reads[key].Reads = append(reads[key].Reads, operation.ColumnRead{Column: strings.ToLower(c.Name), How: "selected"})
	}
	for _, key := range order {
		d.operation(reads[key])
	}
}

// stepOperation begins the operation of a step: paid by whoever pays for what set the process off.
func (d *deriver) stepOperation(op *operation.Operation, p solution.Process, logical, row string) *operation.Operation {
	kind := "workflow"
	if p.Category == 3 {
		kind = "custom process action"
	}
	made := &operation.Operation{
		Flow: op.Flow, Node: op.Node, Place: op.Place, Order: op.Order, Identity: op.Identity, Also: op.Also,
		Name: kind + " " + cmp.Or(p.Name, p.UniqueName, p.ID), Table: flowparse.TableName{Logical: logical},
		Row: []operation.Origin{{Kind: operation.Opaque, Text: "chosen by the " + kind}},
	}
	if row == "primary" {
		made.Row = op.Row
		if op.Kind == operation.Create {
			made.Row = []operation.Origin{{Kind: operation.FromRow, Node: op.Node}}
		}
	}
	return made
}

// sendEmail derives a step that sends a mail: a new row of the table of mails, sent.
func (d *deriver) sendEmail(made *operation.Operation) {
	made.Table = flowparse.TableName{Logical: "email"}
	made.Kind, made.Row = operation.Create, nil
	d.operation(made)
	sent := *made
	sent.Kind, sent.Message, sent.Columns = operation.Message, "SendEmail", nil
	d.operation(&sent)
}

// stepLookup is a lookup that a step sets: to the tables that the process names, or else to what metadata says.
func stepLookup(l xaml.Lookup) operation.Lookup {
	out := operation.Lookup{Column: l.Column}
	row := []operation.Origin{{Kind: operation.Opaque, Text: "chosen by the workflow"}}
	for _, name := range l.Targets {
		out.Targets = append(out.Targets, operation.Target{Table: name, Row: row})
	}
	if len(out.Targets) == 0 {
		out.Targets = []operation.Target{{Row: row}}
	}
	return out
}

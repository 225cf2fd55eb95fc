package requirement

import (
	_ "embed"
	"strings"
	"sync"

	"rolefit/analyzer/operation"
	"rolefit/analyzer/schema"
	"rolefit/flowparse"
	"rolefit/flowparse/solution"
	"rolefit/privileges"
)

//go:embed messages.txt
var messageFacts string

// messageFact is what a message needs, as messages.txt writes it.
type messageFact struct {
	needs  []string
	source string
}

// messageTable reads messageFacts on first use; names are in lower case.
var messageTable = sync.OnceValue(func() map[string]messageFact {
	table := map[string]messageFact{}
	for line := range strings.Lines(messageFacts) {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.SplitN(line, "|", 3)
		table[strings.ToLower(strings.TrimSpace(fields[0]))] = messageFact{strings.Fields(fields[1]), strings.TrimSpace(fields[2])}
	}
	return table
})

// message derives a bound or unbound action: a custom API of the input, a message that a page lists, or a blind spot.
func (d *deriver) message(op *operation.Operation, t table, reach level) {
	if api, ok := d.schema.CustomAPI(op.Message); ok {
		d.customAPI(op, t, api)
		return
	}
	if p, ok := d.schema.ProcessAction(op.Message); ok {
		d.process(op, t, p)
		d.processesEnd()
		return
	}
	if strings.EqualFold(op.Message, "DeleteFile") {
		d.deleteFile(op)
		return
	}
	fact, ok := messageTable()[strings.ToLower(op.Message)]
	if !ok {
		d.blind(op, "opaque-message", "no page says what the message "+op.Message+" needs", "look up what the message needs and state it in the configuration (reviewed)")
		return
	}
	r := rule{name: "message " + op.Message, source: fact.source}
	for _, n := range fact.needs {
		d.messageNeed(op, t, reach, n, r)
	}
	if op.Background {
		d.job(op, r)
	}
	switch strings.ToLower(op.Message) {
	case "sendemail", "backgroundsendemail", "sendemailfromtemplate":
		d.sender(op)
	case "addmembersteam":
		d.administers(op)
	}
}

// messageNeed derives one need of a message.
func (d *deriver) messageNeed(op *operation.Operation, bound table, reach level, need string, r rule) {
	switch need {
	case "none":
		return
	case "async":
		d.job(op, r)
		return
	case "binds":
		var about []Table
		if op.Table != (flowparse.TableName{}) {
			about = []Table{bound.name()}
		}
		d.blind(op, "opaque-bind", "the rows inside the call of "+op.Message+" may set lookups, which are not read",
			"state the lookups' targets in the configuration", about...)
		return
	case "opaque":
		d.blind(op, "opaque-message", "the message "+op.Message+" may need more than any page lists", "look up what the call needs and state it in the configuration")
		return
	}
	need, conditional := strings.CutSuffix(need, "?")
	right, on, onTable := strings.Cut(need, "@")
	switch {
	case !onTable:
		r.note = "maximum set"
		condition := ""
		if conditional {
			condition = "the published set lists it; not every call asks for it"
		}
		if !d.schema.KnowsPrivilege(need) {
			d.result.Notes = append(d.result.Notes, Note{
				Kind: "dropped-name", Place: op.Place, Node: op.Node,
				Text: "the published set of " + op.Message + " names " + need + ", which no metadata knows; it was dropped",
			})
			return
		}
		d.setPrivilege(op, need, r, condition)
	case right == "mask":
		d.mask(op, on, r)
	default:
		parsed, _ := privileges.ParseRight(right)
		for _, x := range d.messageTables(op, bound, on) {
			at := reach
			if on != "bound" {
				at = d.reach(op, x.row, x.table)
			}
			if conditional {
				d.conditional(op, x.table, parsed, at, "depends on what the call is given", r)
				continue
			}
			d.need(op, x.table, parsed, at, r)
		}
	}
}

// job derives what a call needs that leaves a system job behind.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/background-operations (2026-11-22)
func (d *deriver) job(op *operation.Operation, r rule) {
	own := level{privileges.Basic, Proven}
	jobs := d.byName("asyncoperation")
	d.need(op, jobs, privileges.Read, own, r)
	const condition = "the platform may check it when the job is queued"
	d.conditional(op, jobs, privileges.Create, own, condition, r)
	d.privilege(op, "prvWorkflowExecution", r, condition)
}

// deleteFile derives the message that deletes a file: it changes the row that the file's id was read from.
func (d *deriver) deleteFile(op *operation.Operation) {
	r := rule{name: "delete a file", basis: BasisInferred, source: sourceConnector}
	found := false
	for _, a := range op.Arguments {
		for _, target := range a.Targets {
			if from := d.byNode[target.Node]; from != nil && strings.EqualFold(a.Name, "FileId") {
				found = true
				t := d.tableOf(from)
				at := d.reach(op, []operation.Origin{{Kind: operation.FromRow, Node: target.Node}}, t)
				d.need(op, t, privileges.Write, at, r)
				d.need(op, t, privileges.Read, at, r)
			}
		}
	}
	if !found {
		d.blind(op, "opaque-message", "the row that the file belongs to cannot be told from the flow", "look up the file's table and state Write and Read on it in the configuration")
	}
}

// setPrivilege claims a privilege that a published set names, with the tables it guards.
func (d *deriver) setPrivilege(op *operation.Operation, name string, r rule, condition string) {
	g := d.schema.Privilege(name)
	state := Needed
	if condition != "" {
		state = Conditional
	}
	t := d.guarded(g)
	d.emit(op, Claim{
		Identity: op.Identity, Privilege: g.Privilege, Right: g.Right, Known: true, Table: t, Shared: g.Shared,
		Evidence: d.evidence(op, t, clamp(assumed, g.Levels), state, condition, r, r.note, g.Source),
	}, assumed, g, table{})
}

// guarded is the table by which a privilege is named; none when metadata knows no table of it.
func (d *deriver) guarded(g schema.Guard) Table {
	if len(g.Shared) == 0 {
		return Table{}
	}
	return d.byName(primary(g.Shared)).name()
}

// primary is the table by which a shared privilege is named: the first, but activitypointer for all activities.
func primary(tables []string) string {
	for _, t := range tables {
		if t == "activitypointer" {
			return t
		}
	}
	return tables[0]
}

// messageTarget is a table that an argument names, with where the row's id comes from.
type messageTarget struct {
	table
	row []operation.Origin
}

// messageTables finds the tables of an argument: the bound table, a table by name, or what the argument refers to.
func (d *deriver) messageTables(op *operation.Operation, bound table, on string) []messageTarget {
	switch on {
	case "bound":
		if op.Table == (flowparse.TableName{}) {
			return d.manyTables(op)
		}
		return []messageTarget{{bound, op.Row}}
	case "teamtemplate":
		return []messageTarget{{table: d.byName(on)}}
	}
	var out []messageTarget
	unknown := false // some alternative is a row of a table that cannot be told
	for _, a := range op.Arguments {
		name, inner, nested := strings.Cut(a.Name, "/")
		if !strings.EqualFold(name, on) {
			continue
		}
		switch {
		case nested && strings.EqualFold(inner, "@odata.type"):
			out = append(out, messageTarget{table: d.ofType(a.Text)})
		case nested && strings.EqualFold(inner, "@odata.id"), !nested:
			for _, target := range a.Targets {
				switch from := d.byNode[target.Node]; {
				case target.Set != "":
					out = append(out, messageTarget{d.ofSet(target.Set), target.Row})
				case from != nil && target.Column == "":
					out = append(out, messageTarget{d.tableOf(from), target.Row})
				case from != nil:
					found := d.columnTables(d.tableOf(from), target.Column)
					for _, t := range found {
						out = append(out, messageTarget{t, target.Row})
					}
					unknown = unknown || len(found) == 0
				case len(target.Row) != 1 || target.Row[0].Text != operation.NotARow: // an object says it in its members
					unknown = true
				}
			}
		}
	}
	if len(out) == 0 || unknown {
		d.blind(op, "opaque-message", "the row that "+on+" of "+op.Message+" names cannot be told from the flow", "name the row's set as a constant in the flow")
	}
	return out
}

// manyTables finds the tables of a message that is bound to none: those that the rows it is given name.
func (d *deriver) manyTables(op *operation.Operation) []messageTarget {
	var out []messageTarget
	unknown := true
	for _, a := range op.Arguments {
		if a.Name != operation.TypeOfTargets {
			continue
		}
		if a.Text == "" {
			unknown = true
			break
		}
		unknown = false
		out = append(out, messageTarget{table: d.ofType(a.Text)})
	}
	if unknown {
		d.blind(op, "opaque-message", "the table that "+op.Message+" works on cannot be told from the flow",
			"name the table of each row by @odata.type in the flow, or state what the call needs in the configuration (reviewed)")
	}
	return out
}

// ofType resolves the name of a row's type, such as "#Microsoft.Dynamics.CRM.account".
func (d *deriver) ofType(name string) table {
	return d.byName(strings.TrimPrefix(strings.TrimPrefix(name, "#"), "Microsoft.Dynamics.CRM."))
}

// mask derives the rights that an access mask hands out: who shares must hold them.
func (d *deriver) mask(op *operation.Operation, on string, r rule) {
	literal := ""
	for _, a := range op.Arguments {
		if strings.HasSuffix(strings.ToLower(a.Name), "accessmask") {
			literal = a.Text
		}
	}
	for _, x := range d.messageTables(op, table{}, on) {
		at := d.reach(op, x.row, x.table)
		for _, right := range privileges.Rights() {
			if right == privileges.Create || right == privileges.Share || right == privileges.Read {
				continue // Share and Read are needed anyway; Create is nothing that a row can be shared for
			}
			switch {
			case literal == "":
				d.conditional(op, x.table, right, at, "the access mask is not a constant; who shares a right must hold it", r)
			case masks(literal, right):
				d.need(op, x.table, right, at, r)
			}
		}
	}
}

// masks reports whether an access mask such as "ReadAccess,WriteAccess" names a right.
func masks(literal string, right privileges.Right) bool {
	for _, name := range strings.Split(literal, ",") {
		if strings.EqualFold(strings.TrimSpace(name), right.String()+"Access") {
			return true
		}
	}
	return false
}

// sender derives who a mail is sent as: anybody but the caller needs the right to send as others, a queue must be read.
// The table of the row the mail is about must be read too.
func (d *deriver) sender(op *operation.Operation) {
	as := rule{name: "send mail as somebody", basis: BasisInferred, source: sourceMessages}
	d.privilege(op, "prvSendAsUser", as, "")
	for _, o := range op.Row {
		from := d.byNode[o.Node]
		if from == nil || from.Kind != operation.Create {
			continue
		}
		for _, p := range from.Parties {
			for _, target := range p.Targets {
				if p.Role == 1 && d.ofSet(target.Set).logical == "queue" {
					d.need(op, d.byName("queue"), privileges.Read, assumed, as)
				}
			}
		}
		for _, l := range from.Lookups {
			if !strings.HasPrefix(strings.ToLower(l.Navigation), "regardingobjectid") {
				continue
			}
			for _, target := range l.Targets {
				for _, to := range d.lookupTargets(from, d.tableOf(from), l, target) {
					d.need(op, to, privileges.Read, d.reach(op, target.Row, to), as)
				}
			}
		}
	}
}

// customAPI derives the call of a custom API of the input: the privilege it asks its callers for, and its code.
func (d *deriver) customAPI(op *operation.Operation, t table, api solution.CustomAPI) {
	call := rule{name: "call a custom API", source: sourceCustomAPI}
	if api.ExecutePrivilege != "" {
		d.setPrivilege(op, api.ExecutePrivilege, call, "")
	}
	if api.BoundTable != "" && t.logical != "" {
		d.conditional(op, t, privileges.Read, assumed, "the API is bound to a row of the table", call)
	}
	if api.PluginType != "" {
		d.blind(op, "caller-context-code", "the code behind the custom API "+api.UniqueName+" runs as the caller and is not read",
			"review what the plug-in does in Dataverse and state it in the configuration (reviewed)")
	}
}

package xaml

import (
	"slices"
	"strings"
)

// activity takes in a finished element that holds no block of its own.
func (r *reader) activity(e *element) {
	t := e.typ
	switch {
	case t == typeName{sdkAssembly, sdkNamespace, "ActivityReference"}:
		r.reference(e)
	case t.assembly == sdkAssembly && t.namespace == sdkNamespace && r.sdkActivity(e):
	case t == typeName{crmAssembly, crmNamespace, "InvokeSdkMessageActivity"}:
		r.message(e)
	case t.assembly == crmAssembly && t.namespace == clientNamespace && (t.name == "SetAttributeValue" || t.name == "SetDefaultValue"):
		r.write(e, FormValue)
	case t == typeName{"-", "activities", "TerminateWorkflow"}:
		r.add(Step{Kind: Stop, Name: r.title(e)}, e.offset)
	case t == typeName{"-", "activities", "Assign"}:
		r.assign(e)
	case e.role == "":
		r.opaque(e.offset, "element %s", t)
	}
}

// sdkActivity takes in an activity of the SDK and reports whether it was one with a meaning of its own.
//
// Source: https://learn.microsoft.com/dotnet/api/microsoft.xrm.sdk.workflow.activities (2026-11-25)
func (r *reader) sdkActivity(e *element) bool {
	switch e.typ.name {
	case "GetEntityProperty":
		r.getProperty(e)
	case "SetEntityProperty":
		r.setProperty(e)
	case "CreateEntity":
		r.write(e, Create)
	case "UpdateEntity":
		r.write(e, Update)
	case "SendEmail":
		r.write(e, SendEmail)
	case "SendEmailFromTemplate":
		r.sendFromTemplate(e)
	case "AssignEntity":
		r.assignOwner(e)
	case "SetState":
		r.setState(e)
	case "StartChildWorkflow":
		r.startChild(e)
	case "RetrieveEntity":
		r.retrieve(e)
	default:
		return false
	}
	return true
}

// title returns the name of an activity's step.
func (r *reader) title(e *element) string { return title(e.attrs["DisplayName"], r.scope()) }

// row returns the row and table an activity works on, and remembers the table for activities that do not say it.
func (r *reader) row(e *element, names ...string) (row, string) {
	var found row
	for _, name := range names {
		if found = rowOf(e.get(name)); found.key != "" {
			break
		}
	}
	table := e.table("EntityName")
	if table == "" {
		table = found.table
	}
	if found.via != "" {
		if table == "" {
			table = r.tables[found.via]
		} else {
			r.tables[found.via] = table
		}
	}
	if found.via == "" && e.has(names[0]) {
		r.opaque(e.offset, "%s names its row in an unknown way", e.typ.name)
	}
	return found, table
}

// getProperty notes a column that was read, and which variable it went to.
func (r *reader) getProperty(e *element) {
	from, table := r.row(e, "Entity")
	name := strings.ToLower(strings.TrimSpace(e.get("Attribute")))
	switch {
	case isMadeUpColumn(name):
		r.store(e.get("Value"), value{})
		return
	case isNull(name) || strings.ContainsAny(name, "![("):
		r.opaque(e.offset, "GetEntityProperty reads an unknown column")
		r.store(e.get("Value"), value{})
		return
	}
	column := Column{table, name, from.via}
	if block := r.scope(); block != nil {
		block.reads = append(block.reads, read{column, e.offset})
	}
	v := value{from: []Column{column}}
	if table != "" && name == table+"id" {
		// The key of the row itself: a reference made from it points to the row's own table.
		v = value{targets: []string{table}}
	}
	r.store(e.get("Value"), v)
}

// setProperty notes a column that was set on a row to be written later.
func (r *reader) setProperty(e *element) {
	on, table := r.row(e, "Entity")
	name := strings.ToLower(strings.TrimSpace(e.get("Attribute")))
	if isNull(name) || strings.HasPrefix(name, "[") || on.key == "" {
		r.opaque(e.offset, "SetEntityProperty sets an unknown column or row")
		return
	}
	a := r.sets[on.key]
	if a == nil {
		a = &assignment{table: table, offset: e.offset}
		r.sets[on.key] = a
	}
	a.columns = append(a.columns, name)
	if l, ok := r.lookup(name, e.get("Value"), withoutPrefix(e.get("TargetType")), e.offset); ok {
		a.lookups = append(a.lookups, l)
	}
}

// take returns what was set on a row and forgets it.
func (r *reader) take(on row) assignment {
	a := r.sets[on.key]
	if a == nil {
		return assignment{}
	}
	delete(r.sets, on.key)
	return *a
}

// assign follows a variable, or a new and empty row under a key. Copies of a row go by the name of the row.
func (r *reader) assign(e *element) {
	to, m := rowOf(e.get("To")), newEntity.FindStringSubmatch(code(e.get("Value")))
	if to.key == "" {
		r.store(e.get("To"), r.evaluate(e.get("Value"), e.offset))
		return
	}
	if m == nil || strings.HasSuffix(code(e.get("To")), ".Id") {
		return
	}
	if old := r.take(to); len(old.columns) > 0 {
		r.opaque(old.offset, "columns of table %q are set on a row that no step writes", old.table)
	}
	if to.via != "" && m[1] != "" {
		r.tables[to.via] = strings.ToLower(m[1])
	}
}

// write adds the step that writes what was set on a row.
func (r *reader) write(e *element, kind Kind) {
	on, table := r.row(e, "Entity")
	a := r.take(on)
	if table == "" {
		table = a.table
	}
	if table == "" && kind == SendEmail {
		table = "email"
	}
	r.add(Step{Kind: kind, Table: table, Row: on.via, Columns: a.columns, Lookups: a.lookups, Name: r.title(e)}, e.offset)
}

// sendFromTemplate adds the step that makes an email from a template for a row and sends it.
func (r *reader) sendFromTemplate(e *element) {
	s := Step{Kind: SendEmail, Table: "email", Name: r.title(e)}
	if e.has("Entity") {
		on, _ := r.row(e, "Entity")
		a := r.take(on)
		s.Row, s.Columns, s.Lookups = on.via, a.columns, a.lookups
	}
	s.Columns = append(s.Columns, "templateid")
	s.Lookups = append(s.Lookups, Lookup{Column: "templateid", Targets: []string{"template"}})
	if e.has("RegardingType") || e.has("RegardingId") {
		regarding := Lookup{Column: "regardingobjectid"}
		if table := e.table("RegardingType"); table != "" {
			regarding.Targets = []string{table}
		}
		s.Columns = append(s.Columns, regarding.Column)
		s.Lookups = append(s.Lookups, regarding)
	}
	r.add(s, e.offset)
}

// assignOwner adds the step that gives a row a new owner.
func (r *reader) assignOwner(e *element) {
	on, table := r.row(e, "Entity", "EntityId")
	s := Step{Kind: Assign, Table: table, Row: on.via, Columns: []string{"ownerid"}, Name: r.title(e)}
	if l, ok := r.lookup("ownerid", e.get("Owner"), "EntityReference", e.offset); ok {
		s.Lookups = []Lookup{l}
	}
	r.add(s, e.offset)
}

// setState adds the step that sets state and status of a row.
func (r *reader) setState(e *element) {
	on, table := r.row(e, "Entity", "EntityId")
	s := Step{Kind: SetState, Table: table, Row: on.via, Columns: []string{"statecode", "statuscode"}, Name: r.title(e)}
	r.add(s, e.offset)
}

// startChild adds the step that starts another workflow.
func (r *reader) startChild(e *element) {
	on, table := r.row(e, "EntityId")
	id := fixedGUID(e.get("WorkflowId"))
	if id == "" {
		r.opaque(e.offset, "StartChildWorkflow names no workflow")
	}
	r.add(Step{Kind: ChildWorkflow, Table: table, Row: on.via, Workflow: id, Name: r.title(e)}, e.offset)
}

// retrieve adds the step that loads a row, as the designer does for outputs of custom activities.
func (r *reader) retrieve(e *element) {
	on, table := r.row(e, "Entity")
	s := Step{Kind: Read, Table: table, Row: on.via, Name: r.title(e)}
	if names := quotedText.FindAllStringSubmatch(e.get("Attributes"), -1); !isNull(e.get("Attributes")) && len(names) > 0 {
		for _, m := range names {
			s.Reads = append(s.Reads, Column{table, strings.ToLower(m[1]), on.via})
		}
	} else {
		s.Reads = []Column{{table, "", on.via}}
	}
	r.emit(s, e.offset)
}

// references returns the arguments of a custom activity or message that carry references.
func (r *reader) references(e *element) []Lookup {
	var out []Lookup
	for name, a := range e.args {
		// Properties such as Target#InArgumentEntityType stand among the arguments and hold no value.
		if strings.Contains(name, "#") {
			continue
		}
		if a.out {
			r.store(a.text, value{})
			continue
		}
		if l, ok := r.lookup(name, a.text, a.kind, e.offset); ok {
			out = append(out, l)
		}
	}
	slices.SortFunc(out, compareLookups)
	return out
}

package xaml

import "strings"

// startReference finds out which activity an ActivityReference stands for, and opens a block when it is a container.
func (r *reader) startReference(e *element) {
	e.role = rolePlumbing
	t, platform := qualifiedType(e.attrs["AssemblyQualifiedName"])
	if !platform {
		return
	}
	switch known := roleOf(t); known {
	case roleScope, roleBranch:
		e.role = known
	case roleClient:
		// Nothing of it runs on the server, but activities may stand inside.
		e.role = roleScope
	}
}

// reference takes in a finished ActivityReference that is no container.
func (r *reader) reference(e *element) {
	text := strings.TrimSpace(e.attrs["AssemblyQualifiedName"])
	t, platform := qualifiedType(text)
	switch {
	case text == "" || t.assembly == "":
		r.opaque(e.offset, "ActivityReference without an assembly-qualified name")
	case !platform:
		r.add(Step{Kind: CustomActivity, Activity: text, Lookups: r.references(e), Name: r.title(e)}, e.offset)
	case t.namespace == crmNamespace && t.name == "InvokeSdkMessageActivity":
		r.message(e)
	case roleOf(t) == "":
		r.opaque(e.offset, "activity %s", t)
	case t.name == "EvaluateExpression":
		r.expression(e)
	case t.name == "ConvertCrmXrmTypes":
		r.store(e.get("Result"), r.evaluate(e.get("Value"), e.offset))
	}
}

// expression follows a computed value, and reports operators that may read more than their parameters.
func (r *reader) expression(e *element) {
	operator := strings.TrimSpace(e.get("ExpressionOperator"))
	if !isHarmlessOperator(operator) {
		r.opaque(e.offset, "operator %s of EvaluateExpression", operator)
	}
	r.store(e.get("Result"), r.evaluate(e.get("Parameters"), e.offset))
}

// message adds the step that sends a message. The row it is sent for stands among the arguments, mostly as Target.
func (r *reader) message(e *element) {
	s := Step{Kind: Message, Table: e.table("SdkMessageEntityName"), Lookups: r.references(e), Name: r.title(e)}
	if s.Message = strings.TrimSpace(e.get("SdkMessageName")); isNull(s.Message) {
		s.Message = ""
		r.opaque(e.offset, "InvokeSdkMessageActivity names no message")
	}
	r.add(s, e.offset)
}

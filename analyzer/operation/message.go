package operation

import (
	"slices"
	"strings"

	"rolefit/analyzer/dataflow"
	"rolefit/flowparse"
	"rolefit/flowparse/expr"
	"rolefit/flowparse/jsontree"
	"rolefit/flowparse/odata"
)

// namespace stands before the name of a bound action.
const namespace = "Microsoft.Dynamics.CRM."

// message reads a bound or unbound action: its name, the table and row it is bound to, and its arguments.
func (r *reader) message(op *Operation, n *flowparse.Node, rt route, at *dataflow.Scope) {
	parameters := n.Call.Parameters
	names, rest := namesIn(r.ev.Of(parameters.Get("actionName"), at))
	if rest || len(names) == 0 {
		r.blind(n, op.Identity, "opaque-message", "the message is chosen at run time", "name the message as a constant in the flow, or state what it needs in the configuration")
	}
	if len(names) == 0 {
		return
	}
	for _, m := range parameters.Entries() {
		switch inner, ok := strings.CutPrefix(m.Name, "item/"); {
		case ok:
			r.argument(op, inner, r.ev.Of(m.Value, at), 0)
		case m.Name == "item":
			r.members(op, "", r.ev.Of(m.Value, at), 0)
		}
	}
	op.Background = strings.EqualFold(strings.TrimSuffix(n.Call.Operation, "WithOrganization"), "PerformBackgroundOperation")
	tables := []flowparse.TableName{{}}
	unbound := op.Background && (rt.table == nil || rt.table.Str() == "none")
	if rt.table != nil && !unbound && !slices.ContainsFunc(names, func(name string) bool { return isPredict(plainMessage(name)) }) {
		tables = r.tables(n, op.Identity, rt, at)
		r.rowID(op, n, rt, at)
	}
	for _, name := range names {
		called := *op
		called.Message = plainMessage(name)
		if isPredict(called.Message) {
			// AI Builder's own message asks a model, whatever it is bound to.
			called.Kind, called.Arguments, called.Models = Predict, nil, r.models(n)
			r.onEach(called, []flowparse.TableName{{Logical: "msdyn_aimodel"}})
			continue
		}
		r.onEach(called, tables)
	}
}

// plainMessage is a message's name without its namespace.
func plainMessage(name string) string {
	if len(name) > len(namespace) && strings.EqualFold(name[:len(namespace)], namespace) {
		return name[len(namespace):]
	}
	return name
}

func isPredict(message string) bool { return strings.HasPrefix(strings.ToLower(message), "predict") }

// maxArgumentDepth bounds members inside arguments.
const maxArgumentDepth = 6

// argument reads one parameter: a text, a reference to a row, or an object whose members are read in turn.
func (r *reader) argument(op *Operation, name string, value dataflow.Set, depth int) {
	if strings.EqualFold(name, "Targets") {
		r.manyRows(op, value)
	}
	targets, _ := r.targets(value)
	op.Arguments = append(op.Arguments, Argument{Name: name, Text: constantOf(value), Targets: targets})
	r.members(op, name+"/", value, depth)
}

// members reads the members of an argument that is an object. An object may name its table by "@odata.type".
func (r *reader) members(op *Operation, prefix string, value dataflow.Set, depth int) {
	if depth > maxArgumentDepth {
		return
	}
	for _, v := range value {
		l, ok := v.(dataflow.Literal)
		if !ok || !l.JSON.Is(jsontree.Object) {
			continue
		}
		for _, m := range l.JSON.Members {
			r.argument(op, prefix+expr.Name(m.Name), r.ev.Member(m.Value, l.Scope), depth+1)
		}
	}
}

// TypeOfTargets is the argument that names the table of a row among many. Without text: only a run knows it.
const TypeOfTargets = "Targets/@odata.type"

// manyRows reads the tables of the rows that a message is given many of.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/bulk-operations (2026-11-22)
func (r *reader) manyRows(op *Operation, rows dataflow.Set) {
	for _, row := range r.ev.Elements(rows) {
		types := dataflow.Set{dataflow.Opaque{Why: "the row does not name its table"}}
		if l, ok := row.(dataflow.Literal); ok && l.JSON.Is(jsontree.Object) {
			if named, ok := r.memberNamed(l, "@odata.type"); ok {
				types = named
			}
		}
		for _, v := range types {
			names := skeletons(v)
			if len(names) == 0 {
				names = []string{""}
			}
			for _, name := range names {
				if strings.ContainsRune(name, odata.Unknown) {
					name = ""
				}
				op.Arguments = append(op.Arguments, Argument{Name: TypeOfTargets, Text: name})
			}
		}
	}
}

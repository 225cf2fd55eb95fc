package dataflow

import (
	"slices"
	"strings"

	"rolefit/flowparse"
	"rolefit/flowparse/jsontree"
)

// assignment is one place that sets or appends to a variable.
type assignment struct {
	node    *flowparse.Node
	json    *jsontree.Node // nil for an initialisation without a value
	first   bool           // initialises the variable
	array   bool           // initialises an array
	appends bool           // adds an element to an array
	extends bool           // adds text to a string
	counts  bool           // adds to or takes from a number
}

// replaces reports whether nothing of what the variable held before is left.
func (a assignment) replaces() bool { return !a.appends && !a.extends && !a.counts }

// assigns notes the variables that a node sets.
func (ev *Evaluator) assigns(n *flowparse.Node) {
	switch strings.ToLower(n.Type) {
	case "initializevariable":
		for _, v := range n.Inputs.Get("variables").Elements() {
			ev.assign(v, assignment{node: n, json: v.Get("value"), first: true, array: strings.EqualFold(v.Get("type").Str(), "array")})
		}
	case "setvariable":
		ev.assign(n.Inputs, assignment{node: n, json: n.Inputs.Get("value")})
	case "appendtoarrayvariable":
		ev.assign(n.Inputs, assignment{node: n, json: n.Inputs.Get("value"), appends: true})
	case "incrementvariable", "decrementvariable":
		ev.assign(n.Inputs, assignment{node: n, counts: true})
	case "appendtostringvariable":
		ev.assign(n.Inputs, assignment{node: n, json: n.Inputs.Get("value"), extends: true})
	}
}

func (ev *Evaluator) assign(named *jsontree.Node, a assignment) {
	name := named.Get("name").Str()
	ev.variables[name] = append(ev.variables[name], a)
}

// variable joins everything that the node that reads a variable can see of its assignments; one that starts without a
// value may still be null.
func (ev *Evaluator) variable(name string, at *Scope) Set {
	if _, ok := ev.variables[name]; !ok {
		return Set{Opaque{Why: "variable " + name + " is never initialised"}}
	}
	assignments, selection := ev.reaching(name, at.node)
	s := ev.follow(step{kind: "variable", name: selection}, func() Set { return ev.assigned(assignments) })
	if !slices.ContainsFunc(ev.variables[name], func(a assignment) bool { return a.first }) {
		s = union(s, Set{Null{}}) // nothing says what it starts as
	}
	if len(s) == 0 {
		return Set{Null{}} // only ever set from itself, or not yet
	}
	return s
}

func (ev *Evaluator) assigned(assignments []assignment) Set {
	var out []Set
	for _, a := range assignments {
		v := ev.Of(a.json, At(a.node))
		switch {
		case a.array && (a.json == nil || a.json.Kind == jsontree.Null):
			v = Set{Null{}, list{}}
		case a.appends:
			v = Set{list{v}}
		case a.counts:
			v = Set{Opaque{Why: "counted while the flow runs"}}
		case a.extends:
			v = Set{Text{[]Set{{Opaque{Why: "what the variable held before", Extended: true}}, v}}}
		}
		out = append(out, v)
	}
	return union(out...)
}

// parameter evaluates a definition parameter: a constant of the definition, or an environment variable, whose value
// the export does not know.
func (ev *Evaluator) parameter(name string) Set {
	p, ok := ev.flow.Parameter(name)
	for _, known := range []string{p.SchemaName, name} {
		if known == "" || ev.given.Value == nil {
			continue
		}
		if v, ok := ev.given.Value(known); ok {
			return Set{Constant{v}}
		}
	}
	switch {
	case !ok:
		return Set{Opaque{Why: "parameter " + name + " is not defined"}}
	case p.SchemaName != "":
		return Set{Opaque{Why: "environment variable " + p.SchemaName, Variable: p.SchemaName}}
	}
	return ev.Of(p.Default, &Scope{})
}

package operation

import (
	"slices"
	"strings"

	"rolefit/flowparse"
	"rolefit/flowparse/expr"
	"rolefit/flowparse/jsontree"
)

// call evaluates a function call: first those that read what the flow holds, then every other that is documented: computed
// where its arguments are known, followed where it passes rows and names on, and opaque by name where it does neither.
// Source: https://learn.microsoft.com/azure/logic-apps/expression-functions-reference (2026-11-25)
func (ev *evaluator) call(c expr.Call, at *scope) set {
	name := strings.ToLower(c.Name)
	if found, ok := ev.reference(name, c, at); ok {
		return found
	}
	args := make([]set, len(c.Args))
	for i, a := range c.Args {
		args[i] = ev.expr(a, at)
	}
	if found, ok := ev.computed(name, args); ok {
		return found
	}
	return ev.passed(name, args)
}

// reference evaluates the functions that read what the flow holds.
func (ev *evaluator) reference(name string, c expr.Call, at *scope) (set, bool) {
	switch name {
	case "if":
		if len(c.Args) == 3 {
			return ev.choice(c, at), true
		}
	case "variables":
		if n, ok := ev.nameOf(c, at); ok {
			return ev.variable(n, at), true
		}
	case "parameters":
		if n, ok := ev.nameOf(c, at); ok {
			return ev.parameter(n), true
		}
	case "outputs", "body":
		if n, ok := ev.nameOf(c, at); ok {
			return ev.perhaps(ev.nodes[n], at, ev.returned(ev.nodes[n], n, name == "body")), true
		}
	case "actions":
		if n, ok := ev.nameOf(c, at); ok && ev.nodes[n] != nil {
			return set{attempt{ev.nodes[n]}}, true
		}
	case "triggeroutputs", "triggerbody":
		if len(ev.flow.Triggers) == 1 {
			t := ev.flow.Triggers[0]
			return ev.returned(t, t.Name, name == "triggerbody"), true
		}
	case "trigger":
		if len(ev.flow.Triggers) == 1 {
			return set{attempt{ev.flow.Triggers[0]}}, true
		}
	case "item":
		return ev.item(at), true
	case "items":
		if n, ok := ev.nameOf(c, at); ok {
			return ev.loopItem(ev.nodes[n]), true
		}
	case "guid":
		return set{fresh{}}, true
	}
	return nil, false
}

// perhaps adds null to what a node returned where the node may have been skipped or may have failed before it is read.
func (ev *evaluator) perhaps(n *flowparse.Node, at *scope, returned set) set {
	if n == nil || n.Trigger || at.node == nil || ev.order.succeeded(n, at.node) {
		return returned
	}
	return union(returned, set{null{}})
}

// choice takes the branch of an if() that its condition leads to, or both where that is not known.
func (ev *evaluator) choice(c expr.Call, at *scope) set {
	var out []set
	always, never := true, true
	for _, v := range ev.expr(c.Args[0], at) {
		is, ok := v.(scalar)
		never = never && ok && is.text == "false"
		always = always && ok && is.text == "true"
	}
	if !never {
		out = append(out, ev.expr(c.Args[1], at))
	}
	if !always {
		out = append(out, ev.expr(c.Args[2], at))
	}
	return union(out...)
}

func (ev *evaluator) nameOf(c expr.Call, at *scope) (string, bool) {
	if len(c.Args) != 1 {
		return "", false
	}
	s := ev.expr(c.Args[0], at)
	if len(s) != 1 {
		return "", false
	}
	name, ok := s[0].(constant)
	return name.text, ok
}

// variable joins everything that the node that reads a variable can see of its assignments; one that starts without a
// value may still be null.
func (ev *evaluator) variable(name string, at *scope) set {
	if _, ok := ev.variables[name]; !ok {
		return set{opaque{"variable " + name + " is never initialised"}}
	}
	assignments, selection := ev.reaching(name, at.node)
	s := ev.follow(step{kind: "variable", name: selection}, func() set { return ev.assigned(assignments) })
	if !slices.ContainsFunc(ev.variables[name], func(a assignment) bool { return a.first }) {
		s = union(s, set{null{}}) // nothing says what it starts as
	}
	if len(s) == 0 {
		return set{null{}} // only ever set from itself, or not yet
	}
	return s
}

func (ev *evaluator) assigned(assignments []assignment) set {
	var out []set
	for _, a := range assignments {
		v := ev.json(a.json, &scope{node: a.node})
		switch {
		case a.array && (a.json == nil || a.json.Kind == jsontree.Null):
			v = set{null{}, list{}}
		case a.appends:
			v = set{list{v}}
		case a.counts:
			v = set{opaque{"counted while the flow runs"}}
		case a.extends:
			v = set{text{[]set{{opaque{heldBefore}}, v}}}
		}
		out = append(out, v)
	}
	return union(out...)
}

// heldBefore stands for what a text variable held before a node extends it.
const heldBefore = "what the variable held before"

// environmentVariable begins the reason of a value that an environment variable holds.
const environmentVariable = "environment variable "

// parameter evaluates a definition parameter: a constant of the definition, or an environment variable, whose value
// the export does not know.
func (ev *evaluator) parameter(name string) set {
	p, ok := ev.flow.Parameter(name)
	for _, known := range []string{p.SchemaName, name} {
		if v, pinned := ev.pins.Value(known); pinned && known != "" {
			return set{constant{v}}
		}
	}
	switch {
	case !ok:
		return set{opaque{"parameter " + name + " is not defined"}}
	case p.SchemaName != "":
		return set{opaque{environmentVariable + p.SchemaName}}
	}
	return ev.json(p.Default, &scope{})
}

// returned is what a node's outputs() or body() is.
func (ev *evaluator) returned(n *flowparse.Node, name string, body bool) set {
	if n == nil {
		return set{opaque{"no node is named " + name}}
	}
	if body {
		return ev.body(n)
	}
	if isType(n, "compose") {
		return ev.body(n)
	}
	return set{output{node: n}}
}

// body is what a node returns as its body.
func (ev *evaluator) body(n *flowparse.Node) set {
	return ev.follow(step{kind: "node", scope: scopeKey{node: n}}, func() set { return ev.findBody(n) })
}

func (ev *evaluator) findBody(n *flowparse.Node) set {
	switch strings.ToLower(n.Type) {
	case "compose":
		return ev.json(n.Inputs, &scope{node: n})
	case "query":
		return set{list{ev.elements(ev.from(n))}}
	case "select":
		item := ev.elements(ev.from(n))
		return set{list{ev.json(n.Inputs.Get("select"), &scope{node: n, item: item})}}
	case "parsejson":
		return ev.through("json", ev.json(n.Inputs.Get("content"), &scope{node: n}))
	}
	if r, ok := ev.routes[n]; ok {
		return r.body(n)
	}
	if n.Trigger && ev.inputs != nil && isType(n, "request") {
		return set{&inputs{ev.inputs}}
	}
	return set{opaque{"the output of " + n.Name}}
}

// from is the array that a Select, Query or Table goes through.
func (ev *evaluator) from(n *flowparse.Node) set {
	return ev.json(n.Inputs.Get("from"), &scope{node: n, from: true})
}

// item is the current element of the innermost Select, Filter array or Foreach.
func (ev *evaluator) item(at *scope) set {
	if at.item != nil {
		return at.item
	}
	if at.node != nil && !at.from && (isType(at.node, "query") || isType(at.node, "table")) {
		return ev.elements(ev.from(at.node))
	}
	for n := at.node; n != nil; n = n.Parent {
		if n != at.node && isType(n, "foreach") {
			return ev.loopItem(n)
		}
	}
	return set{opaque{"item() outside a loop"}}
}

// loopItem is the current element of a Foreach.
func (ev *evaluator) loopItem(n *flowparse.Node) set {
	if n == nil || !isType(n, "foreach") {
		return set{opaque{"items() of something that is no loop"}}
	}
	return ev.follow(step{kind: "loop", scope: scopeKey{node: n}}, func() set {
		return ev.elements(ev.json(n.JSON.Get("foreach"), &scope{node: n}))
	})
}

package dataflow

import (
	"strings"

	"rolefit/flowparse"
	"rolefit/flowparse/expr"
)

// call evaluates a function call: first those that read what the flow holds, then every other that is documented: computed
// where its arguments are known, followed where it passes rows and names on, and opaque by name where it does neither.
// Source: https://learn.microsoft.com/azure/logic-apps/expression-functions-reference (2026-11-25)
func (ev *Evaluator) call(c expr.Call, at *Scope) Set {
	name := strings.ToLower(c.Name)
	if found, ok := ev.reference(name, c, at); ok {
		return found
	}
	args := make([]Set, len(c.Args))
	for i, a := range c.Args {
		args[i] = ev.Expr(a, at)
	}
	if found, ok := ev.computed(name, args); ok {
		return found
	}
	return ev.passed(name, args)
}

// reference evaluates the functions that read what the flow holds.
func (ev *Evaluator) reference(name string, c expr.Call, at *Scope) (Set, bool) {
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
			return Set{attempt{ev.nodes[n]}}, true
		}
	case "triggeroutputs", "triggerbody":
		if len(ev.flow.Triggers) == 1 {
			t := ev.flow.Triggers[0]
			return ev.returned(t, t.Name, name == "triggerbody"), true
		}
	case "trigger":
		if len(ev.flow.Triggers) == 1 {
			return Set{attempt{ev.flow.Triggers[0]}}, true
		}
	case "item":
		return ev.item(at), true
	case "items":
		if n, ok := ev.nameOf(c, at); ok {
			return ev.loopItem(ev.nodes[n]), true
		}
	case "guid":
		return Set{Fresh{}}, true
	}
	return nil, false
}

// perhaps adds null to what a node returned where the node may have been skipped or may have failed before it is read.
func (ev *Evaluator) perhaps(n *flowparse.Node, at *Scope, returned Set) Set {
	if n == nil || n.Trigger || at.node == nil || ev.runs.SucceededBefore(n.Order, at.node.Order) {
		return returned
	}
	return union(returned, Set{Null{}})
}

// choice takes the branch of an if() that its condition leads to, or both where that is not known.
func (ev *Evaluator) choice(c expr.Call, at *Scope) Set {
	var out []Set
	always, never := true, true
	for _, v := range ev.Expr(c.Args[0], at) {
		is, ok := v.(scalar)
		never = never && ok && is.text == "false"
		always = always && ok && is.text == "true"
	}
	if !never {
		out = append(out, ev.Expr(c.Args[1], at))
	}
	if !always {
		out = append(out, ev.Expr(c.Args[2], at))
	}
	return union(out...)
}

func (ev *Evaluator) nameOf(c expr.Call, at *Scope) (string, bool) {
	if len(c.Args) != 1 {
		return "", false
	}
	s := ev.Expr(c.Args[0], at)
	if len(s) != 1 {
		return "", false
	}
	name, ok := s[0].(Constant)
	return name.Text, ok
}

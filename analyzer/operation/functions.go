package operation

import (
	"strings"

	"rolefit/flowparse"
	"rolefit/flowparse/expr"
)

// call evaluates a function call: the functions that carry rows and names from one place to another. Every other
// function is opaque by name.
// Source: https://learn.microsoft.com/azure/logic-apps/expression-functions-reference (2026-11-22)
func (ev *evaluator) call(c expr.Call, at *scope) set {
	args := func() []set {
		out := make([]set, len(c.Args))
		for i, a := range c.Args {
			out[i] = ev.expr(a, at)
		}
		return out
	}
	name := strings.ToLower(c.Name)
	switch name {
	case "if":
		if len(c.Args) == 3 {
			return union(ev.expr(c.Args[1], at), ev.expr(c.Args[2], at))
		}
	case "coalesce":
		return union(args()...)
	case "concat":
		return concat(args())
	case "guid":
		return set{fresh{}}
	case "string", "trim", "tolower", "toupper", "json", "encodeuricomponent", "uricomponent", "decodeuricomponent", "decodeuri":
		if len(c.Args) == 1 {
			return through(name, ev.expr(c.Args[0], at))
		}
	case "first", "last":
		if len(c.Args) == 1 {
			return ev.elements(ev.expr(c.Args[0], at))
		}
	case "createarray":
		return set{list{union(args()...)}}
	case "union":
		var elements []set
		for _, a := range args() {
			elements = append(elements, ev.elements(a))
		}
		return set{list{union(elements...)}}
	case "intersection", "skip", "take", "reverse", "sort":
		if len(c.Args) > 0 {
			return ev.expr(c.Args[0], at)
		}
	case "variables":
		if n, ok := ev.nameOf(c, at); ok {
			return ev.variable(n, at)
		}
	case "parameters":
		if n, ok := ev.nameOf(c, at); ok {
			return ev.parameter(n)
		}
	case "outputs", "actions", "body":
		if n, ok := ev.nameOf(c, at); ok {
			return ev.returned(ev.nodes[n], n, name == "body", at)
		}
	case "triggeroutputs", "trigger", "triggerbody":
		if len(ev.flow.Triggers) == 1 {
			t := ev.flow.Triggers[0]
			return ev.returned(t, t.Name, name == "triggerbody", at)
		}
	case "item":
		return ev.item(at)
	case "items":
		if n, ok := ev.nameOf(c, at); ok {
			return ev.loopItem(ev.nodes[n])
		}
	}
	return set{opaque{"computed by " + name + "()"}}
}

// through passes a value through a function that keeps what it identifies. Text that is known is computed where that is
// safe, and is opaque where it is not.
func through(function string, in set) set {
	out := make(set, 0, len(in))
	for _, v := range in {
		switch v := v.(type) {
		case constant:
			out = append(out, computed(function, v.text))
		case text:
			out = append(out, throughText(function, v))
		case circle:
			out = append(out, opaque{"depends on itself"})
		default:
			out = append(out, v)
		}
	}
	return out
}

// computed applies a function to a known text.
func computed(function, s string) value {
	switch function {
	case "string":
		return constant{s}
	case "trim":
		return constant{strings.TrimSpace(s)}
	case "tolower":
		return constant{strings.ToLower(s)}
	case "toupper":
		return constant{strings.ToUpper(s)}
	case "encodeuricomponent", "uricomponent":
		if isPlain(s) {
			return constant{s}
		}
	}
	return opaque{"computed by " + function + "()"}
}

// isPlain reports whether encoding leaves a text as it is.
func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-_.~", c) >= 0) {
			return false
		}
	}
	return true
}

// throughText applies a function to a text that is put together. Only functions that work on each part by itself do.
func throughText(function string, t text) value {
	switch function {
	case "string":
		return t
	case "tolower", "toupper", "encodeuricomponent", "uricomponent":
		parts := make([]set, len(t.parts))
		for i, p := range t.parts {
			parts[i] = through(function, p)
		}
		return text{parts}
	}
	return opaque{"computed by " + function + "()"}
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
	s := ev.trail.follow(step{kind: "variable", name: selection}, func() set { return ev.assigned(assignments) })
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
func (ev *evaluator) returned(n *flowparse.Node, name string, body bool, at *scope) set {
	if n == nil {
		return set{opaque{"no node is named " + name}}
	}
	if body {
		return ev.body(n)
	}
	if strings.EqualFold(n.Type, "Compose") {
		return ev.body(n)
	}
	return set{output{node: n}}
}

// body is what a node returns as its body.
func (ev *evaluator) body(n *flowparse.Node) set {
	return ev.trail.follow(step{kind: "node", name: n.Name}, func() set { return ev.findBody(n) })
}

func (ev *evaluator) findBody(n *flowparse.Node) set {
	switch strings.ToLower(n.Type) {
	case "compose":
		return ev.json(n.Inputs, &scope{node: n})
	case "query":
		return set{list{ev.elements(ev.json(n.Inputs.Get("from"), &scope{node: n}))}}
	case "select":
		item := ev.elements(ev.json(n.Inputs.Get("from"), &scope{node: n}))
		return set{list{ev.json(n.Inputs.Get("select"), &scope{node: n, item: item})}}
	case "parsejson":
		return ev.json(n.Inputs.Get("content"), &scope{node: n})
	}
	if r, ok := ev.routes[n]; ok {
		return r.body(n)
	}
	return set{opaque{"the output of " + n.Name}}
}

// item is the current element of the innermost Select, Filter array or Foreach.
func (ev *evaluator) item(at *scope) set {
	if at.item != nil {
		return at.item
	}
	if at.node != nil && strings.EqualFold(at.node.Type, "Query") {
		return ev.elements(ev.json(at.node.Inputs.Get("from"), &scope{node: at.node.Parent}))
	}
	for n := at.node; n != nil; n = n.Parent {
		if n != at.node && strings.EqualFold(n.Type, "Foreach") {
			return ev.loopItem(n)
		}
	}
	return set{opaque{"item() outside a loop"}}
}

// loopItem is the current element of a Foreach.
func (ev *evaluator) loopItem(n *flowparse.Node) set {
	if n == nil || !strings.EqualFold(n.Type, "Foreach") {
		return set{opaque{"items() of something that is no loop"}}
	}
	return ev.trail.follow(step{kind: "loop", name: n.Name}, func() set {
		return ev.elements(ev.json(n.JSON.Get("foreach"), &scope{node: n}))
	})
}

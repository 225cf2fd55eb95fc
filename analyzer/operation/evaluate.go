package operation

import (
	"strconv"
	"strings"

	"rolefit/analyzer/pin"
	"rolefit/flowparse"
	"rolefit/flowparse/expr"
	"rolefit/flowparse/jsontree"
)

// evaluator finds what the expressions of one flow can be.
//
// It follows values through Compose, variables, Foreach, Select, Filter array and Parse JSON to the node that read or
// made them. Of a variable's assignments those count that can reach the node that reads it; branches are all taken, and
// inside a branch the values that its condition excludes are left out.
type evaluator struct {
	flow      *flowparse.Flow
	pins      pin.Set
	inputs    Inputs
	nodes     map[string]*flowparse.Node
	variables map[string][]assignment
	routes    map[*flowparse.Node]route // what the connector nodes turned out to be
	order     order
	narrowed  map[branch][]fact
	cells     map[*flowparse.Node]map[string]bool // columns read from what nodes returned
	trail     trail
	steps     int
}

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

// maxSteps bounds the work for one flow.
const maxSteps = 2_000_000

func newEvaluator(flow *flowparse.Flow, around Surroundings) *evaluator {
	ev := &evaluator{
		flow: flow, pins: around.Pins, inputs: around.Inputs, nodes: map[string]*flowparse.Node{}, variables: map[string][]assignment{},
		routes: map[*flowparse.Node]route{}, order: newOrder(flow), narrowed: map[branch][]fact{}, cells: map[*flowparse.Node]map[string]bool{}, trail: newTrail(),
	}
	flow.Walk(func(n *flowparse.Node) {
		ev.nodes[n.Name] = n
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
	})
	return ev
}

func (ev *evaluator) assign(named *jsontree.Node, a assignment) {
	name := named.Get("name").Str()
	ev.variables[name] = append(ev.variables[name], a)
}

// json evaluates a JSON value of the definition.
func (ev *evaluator) json(n *jsontree.Node, at *scope) set {
	if n == nil {
		return set{null{}}
	}
	switch n.Kind {
	case jsontree.Null:
		return set{null{}}
	case jsontree.String:
		return ev.template(n.Text, at)
	case jsontree.Object, jsontree.Array:
		return set{literal{n, at}}
	}
	return set{scalar{n.Text, n.Kind}}
}

// template evaluates a string of the definition.
func (ev *evaluator) template(s string, at *scope) set {
	t, err := expr.Parse(s)
	if err != nil {
		return set{opaque{"the expression cannot be read"}}
	}
	if c, ok := t.Constant(); ok {
		return set{constant{c}}
	}
	if e, ok := t.Single(); ok && t.Whole {
		return ev.expr(e, at)
	} else if ok {
		return ev.through("string", ev.expr(e, at))
	}
	parts := make([]set, 0, len(t.Parts))
	for _, p := range t.Parts {
		if p.Expr == nil {
			parts = append(parts, set{constant{p.Text}})
			continue
		}
		parts = append(parts, ev.expr(p.Expr, at))
	}
	return concat(parts)
}

// concat joins parts into one text: constants beside one another become one, nulls nothing; a text of constants only is
// a constant.
func concat(parts []set) set {
	var joined []set
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			joined = append(joined, set{constant{b.String()}})
			b.Reset()
		}
	}
	for _, p := range flattened(parts) {
		if len(p) == 1 {
			switch v := p[0].(type) {
			case constant:
				b.WriteString(v.text)
				continue
			case scalar:
				if isInteger(v) {
					b.WriteString(v.text)
					continue
				}
				p = set{opaque{"a number or truth value as text"}}
			case null:
				continue
			}
		}
		flush()
		joined = append(joined, p.throughFunction())
	}
	if len(joined) == 0 {
		return set{constant{b.String()}}
	}
	flush()
	return set{text{joined}}
}

// flattened puts the parts of a text that stands among parts in its place.
func flattened(parts []set) []set {
	var out []set
	for _, p := range parts {
		if len(p) == 1 {
			if t, ok := p[0].(text); ok {
				out = append(out, t.parts...)
				continue
			}
		}
		out = append(out, p)
	}
	return out
}

// isInteger reports whether a number is written as text writes it.
func isInteger(v scalar) bool {
	return v.kind == jsontree.Number && strings.Trim(strings.TrimPrefix(v.text, "-"), "0123456789") == "" && len(v.text) < 18
}

// expr evaluates an expression where it stands, and leaves out what the branches around it exclude.
func (ev *evaluator) expr(e expr.Expr, at *scope) set {
	found := ev.plainExpr(e, at)
	if !isChain(e) {
		return found
	}
	if facts := ev.factsAt(at); len(facts) > 0 {
		written := expr.Print(withoutSafe(e))
		for _, f := range facts {
			if f.expr == written {
				found = f.narrow(found)
			}
		}
	}
	return found
}

func (ev *evaluator) plainExpr(e expr.Expr, at *scope) set {
	if ev.steps++; ev.steps > maxSteps {
		return set{opaque{"the flow's expressions are too many to follow"}}
	}
	switch e := e.(type) {
	case expr.Str:
		return set{constant{e.Text}}
	case expr.Num:
		return set{scalar{e.Text, jsontree.Number}}
	case expr.Bool:
		return set{scalar{strconv.FormatBool(e.Value), jsontree.Bool}}
	case expr.NullLit:
		return set{null{}}
	case expr.Member:
		return ev.index(ev.expr(e.Base, at), constant{e.Name})
	case expr.Index:
		base := ev.expr(e.Base, at)
		var out []set
		for _, k := range ev.expr(e.Key, at) {
			out = append(out, ev.index(base, k))
		}
		return union(out...)
	case expr.Call:
		return ev.call(e, at)
	}
	return set{opaque{"the expression is of an unknown form"}}
}

// elements returns what one element of an array value can be.
func (ev *evaluator) elements(array set) set {
	var out []set
	for _, v := range array {
		switch v := v.(type) {
		case rows:
			out = append(out, set{row(v)})
		case page:
			out = append(out, set{row(v)})
		case list:
			out = append(out, v.elements)
		case literal:
			if !v.json.Is(jsontree.Array) {
				out = append(out, set{opaque{"a list is expected"}})
				continue
			}
			for _, item := range v.json.Items {
				out = append(out, ev.member(item, v.scope))
			}
		case null:
		case cell:
			out = append(out, set{v})
		case circle:
			out = append(out, set{element(v)})
		case opaque:
			out = append(out, set{v})
		default:
			out = append(out, set{opaque{"a list is expected"}})
		}
	}
	return union(out...)
}

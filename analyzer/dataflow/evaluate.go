package dataflow

import (
	"strconv"
	"strings"

	"rolefit/flowparse"
	"rolefit/flowparse/expr"
	"rolefit/flowparse/jsontree"
)

// Evaluator finds what the expressions of one flow can be. The zero value is not ready; see New. It is not for several
// goroutines at once.
//
// It follows values through Compose, variables, Foreach, Select, Filter array and Parse JSON to the node that read or
// made them. Of a variable's assignments those count that can reach the node that reads it; branches are all taken, and
// inside a branch the values that its condition excludes are left out.
type Evaluator struct {
	flow      *flowparse.Flow
	given     Given
	nodes     map[string]*flowparse.Node
	variables map[string][]assignment
	replacing map[string][]*flowparse.Node // see replacers
	bodies    map[*flowparse.Node]Body     // what nodes return that ask for rows
	runs      Runs
	narrowed  map[branch][]fact
	cells     map[*flowparse.Node]map[string]bool // columns read from what nodes returned
	trail     trail
	steps     int
}

// Given is what is known of a flow from outside it. The zero value knows nothing.
type Given struct {
	Value  func(name string) (string, bool) // value of a parameter or environment variable by its name; nil: none is known
	Inputs Inputs                           // what its callers pass to it
}

// maxSteps bounds the work for one flow.
const maxSteps = 2_000_000

// New returns an evaluator of the expressions of a flow.
func New(flow *flowparse.Flow, given Given) *Evaluator {
	ev := &Evaluator{
		flow: flow, given: given, nodes: map[string]*flowparse.Node{}, variables: map[string][]assignment{}, replacing: map[string][]*flowparse.Node{},
		bodies: map[*flowparse.Node]Body{}, runs: runsOf(flow), narrowed: map[branch][]fact{}, cells: map[*flowparse.Node]map[string]bool{}, trail: newTrail(),
	}
	flow.Walk(func(n *flowparse.Node) {
		ev.nodes[n.Name] = n
		ev.assigns(n)
	})
	ev.runs.setters = map[string][]*flowparse.Node{}
	for name, assignments := range ev.variables {
		for _, a := range assignments {
			ev.runs.setters[name] = append(ev.runs.setters[name], a.node)
		}
	}
	return ev
}

// Node returns the node with a name; nil when there is none.
func (ev *Evaluator) Node(name string) *flowparse.Node { return ev.nodes[name] }

// Runs returns the order in which the nodes of the flow run.
func (ev *Evaluator) Runs() Runs { return ev.runs }

// Of evaluates a JSON value of the definition where it stands; nil is null. Without a scope it was computed, and its strings
// are what they are.
func (ev *Evaluator) Of(n *jsontree.Node, at *Scope) Set {
	if n == nil {
		return Set{Null{}}
	}
	switch n.Kind {
	case jsontree.Null:
		return Set{Null{}}
	case jsontree.String:
		if at == nil {
			return Set{Constant{n.Text}}
		}
		return ev.template(n.Text, at)
	case jsontree.Object, jsontree.Array:
		return Set{Literal{n, at}}
	}
	return Set{scalar{n.Text, n.Kind}}
}

// template evaluates a string of the definition.
func (ev *Evaluator) template(s string, at *Scope) Set {
	t, err := expr.Parse(s)
	if err != nil {
		return Set{Opaque{Why: "the expression cannot be read"}}
	}
	if c, ok := t.Constant(); ok {
		return Set{Constant{c}}
	}
	if e, ok := t.Single(); ok && t.Whole {
		return ev.Expr(e, at)
	} else if ok {
		return ev.through("string", ev.Expr(e, at))
	}
	parts := make([]Set, 0, len(t.Parts))
	for _, p := range t.Parts {
		if p.Expr == nil {
			parts = append(parts, Set{Constant{p.Text}})
			continue
		}
		parts = append(parts, ev.Expr(p.Expr, at))
	}
	return Concat(parts)
}

// Concat joins parts into one text: constants beside one another become one, nulls nothing; a text of constants only is
// a constant.
func Concat(parts []Set) Set {
	var joined []Set
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			joined = append(joined, Set{Constant{b.String()}})
			b.Reset()
		}
	}
	for _, p := range flattened(parts) {
		if len(p) == 1 {
			switch v := p[0].(type) {
			case Constant:
				b.WriteString(v.Text)
				continue
			case scalar:
				if isInteger(v) {
					b.WriteString(v.text)
					continue
				}
				p = Set{Opaque{Why: "a number or truth value as text"}}
			case Null:
				continue
			}
		}
		flush()
		joined = append(joined, p.throughFunction())
	}
	if len(joined) == 0 {
		return Set{Constant{b.String()}}
	}
	flush()
	return Set{Text{joined}}
}

// flattened puts the parts of a text that stands among parts in its place.
func flattened(parts []Set) []Set {
	var out []Set
	for _, p := range parts {
		if len(p) == 1 {
			if t, ok := p[0].(Text); ok {
				out = append(out, t.Parts...)
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

// Expr evaluates an expression where it stands, and leaves out what the branches around it exclude.
func (ev *Evaluator) Expr(e expr.Expr, at *Scope) Set {
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

func (ev *Evaluator) plainExpr(e expr.Expr, at *Scope) Set {
	if ev.steps++; ev.steps > maxSteps {
		return Set{Opaque{Why: "the flow's expressions are too many to follow"}}
	}
	switch e := e.(type) {
	case expr.Str:
		return Set{Constant{e.Text}}
	case expr.Num:
		return Set{scalar{e.Text, jsontree.Number}}
	case expr.Bool:
		return Set{scalar{strconv.FormatBool(e.Value), jsontree.Bool}}
	case expr.NullLit:
		return Set{Null{}}
	case expr.Member:
		return ev.index(ev.Expr(e.Base, at), Constant{e.Name})
	case expr.Index:
		base := ev.Expr(e.Base, at)
		var out []Set
		for _, k := range ev.Expr(e.Key, at) {
			out = append(out, ev.index(base, k))
		}
		return union(out...)
	case expr.Call:
		return ev.call(e, at)
	}
	return Set{Opaque{Why: "the expression is of an unknown form"}}
}

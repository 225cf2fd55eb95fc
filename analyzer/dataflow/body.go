package dataflow

import (
	"strings"

	"rolefit/flowparse"
)

// Body says what a node that asks for rows returns as its body. The zero value is a body that is not known.
type Body uint8

// The bodies.
const (
	OpaqueBody    Body = iota // not known
	RowBody                   // one row
	ListBody                  // an object with the rows under "value"
	SelectionBody             // of a trigger on rows that a person picked: "rows", each with its row under "entity"
)

// Returns says what a node returns. It counts for expressions that are evaluated from then on.
func (ev *Evaluator) Returns(n *flowparse.Node, b Body) { ev.bodies[n] = b }

func (b Body) of(n *flowparse.Node) Set {
	switch b {
	case RowBody:
		return Set{Row{n}}
	case ListBody:
		return Set{page{n}}
	case SelectionBody:
		return Set{selection{n}}
	}
	return Set{Opaque{Why: "the output of " + n.Name}}
}

// returned is what a node's outputs() or body() is.
func (ev *Evaluator) returned(n *flowparse.Node, name string, body bool) Set {
	if n == nil {
		return Set{Opaque{Why: "no node is named " + name}}
	}
	if body || isType(n, "compose") {
		return ev.body(n)
	}
	return Set{output{node: n}}
}

// body is what a node returns as its body.
func (ev *Evaluator) body(n *flowparse.Node) Set {
	return ev.follow(step{kind: "node", scope: scopeKey{node: n}}, func() Set { return ev.findBody(n) })
}

func (ev *Evaluator) findBody(n *flowparse.Node) Set {
	switch strings.ToLower(n.Type) {
	case "compose":
		return ev.Of(n.Inputs, At(n))
	case "query":
		return Set{list{ev.Elements(ev.from(n))}}
	case "select":
		item := ev.Elements(ev.from(n))
		return Set{list{ev.Of(n.Inputs.Get("select"), &Scope{node: n, item: item})}}
	case "parsejson":
		return ev.through("json", ev.Of(n.Inputs.Get("content"), At(n)))
	}
	if b, ok := ev.bodies[n]; ok {
		return b.of(n)
	}
	if n.Trigger && ev.given.Inputs != nil && isType(n, "request") {
		return Set{&inputs{ev.given.Inputs}}
	}
	return Set{Opaque{Why: "the output of " + n.Name}}
}

// page is the body of a list: its rows stand under "value".
type page struct{ node *flowparse.Node }

// selection is the body of a trigger on selected rows: rows, each with an entity.
type selection struct{ node *flowparse.Node }

func (page) value()      {}
func (selection) value() {}

func (p page) property(ev *Evaluator, key string) Set {
	first, rest, more := strings.Cut(key, "/")
	if first != "value" {
		return Set{Opaque{Why: "not the rows of " + p.node.Name}}
	}
	if more {
		return ev.index(Set{rows(p)}, Constant{rest})
	}
	return Set{rows(p)}
}

func (s selection) property(ev *Evaluator, key string) Set {
	first, rest, more := strings.Cut(key, "/")
	var at Set
	switch first {
	case "rows":
		at = Set{list{Set{s}}}
	case "entity":
		at = Set{Row{s.node}}
	default:
		return ev.cell(s.node, key)
	}
	if more {
		return ev.index(at, Constant{rest})
	}
	return at
}

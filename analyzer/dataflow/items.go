package dataflow

import (
	"rolefit/flowparse"
	"rolefit/flowparse/jsontree"
)

// from is the array that a Select, Query or Table goes through.
func (ev *Evaluator) from(n *flowparse.Node) Set {
	return ev.Of(n.Inputs.Get("from"), &Scope{node: n, from: true})
}

// item is the current element of the innermost Select, Filter array or Foreach.
func (ev *Evaluator) item(at *Scope) Set {
	if at.item != nil {
		return at.item
	}
	if at.node != nil && !at.from && (isType(at.node, "query") || isType(at.node, "table")) {
		return ev.Elements(ev.from(at.node))
	}
	for n := at.node; n != nil; n = n.Parent {
		if n != at.node && isType(n, "foreach") {
			return ev.loopItem(n)
		}
	}
	return Set{Opaque{Why: "item() outside a loop"}}
}

// loopItem is the current element of a Foreach.
func (ev *Evaluator) loopItem(n *flowparse.Node) Set {
	if n == nil || !isType(n, "foreach") {
		return Set{Opaque{Why: "items() of something that is no loop"}}
	}
	return ev.follow(step{kind: "loop", scope: scopeKey{node: n}}, func() Set {
		return ev.Elements(ev.Of(n.JSON.Get("foreach"), At(n)))
	})
}

// Elements returns what one element of an array can be.
func (ev *Evaluator) Elements(array Set) Set {
	var out []Set
	for _, v := range array {
		switch v := v.(type) {
		case rows:
			out = append(out, Set{Row{v.node}})
		case page:
			out = append(out, Set{Row{v.node}})
		case list:
			out = append(out, v.elements)
		case Literal:
			if !v.JSON.Is(jsontree.Array) {
				out = append(out, Set{Opaque{Why: "a list is expected"}})
				continue
			}
			for _, item := range v.JSON.Items {
				out = append(out, ev.Member(item, v.Scope))
			}
		case Null:
		case Cell:
			out = append(out, Set{v})
		case circle:
			out = append(out, Set{element(v)})
		case Opaque:
			out = append(out, Set{v})
		default:
			out = append(out, Set{Opaque{Why: "a list is expected"}})
		}
	}
	return union(out...)
}

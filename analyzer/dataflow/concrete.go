package dataflow

import (
	"errors"

	"rolefit/flowparse/expr/function"
	"rolefit/flowparse/jsontree"
)

// maxConcrete bounds the values inside one array or object that a function is computed on.
const maxConcrete = 2000

// computed applies a function to arguments of which every alternative is known, and reports whether it could. Where a
// call fails for an alternative, the flow stops there, and that alternative leads to no value.
func (ev *Evaluator) computed(name string, args []Set) (Set, bool) {
	combinations := [][]function.Value{nil}
	for _, arg := range args {
		var next [][]function.Value
		for _, v := range arg {
			budget := maxConcrete
			known, ok := ev.concrete(v, &budget)
			if !ok || len(combinations)*len(arg) > maxAlternatives {
				return nil, false
			}
			for _, c := range combinations {
				next = append(next, append(c[:len(c):len(c)], known))
			}
		}
		combinations = next
	}
	var out []Set
	for _, c := range combinations {
		result, err := function.Call(name, c)
		switch {
		case errors.Is(err, function.ErrFails):
			continue
		case err != nil:
			return nil, false
		}
		out = append(out, Set{abstract(result)})
	}
	if len(out) == 0 {
		return Set{Opaque{Why: "the call of " + name + "() fails"}}, true
	}
	return union(out...), true
}

// concrete is a value as functions take it, when all of it is known.
func (ev *Evaluator) concrete(v Value, budget *int) (function.Value, bool) {
	if *budget--; *budget < 0 {
		return nil, false
	}
	switch v := v.(type) {
	case Constant:
		return v.Text, true
	case scalar:
		if v.kind == jsontree.Bool {
			return v.text == "true", true
		}
		return function.Number(v.text), true
	case Null:
		if v.written {
			return "", true
		}
		return nil, true
	case Literal:
		return ev.concreteJSON(v, budget)
	}
	return nil, false
}

func (ev *Evaluator) concreteJSON(l Literal, budget *int) (function.Value, bool) {
	if l.JSON.Is(jsontree.Array) {
		array := make(function.Array, 0, len(l.JSON.Items))
		for _, item := range l.JSON.Items {
			v, ok := ev.only(item, l.Scope, budget)
			if !ok {
				return nil, false
			}
			array = append(array, v)
		}
		return array, true
	}
	object := &function.Object{}
	for _, m := range l.JSON.Members {
		v, ok := ev.only(m.Value, l.Scope, budget)
		if !ok || l.memberName(m) != m.Name || l.namedByExpression(m) {
			return nil, false
		}
		object.Members = append(object.Members, function.Member{Name: m.Name, Value: v})
	}
	return object, true
}

// only is the single alternative of a value inside a JSON literal.
func (ev *Evaluator) only(n *jsontree.Node, at *Scope, budget *int) (function.Value, bool) {
	found := ev.Member(n, at)
	if len(found) != 1 {
		return nil, false
	}
	return ev.concrete(found[0], budget)
}

// abstract is the result of a function as a value.
func abstract(v function.Value) Value {
	switch v := v.(type) {
	case nil:
		return Null{}
	case string:
		return Constant{v}
	case bool:
		if v {
			return scalar{"true", jsontree.Bool}
		}
		return scalar{"false", jsontree.Bool}
	case function.Number:
		return scalar{string(v), jsontree.Number}
	}
	return Literal{JSON: nodeOf(v)}
}

// nodeOf writes a computed value as a JSON tree.
func nodeOf(v function.Value) *jsontree.Node {
	switch v := v.(type) {
	case string:
		return &jsontree.Node{Kind: jsontree.String, Text: v}
	case function.Array:
		n := &jsontree.Node{Kind: jsontree.Array}
		for _, item := range v {
			n.Items = append(n.Items, nodeOf(item))
		}
		return n
	case *function.Object:
		n := &jsontree.Node{Kind: jsontree.Object}
		for _, m := range v.Members {
			n.Members = append(n.Members, jsontree.Member{Name: m.Name, Value: nodeOf(m.Value)})
		}
		return n
	}
	if s, ok := abstract(v).(scalar); ok {
		return &jsontree.Node{Kind: s.kind, Text: s.text}
	}
	return &jsontree.Node{Kind: jsontree.Null}
}

package dataflow

import (
	"slices"

	"rolefit/flowparse/jsontree"
)

// passed follows functions that pass on what they are given, whole or in parts.
func (ev *Evaluator) passed(name string, args []Set) Set {
	switch {
	case name == "coalesce":
		return coalesce(args)
	case name == "concat":
		return Concat(args)
	case name == "createarray":
		return Set{list{union(args...)}}
	case name == "union" && !slices.ContainsFunc(args, notArrays):
		var elements []Set
		for _, a := range args {
			elements = append(elements, ev.Elements(a))
		}
		return Set{list{union(elements...)}}
	case name == "replace" && len(args) == 3:
		return replaced(args[0], args[1], args[2])
	case name == "join" && len(args) == 2:
		return Set{joined{ev.Elements(args[0]).throughFunction(), args[1].throughFunction()}}
	case name == "chunk" && len(args) == 2:
		return Set{list{Set{list{ev.Elements(args[0])}}}}
	case len(args) == 0:
	default:
		return ev.passedOne(name, args[0], len(args))
	}
	return Set{Opaque{Why: "computed by " + name + "()"}}
}

// notArrays reports whether some alternative of a value may be something other than an array.
func notArrays(s Set) bool {
	return slices.ContainsFunc(s, func(v Value) bool {
		switch v := v.(type) {
		case list, rows, page, circle:
			return false
		case Literal:
			return !v.JSON.Is(jsontree.Array)
		}
		return true
	})
}

// passedOne follows functions that pass on their first argument.
func (ev *Evaluator) passedOne(name string, arg Set, args int) Set {
	switch name {
	case "intersection", "skip", "take", "reverse", "sort":
		return ev.sublist(name, arg)
	case "array":
		return Set{list{arg}}
	}
	if args == 1 {
		switch name {
		case "string", "trim", "tolower", "toupper", "json", "encodeuricomponent", "uricomponent", "decodeuricomponent", "decodeuri":
			return ev.through(name, arg)
		case "first", "last":
			return union(ev.Elements(arg), Set{Null{}}) // of an array without elements
		}
	}
	return Set{Opaque{Why: "computed by " + name + "()"}}
}

// sublist is an array with some of the elements of another; a text is none.
func (ev *Evaluator) sublist(name string, arg Set) Set {
	var out Set
	for _, v := range arg {
		switch v := v.(type) {
		case rows, page, list:
			out = append(out, v)
		case Literal, circle:
			out = append(out, list{ev.Elements(Set{v})})
		default:
			out = append(out, Opaque{Why: "computed by " + name + "()"})
		}
	}
	return out
}

// coalesce is the first argument that is not null: an argument that cannot be null ends the search.
func coalesce(args []Set) Set {
	var out []Set
	for _, arg := range args {
		certain := len(arg) > 0
		var kept Set
		for _, v := range arg {
			switch v := v.(type) {
			case Null:
				if !v.written {
					certain = false
					continue
				}
			case Constant, scalar, Fresh, Text, Literal, list, joined:
			default:
				certain = false
			}
			kept = append(kept, v)
		}
		out = append(out, kept)
		if certain {
			return union(out...)
		}
	}
	return union(append(out, Set{Null{}})...)
}

// through passes a value through a function of one argument that keeps what it identifies. What is known is computed, or
// opaque where it is not certain.
func (ev *Evaluator) through(function string, in Set) Set {
	out := make([]Set, 0, len(in))
	for _, v := range in {
		switch v := v.(type) {
		case Null:
			out = append(out, Set{Null{written: function != "json"}})
		case Constant, scalar:
			found, ok := ev.computed(function, []Set{{v}})
			if s, isScalar := v.(scalar); !ok || isScalar && function == "string" && s.kind != jsontree.Number {
				found = Set{Opaque{Why: "computed by " + function + "()"}}
			}
			out = append(out, found)
		case Text:
			out = append(out, Set{ev.throughText(function, v)})
		case Literal:
			out = append(out, ev.throughLiteral(function, v))
		case circle, element:
			out = append(out, Set{Opaque{Why: growing}})
		case joined:
			if function != "string" {
				out = append(out, Set{Opaque{Why: "computed by " + function + "()"}})
				continue
			}
			out = append(out, Set{v})
		case output, attempt, page, rows, list:
			if function == "json" { // a value that is no text stays what it is
				out = append(out, Set{v})
				continue
			}
			out = append(out, Set{Opaque{Why: "computed by " + function + "()"}})
		case Cell, Foreign:
			out = append(out, Set{v})
			if function != "json" { // a column without a value becomes an empty text
				out = append(out, Set{Null{written: true}})
			}
		default:
			out = append(out, Set{v})
		}
	}
	return union(out...)
}

// throughText applies a function to a text that is put together. Only functions that work on each part by itself do.
func (ev *Evaluator) throughText(function string, t Text) Value {
	switch function {
	case "string":
		return t
	case "tolower", "toupper", "encodeuricomponent", "uricomponent":
		parts := make([]Set, len(t.Parts))
		for i, p := range t.Parts {
			parts[i] = ev.through(function, p)
		}
		return Text{parts}
	}
	return Opaque{Why: "computed by " + function + "()"}
}

// throughLiteral passes an object or array on, or writes it as text.
func (ev *Evaluator) throughLiteral(function string, l Literal) Set {
	switch function {
	case "json":
		return Set{l}
	case "string":
		return Set{ev.written(l)}
	}
	return Set{Opaque{Why: "computed by " + function + "()"}}
}

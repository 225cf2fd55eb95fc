package operation

import (
	"slices"

	"rolefit/flowparse/jsontree"
)

// passed follows functions that pass on what they are given, whole or in parts.
func (ev *evaluator) passed(name string, args []set) set {
	switch {
	case name == "coalesce":
		return coalesce(args)
	case name == "concat":
		return concat(args)
	case name == "createarray":
		return set{list{union(args...)}}
	case name == "union" && !slices.ContainsFunc(args, notArrays):
		var elements []set
		for _, a := range args {
			elements = append(elements, ev.elements(a))
		}
		return set{list{union(elements...)}}
	case name == "replace" && len(args) == 3:
		return replaced(args[0], args[1], args[2])
	case name == "join" && len(args) == 2:
		return set{joined{ev.elements(args[0]).throughFunction(), args[1].throughFunction()}}
	case name == "chunk" && len(args) == 2:
		return set{list{set{list{ev.elements(args[0])}}}}
	case len(args) == 0:
	default:
		return ev.passedOne(name, args[0], len(args))
	}
	return set{opaque{"computed by " + name + "()"}}
}

// notArrays reports whether some alternative of a value may be something other than an array.
func notArrays(s set) bool {
	return slices.ContainsFunc(s, func(v value) bool {
		switch v := v.(type) {
		case list, rows, page, circle:
			return false
		case literal:
			return !v.json.Is(jsontree.Array)
		}
		return true
	})
}

// passedOne follows functions that pass on their first argument.
func (ev *evaluator) passedOne(name string, arg set, args int) set {
	switch name {
	case "intersection", "skip", "take", "reverse", "sort":
		return ev.sublist(name, arg)
	case "array":
		return set{list{arg}}
	}
	if args == 1 {
		switch name {
		case "string", "trim", "tolower", "toupper", "json", "encodeuricomponent", "uricomponent", "decodeuricomponent", "decodeuri":
			return ev.through(name, arg)
		case "first", "last":
			return union(ev.elements(arg), set{null{}}) // of an array without elements
		}
	}
	return set{opaque{"computed by " + name + "()"}}
}

// sublist is an array with some of the elements of another; a text is none.
func (ev *evaluator) sublist(name string, arg set) set {
	var out set
	for _, v := range arg {
		switch v := v.(type) {
		case rows, page, list:
			out = append(out, v)
		case literal, circle:
			out = append(out, list{ev.elements(set{v})})
		default:
			out = append(out, opaque{"computed by " + name + "()"})
		}
	}
	return out
}

// coalesce is the first argument that is not null: an argument that cannot be null ends the search.
func coalesce(args []set) set {
	var out []set
	for _, arg := range args {
		certain := len(arg) > 0
		var kept set
		for _, v := range arg {
			switch v := v.(type) {
			case null:
				if !v.written {
					certain = false
					continue
				}
			case constant, scalar, fresh, text, literal, list, joined:
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
	return union(append(out, set{null{}})...)
}

// through passes a value through a function of one argument that keeps what it identifies. What is known is computed, or
// opaque where it is not certain.
func (ev *evaluator) through(function string, in set) set {
	out := make([]set, 0, len(in))
	for _, v := range in {
		switch v := v.(type) {
		case null:
			out = append(out, set{null{written: function != "json"}})
		case constant, scalar:
			found, ok := ev.computed(function, []set{{v}})
			if s, isScalar := v.(scalar); !ok || isScalar && function == "string" && s.kind != jsontree.Number {
				found = set{opaque{"computed by " + function + "()"}}
			}
			out = append(out, found)
		case text:
			out = append(out, set{ev.throughText(function, v)})
		case literal:
			out = append(out, ev.throughLiteral(function, v))
		case circle, element:
			out = append(out, set{opaque{growing}})
		case joined:
			if function != "string" {
				out = append(out, set{opaque{"computed by " + function + "()"}})
				continue
			}
			out = append(out, set{v})
		case output, attempt, page, rows, list:
			if function == "json" { // a value that is no text stays what it is
				out = append(out, set{v})
				continue
			}
			out = append(out, set{opaque{"computed by " + function + "()"}})
		case cell, foreign:
			out = append(out, set{v})
			if function != "json" { // a column without a value becomes an empty text
				out = append(out, set{null{written: true}})
			}
		default:
			out = append(out, set{v})
		}
	}
	return union(out...)
}

// throughText applies a function to a text that is put together. Only functions that work on each part by itself do.
func (ev *evaluator) throughText(function string, t text) value {
	switch function {
	case "string":
		return t
	case "tolower", "toupper", "encodeuricomponent", "uricomponent":
		parts := make([]set, len(t.parts))
		for i, p := range t.parts {
			parts[i] = ev.through(function, p)
		}
		return text{parts}
	}
	return opaque{"computed by " + function + "()"}
}

// throughLiteral passes an object or array on, or writes it as text.
func (ev *evaluator) throughLiteral(function string, l literal) set {
	switch function {
	case "json":
		return set{l}
	case "string":
		return set{ev.written(l)}
	}
	return set{opaque{"computed by " + function + "()"}}
}

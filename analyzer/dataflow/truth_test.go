package dataflow

import (
	"slices"
	"strconv"
	"strings"

	"rolefit/flowparse/flowtest"
	"rolefit/flowparse/jsontree"
)

// truths tells whether what really occurred lies in the analyser's value.
//
// An array to which elements are added is, to the analyser, several arrays: the one that it starts as and one of each
// addition. So where a list is among the alternatives, an array lies in them when each element lies in the elements of any.
type truths struct{ ev *Evaluator }

func (t truths) lies(actual any, possible Set) bool {
	pooled := false
	for _, v := range possible {
		if t.in(actual, v) {
			return true
		}
		_, isList := v.(list)
		pooled = pooled || isList
	}
	items, isArray := actual.([]any)
	if !pooled || !isArray {
		return false
	}
	elements := t.ev.Elements(possible)
	return !slices.ContainsFunc(items, func(item any) bool { return !t.lies(item, elements) })
}

func (t truths) in(actual any, possible Value) bool {
	s, isText := actual.(string)
	items, isArray := actual.([]any)
	o, isObject := actual.(flowtest.Object)
	if isText && strings.ContainsAny(s[:min(1, len(s))], "[{") {
		// What stands for a whole array or object stands for its JSON text too: string() and json() keep it.
		switch possible.(type) {
		case list, rows, page, Row, output, attempt:
			return true
		}
	}
	switch v := possible.(type) {
	case Opaque, circle:
		return true
	case Constant:
		return isText && s == v.Text
	case scalar:
		switch actual := actual.(type) {
		case bool:
			return v.kind == jsontree.Bool && v.text == strconv.FormatBool(actual)
		case int:
			return v.kind == jsontree.Number && v.text == strconv.Itoa(actual)
		}
	case Null:
		return actual == nil && !v.written || isText && s == "" && v.written
	case Fresh:
		return isText && strings.HasPrefix(s, "00000000-0000-4000-8000-")
	case Text:
		return isText && slices.Contains(t.ends(s, []int{0}, v), len(s))
	case joined:
		return isText && t.isJoined(s, v)
	case list:
		return isArray && !slices.ContainsFunc(items, func(item any) bool { return !t.lies(item, v.elements) })
	case Literal:
		return isArray && t.inArray(items, v) || isObject && t.inObject(o, v)
	case rows, page:
		return actual == nil || isArray || isObject
	case Row:
		name, _ := o.Get("t")
		return actual == nil || isObject && name == v.Node.Name+".t"
	case Cell:
		// The column may be a collection, so that its first character passes for an element of it.
		return actual == nil || isText && (len(s) == 1 || strings.HasPrefix(strings.ToLower(s), strings.ToLower(v.Node.Name+".")))
	case output, attempt:
		return actual == nil || isObject
	}
	return false
}

func (t truths) inArray(items []any, l Literal) bool {
	if !l.JSON.Is(jsontree.Array) || len(items) != len(l.JSON.Items) {
		return false
	}
	for i, item := range items {
		if !t.lies(item, t.ev.Member(l.JSON.Items[i], l.Scope)) {
			return false
		}
	}
	return true
}

// inObject compares by what reading each property gives.
func (t truths) inObject(o flowtest.Object, l Literal) bool {
	if !l.JSON.Is(jsontree.Object) || len(o) != len(l.JSON.Members) {
		return false
	}
	return !slices.ContainsFunc(o, func(f flowtest.Field) bool { return !t.lies(f.Value, t.ev.property(l, f.Name)) })
}

// ends returns where a part of a text can end when it begins at any of some positions.
func (t truths) ends(s string, from []int, v Value) []int {
	var out []int
	switch v := v.(type) {
	case Constant:
		for _, i := range from {
			if strings.HasPrefix(s[i:], v.Text) {
				out = append(out, i+len(v.Text))
			}
		}
	case Null:
		return from
	case Text:
		out = from
		for _, p := range v.Parts {
			out = t.endsOfAny(s, out, p)
		}
	default:
		for i := slices.Min(append(from, len(s)+1)); i <= len(s); i++ {
			out = append(out, i)
		}
	}
	return out
}

// endsOfAny is ends for alternatives.
func (t truths) endsOfAny(s string, from []int, alternatives Set) []int {
	var out []int
	for _, v := range alternatives {
		out = append(out, t.ends(s, from, v)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// isJoined reports whether a text is made of elements with separators between them.
func (t truths) isJoined(s string, j joined) bool {
	seen := map[int]bool{}
	for at := []int{0}; len(at) > 0; {
		at = t.endsOfAny(s, at, j.elements)
		if slices.Contains(at, len(s)) {
			return true
		}
		at = slices.DeleteFunc(t.endsOfAny(s, at, j.separator), func(i int) bool { old := seen[i]; seen[i] = true; return old })
	}
	return s == ""
}

// isPrecise reports whether every alternative is a constant.
func isPrecise(s Set) bool {
	return !slices.ContainsFunc(s, func(v Value) bool {
		switch v.(type) {
		case Constant, scalar, Null:
			return false
		}
		return true
	})
}

package operation

import (
	"slices"
	"strconv"
	"strings"

	"rolefit/flowparse/jsontree"
)

// truths tells whether what really occurred lies in the analyser's value.
//
// An array to which elements are added is, to the analyser, several arrays: the one that it starts as and one of each
// addition. So where a list is among the alternatives, an array lies in them when each element lies in the elements of any.
type truths struct{ ev *evaluator }

func (t truths) lies(actual any, possible set) bool {
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
	elements := t.ev.elements(possible)
	return !slices.ContainsFunc(items, func(item any) bool { return !t.lies(item, elements) })
}

func (t truths) in(actual any, possible value) bool {
	s, isText := actual.(string)
	items, isArray := actual.([]any)
	o, isObject := actual.(fields)
	if isText && strings.ContainsAny(s[:min(1, len(s))], "[{") {
		// What stands for a whole array or object stands for its JSON text too: string() and json() keep it.
		switch possible.(type) {
		case list, rows, page, row, output, attempt:
			return true
		}
	}
	switch v := possible.(type) {
	case opaque, circle:
		return true
	case constant:
		return isText && s == v.text
	case scalar:
		switch actual := actual.(type) {
		case bool:
			return v.kind == jsontree.Bool && v.text == strconv.FormatBool(actual)
		case int:
			return v.kind == jsontree.Number && v.text == strconv.Itoa(actual)
		}
	case null:
		return actual == nil && !v.written || isText && s == "" && v.written
	case fresh:
		return isText && strings.HasPrefix(s, "00000000-0000-4000-8000-")
	case text:
		return isText && slices.Contains(t.ends(s, []int{0}, v), len(s))
	case joined:
		return isText && t.isJoined(s, v)
	case list:
		return isArray && !slices.ContainsFunc(items, func(item any) bool { return !t.lies(item, v.elements) })
	case literal:
		return isArray && t.inArray(items, v) || isObject && t.inObject(o, v)
	case rows, page:
		return actual == nil || isArray || isObject
	case row:
		name, _ := o.get("t")
		return actual == nil || isObject && name == v.node.Name+".t"
	case cell:
		// The column may be a collection, so that its first character passes for an element of it.
		return actual == nil || isText && (len(s) == 1 || strings.HasPrefix(strings.ToLower(s), strings.ToLower(v.node.Name+".")))
	case output, attempt:
		return actual == nil || isObject
	}
	return false
}

func (t truths) inArray(items []any, l literal) bool {
	if !l.json.Is(jsontree.Array) || len(items) != len(l.json.Items) {
		return false
	}
	for i, item := range items {
		if !t.lies(item, t.ev.member(l.json.Items[i], l.scope)) {
			return false
		}
	}
	return true
}

// inObject compares by what reading each property gives.
func (t truths) inObject(o fields, l literal) bool {
	if !l.json.Is(jsontree.Object) || len(o) != len(l.json.Members) {
		return false
	}
	return !slices.ContainsFunc(o, func(f field) bool { return !t.lies(f.value, t.ev.property(l, f.name)) })
}

// ends returns where a part of a text can end when it begins at any of some positions.
func (t truths) ends(s string, from []int, v value) []int {
	var out []int
	switch v := v.(type) {
	case constant:
		for _, i := range from {
			if strings.HasPrefix(s[i:], v.text) {
				out = append(out, i+len(v.text))
			}
		}
	case null:
		return from
	case text:
		out = from
		for _, p := range v.parts {
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
func (t truths) endsOfAny(s string, from []int, alternatives set) []int {
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
func isPrecise(s set) bool {
	return !slices.ContainsFunc(s, func(v value) bool {
		switch v.(type) {
		case constant, scalar, null:
			return false
		}
		return true
	})
}

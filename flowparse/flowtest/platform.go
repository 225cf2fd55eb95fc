package flowtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// This file is what the random flows' interpreter knows of the platform's functions, written without a look at package
// function. A value is nil, a bool, an int, a string, a []any or an Object.

// Object is an object; the order of its members is kept. The zero value has none.
type Object []Field

// Field is a member of an Object. The zero value is null under the empty name.
type Field struct {
	Name  string
	Value any
}

// Get returns the value of a member, and whether the object has it.
func (o Object) Get(name string) (any, bool) {
	for _, f := range o {
		if f.Name == name {
			return f.Value, true
		}
	}
	return nil, false
}

func (o Object) with(name string, value any) Object {
	out := slices.Clone(o)
	for i, f := range out {
		if f.Name == name {
			out[i].Value = value
			return out
		}
	}
	return append(out, Field{name, value})
}

// failure is what an expression that fails panics with; the action around it fails.
type failure struct{ why string }

func fail(format string, args ...any) any { panic(failure{fmt.Sprintf(format, args...)}) }

func must[T any](v any) T {
	t, ok := v.(T)
	if !ok {
		fail("%T is given where %T is needed", v, t)
	}
	return t
}

// textOf is a value as text that holds other text sees it.
func textOf(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case int:
		return strconv.Itoa(v)
	case bool:
		return map[bool]string{true: "True", false: "False"}[v]
	}
	return JSON(v)
}

// JSON writes a value as compact JSON.
func JSON(v any) string {
	switch v := v.(type) {
	case []any:
		parts := make([]string, len(v))
		for i, item := range v {
			parts[i] = JSON(item)
		}
		return "[" + strings.Join(parts, ",") + "]"
	case Object:
		parts := make([]string, len(v))
		for i, f := range v {
			parts[i] = JSON(f.Name) + ":" + JSON(f.Value)
		}
		return "{" + strings.Join(parts, ",") + "}"
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		fail("%v", err)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// parsed reads JSON text.
func parsed(s string) any {
	d := json.NewDecoder(strings.NewReader(s))
	d.UseNumber()
	v := parsedValue(d)
	if d.More() {
		fail("text after JSON")
	}
	return v
}

func parsedValue(d *json.Decoder) any {
	token, err := d.Token()
	if err != nil {
		return fail("no JSON: %v", err)
	}
	switch token := token.(type) {
	case json.Number:
		i, err := strconv.Atoi(token.String())
		if err != nil {
			return fail("a number that is not followed")
		}
		return i
	case json.Delim:
		if token == '[' {
			items := []any{}
			for d.More() {
				items = append(items, parsedValue(d))
			}
			closed(d)
			return items
		}
		out := Object{}
		for d.More() {
			out = out.with(must[string](parsedValue(d)), parsedValue(d))
		}
		closed(d)
		return out
	}
	return token
}

func closed(d *json.Decoder) {
	if _, err := d.Token(); err != nil {
		fail("JSON does not end: %v", err)
	}
}

func same(a, b any) bool {
	switch x := a.(type) {
	case []any:
		y, ok := b.([]any)
		return ok && slices.EqualFunc(x, y, same)
	case Object:
		y, ok := b.(Object)
		if !ok || len(x) != len(y) {
			return false
		}
		for _, f := range x {
			if v, ok := y.Get(f.Name); !ok || !same(f.Value, v) {
				return false
			}
		}
		return true
	}
	if _, ok := b.([]any); ok {
		return false
	}
	if _, ok := b.(Object); ok {
		return false
	}
	return a == b
}

// propertyOf reads a member, or a path of members joined by "/".
func propertyOf(v any, name string) any {
	if v == nil {
		return nil
	}
	o := must[Object](v)
	if found, ok := o.Get(name); ok {
		return found
	}
	first, rest, more := strings.Cut(name, "/")
	if found, ok := o.Get(first); more && ok {
		return propertyOf(found, rest)
	}
	return nil
}

func positionOf(v any, i int) any {
	if v == nil {
		return nil
	}
	items := must[[]any](v)
	if i < 0 || i >= len(items) {
		return nil
	}
	return items[i]
}

func isEmpty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	case Object:
		return len(v) == 0
	}
	return must[bool](fail("empty() of %T", v))
}

// stretch is part of a text or array; positions beyond it are cut.
func stretch(v any, from, to int) any {
	if from < 0 || to < 0 {
		return fail("a negative count")
	}
	switch v := v.(type) {
	case string:
		return v[min(from, len(v)):min(to, len(v))]
	case []any:
		return v[min(from, len(v)):min(to, len(v))]
	}
	return fail("part of %T", v)
}

func union2(lists ...any) any {
	if _, ok := lists[0].(Object); ok {
		out := Object{}
		for _, l := range lists {
			for _, f := range must[Object](l) {
				out = out.with(f.Name, f.Value)
			}
		}
		return out
	}
	out := []any{}
	for _, l := range lists {
		for _, item := range must[[]any](l) {
			if !slices.ContainsFunc(out, func(o any) bool { return same(o, item) }) {
				out = append(out, item)
			}
		}
	}
	return out
}

const everything = 1 << 30

// platform are the functions whose arguments are all evaluated. Those that choose what they evaluate are the
// interpreter's own.
var platform = map[string]func(a []any) any{
	"concat": func(a []any) any {
		out := ""
		for _, v := range a {
			out += textOf(v)
		}
		return notTooLong(out)
	},
	"toLower": func(a []any) any { return strings.ToLower(must[string](a[0])) },
	"toUpper": func(a []any) any { return strings.ToUpper(must[string](a[0])) },
	"trim":    func(a []any) any { return strings.TrimSpace(must[string](a[0])) },
	"replace": func(a []any) any {
		if must[string](a[1]) == "" {
			return fail("nothing to replace")
		}
		return notTooLong(strings.ReplaceAll(must[string](a[0]), must[string](a[1]), must[string](a[2])))
	},
	"substring": func(a []any) any {
		s, from, n := must[string](a[0]), must[int](a[1]), must[int](a[2])
		if from < 0 || n < 0 || from+n > len(s) {
			return fail("outside the text")
		}
		return s[from : from+n]
	},
	"split": func(a []any) any {
		if must[string](a[1]) == "" {
			return fail("nothing to split at")
		}
		out := []any{}
		for _, s := range strings.Split(must[string](a[0]), must[string](a[1])) {
			out = append(out, s)
		}
		return out
	},
	"join": func(a []any) any {
		var parts []string
		for _, v := range must[[]any](a[0]) {
			parts = append(parts, textOf(v))
		}
		return notTooLong(strings.Join(parts, must[string](a[1])))
	},
	"first": func(a []any) any { return end(a[0], false) },
	"last":  func(a []any) any { return end(a[0], true) },
	"take":  func(a []any) any { return stretch(a[0], 0, must[int](a[1])) },
	"skip":  func(a []any) any { return stretch(must[[]any](a[0]), must[int](a[1]), everything) },
	"union": func(a []any) any { return union2(a...) },
	"reverse": func(a []any) any {
		out := slices.Clone(must[[]any](a[0]))
		slices.Reverse(out)
		return out
	},
	"intersection": func(a []any) any {
		out := []any{}
		for _, v := range must[[]any](a[0]) {
			if slices.ContainsFunc(must[[]any](a[1]), func(o any) bool { return same(o, v) }) {
				out = append(out, v)
			}
		}
		return out
	},
	"chunk": func(a []any) any {
		if must[int](a[1]) < 1 {
			return fail("pieces of nothing")
		}
		out := []any{}
		for c := range slices.Chunk(must[[]any](a[0]), must[int](a[1])) {
			out = append(out, slices.Clone(c))
		}
		return out
	},
	"createArray": func(a []any) any { return slices.Clone(a) },
	"array":       func(a []any) any { return []any{must[string](a[0])} },
	"equals":      func(a []any) any { return same(a[0], a[1]) },
	"not":         func(a []any) any { return !must[bool](a[0]) },
	"empty":       func(a []any) any { return isEmpty(a[0]) },
	"string":      func(a []any) any { return textOf(a[0]) },
	"length": func(a []any) any {
		if s, ok := a[0].(string); ok {
			return len(s)
		}
		return len(must[[]any](a[0]))
	},
	"add":        func(a []any) any { return must[int](a[0]) + must[int](a[1]) },
	"sub":        func(a []any) any { return must[int](a[0]) - must[int](a[1]) },
	"greater":    func(a []any) any { return must[int](a[0]) > must[int](a[1]) },
	"indexOf":    func(a []any) any { return strings.Index(lower(a[0]), lower(a[1])) },
	"startsWith": func(a []any) any { return strings.HasPrefix(lower(a[0]), lower(a[1])) },
	"endsWith":   func(a []any) any { return strings.HasSuffix(lower(a[0]), lower(a[1])) },
	"contains": func(a []any) any {
		switch in := a[0].(type) {
		case string:
			return strings.Contains(in, must[string](a[1]))
		case Object:
			_, ok := in.Get(must[string](a[1]))
			return ok
		}
		return slices.ContainsFunc(must[[]any](a[0]), func(v any) bool { return same(v, a[1]) })
	},
	"json": func(a []any) any {
		switch v := a[0].(type) {
		case string:
			return parsed(v)
		case []any, Object:
			return v
		}
		return fail("json() of %T", a[0])
	},
	"setProperty":    func(a []any) any { return must[Object](a[0]).with(must[string](a[1]), a[2]) },
	"removeProperty": func(a []any) any { return without(must[Object](a[0]), must[string](a[1])) },
}

func lower(v any) string { return strings.ToLower(must[string](v)) }

func end(v any, last bool) any {
	switch v := v.(type) {
	case string:
		if v == "" {
			return fail("the end of no text")
		}
		return map[bool]string{false: v[:1], true: v[len(v)-1:]}[last]
	case []any:
		if len(v) == 0 {
			return nil
		}
		return map[bool]any{false: v[0], true: v[len(v)-1]}[last]
	}
	return fail("the end of %T", v)
}

func without(o Object, name string) Object {
	return slices.DeleteFunc(slices.Clone(o), func(f Field) bool { return f.Name == name })
}

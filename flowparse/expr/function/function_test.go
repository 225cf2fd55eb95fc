package function_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/flowparse/expr/function"
)

func TestNamesHaveAnyCasing(t *testing.T) {
	for _, name := range []string{"concat", "CONCAT", "Concat"} {
		got, err := function.Call(name, []function.Value{"a", "b"})
		if err != nil || got != "ab" {
			t.Errorf("Call(%q) = %v, %v, want ab", name, got, err)
		}
		if !function.Documented(name) {
			t.Errorf("Documented(%q) = false", name)
		}
	}
	// The Kelvin sign lowers to k, but is no K.
	for _, name := range []string{"", "concatenate", "s\u212aip", "concat "} {
		if _, err := function.Call(name, nil); !errors.Is(err, function.ErrUnknown) {
			t.Errorf("Call(%q) error = %v, want ErrUnknown", name, err)
		}
		if function.Documented(name) {
			t.Errorf("Documented(%q) = true", name)
		}
	}
}

func TestNamesAreSortedLowerCaseAndTheCallersOwn(t *testing.T) {
	names := function.Names()
	if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Error("names are not sorted and single")
	}
	for _, name := range names {
		if name != strings.ToLower(name) || !function.Documented(name) {
			t.Errorf("%q is not lower case and documented", name)
		}
	}
	names[0] = "changed"
	if function.Names()[0] == "changed" {
		t.Error("a caller can change the names")
	}
}

func TestTextCountsUTF16Units(t *testing.T) {
	for name, c := range map[string]struct {
		function string
		args     []function.Value
		want     string
	}{
		"a pair counts two":                  {"length", []function.Value{"a😀b"}, "4"},
		"a position after a pair":            {"substring", []function.Value{"a😀b", num("3"), num("1")}, `"b"`},
		"a whole pair":                       {"substring", []function.Value{"a😀b", num("1"), num("2")}, `"😀"`},
		"half a pair at the end":             {"substring", []function.Value{"a😀b", num("0"), num("2")}, "not computed"},
		"half a pair at the start":           {"slice", []function.Value{"a😀b", num("2")}, "not computed"},
		"pieces that cut no pair":            {"chunk", []function.Value{"😀😀", num("2")}, `["😀","😀"]`},
		"pieces that cut a pair":             {"chunk", []function.Value{"a😀", num("2")}, "not computed"},
		"an accent of its own counts":        {"length", []function.Value{"e\u0301"}, "2"},
		"searching past an accent is open":   {"indexOf", []function.Value{"e\u0301a", "a"}, "not computed"},
		"searching past a pair is open":      {"indexOf", []function.Value{"😀a", "a"}, "not computed"},
		"searching past a zero is open":      {"contains", []function.Value{"a\x00b", "ab"}, "not computed"},
		"searching past an end of line":      {"indexOf", []function.Value{"a\r\nb", "b"}, "3"},
		"searching for an end of line":       {"indexOf", []function.Value{"a\r\nb", "\n"}, "not computed"},
		"splitting at an end of line":        {"split", []function.Value{"a\nb", "\n"}, `["a","b"]`},
		"trimming all white space":           {"trim", []function.Value{"\u00a0\t x\u2003\n"}, `"x"`},
		"trimming a zero width space":        {"trim", []function.Value{"x\u200b"}, "not computed"},
		"a last position of the empty text":  {"lastIndexOf", []function.Value{"😀", ""}, "1"},
		"invalid UTF-8 has no certain value": {"length", []function.Value{"\xff"}, "not computed"},
		"base64 with an end of line":         {"base64ToString", []function.Value{"aG\nk="}, "not computed"},
		"text too long to escape":            {"uriComponent", []function.Value{strings.Repeat("a", 40_000)}, "not computed"},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, show(function.Call(c.function, c.args))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func num(s string) function.Value { return function.Number(s) }

func TestValuesOfOtherTypesAreRefused(t *testing.T) {
	var nothing *function.Object
	for name, v := range map[string]function.Value{
		"a Go integer":       5,
		"a Go slice":         []function.Value{"a"},
		"a nil object":       nothing,
		"an object by value": function.Object{},
		"a number of words":  num("five"),
		"an empty number":    num(""),
		"a nested Go value":  function.Array{function.Array{5}},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := function.Call("coalesce", []function.Value{v}); !errors.Is(err, function.ErrNotComputed) {
				t.Errorf("error = %v, want ErrNotComputed", err)
			}
		})
	}
}

func TestLargeAndDeepValuesAreRefused(t *testing.T) {
	var deep function.Value = "x"
	for range 70 {
		deep = function.Array{deep}
	}
	// Each level holds the one below twice, so the whole has 2^50 leaves in little memory.
	var shared function.Value = "x"
	for range 50 {
		shared = function.Array{shared, shared}
	}
	large := strings.Repeat("x", 1<<20)
	wide := make(function.Array, 1000)
	for i := range wide {
		wide[i] = "x"
	}
	for name, c := range map[string]struct {
		function string
		args     []function.Value
	}{
		"deep argument":        {"array", []function.Value{deep}},
		"shared argument":      {"length", []function.Value{shared}},
		"large argument":       {"length", []function.Value{large}},
		"many nulls":           {"length", []function.Value{make(function.Array, 1<<20)}},
		"large arguments":      {"concat", []function.Value{large[:1<<19], large[:1<<19]}},
		"JSON just too deep":   {"json", []function.Value{strings.Repeat("[", 65) + strings.Repeat("]", 65)}},
		"deep JSON":            {"json", []function.Value{strings.Repeat("[", 100) + strings.Repeat("]", 100)}},
		"very deep JSON":       {"json", []function.Value{strings.Repeat("[", 900_000)}},
		"large replacement":    {"replace", []function.Value{large[:2000], "x", large[:2000]}},
		"large join":           {"join", []function.Value{wide, large[:2000]}},
		"large result":         {"base64", []function.Value{large[:1_000_000]}},
		"many pieces of chunk": {"chunk", []function.Value{large[:600_000], num("1")}},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := function.Call(c.function, c.args); !errors.Is(err, function.ErrNotComputed) {
				t.Errorf("error = %v, want ErrNotComputed", err)
			}
		})
	}
}

func TestJSONNests64Containers(t *testing.T) {
	text := strings.Repeat("[", 64) + strings.Repeat("]", 64)
	if got := show(function.Call("json", []function.Value{text})); got != text {
		t.Errorf("got %s", got)
	}
}

func TestArgumentsStayAsTheyWere(t *testing.T) {
	object := &function.Object{Members: []function.Member{{Name: "a", Value: num("1")}, {Name: "b", Value: num("2")}}}
	items := append(make(function.Array, 0, 8), num("3"), num("1"), num("2"))
	for name, args := range map[string][]function.Value{
		"addProperty":    {object, "c", "x"},
		"setProperty":    {object, "a", "x"},
		"removeProperty": {object, "a"},
		"union":          {object, &function.Object{Members: []function.Member{{Name: "a", Value: "x"}}}},
		"sort":           {items},
		"reverse":        {items},
		"take":           {items, num("2")},
		"intersection":   {items, function.Array{num("2")}},
	} {
		if _, err := function.Call(name, args); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	taken, _ := function.Call("take", []function.Value{items, num("2")})
	_ = append(taken.(function.Array), "changed")
	if got := show(object, nil) + show(items, nil); got != `{"a":1,"b":2}[3,1,2]` {
		t.Errorf("arguments became %s", got)
	}
}

func TestErrorsDoNotShowTheArguments(t *testing.T) {
	for _, name := range function.Names() {
		for n := range 4 {
			_, err := function.Call(name, slices.Repeat([]function.Value{"hunter2!"}, n))
			if err != nil && strings.Contains(err.Error(), "hunter2") {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

package dataflow

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/flowparse/expr/function"
	"rolefit/flowparse/flowtest"
	"rolefit/flowparse/jsontree"
)

func constants(texts ...string) Set {
	var s Set
	for _, t := range texts {
		s = append(s, Constant{t})
	}
	return s
}

func TestFunctionsAreComputedOnEveryAlternative(t *testing.T) {
	ev := evaluatorOf(t)
	number := func(s string) Set { return Set{scalar{s, jsontree.Number}} }
	for name, c := range map[string]struct {
		function string
		args     []Set
		want     string
		ok       bool
	}{
		"one alternative":                         {"toupper", []Set{constants("a")}, "'A'", true},
		"all combinations":                        {"concat", []Set{constants("a", "b"), constants("x", "y")}, "'ax' 'ay' 'bx' 'by'", true},
		"equal results once":                      {"length", []Set{constants("a", "b")}, "1", true},
		"booleans":                                {"equals", []Set{constants("a", "b"), constants("a")}, "false true", true},
		"null written as text is the empty text":  {"concat", []Set{{Null{written: true}}, constants("a")}, "'a'", true},
		"an alternative that fails leads nowhere": {"substring", []Set{constants("abc", "a"), number("2"), number("1")}, "'c'", true},
		"all alternatives fail":                   {"substring", []Set{constants("a"), number("2"), number("1")}, "?", true},
		"an unknown alternative":                  {"toupper", []Set{{Constant{"a"}, Opaque{}}}, "", false},
		"an alternative that is not computed":     {"toupper", []Set{{Constant{"a"}, Null{}}}, "", false},
		"a function that nobody computes":         {"utcnow", nil, "", false},
		"no alternative at all":                   {"toupper", []Set{nil}, "?", true},
	} {
		t.Run(name, func(t *testing.T) {
			got, ok := ev.computed(c.function, c.args)
			if diff := cmp.Diff(c.want, show(got)); diff != "" || ok != c.ok {
				t.Errorf("ok is %v; %s", ok, diff)
			}
		})
	}
}

func TestTooManyCombinationsAreNotComputed(t *testing.T) {
	ev := evaluatorOf(t)
	var many Set
	for i := range 9 {
		many = append(many, Constant{fmt.Sprint(i)})
	}
	if _, ok := ev.computed("concat", []Set{many, many}); ok {
		t.Errorf("%d combinations were computed", len(many)*len(many))
	}
	if found, ok := ev.computed("concat", []Set{many, many[:7]}); !ok || len(found) != 63 {
		t.Errorf("%d of 63 combinations were computed", len(found))
	}
}

func TestValuesOfTheDefinitionAreKnownWhenAllOfThemIs(t *testing.T) {
	for inputs, want := range map[string]string{
		`"x"`: `"x"`, `1`: "1", `1.50`: "1.50", `true`: "true", `null`: "null",
		`["a",1,["b"]]`:                                `["a",1,["b"]]`,
		`{"a":{"b":["c"]}}`:                            `{"a":{"b":["c"]}}`,
		`"@toUpper('x')"`:                              `"X"`,
		`["@toUpper('x')"]`:                            `["X"]`,
		`["@triggerBody()"]`:                           "not known",
		`{"a":"@triggerBody()"}`:                       "not known",
		`{"@@odata.id":"x"}`:                           "not known",
		`{"@{toUpper('x')}":"x"}`:                      "not known",
		`["@if(triggerBody()?['b'],1,2)"]`:             "not known",
		`"@createArray(triggerBody(),'a')"`:            "not known",
		`"@guid()"`:                                    "not known",
		`[` + strings.Repeat("1,", maxConcrete) + `1]`: "not known",
	} {
		ev := evaluatorOf(t, flowtest.Compose("P", "", inputs))
		budget := maxConcrete
		got := "not known"
		if known, ok := ev.concrete(inputsOf(ev, "P")[0], &budget); ok {
			got = jsonOfValue(known)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%.60s: %s", inputs, diff)
		}
	}
}

func jsonOfValue(v function.Value) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case string:
		return fmt.Sprintf("%q", v)
	case function.Array:
		var parts []string
		for _, item := range v {
			parts = append(parts, jsonOfValue(item))
		}
		return "[" + strings.Join(parts, ",") + "]"
	case *function.Object:
		var parts []string
		for _, m := range v.Members {
			parts = append(parts, fmt.Sprintf("%q:%s", m.Name, jsonOfValue(m.Value)))
		}
		return "{" + strings.Join(parts, ",") + "}"
	}
	return fmt.Sprint(v)
}

func TestAResultIsReadLikeTheDefinition(t *testing.T) {
	ev := evaluatorOf(t)
	for name, v := range map[string]function.Value{
		"null": nil, "text": "x", "true": true, "false": false, "number": function.Number("12"), "array": function.Array{"a", function.Number("1"), nil, function.Array{true}},
		"object": &function.Object{Members: []function.Member{{Name: "a", Value: "@{not read}"}, {Name: "@odata.id", Value: function.Array{}}}},
	} {
		budget := maxConcrete
		back, ok := ev.concrete(abstract(v), &budget)
		if diff := cmp.Diff(jsonOfValue(v), jsonOfValue(back)); diff != "" || !ok {
			t.Errorf("%s comes back (%v) as %s", name, ok, diff)
		}
	}
}

package function_test

import (
	_ "embed"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/flowparse/expr"
	"rolefit/flowparse/expr/function"
)

//go:embed testdata/examples.txt
var examplesText string

// example is a line of testdata/examples.txt.
type example struct{ expression, want string }

func examples(t testing.TB) []example {
	t.Helper()
	var list []example
	for line := range strings.Lines(examplesText) {
		line = strings.TrimRight(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		expression, want, found := strings.Cut(line, " => ")
		if !found {
			t.Fatalf("the example %q has no arrow", line)
		}
		list = append(list, example{expression, want})
	}
	return list
}

func parse(t testing.TB, expression string) expr.Call {
	t.Helper()
	template, err := expr.Parse("@" + expression)
	if err != nil {
		t.Fatalf("reading %s: %v", expression, err)
	}
	e, _ := template.Single()
	call, ok := e.(expr.Call)
	if !ok {
		t.Fatalf("%s is no call", expression)
	}
	return call
}

// evaluate computes an expression of calls and literals.
func evaluate(t testing.TB, e expr.Expr) (function.Value, error) {
	t.Helper()
	switch e := e.(type) {
	case expr.Str:
		return e.Text, nil
	case expr.Num:
		return function.Number(e.Text), nil
	case expr.Bool:
		return e.Value, nil
	case expr.NullLit:
		return nil, nil
	case expr.Call:
		var args []function.Value
		for _, a := range e.Args {
			v, err := evaluate(t, a)
			if err != nil {
				t.Fatalf("an argument of %s has no value: %v", e.Name, err)
			}
			args = append(args, v)
		}
		return function.Call(e.Name, args)
	}
	t.Fatalf("an example uses %T", e)
	return nil, nil
}

// show writes a value as compact JSON, or the kind of an error.
func show(v function.Value, err error) string {
	switch {
	case errors.Is(err, function.ErrNotComputed):
		return "not computed"
	case errors.Is(err, function.ErrFails):
		return "fails"
	case errors.Is(err, function.ErrUnknown):
		return "unknown"
	case err != nil:
		return err.Error()
	}
	switch v := v.(type) {
	case nil:
		return "null"
	case function.Number:
		return string(v)
	case string:
		return fmt.Sprintf("%q", v)
	case function.Array:
		parts := make([]string, len(v))
		for i, item := range v {
			parts[i] = show(item, nil)
		}
		return "[" + strings.Join(parts, ",") + "]"
	case *function.Object:
		parts := make([]string, len(v.Members))
		for i, m := range v.Members {
			parts[i] = fmt.Sprintf("%q:%s", m.Name, show(m.Value, nil))
		}
		return "{" + strings.Join(parts, ",") + "}"
	}
	return fmt.Sprint(v)
}

func TestEveryExampleHasItsValue(t *testing.T) {
	for _, ex := range examples(t) {
		t.Run(ex.expression, func(t *testing.T) {
			got := show(evaluate(t, parse(t, ex.expression)))
			if diff := cmp.Diff(ex.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEveryDocumentedFunctionHasTwoExamples(t *testing.T) {
	count := map[string]int{}
	valued := map[string]bool{}
	for _, ex := range examples(t) {
		name := strings.ToLower(parse(t, ex.expression).Name)
		if !function.Documented(name) {
			t.Errorf("the example %s uses no documented function", ex.expression)
		}
		count[name]++
		if ex.want != "not computed" && ex.want != "fails" {
			valued[name] = true
		}
	}
	for _, name := range function.Names() {
		if count[name] < 2 {
			t.Errorf("%s has %d examples, want 2 or more", name, count[name])
		}
		_, err := function.Call(name, nil)
		if byName := errors.Is(err, function.ErrNotComputed) && name != "createarray"; byName == valued[name] {
			t.Errorf("%s: listed as not computed is %v, an example with a value is %v", name, byName, valued[name])
		}
	}
}

package main

import (
	"context"
	"io"
	"reflect"
	"strings"
	"testing"

	"rolefit/flowparse/expr"
	"rolefit/flowparse/expr/function"
	"rolefit/flowparse/jsontree"
	"rolefit/flowparse/solution"
)

// corpusExpressions is how many strings of the flows hold an expression, copies of a flow counted once.
const corpusExpressions = 50_426

// TestCorpusExpressionsReadPrintAndReadAgain: every string of every flow that holds an expression is read; printed and read
// again it is the same; and every function that it calls is one that the documentation knows.
func TestCorpusExpressionsReadPrintAndReadAgain(t *testing.T) {
	_, items := corpusItems(t)
	in, err := (program{err: io.Discard}).read(context.Background(), items, solution.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	expressions, unreadable := 0, 0
	undocumented := map[string]int{}
	for _, f := range in.Flows {
		text, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		root, _, err := jsontree.Parse(text.Bytes, jsontree.Limits{})
		if err != nil {
			continue // said by another test
		}
		root.Walk(func(pointer string, n *jsontree.Node) {
			if n.Kind != jsontree.String || !strings.Contains(n.Text, "@") {
				return
			}
			read, err := expr.Parse(n.Text)
			if err != nil {
				// Descriptions are for people; everything else is evaluated by the platform.
				if unreadable++; !strings.HasSuffix(pointer, "/description") {
					t.Errorf("%s%s: %v", f.File(), pointer, err)
				}
				return
			}
			if _, constant := read.Constant(); constant {
				return
			}
			expressions++
			again, err := expr.Parse(read.String())
			if err != nil || !reflect.DeepEqual(read, again) {
				t.Errorf("%s%s: printed and read again it is another expression (%v)", f.File(), pointer, err)
			}
			for _, p := range read.Parts {
				calls(p.Expr, func(name string) {
					if !function.Documented(name) {
						undocumented[strings.ToLower(name)]++
					}
				})
			}
		})
	}
	t.Logf("%d expressions read, printed and read again; %d strings unreadable, all of them descriptions; functions that no page documents: %v",
		expressions, unreadable, undocumented)
	if expressions != corpusExpressions {
		t.Errorf("%d expressions, want %d", expressions, corpusExpressions)
	}
	if len(undocumented) > 0 {
		t.Errorf("functions that no page documents: %v", undocumented)
	}
}

// calls visits the name of every function that an expression calls.
func calls(e expr.Expr, visit func(string)) {
	switch e := e.(type) {
	case expr.Call:
		visit(e.Name)
		for _, a := range e.Args {
			calls(a, visit)
		}
	case expr.Index:
		calls(e.Base, visit)
		calls(e.Key, visit)
	case expr.Member:
		calls(e.Base, visit)
	}
}

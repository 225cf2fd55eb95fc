package jsontree

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseKnowsTheBytesOfEveryValue(t *testing.T) {
	text := ` {"a" : [1, "x\n"], "b/c":{"d":null}, "e":true} `
	root, _, err := Parse([]byte(text), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	root.Walk(func(pointer string, n *Node) { got[pointer] = text[n.Span.Start:n.Span.End] })
	want := map[string]string{
		"": strings.TrimSpace(text), "/a": `[1, "x\n"]`, "/a/0": "1", "/a/1": `"x\n"`,
		"/b~1c": `{"d":null}`, "/b~1c/d": "null", "/e": "true",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if s := root.At("a").Items[1].Str(); s != "x\n" {
		t.Errorf("string text = %q", s)
	}
}

func TestParseKeepsAndReportsDuplicateNames(t *testing.T) {
	root, duplicates, err := Parse([]byte(`{"a":1,"b":2,"a":3}`), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if len(duplicates) != 1 || duplicates[0].NameSpan.Start != 13 {
		t.Errorf("duplicates = %+v", duplicates)
	}
	if root.Get("a").Text != "3" || len(root.Members) != 3 {
		t.Errorf("the last member should win and all be kept: %+v", root.Members)
	}
}

func TestParseNamesThePlaceOfWhatItCannotRead(t *testing.T) {
	for name, c := range map[string]struct {
		text   string
		limits Limits
		want   error
		offset int
	}{
		"truncated object": {`{"a":`, Limits{}, ErrSyntax, 5},
		"bare word":        {`{"a":x}`, Limits{}, ErrSyntax, 5},
		"trailing text":    {`{} x`, Limits{}, ErrTrailing, 3},
		"too deep":         {`[[[[1]]]]`, Limits{Depth: 2}, ErrDepth, 3},
		"too many values":  {`[1,2,3,4]`, Limits{Nodes: 3}, ErrNodes, 4},
		"empty":            {``, Limits{}, ErrSyntax, 0},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := Parse([]byte(c.text), c.limits)
			var at *Error
			if !errors.As(err, &at) || !errors.Is(err, c.want) {
				t.Fatalf("error = %v, want %v", err, c.want)
			}
			if at.Offset != c.offset {
				t.Errorf("offset = %d, want %d", at.Offset, c.offset)
			}
		})
	}
}

func TestAbsentValuesAnswerEverything(t *testing.T) {
	var n *Node
	if n.Get("a").At("b", "c").Str() != "" || n.Is(Null) || n.Any() != nil {
		t.Error("a nil node should behave as an absent value")
	}
	if _, ok := n.Int(); ok {
		t.Error("an absent value is no number")
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{`{"a":[1,2,{"b":"\u00e9\\"}]}`, `[`, `"\ud800"`, `{"a":1,"a":2}`, "\x00", `1e999`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		root, _, err := Parse(text, Limits{Depth: 64})
		if err != nil {
			return
		}
		if !json.Valid(text) {
			t.Fatalf("accepted what encoding/json refuses: %q", text)
		}
		root.Walk(func(pointer string, n *Node) {
			if n.Span.Start < 0 || n.Span.End > len(text) || n.Span.Start >= n.Span.End {
				t.Fatalf("span %v of %s lies outside the text", n.Span, pointer)
			}
			for _, m := range n.Members {
				if m.Value.Span.Start < n.Span.Start || m.Value.Span.End > n.Span.End {
					t.Fatalf("member %q does not lie inside its object", m.Name)
				}
			}
		})
	})
}

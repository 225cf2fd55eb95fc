package function_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/flowparse/expr/function"
)

// generator makes values of bytes, so that the fuzzer steers them.
type generator struct {
	bytes []byte
	text  string
}

func (g *generator) next() byte {
	if len(g.bytes) == 0 {
		return 0
	}
	b := g.bytes[0]
	g.bytes = g.bytes[1:]
	return b
}

func (g *generator) value(depth int) function.Value {
	switch g.next() % 12 {
	case 0:
		return nil
	case 1:
		return g.next()%2 == 0
	case 2, 3:
		return function.Number(strconv.Itoa(int(g.next()) - 100))
	case 4:
		return function.Number(g.piece())
	case 5:
		return strconv.Itoa(int(g.next()))
	case 6:
		items := function.Array{}
		for n := g.next() % 4; n > 0 && depth < 4; n-- {
			items = append(items, g.value(depth+1))
		}
		return items
	case 7:
		o := &function.Object{}
		for n := g.next() % 4; n > 0 && depth < 4; n-- {
			o.Members = append(o.Members, function.Member{Name: g.piece(), Value: g.value(depth + 1)})
		}
		return o
	}
	return g.piece()
}

// piece cuts a piece of the text, sometimes inside a character.
func (g *generator) piece() string {
	from, size := int(g.next()), int(g.next())
	from = min(from, len(g.text))
	return g.text[from:min(from+size, len(g.text))]
}

func FuzzCallIsBoundedAndDeterministic(f *testing.F) {
	f.Add([]byte{8, 0, 9, 8, 0, 3, 2, 101}, "https://example.org/a?b=c {\"a\":[1,2.5,null]} R3LDvMOfZQ== ß😀")
	f.Add([]byte{6, 3, 2, 1, 2, 2, 2, 3, 6, 2, 2, 1, 2, 3}, "abc")
	f.Add([]byte{7, 2, 0, 1, 0, 1, 1, 1, 8, 0, 1, 2, 105}, "aAbB1.5-2024-01-31T10:00:00Z")
	for _, s := range []string{"http://a.b:1/c?d", "[{}]", "%41%C3%A4", "data:text/plain;charset=utf-8;base64,aGk=", "1,234.5"} {
		f.Add([]byte{8, 0, 255, 8, 0, 2, 2, 101}, s)
	}
	names := function.Names()
	f.Fuzz(func(t *testing.T, steer []byte, text string) {
		g := generator{steer, text}
		args := []function.Value{g.value(0), g.value(0), g.value(0), g.value(0)}
		before := show(function.Array(args), nil)
		for _, name := range names {
			for n := range len(args) + 1 {
				got, err := function.Call(name, args[:n])
				again, errAgain := function.Call(name, args[:n])
				if diff := cmp.Diff(show(got, err), show(again, errAgain)); diff != "" {
					t.Fatalf("%s gives two answers:\n%s", name, diff)
				}
				if err != nil {
					if !errors.Is(err, function.ErrNotComputed) && !errors.Is(err, function.ErrFails) {
						t.Fatalf("%s: %v", name, err)
					}
					continue
				}
				if size := len(show(got, nil)); size > 8<<20 {
					t.Fatalf("%s gives %d bytes", name, size)
				}
				// What comes out must be fit to go in again.
				if _, err := function.Call("coalesce", []function.Value{got}); err != nil {
					t.Fatalf("%s gives a value that no function takes: %v", name, err)
				}
			}
		}
		if after := show(function.Array(args), nil); after != before {
			t.Fatalf("arguments became %s, were %s", after, before)
		}
	})
}

// The pairs below undo each other wherever both are computed.
func FuzzConversionsComeBack(f *testing.F) {
	for _, s := range []string{"", "plain", "Grüße", "a b/c?d=e&f", "😀", "\n\t"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for there, back := range map[string]string{
			"base64": "base64ToString", "dataUri": "dataUriToString", "uriComponent": "uriComponentToString",
			"array": "first", "string": "string",
		} {
			middle, err := function.Call(there, []function.Value{s})
			if err != nil {
				continue
			}
			end, err := function.Call(back, []function.Value{middle})
			if err != nil {
				continue
			}
			if end != s {
				t.Errorf("%s and %s turn %q into %q", there, back, s, end)
			}
		}
		parts, err := function.Call("split", []function.Value{s, ","})
		if err == nil {
			joined, err := function.Call("join", []function.Value{parts, ","})
			if err != nil || joined != s {
				t.Errorf("split and join turn %q into %v, %v", s, joined, err)
			}
		}
		if lower, err := function.Call("toLower", []function.Value{s}); err == nil && lower != strings.ToLower(s) {
			t.Errorf("toLower(%q) = %q", s, lower)
		}
	})
}

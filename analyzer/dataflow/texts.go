package dataflow

import (
	"encoding/json"
	"slices"
	"strings"

	"rolefit/flowparse/jsontree"
)

// replaced puts one text in place of another in each alternative of a text. Where the sought text could also stand inside a
// part that is not known, or across its edge, that part stays unknown.
func replaced(in, old, with Set) Set {
	sought, _ := old.Constant()
	if sought == "" {
		return Set{Opaque{Why: "computed by replace()"}}
	}
	var out Set
	for _, v := range in {
		switch v := v.(type) {
		case Constant:
			out = append(out, replacedText(Text{[]Set{{v}}}, sought, with)...)
		case Text:
			for _, variant := range withAndWithout(v) {
				out = append(out, replacedText(variant, sought, with)...)
			}
		case Null:
			out = append(out, v)
		default:
			out = append(out, Opaque{Why: "computed by replace()"})
		}
	}
	return out
}

// maxVariants bounds how many texts one with parts that may be absent is taken apart into.
const maxVariants = 16

// withAndWithout takes a text apart whose parts may be absent: with each of them, and without.
func withAndWithout(t Text) []Text {
	variants := [][]Set{nil}
	for _, p := range t.Parts {
		present := slices.DeleteFunc(slices.Clone(p), func(v Value) bool { _, absent := v.(Null); return absent })
		if len(present) == len(p) || len(variants)*2 > maxVariants {
			for i := range variants {
				variants[i] = append(variants[i], p)
			}
			continue
		}
		var next [][]Set
		for _, v := range variants {
			next = append(next, v[:len(v):len(v)])
			if len(present) > 0 {
				next = append(next, append(v[:len(v):len(v)], flattened([]Set{present})...))
			}
		}
		variants = next
	}
	texts := make([]Text, len(variants))
	for i, v := range variants {
		texts[i] = Text{v}
	}
	return texts
}

// maxReplaced bounds how often one text is replaced in a part.
const maxReplaced = 1000

func replacedText(t Text, sought string, with Set) Set {
	var parts []Set
	for i, p := range t.Parts {
		c, known := p.Constant()
		if !known {
			parts = append(parts, Set{Opaque{Why: "computed by replace()"}})
			continue
		}
		if i > 0 && i+1 < len(t.Parts) && strings.Contains(sought, c) {
			return Set{Opaque{Why: "computed by replace()"}}
		}
		if i > 0 && overlaps(sought, c) || i+1 < len(t.Parts) && overlaps(c, sought) {
			return Set{Opaque{Why: "computed by replace()"}}
		}
		if strings.Count(c, sought) > maxReplaced {
			return Set{Opaque{Why: "computed by replace()"}}
		}
		for k, piece := range strings.Split(c, sought) {
			if k > 0 {
				parts = append(parts, with)
			}
			parts = append(parts, Set{Constant{piece}})
		}
	}
	return Concat(parts)
}

// overlaps reports whether the end of one text can be the beginning of another: a proper part of either.
func overlaps(before, after string) bool {
	for n := 1; n < len(before) || n < len(after); n++ {
		if n > len(before) || n > len(after) {
			return false
		}
		if strings.HasSuffix(before, after[:n]) {
			return true
		}
	}
	return false
}

// written is an object or array as string() writes it: compact JSON, in the order of its members.
func (ev *Evaluator) written(l Literal) Value {
	w := writing{ev: ev, left: maxConcrete}
	w.literal(l)
	if w.left < 0 {
		return Opaque{Why: "computed by string()"}
	}
	s := Concat(w.parts)
	if len(s) == 1 {
		if _, isText := s[0].(Text); isText {
			return s[0]
		}
	}
	// Spaces between members are not documented: what is known throughout is known but for them.
	return Opaque{Why: "computed by string()"}
}

type writing struct {
	ev    *Evaluator
	parts []Set
	left  int
}

func (w *writing) text(s string) { w.parts = append(w.parts, Set{Constant{s}}) }

func (w *writing) literal(l Literal) {
	if w.left--; w.left < 0 {
		return
	}
	open, end := "{", "}"
	if l.JSON.Is(jsontree.Array) {
		open, end = "[", "]"
	}
	w.text(open)
	for i, item := range l.JSON.Items {
		if i > 0 {
			w.text(",")
		}
		w.value(w.ev.Member(item, l.Scope))
	}
	for i, m := range l.JSON.Members {
		if i > 0 {
			w.text(",")
		}
		if l.namedByExpression(m) {
			w.left = -1
			return
		}
		w.text(quoted(l.memberName(m)) + ":")
		w.value(w.ev.Member(m.Value, l.Scope))
	}
	w.text(end)
}

func (w *writing) value(s Set) {
	if len(s) == 1 {
		switch v := s[0].(type) {
		case Literal:
			w.literal(v)
			return
		case Null:
			if v.written {
				w.text(`""`)
			} else {
				w.text("null")
			}
			return
		case scalar:
			w.text(v.text)
			return
		case Constant:
			w.text(quoted(v.Text))
			return
		}
	}
	w.parts = append(w.parts, Set{Opaque{Why: "a value inside JSON text"}})
}

// quoted is a text as JSON writes it, with every character that JSON allows left as it is.
func quoted(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string in memory cannot fail
	return strings.TrimSuffix(b.String(), "\n")
}

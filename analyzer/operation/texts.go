package operation

import (
	"encoding/json"
	"slices"
	"strings"

	"rolefit/flowparse/jsontree"
)

// replaced puts one text in place of another in each alternative of a text. Where the sought text could also stand inside a
// part that is not known, or across its edge, that part stays unknown.
func replaced(in, old, with set) set {
	sought := constantOf(old)
	if sought == "" {
		return set{opaque{"computed by replace()"}}
	}
	var out set
	for _, v := range in {
		switch v := v.(type) {
		case constant:
			out = append(out, replacedText(text{[]set{{v}}}, sought, with)...)
		case text:
			for _, variant := range withAndWithout(v) {
				out = append(out, replacedText(variant, sought, with)...)
			}
		case null:
			out = append(out, v)
		default:
			out = append(out, opaque{"computed by replace()"})
		}
	}
	return out
}

// maxVariants bounds how many texts one with parts that may be absent is taken apart into.
const maxVariants = 16

// withAndWithout takes a text apart whose parts may be absent: with each of them, and without.
func withAndWithout(t text) []text {
	variants := [][]set{nil}
	for _, p := range t.parts {
		present := slices.DeleteFunc(slices.Clone(p), func(v value) bool { _, absent := v.(null); return absent })
		if len(present) == len(p) || len(variants)*2 > maxVariants {
			for i := range variants {
				variants[i] = append(variants[i], p)
			}
			continue
		}
		var next [][]set
		for _, v := range variants {
			next = append(next, v[:len(v):len(v)])
			if len(present) > 0 {
				next = append(next, append(v[:len(v):len(v)], flattened([]set{present})...))
			}
		}
		variants = next
	}
	texts := make([]text, len(variants))
	for i, v := range variants {
		texts[i] = text{v}
	}
	return texts
}

// maxReplaced bounds how often one text is replaced in a part.
const maxReplaced = 1000

func replacedText(t text, sought string, with set) set {
	var parts []set
	for i, p := range t.parts {
		c, known := onlyText(p)
		if !known {
			parts = append(parts, set{opaque{"computed by replace()"}})
			continue
		}
		if i > 0 && i+1 < len(t.parts) && strings.Contains(sought, c) {
			return set{opaque{"computed by replace()"}}
		}
		if i > 0 && overlaps(sought, c) || i+1 < len(t.parts) && overlaps(c, sought) {
			return set{opaque{"computed by replace()"}}
		}
		if strings.Count(c, sought) > maxReplaced {
			return set{opaque{"computed by replace()"}}
		}
		for k, piece := range strings.Split(c, sought) {
			if k > 0 {
				parts = append(parts, with)
			}
			parts = append(parts, set{constant{piece}})
		}
	}
	return concat(parts)
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

func onlyText(s set) (string, bool) {
	if len(s) == 1 {
		if c, ok := s[0].(constant); ok {
			return c.text, true
		}
	}
	return "", false
}

// written is an object or array as string() writes it: compact JSON, in the order of its members.
func (ev *evaluator) written(l literal) value {
	w := writing{ev: ev, left: maxConcrete}
	w.literal(l)
	if w.left < 0 {
		return opaque{"computed by string()"}
	}
	s := concat(w.parts)
	if len(s) == 1 {
		if _, isText := s[0].(text); isText {
			return s[0]
		}
	}
	// Spaces between members are not documented: what is known throughout is known but for them.
	return opaque{"computed by string()"}
}

type writing struct {
	ev    *evaluator
	parts []set
	left  int
}

func (w *writing) text(s string) { w.parts = append(w.parts, set{constant{s}}) }

func (w *writing) literal(l literal) {
	if w.left--; w.left < 0 {
		return
	}
	open, end := "{", "}"
	if l.json.Is(jsontree.Array) {
		open, end = "[", "]"
	}
	w.text(open)
	for i, item := range l.json.Items {
		if i > 0 {
			w.text(",")
		}
		w.value(w.ev.member(item, l.scope))
	}
	for i, m := range l.json.Members {
		if i > 0 {
			w.text(",")
		}
		if l.namedByExpression(m) {
			w.left = -1
			return
		}
		w.text(quoted(l.memberName(m)) + ":")
		w.value(w.ev.member(m.Value, l.scope))
	}
	w.text(end)
}

func (w *writing) value(s set) {
	if len(s) == 1 {
		switch v := s[0].(type) {
		case literal:
			w.literal(v)
			return
		case null:
			w.text("null")
			return
		case scalar:
			w.text(v.text)
			return
		case constant:
			w.text(quoted(v.text))
			return
		}
	}
	w.parts = append(w.parts, set{opaque{"a value inside JSON text"}})
}

// quoted is a text as JSON writes it, with every character that JSON allows left as it is.
func quoted(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string in memory cannot fail
	return strings.TrimSuffix(b.String(), "\n")
}

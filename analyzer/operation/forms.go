package operation

import (
	"strings"

	"rolefit/analyzer/dataflow"
	"rolefit/flowparse/odata"
)

// formsOf are the addresses that the alternatives of a value can be: a part of which some alternatives are known gives an
// address for each, and one for the rest. It reports whether these are all, for there are maxForms at most.
func formsOf(address dataflow.Set) (out dataflow.Set, all bool) {
	all = true
	seen := map[string]bool{}
	for _, v := range address {
		f := forming{room: maxForms - len(out)}
		for _, form := range f.forms(v) {
			if s, ok := skeleton(form); ok && !strings.ContainsRune(s, odata.Unknown) {
				if seen[s] {
					continue
				}
				seen[s] = true
			}
			out = append(out, form)
		}
		all = all && !f.short
	}
	return out, all
}

// forming takes texts apart, into as many forms as there is room for.
type forming struct {
	room  int
	short bool // there was not room for all
}

// forms are the addresses that one value can be.
func (f *forming) forms(v dataflow.Value) []dataflow.Value {
	t, ok := v.(dataflow.Text)
	if !ok {
		return []dataflow.Value{v}
	}
	out := [][]dataflow.Set{nil}
	for _, part := range t.Parts {
		var next [][]dataflow.Set
		for i, before := range out {
			pieces := []dataflow.Set{part}
			if !takesValue(before) {
				pieces = f.pieces(part)
			}
			if others := len(out) - 1 - i; len(pieces) > 1 && len(next)+len(pieces)+others > f.room {
				pieces, f.short = []dataflow.Set{part}, true
			}
			for _, piece := range pieces {
				next = append(next, append(before[:len(before):len(before)], piece))
			}
		}
		out = next
	}
	values := make([]dataflow.Value, 0, len(out))
	for _, parts := range out {
		values = append(values, dataflow.Concat(parts)...)
	}
	return values
}

// pieces takes a part of an address apart: each known text by itself, and what only a run knows as one.
func (f *forming) pieces(part dataflow.Set) []dataflow.Set {
	var out []dataflow.Set
	var rest dataflow.Set
	absent := false
	for _, v := range part {
		switch v.(type) {
		case dataflow.Constant:
			out = append(out, dataflow.Set{v})
		case dataflow.Null:
			absent = true
		case dataflow.Text:
			for _, form := range f.forms(v) {
				out = append(out, dataflow.Set{form})
			}
		default:
			rest = append(rest, v)
		}
	}
	switch {
	case len(rest) > 0:
		out = append(out, rest) // nothing, too, is what a run may know
	case absent:
		out = append(out, dataflow.Set{dataflow.Null{}})
	}
	return out
}

// takesValue reports whether what follows the beginning of an address is a value: it stands in quotes, or in the brackets
// of a key or a function.
func takesValue(before []dataflow.Set) bool {
	var b strings.Builder
	for _, v := range dataflow.Concat(before) {
		s, _ := skeleton(v)
		b.WriteString(s)
	}
	path, _, inQuery := strings.Cut(b.String(), "?")
	return strings.Count(b.String(), "'")%2 == 1 || !inQuery && strings.Count(path, "(") > strings.Count(path, ")")
}

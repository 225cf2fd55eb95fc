package operation

import (
	"slices"
	"strings"

	"rolefit/analyzer/dataflow"
	"rolefit/flowparse/odata"
)

// This file reads texts and names out of the alternatives of a value.

// constantOf is the text of a value that is one constant; empty for any other.
func constantOf(s dataflow.Set) string {
	c, _ := s.Constant()
	return c
}

// isConstant reports whether a value is one constant, in any casing.
func isConstant(s dataflow.Set, want string) bool { return strings.EqualFold(constantOf(s), want) }

func isConstantValue(v dataflow.Value) bool {
	_, ok := v.(dataflow.Constant)
	return ok
}

// namesIn returns the names among the alternatives of a value, and whether it has alternatives that are not known. With
// null or an empty text in place of a name a call fails, so that they name nothing.
func namesIn(s dataflow.Set) (names []string, rest bool) {
	for _, v := range s {
		switch v := v.(type) {
		case dataflow.Constant:
			if name := strings.TrimSpace(v.Text); name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		case dataflow.Null:
		default:
			rest = true
		}
	}
	return names, rest
}

// skeleton is a text with odata.Unknown in place of values.
func skeleton(v dataflow.Value) (string, bool) {
	switch v := v.(type) {
	case dataflow.Constant:
		return v.Text, true
	case dataflow.Null:
		return "", true
	case dataflow.Text:
		var b strings.Builder
		for _, p := range v.Parts {
			if len(p) == 1 {
				if s, ok := skeleton(p[0]); ok {
					b.WriteString(s)
					continue
				}
			}
			b.WriteRune(odata.Unknown)
		}
		return b.String(), true
	}
	return "", false
}

// memberNamed returns what the last member of a literal with a certain name, in any casing, can be, and whether there is one.
func (r *reader) memberNamed(l dataflow.Literal, name string) (value dataflow.Set, ok bool) {
	for _, m := range l.JSON.Members {
		if of, computed := r.ev.MemberName(l, m); !computed && isConstant(of, name) {
			value, ok = r.ev.Member(m.Value, l.Scope), true
		}
	}
	return value, ok
}

// maxForms bounds the forms of one text; beyond it a part with several alternatives counts as not known.
const maxForms = 64

// skeletons are the texts that a value can be, with odata.Unknown in place of what only a run knows: parts with several
// known alternatives give a text for each. None: the whole is not known.
func skeletons(v dataflow.Value) []string {
	t, ok := v.(dataflow.Text)
	if !ok {
		if s, known := skeleton(v); known {
			return []string{s}
		}
		return nil
	}
	out := []string{""}
	for _, part := range t.Parts {
		var pieces []string
		for _, alternative := range part {
			found := skeletons(alternative)
			if len(found) == 0 {
				found = []string{string(odata.Unknown)}
			}
			pieces = append(pieces, found...)
		}
		slices.Sort(pieces)
		if pieces = slices.Compact(pieces); len(pieces)*len(out) > maxForms {
			pieces = []string{string(odata.Unknown)}
		}
		next := make([]string, 0, len(out)*len(pieces))
		for _, before := range out {
			for _, piece := range pieces {
				next = append(next, before+piece)
			}
		}
		out = next
	}
	if extends(t) {
		// What the variable held before is an alternative of its own, which says what it names. It may have opened a quote.
		for i, s := range out {
			out[i] = strings.TrimPrefix(s, string(odata.Unknown))
			if strings.Count(out[i], "'")%2 == 1 {
				out = append(out, "'"+out[i])
			}
		}
	}
	return out
}

// extends reports whether a text begins with what a variable held before a node extended it.
func extends(t dataflow.Text) bool {
	if len(t.Parts) == 0 || len(t.Parts[0]) != 1 {
		return false
	}
	o, ok := t.Parts[0][0].(dataflow.Opaque)
	return ok && o.Extended
}

// reasonOf says why a value is not known, as a clause.
func reasonOf(s dataflow.Set) string {
	for _, v := range s {
		switch v := v.(type) {
		case dataflow.Opaque:
			return " (" + v.Why + ")"
		case dataflow.Cell:
			return " (" + v.Column + " of what " + v.Node.Name + " returned)"
		}
	}
	return ""
}

// variableOf is the environment variable that a value rests on, or "".
func variableOf(s dataflow.Set) string {
	for _, v := range s {
		if o, ok := v.(dataflow.Opaque); ok && o.Variable != "" {
			return o.Variable
		}
	}
	return ""
}

package operation

import (
	"slices"
	"strings"

	"rolefit/analyzer/dataflow"
	"rolefit/flowparse/odata"
)

// NotARow says of where a row comes from that the value is an object or a list, which names no row as a whole.
const NotARow = "not a row"

// targets reads the alternatives of a bind value: "set(id)", "/set(id)", "\set\id", "https://host/api/data/v9.2/set(id)",
// a row's own reference, or an id without a set. Nulls and empty texts set nothing.
func (r *reader) targets(value dataflow.Set) (targets []Target, clears bool) {
	for _, v := range value {
		switch v := v.(type) {
		case dataflow.Null:
			clears = true
		case dataflow.Constant:
			if strings.TrimSpace(v.Text) == "" {
				clears = true
				continue
			}
			targets = append(targets, targetOfText(v.Text, nil))
		case dataflow.Text:
			targets = append(targets, r.targetOfParts(v)...)
		case dataflow.Cell:
			t := Target{Node: v.Node.Name, Column: v.Column}
			if isReference(v.Column) {
				t.Column = ""
			}
			t.Row = []Origin{{Kind: FromRow, Node: v.Node.Name, Column: v.Column}}
			targets = append(targets, t)
		case dataflow.Row:
			targets = append(targets, Target{Node: v.Node.Name, Row: []Origin{{Kind: FromRow, Node: v.Node.Name}}})
		case dataflow.Foreign:
			t := Target{Of: v.Table, Column: v.Column, Row: []Origin{{Kind: FromRow, Of: v.Table, Column: v.Column}}}
			if isReference(v.Column) {
				t.Column = ""
			}
			targets = append(targets, t)
		case dataflow.Fresh:
			targets = append(targets, Target{Row: []Origin{{Kind: Fresh}}})
		case dataflow.Opaque:
			targets = append(targets, Target{Row: []Origin{{Kind: Opaque, Text: v.Why}}})
		default:
			targets = append(targets, Target{Row: []Origin{{Kind: Opaque, Text: NotARow}}})
		}
	}
	return targets, clears
}

// isReference reports whether a column of a row is the row's own address. Behind an expanded property it is that of another.
func isReference(column string) bool {
	return strings.EqualFold(column, "@odata.id") || strings.EqualFold(column, "@odata.editLink")
}

// targetOfParts reads a bind put together from text and values. A part with alternatives that name sets gives a target
// for each.
func (r *reader) targetOfParts(t dataflow.Text) []Target {
	var b strings.Builder
	var inner []dataflow.Set
	for i, p := range t.Parts {
		if c := constantOf(p); c != "" || len(p) == 1 && isConstantValue(p[0]) {
			b.WriteString(c)
			continue
		}
		// The set itself may be chosen: "@{if(…,'teams','systemusers')}(id)".
		if i == 0 && allConstants(p) {
			return r.eachPrefix(p, t.Parts[1:])
		}
		b.WriteRune(odata.Unknown)
		inner = append(inner, p)
	}
	target := targetOfText(b.String(), inner)
	n := len(inner)
	switch {
	case n == 0:
		return []Target{target}
	case target.Set == "" && endsInValue(b.String()):
		return r.readFrom(inner[n-1])
	case target.Set == "":
		return []Target{{Row: []Origin{{Kind: Opaque, Text: "the set is put together at run time"}}}}
	}
	target.Row = r.origins(inner[n-1])
	return []Target{target}
}

// endsInValue reports whether the last that a reference has is a value that only a run knows, which is the id or ends it.
func endsInValue(reference string) bool {
	return strings.HasSuffix(strings.TrimRight(reference, "') "), string(odata.Unknown))
}

// readFrom are the targets of a text that names no set: one for each alternative of the id in it, with the column that the
// id was read from.
func (r *reader) readFrom(id dataflow.Set) []Target {
	var out []Target
	for _, v := range id {
		t := Target{Row: r.origins(dataflow.Set{v})}
		switch v := v.(type) {
		case dataflow.Cell:
			t.Node, t.Column = v.Node.Name, v.Column
		case dataflow.Foreign:
			t.Of, t.Column = v.Table, v.Column
		case dataflow.Null:
			continue // no row has this id: the call fails
		}
		out = append(out, t)
	}
	if len(out) == 0 {
		return []Target{{Row: r.origins(id)}}
	}
	return out
}

// allConstants reports whether a value is one of some constants. With null in their place the call fails.
func allConstants(s dataflow.Set) bool {
	constants := 0
	for _, v := range s {
		switch v.(type) {
		case dataflow.Constant:
			constants++
		case dataflow.Null:
		default:
			return false
		}
	}
	return constants > 0
}

func (r *reader) eachPrefix(prefixes dataflow.Set, rest []dataflow.Set) []Target {
	var out []Target
	for _, p := range prefixes {
		if isConstantValue(p) {
			out = append(out, r.targetOfParts(dataflow.Text{Parts: append([]dataflow.Set{{p}}, rest...)})...)
			continue
		}
		// With null nothing stands before the rest. Where that names no set, the call fails.
		for _, t := range r.targetOfParts(dataflow.Text{Parts: rest}) {
			if t.Set != "" {
				out = append(out, t)
			}
		}
	}
	return out
}

// targetOfText reads a bind whose values are replaced by odata.Unknown.
func targetOfText(s string, inner []dataflow.Set) Target {
	s = strings.ReplaceAll(strings.TrimSpace(s), `\`, "/")
	if i := strings.LastIndex(s, "/api/data/"); i >= 0 {
		_, s, _ = strings.Cut(s[i+len("/api/data/"):], "/")
	}
	// A base address in a value: "<unknown>/contacts(<unknown>)"; without a slash only when it is known to be one, for the
	// value may be the beginning of the name.
	if before, after, ok := strings.Cut(s, string(odata.Unknown)); ok && before == "" && strings.ContainsAny(after, "(/") && strings.Trim(after, "()/ ") != "" {
		if !strings.HasPrefix(after, "/") && !(len(inner) > 0 && isAddress(inner[0])) {
			return Target{}
		}
		s = after
	}
	s = strings.TrimLeft(s, "/")
	name, key, found := strings.Cut(s, "(")
	if !found {
		name, key, found = strings.Cut(s, "/")
	}
	name = strings.TrimSpace(name)
	if !found || !isName(name) {
		return Target{}
	}
	t := Target{Set: name, AlternateKey: strings.Contains(key, "=")}
	if len(inner) == 0 {
		t.Row = []Origin{{Kind: Given}}
	}
	return t
}

// isAddress reports whether a value that is not known is the value of an environment variable, which before the name of a
// set is a base address.
func isAddress(s dataflow.Set) bool {
	return len(s) > 0 && !slices.ContainsFunc(s, func(v dataflow.Value) bool {
		o, ok := v.(dataflow.Opaque)
		return !ok || o.Variable == ""
	})
}

func isName(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !(c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || i > 0 && c >= '0' && c <= '9') {
			return false
		}
	}
	return s != ""
}

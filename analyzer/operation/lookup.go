package operation

import (
	"slices"
	"strings"

	"rolefit/flowparse/odata"
)

// targets reads the alternatives of a bind value: "set(id)", "/set(id)", "\set\id", "https://host/api/data/v9.2/set(id)",
// a row's own reference, or an id without a set. Nulls and empty texts set nothing.
func (r *reader) targets(value set) (targets []Target, clears bool) {
	for _, v := range value {
		switch v := v.(type) {
		case null:
			clears = true
		case constant:
			if strings.TrimSpace(v.text) == "" {
				clears = true
				continue
			}
			targets = append(targets, targetOfText(v.text, nil))
		case text:
			targets = append(targets, r.targetOfParts(v)...)
		case cell:
			t := Target{Node: v.node.Name, Column: v.column}
			if isReference(v.column) {
				t.Column = ""
			}
			t.Row = []Origin{{Kind: FromRow, Node: v.node.Name, Column: v.column}}
			targets = append(targets, t)
		case row:
			targets = append(targets, Target{Node: v.node.Name, Row: []Origin{{Kind: FromRow, Node: v.node.Name}}})
		case foreign:
			t := Target{Of: v.table, Column: v.column, Row: []Origin{{Kind: FromRow, Of: v.table, Column: v.column}}}
			if isReference(v.column) {
				t.Column = ""
			}
			targets = append(targets, t)
		case fresh:
			targets = append(targets, Target{Row: []Origin{{Kind: Fresh}}})
		case opaque:
			targets = append(targets, Target{Row: []Origin{{Kind: Opaque, Text: v.why}}})
		default:
			targets = append(targets, Target{Row: []Origin{{Kind: Opaque, Text: "not a row"}}})
		}
	}
	return targets, clears
}

// isReference reports whether a column of a row is the row's own address.
func isReference(column string) bool {
	last := column[strings.LastIndexByte(column, '/')+1:]
	return strings.EqualFold(last, "@odata.id") || strings.EqualFold(last, "@odata.editLink")
}

// targetOfParts reads a bind put together from text and values. A part with alternatives that name sets gives a target
// for each.
func (r *reader) targetOfParts(t text) []Target {
	var b strings.Builder
	var inner []set
	for i, p := range t.parts {
		if c := constantOf(p); c != "" || len(p) == 1 && isConstantValue(p[0]) {
			b.WriteString(c)
			continue
		}
		// The set itself may be chosen: "@{if(…,'teams','systemusers')}(id)".
		if i == 0 && allConstants(p) {
			return r.eachPrefix(p, t.parts[1:])
		}
		b.WriteRune(odata.Unknown)
		inner = append(inner, p)
	}
	target := targetOfText(b.String(), inner)
	if n := len(inner); n > 0 {
		target.Row = r.origins(inner[n-1])
		if target.Set == "" {
			readFrom(&target, inner[n-1])
		}
	}
	return []Target{target}
}

// readFrom notes the column that a target without a set was read from.
func readFrom(t *Target, value set) {
	for _, v := range value {
		switch v := v.(type) {
		case cell:
			t.Node, t.Column = v.node.Name, v.column
			return
		case foreign:
			t.Of, t.Column = v.table, v.column
			return
		}
	}
}

// allConstants reports whether a value is one of some constants. With null in their place the call fails.
func allConstants(s set) bool {
	constants := 0
	for _, v := range s {
		switch v.(type) {
		case constant:
			constants++
		case null:
		default:
			return false
		}
	}
	return constants > 0
}

func (r *reader) eachPrefix(prefixes set, rest []set) []Target {
	var out []Target
	for _, p := range prefixes {
		if isConstantValue(p) {
			out = append(out, r.targetOfParts(text{append([]set{{p}}, rest...)})...)
			continue
		}
		// With null nothing stands before the rest. Where that names no set, the call fails.
		for _, t := range r.targetOfParts(text{rest}) {
			if t.Set != "" {
				out = append(out, t)
			}
		}
	}
	return out
}

// targetOfText reads a bind whose values are replaced by odata.Unknown.
func targetOfText(s string, inner []set) Target {
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
func isAddress(s set) bool {
	return len(s) > 0 && !slices.ContainsFunc(s, func(v value) bool {
		o, ok := v.(opaque)
		return !ok || !strings.HasPrefix(o.why, environmentVariable)
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

package xaml

import (
	"slices"
	"strings"
)

// value is what is known of a variable: which tables a reference in it may point to, and which columns it was copied
// from. The zero value means nothing is known.
type value struct {
	targets []string
	from    []Column
}

// maxOrigins bounds targets and sources of one value, so that a chain of expressions cannot grow without end.
const maxOrigins = 32

// merge adds what is known of another value. It reports false when the bound was passed.
func (v *value) merge(other value) bool {
	for _, t := range other.targets {
		if !slices.Contains(v.targets, t) {
			v.targets = append(v.targets, t)
		}
	}
	for _, c := range other.from {
		if !slices.Contains(v.from, c) {
			v.from = append(v.from, c)
		}
	}
	if len(v.targets) <= maxOrigins && len(v.from) <= maxOrigins {
		return true
	}
	v.targets = v.targets[:min(len(v.targets), maxOrigins)]
	v.from = v.from[:min(len(v.from), maxOrigins)]
	return false
}

// evaluate returns what is known of an expression: the tables it names for references, and the variables it uses.
func (r *reader) evaluate(text string, offset int) value {
	expression := code(text)
	var v value
	complete := true
	for _, m := range referenceTarget.FindAllStringSubmatch(expression, -1) {
		if !complete {
			break
		}
		complete = v.merge(value{targets: []string{strings.ToLower(m[1])}})
	}
	used := map[string]bool{}
	for _, name := range identifiers(expression) {
		if known, ok := r.values[name]; ok && complete && !used[name] {
			used[name] = true
			complete = v.merge(known)
		}
	}
	if !complete {
		r.opaque(offset, "an expression with more than %d sources", maxOrigins)
	}
	return v
}

// store remembers what is known of a variable.
func (r *reader) store(variable string, v value) {
	name := code(variable)
	if len(v.targets) == 0 && len(v.from) == 0 {
		delete(r.values, name)
		return
	}
	r.values[name] = v
}

// lookup returns the reference that an expression gives to a column or argument. The second result is false when the
// value is no reference.
func (r *reader) lookup(column, text, kind string, offset int) (Lookup, bool) {
	v := r.evaluate(text, offset)
	switch kind {
	case "EntityReference", "EntityCollection", "EntityReferenceCollection", "Entity":
	case "", "Object":
		if len(v.targets) == 0 {
			return Lookup{}, false
		}
	default:
		return Lookup{}, false
	}
	return Lookup{
		Column:  column,
		Targets: sorted(slices.Clone(v.targets), strings.Compare),
		From:    sorted(slices.Clone(v.from), compareColumns),
	}, true
}

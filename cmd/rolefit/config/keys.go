package config

import (
	"maps"
	"slices"
	"strings"
)

// unknown reports the keys of a mapping that the schema does not name.
func (s *checker) unknown(v *value, where rules) {
	known := slices.Sorted(maps.Keys(where.Properties))
	for _, f := range v.fields {
		if _, ok := where.Properties[f.name]; ok {
			continue
		}
		suggestion := didYouMean(f.name, absent(v, known))
		if suggestion == "" {
			suggestion = "known here: " + strings.Join(known, ", ")
		}
		s.problems = append(s.problems, Problem{Line: f.line, Column: f.column, Key: f.path, Message: "unknown key", Suggestion: suggestion})
	}
}

// missing reports the keys that a mapping must have and has not, unless an unknown key is a misspelling of one.
func (s *checker) missing(v *value, where rules) {
	known := slices.Sorted(maps.Keys(where.Properties))
	misspelt := map[string]bool{}
	for _, f := range v.fields {
		if _, ok := where.Properties[f.name]; !ok {
			misspelt[Nearest(f.name, absent(v, known))] = true
		}
	}
	for _, name := range where.Required {
		if v.get(name) != nil || misspelt[name] {
			continue
		}
		suggestion := ""
		if name == "version" {
			suggestion = beginWith
		}
		s.problems = append(s.problems, Problem{Line: v.line, Column: v.column, Key: childKey(v.path, name), Message: "this key is missing", Suggestion: suggestion})
	}
}

// absent leaves out the keys that a mapping already has: a second one would be no better.
func absent(v *value, known []string) []string {
	return slices.DeleteFunc(slices.Clone(known), func(name string) bool { return v.get(name) != nil })
}

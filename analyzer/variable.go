package analyzer

import (
	"slices"
	"strings"

	"rolefit/flowparse/solution"
)

// Defaults returns what the input holds as default of an environment variable, by its schema name: that of its definition, or
// else those that flows keep, in order. The value of an environment is another matter.
func (r *Result) Defaults(variable string) []string { return r.defaults[strings.ToLower(variable)] }

// keepDefaults notes what one flow keeps.
func (r *Result) keepDefaults(of map[string]string) {
	for variable, text := range of {
		if kept := r.defaults[variable]; !slices.Contains(kept, text) {
			r.defaults[variable] = append(kept, text)
			slices.Sort(r.defaults[variable])
		}
	}
}

// variableDefaults notes what definitions say, which goes before what flows kept when they were saved.
func (r *Result) variableDefaults(variables []solution.EnvironmentVariable) {
	for _, v := range variables {
		if v.Default != "" {
			r.defaults[strings.ToLower(v.SchemaName)] = []string{v.Default}
		}
	}
}

package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"rolefit/analyzer/operation"
	"rolefit/analyzer/requirement"
	"rolefit/cmd/rolefit/config"
)

// writeStart writes a configuration with a line for every blind spot, assumed level and conditional need of an analysis.
func (p program) writeStart(name string, a analysis) error {
	start := startOf(a)
	if name == "-" {
		name = ""
	} else if _, err := os.Stat(name); err == nil {
		return usageError{fmt.Errorf("%s exists already; what is filled in there would be lost: name another file, or \"-\"", filepath.ToSlash(name))}
	}
	return p.write(name, func(w io.Writer) error { return config.WriteStart(w, start) })
}

func startOf(a analysis) config.Start {
	var s config.Start
	for _, i := range a.result.Identities() {
		switch {
		case i.IsConnection() && i.Environment == operation.CurrentEnvironment:
			s.Connections = append(s.Connections, strings.TrimPrefix(i.ID, "connection:"))
		case i.Environment == operation.DynamicEnvironment && i.Expression != "":
			s.Environments = appendOnce(s.Environments, config.Suggestion{Fields: [][2]string{{"expression", i.Expression}, {"is", config.Fill}}})
		}
	}
	for _, b := range a.result.Blindspots {
		s = suggest(s, b, a.result.Defaults(b.About))
	}
	for _, n := range a.result.Needs {
		s = suggestOn(s, n)
	}
	return s
}

// suggest adds the entry that closes a blind spot; defaults are those of the environment variable that it is about.
func suggest(s config.Start, b requirement.Blindspot, defaults []string) config.Start {
	at := [][2]string{{"flow", b.Flow}, {"node", b.Node}}
	if b.Flow == "" {
		at = at[1:]
	}
	with := func(fields ...[2]string) config.Suggestion {
		return config.Suggestion{Why: []string{b.Why}, Fields: slices.Concat(at, fields)}
	}
	fill := [2]string{"is", config.Fill}
	switch b.Kind {
	case "dynamic-table", "searches-everything":
		if b.About != "" {
			value := [2]string{"value", config.Fill}
			if len(defaults) == 1 {
				value[1] = defaults[0]
			}
			s.Variables = appendOnce(s.Variables, config.Suggestion{Fields: [][2]string{{"name", b.About}, value}})
			return s
		}
		s.Tables = appendOnce(s.Tables, with(fill))
	case "dynamic-query":
		s.Joins = appendOnce(s.Joins, with(fill))
	case "opaque-bind":
		fields := [][2]string{fill}
		if b.About != "" {
			fields = [][2]string{{"lookup", b.About}, fill}
		}
		s.Lookups = appendOnce(s.Lookups, with(fields...))
	default:
		s.Reviewed = appendOnce(s.Reviewed, with([2]string{"kind", b.Kind}, [2]string{"needs", config.Fill}, [2]string{"because", "say how it is known"}))
	}
	return s
}

// suggestOn adds the entries that settle a need's assumed level, or the condition it rests on.
func suggestOn(s config.Start, n requirement.Need) config.Start {
	if !n.Identity.IsConnection() || n.Identity.Environment != operation.CurrentEnvironment || !n.Known {
		return s
	}
	connection := [2]string{"connection", strings.TrimPrefix(n.Identity.ID, "connection:")}
	if n.State == requirement.Conditional {
		s.Conditional = appendOnce(s.Conditional, config.Suggestion{
			Why: conditionsOf(n), Fields: [][2]string{{"privilege", n.Privilege}, connection, {"decision", config.Fill}},
		})
		return s
	}
	for _, t := range n.Tables {
		if n.Reason == requirement.Assumed && t.LogicalName != "" {
			s.Rows = appendOnce(s.Rows, config.Suggestion{Fields: [][2]string{connection, {"table", t.LogicalName}, {"of", config.Fill}}})
		}
	}
	return s
}

func conditionsOf(n requirement.Need) []string {
	var conditions []string
	for _, e := range n.Evidence {
		if e.Condition != "" && !slices.Contains(conditions, e.Condition) {
			conditions = append(conditions, e.Condition)
		}
	}
	return conditions
}

// appendOnce adds an entry. One that settles several things at once stands once and says all of them.
func appendOnce(list []config.Suggestion, s config.Suggestion) []config.Suggestion {
	at := slices.IndexFunc(list, func(other config.Suggestion) bool { return slices.Equal(other.Fields, s.Fields) })
	if at < 0 {
		return append(list, s)
	}
	for _, why := range s.Why {
		if !slices.Contains(list[at].Why, why) {
			list[at].Why = append(list[at].Why, why)
		}
	}
	return list
}

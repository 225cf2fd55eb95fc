package schema

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"rolefit/flowparse/solution"
)

//go:embed messageids.txt
var messageIDFacts string

// messageIDs maps the platform's message ids to names in lower case.
var messageIDs = sync.OnceValue(func() map[string]string {
	ids := map[string]string{}
	for line := range strings.Lines(messageIDFacts) {
		if id, name, ok := strings.Cut(strings.TrimSpace(line), "|"); ok && !strings.HasPrefix(id, "#") {
			ids[strings.TrimSpace(id)] = strings.ToLower(strings.TrimSpace(name))
		}
	}
	return ids
})

// callerCode indexes the code of an input that runs as whoever sends a message: synchronous plug-in steps that name no user
// to run as, and real-time workflows that run as the user who sets them off.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/event-framework (2026-11-25)
type callerCode struct {
	steps    []codeStep
	realTime []solution.Process          // workflows, whoever they run as
	actions  map[string]solution.Process // custom process actions by unique name, and by message name
	byID     map[string]solution.Process
}

type codeStep struct {
	message string // lower case; empty when the id is not the platform's
	is      solution.PluginStep
}

func callerCodeOf(in *solution.Input) callerCode {
	c := callerCode{actions: map[string]solution.Process{}, byID: map[string]solution.Process{}}
	for _, s := range in.Steps {
		if s.Synchronous && !s.Impersonating {
			c.steps = append(c.steps, codeStep{messageIDs()[strings.ToLower(s.MessageID)], s})
		}
	}
	for _, p := range in.Processes {
		c.byID[p.ID] = p
		switch {
		case p.Category == 0 && p.RealTime && p.Activated:
			c.realTime = append(c.realTime, p)
		case p.Category == 3 && p.UniqueName != "":
			c.actions[strings.ToLower(p.UniqueName)] = p
			// The message of an action is its unique name after the publisher's prefix.
			for _, m := range in.Manifests {
				if m.Prefix != "" {
					c.actions[strings.ToLower(m.Prefix+"_"+p.UniqueName)] = p
				}
			}
		}
	}
	return c
}

// StepsOn returns the plug-in steps that run as the caller when a message is sent about a table. An update sets off a step
// with filtering columns only when it sets one of them; nil columns stand for any.
func (s *Schema) StepsOn(message, table string, columns []string) []solution.PluginStep {
	var found []solution.PluginStep
	for _, step := range s.code.steps {
		if step.is.Table != "" && !strings.EqualFold(step.is.Table, table) {
			continue
		}
		// A message of unknown id on that very table may be any.
		if step.message != strings.ToLower(message) && (step.message != "" || step.is.Table == "") {
			continue
		}
		if step.message == "update" && !s.mayWrite(table, columns, step.is.Columns) {
			continue
		}
		found = append(found, step.is)
	}
	return found
}

// WorkflowsOn returns the real-time workflows that run as the caller when a row of a table is created, updated or deleted.
func (s *Schema) WorkflowsOn(message, table string, columns []string) []solution.Process {
	return slices.DeleteFunc(s.RealTimeOn(message, table, columns), func(p solution.Process) bool { return !p.RunsAsCaller })
}

// RealTimeOn returns the real-time workflows, whoever they run as, of a message about a row of a table.
func (s *Schema) RealTimeOn(message, table string, columns []string) []solution.Process {
	var found []solution.Process
	for _, p := range s.code.realTime {
		if !strings.EqualFold(p.Table, table) {
			continue
		}
		switch strings.ToLower(message) {
		case "create":
			if !p.OnCreate {
				continue
			}
		case "delete":
			if !p.OnDelete {
				continue
			}
		case "update":
			if len(p.OnUpdateColumns) == 0 || !s.mayWrite(table, columns, p.OnUpdateColumns) {
				continue
			}
		default:
			continue
		}
		found = append(found, p)
	}
	return found
}

// mayWrite reports whether a write may set one of some columns.
func (s *Schema) mayWrite(table string, written, filter []string) bool {
	if len(filter) == 0 || written == nil {
		return true
	}
	return slices.ContainsFunc(written, func(w string) bool { return slices.Contains(filter, s.ColumnOf(table, w)) })
}

// ProcessAction returns the custom process action of the input that a message calls.
func (s *Schema) ProcessAction(message string) (solution.Process, bool) {
	p, ok := s.code.actions[strings.ToLower(message)]
	return p, ok
}

// Process returns a classic process of the input by its id.
func (s *Schema) Process(id string) (solution.Process, bool) {
	p, ok := s.code.byID[strings.ToLower(id)]
	return p, ok
}

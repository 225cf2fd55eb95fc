package requirement

import (
	"slices"
	"strings"

	"rolefit/analyzer/operation"
	"rolefit/flowparse/solution"
	"rolefit/flowparse/xaml"
)

// This file finds the classic processes that give a row to another owner while an operation works on it.

// reassigned reports whether a process that runs inside an operation, under whatever user, sets the owner of the row that the
// operation works on.
func (d *deriver) reassigned(op *operation.Operation, t table) bool {
	if t.logical == "" {
		return false
	}
	gives, known := d.gives[op]
	if !known {
		gives = slices.ContainsFunc(d.processesOn(op, t), func(p solution.Process) bool { return d.givesAway(p, t, nil) })
		d.gives[op] = gives
	}
	return gives
}

// processesOn are the processes that run inside an operation.
func (d *deriver) processesOn(op *operation.Operation, t table) []solution.Process {
	var found []solution.Process
	if op.Kind == operation.Message {
		if p, ok := d.schema.ProcessAction(op.Message); ok {
			found = append(found, p)
		}
	}
	for _, message := range d.messagesOf(op, t) {
		found = append(found, d.schema.RealTimeOn(message, t.logical, d.columnsOf(op, message))...)
	}
	return found
}

// givesAway reports whether some step of a process, or of one that it sets off, sets the owner of the process's own row.
func (d *deriver) givesAway(p solution.Process, t table, within []string) bool {
	if p.Definition == nil || slices.Contains(within, p.ID) || len(within) == maxWithin {
		return false
	}
	within = append(within[:len(within):len(within)], p.ID)
	return slices.ContainsFunc(p.Definition.Steps, func(s xaml.Step) bool {
		if givesAway(s, t) {
			return true
		}
		var next []solution.Process
		switch s.Kind {
		case xaml.Update:
			if s.Row == "primary" {
				next = d.schema.RealTimeOn("update", t.logical, s.Columns)
			}
		case xaml.ChildWorkflow:
			if child, ok := d.schema.Process(s.Workflow); ok && child.RealTime {
				next = append(next, child)
			}
		case xaml.Message:
			if action, ok := d.schema.ProcessAction(s.Message); ok {
				next = append(next, action)
			}
		}
		return slices.ContainsFunc(next, func(p solution.Process) bool { return d.givesAway(p, t, within) })
	})
}

// givesAway reports whether a step sets the owner of the row that its process is about, or of one that may be that row.
func givesAway(s xaml.Step, t table) bool {
	own := s.Row == "primary" || s.Row == "" && strings.EqualFold(s.Table, t.logical)
	return own && (s.Kind == xaml.Assign || s.Kind == xaml.Update && slices.Contains(s.Columns, "ownerid"))
}

// processesEnd forgets what the steps of the processes did that an operation set off.
func (d *deriver) processesEnd() {
	if len(d.within) == 0 {
		d.assigned = false
	}
}

// rowOf is where the row comes from that an operation works on; a new one comes from the operation itself.
func rowOf(op *operation.Operation) []operation.Origin {
	if op.Kind == operation.Create {
		return []operation.Origin{{Kind: operation.FromRow, Node: op.Node}}
	}
	return op.Row
}

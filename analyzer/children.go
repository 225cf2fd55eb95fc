package analyzer

import (
	"rolefit/analyzer/dataflow"
	"rolefit/analyzer/requirement"
	"rolefit/flowparse/solution"
)

// maxGenerations bounds how far inputs are followed from a flow to its child, to the child's child, and so on.
const maxGenerations = 4

// children reads child flows again whose blind spots may rest on what their callers pass: the values that the flows of the
// input pass take the place of the unknown inputs. Who else may call a child flow is not known; the notes say so.
func (s flowStage) children(files []solution.FlowFile, read []analysed) {
	for range maxGenerations {
		passed := map[string]dataflow.Inputs{}
		for _, a := range read {
			for _, c := range a.operations.Calls {
				passed[c.Workflow] = passed[c.Workflow].Join(c.Inputs)
			}
		}
		changed := false
		for i, a := range read {
			inputs, called := passed[a.file.WorkflowID]
			if !called || a.inputs.Equal(inputs) || a.inputs == nil && !restsOnValues(a) {
				continue
			}
			again := s.flow(files[i], inputs)
			if again.open() < a.open() || len(again.needs.Evidence) != len(a.needs.Evidence) {
				again.needs.Notes = append(again.needs.Notes, requirement.Note{
					Kind: "child-inputs", Text: "inputs of the child flow " + a.file.Name + " are taken to be what the flows of the input pass to it",
				})
			}
			read[i], changed = again, true
		}
		if !changed {
			return
		}
	}
}

// restsOnValues reports whether a flow has a blind spot that the value of an input may close, or a condition that the row
// which an input names may settle.
func restsOnValues(a analysed) bool {
	for _, c := range a.needs.Evidence {
		if c.Evidence.State == requirement.Conditional {
			return true
		}
	}
	for _, b := range append(blindspots(a.operations), a.needs.Blindspots...) {
		switch b.Kind {
		case "dynamic-table", "dynamic-query", "opaque-bind", "opaque-message", "opaque-http":
			return true
		}
	}
	return false
}

// open counts the blind spots of a flow.
func (a analysed) open() int { return len(a.operations.Blindspots) + len(a.needs.Blindspots) }

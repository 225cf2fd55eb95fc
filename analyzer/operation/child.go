package operation

import (
	"rolefit/analyzer/dataflow"
	"rolefit/flowparse"
)

// childFlow files a call of a child flow, and what it passes.
func (r *reader) childFlow(n *flowparse.Node) {
	id := n.Call.Workflow
	if id != "" {
		r.result.Calls = append(r.result.Calls, Call{Workflow: id, Inputs: r.inputsOf(n)})
	}
	switch {
	case r.around.KnownFlows[id]:
		r.untouched(n, "child flow", "the child flow is in the input and analysed under its own connections")
	case id == "":
		r.blind(n, Identity{}, "child-flow", "the child flow is chosen by an expression", "name the child flow in the flow")
	default:
		r.blind(n, Identity{}, "child-flow", "the child flow "+id+" is not in the input", "add the solution that holds the child flow to the input; where it is there, export it again with its Workflows folder")
	}
}

// inputsOf reads what a call of a child flow passes.
func (r *reader) inputsOf(n *flowparse.Node) dataflow.Inputs {
	in := dataflow.Inputs{}
	at := dataflow.At(n)
	for _, m := range n.Call.Body.Entries() {
		in[m.Name] = dataflow.Pass(r.ev.Of(m.Value, at), r.tableOf)
	}
	return in
}

// tableOf names the table of the row that a node returned: the zero value unless it is one table of the current environment.
func (r *reader) tableOf(n *flowparse.Node) flowparse.TableName {
	var found []flowparse.TableName
	for _, op := range r.result.Operations {
		if op.Node == n.Name && op.Identity.Environment == CurrentEnvironment {
			found = append(found, op.Table)
		}
	}
	if len(found) != 1 {
		return flowparse.TableName{}
	}
	return found[0]
}

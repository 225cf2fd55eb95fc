package operation

import (
	"strings"

	"rolefit/flowparse"
)

// payers says who pays for a call (semantics 1), and who else needs the same on a condition.
func (r *reader) payers(n *flowparse.Node, rt route) (Identity, []Payer) {
	environment := r.environment(n, rt)
	ref, found := r.flow.Reference(n.Call.Key)
	connection := environment
	connection.ID = r.connectionID(n.Call.Key, ref, found)

	if n.Call.Family == flowparse.Hybrid || ref.Invoker {
		environment.ID = Invoker
		return environment, nil
	}
	// In another environment the connection always pays: impersonation is not supported there.
	if !ref.Impersonation || n.Trigger || environment.Environment != CurrentEnvironment {
		return connection, nil
	}
	payer := environment
	payer.ID = FlowOwner
	switch r.runAs() {
	case 1:
		payer.ID = ModifyingUser
	case 2:
		payer.ID = RowOwner
	}
	condition := "the action impersonates the " + strings.ReplaceAll(payer.ID, "-", " ") + "; an impersonated call may be allowed only what both hold"
	also := []Payer{{connection, condition}}
	if payer.ID != FlowOwner {
		owner := environment
		owner.ID = FlowOwner
		also = append(also, Payer{owner, "the action impersonates the " + strings.ReplaceAll(payer.ID, "-", " ") + "; where that is nobody who can act, the flow's owner does"})
	}
	return payer, also
}

// connectionID names a connection: by its reference's logical name, else by flow and key.
func (r *reader) connectionID(key string, ref flowparse.Reference, found bool) string {
	if found && ref.LogicalName != "" {
		return "connection:" + ref.LogicalName
	}
	flow := r.result.Flow.ID
	if flow == "" {
		flow = r.result.Flow.File
	}
	if key == "" {
		key = "unnamed"
	}
	return "connection:" + flow + "/" + key
}

// runAs is the trigger's run-as choice: 1 modifying user, 2 row owner, 3 flow owner, 0 when not stated.
// Source: https://learn.microsoft.com/power-automate/dataverse/create-update-delete-trigger (2026-11-22)
func (r *reader) runAs() int {
	for _, t := range r.flow.Triggers {
		if t.Call != nil {
			if v, ok := t.Call.Parameters.Get("subscriptionRequest/runas").Int(); ok {
				return v
			}
		}
	}
	return 0
}

// marks notes what findings about identities are made of.
func (r *reader) marks() {
	raw := map[string]bool{}
	for _, op := range r.result.Operations {
		n := r.ev.Node(op.Node)
		ref, found := r.flow.Reference(n.Call.Key)
		mark := Mark{Identity: op.Identity, Flow: r.result.Flow, Node: op.Node, Place: op.Place, Key: n.Call.Key}
		if op.Identity.ID == Invoker {
			mark.Kind = "runs-as-caller"
			r.result.Marks = append(r.result.Marks, mark)
		}
		if op.Identity.IsConnection() && !(found && ref.LogicalName != "") && !raw[n.Call.Key] {
			raw[n.Call.Key] = true
			mark.Kind = "raw-connection"
			r.result.Marks = append(r.result.Marks, mark)
		}
	}
	r.actsOnBehalf()
}

// actsOnBehalf notes why saving the flow needs the right to act on behalf of others: a trigger that runs as somebody,
// or a reference of the current Dataverse connector that callers bring.
func (r *reader) actsOnBehalf() {
	owner := Identity{ID: FlowOwner, Environment: CurrentEnvironment}
	if as := r.runAs(); (as == 1 || as == 2) && len(r.flow.Triggers) > 0 {
		t := r.flow.Triggers[0]
		r.result.Marks = append(r.result.Marks, Mark{Kind: "acts-on-behalf", Identity: owner, Flow: r.result.Flow, Node: t.Name, Place: t.Place})
	}
	for _, ref := range r.flow.References {
		if !ref.Invoker || ref.API != currentAPI {
			continue
		}
		mark := Mark{Kind: "acts-on-behalf", Identity: owner, Flow: r.result.Flow, Place: ref.Place, Key: ref.Key}
		r.flow.Walk(func(n *flowparse.Node) {
			if mark.Node == "" && n.Call != nil && n.Call.Key == ref.Key {
				mark.Node, mark.Place = n.Name, n.Place
			}
		})
		r.result.Marks = append(r.result.Marks, mark)
	}
}

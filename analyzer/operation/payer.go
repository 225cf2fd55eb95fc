package operation

import (
	"net/url"
	"strings"

	"rolefit/analyzer/dataflow"
	"rolefit/flowparse"
	"rolefit/flowparse/expr"
	"rolefit/flowparse/jsontree"
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

// environment says in which environment a call runs; the ID is left empty.
func (r *reader) environment(n *flowparse.Node, rt route) Identity {
	var value *jsontree.Node
	at := dataflow.At(n)
	alternatives := dataflow.Set{dataflow.Null{}}
	switch {
	case rt.path != nil && rt.legacy:
		alternatives = rt.path[0]
	case rt.path != nil:
		value = n.Call.Headers.Fold("organization")
	case n.Call.Parameters.Get("organization") != nil:
		value = n.Call.Parameters.Get("organization")
	case rt.legacy || n.Call.API == legacyAPI || n.Call.API == onlineAPI:
		value = n.Call.Parameters.Get("dataset")
	case strings.HasSuffix(strings.ToLower(n.Call.Operation), "withorganization"):
		return Identity{Environment: DynamicEnvironment, Expression: "not stated"}
	}
	if value != nil {
		alternatives = r.ev.Of(value, at)
	}
	if len(alternatives) == 1 {
		switch v := alternatives[0].(type) {
		case dataflow.Null:
			return Identity{Environment: CurrentEnvironment}
		case dataflow.Constant:
			return r.literalEnvironment(v.Text)
		}
	}
	dynamic := Identity{Environment: DynamicEnvironment, Expression: environmentText(value, rt, n)}
	for _, v := range alternatives {
		if o, ok := v.(dataflow.Opaque); ok && o.Variable != "" {
			dynamic.Expression, dynamic.Variable = o.Why, o.Variable
		}
	}
	if is, ok := r.around.Pins.Environment(dynamic.Expression); ok {
		return r.literalEnvironment(is)
	}
	return dynamic
}

// literalEnvironment reads a constant environment: the words for the current one, its address, or that of another.
func (r *reader) literalEnvironment(s string) Identity {
	plain := strings.TrimRight(strings.ToLower(strings.TrimSpace(s)), "/")
	if u, err := url.Parse(plain); err == nil && u.Host != "" {
		plain = u.Scheme + "://" + u.Host // one environment whatever the path; a user or a query may be a secret
	}
	switch plain {
	case "", "current", "default", "default.cds":
		return Identity{Environment: CurrentEnvironment}
	}
	if r.around.Origin != "" && plain == r.around.Origin {
		return Identity{Environment: CurrentEnvironment}
	}
	if strings.HasPrefix(plain, "https://") || strings.HasPrefix(plain, "http://") {
		return Identity{Environment: plain}
	}
	return Identity{Environment: DynamicEnvironment, Expression: "organization " + plain}
}

// environmentText is the expression that names an environment, in canonical form, so that different ones stay apart.
func environmentText(value *jsontree.Node, rt route, n *flowparse.Node) string {
	s := value.Str()
	if rt.path != nil && rt.legacy {
		s = n.Call.Path.Str()
		if _, rest, ok := strings.Cut(s, "/datasets/"); ok {
			s, _, _ = strings.Cut(rest, "/tables/")
		}
	}
	t, err := expr.Parse(s)
	if err != nil {
		return "unreadable expression"
	}
	return t.String()
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

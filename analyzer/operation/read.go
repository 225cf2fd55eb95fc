package operation

import (
	"strings"

	"rolefit/flowparse"
)

// Surroundings is what reading one flow needs to know of the rest of the input. The zero value knows nothing.
type Surroundings struct {
	Flow         Flow
	KnownFlows   map[string]bool   // workflow ids in the input, lower case
	VariableText map[string]string // defaults of environment variables by schema name, for suggestions
	IsSet        func(string) bool // reports whether metadata knows an entity set; nil: raw Web API requests stay blind spots
}

// Connector names that reach Dataverse.
const (
	currentAPI = "shared_commondataserviceforapps"
	legacyAPI  = "shared_commondataservice"
	onlineAPI  = "shared_dynamicscrmonline"
	logicAPI   = "commondataservice" // the managed API of Logic Apps
)

// ReadFlow finds every operation of a flow.
func ReadFlow(flow *flowparse.Flow, around Surroundings) Result {
	r := &reader{flow: flow, ev: newEvaluator(flow), around: around, result: Result{Flow: around.Flow, Runs: runsOf(flow)}}
	flow.Walk(func(n *flowparse.Node) {
		if n.Call != nil && isDataverse(n.Call.API) && !isPrediction(n.Call) {
			r.ev.routes[n] = r.routeOf(n)
		}
	})
	flow.Walk(r.node)
	r.marks()
	return r.result
}

type reader struct {
	flow   *flowparse.Flow
	ev     *evaluator
	around Surroundings
	result Result
}

func isDataverse(api string) bool {
	return api == currentAPI || api == legacyAPI || api == onlineAPI || api == logicAPI
}

// node files one node as operation, blind spot or untouched.
func (r *reader) node(n *flowparse.Node) {
	r.result.Nodes++
	c := n.Call
	if c == nil {
		r.untouched(n, "", "")
		return
	}
	if rt, ok := r.ev.routes[n]; ok {
		r.dataverse(n, rt)
		return
	}
	r.elsewhere(n)
}

func (r *reader) untouched(n *flowparse.Node, connector, why string) {
	called := connector != ""
	if !called {
		connector = n.Type
	}
	r.result.Untouched = append(r.result.Untouched, Untouched{
		Flow: r.result.Flow, Node: n.Name, Place: n.Place, Call: called, Connector: connector, Why: why,
	})
}

func (r *reader) blind(n *flowparse.Node, identity Identity, kind, why, fix string) {
	r.result.Blindspots = append(r.result.Blindspots, Blindspot{
		Kind: kind, Why: why, Fix: fix, Identity: identity, Flow: r.result.Flow, Node: n.Name, Place: n.Place,
	})
}

// dataverse reads a call to a Dataverse connector.
func (r *reader) dataverse(n *flowparse.Node, rt route) {
	identity, also := r.payers(n, rt)
	if !rt.known {
		r.unknown(n, identity)
		return
	}
	op := Operation{
		Flow: r.result.Flow, Node: n.Name, Place: n.Place, Name: rt.name, Kind: rt.kind, Legacy: rt.legacy,
		Identity: identity, Also: also, Order: n.Order,
	}
	if op.Name == "" {
		op.Name = rt.kind.String()
	}
	at := &scope{node: n}
	switch rt.kind {
	case Transaction, Event: // name no table
		r.result.Operations = append(r.result.Operations, op)
		return
	case Message:
		r.message(&op, n, rt, at)
		return
	case Search:
		r.search(&op, n, at)
		return
	}
	table, problem := r.table(n, rt, at)
	if problem != "" {
		r.blind(n, identity, "dynamic-table", problem, "name the table as a constant in the flow, or pin this node's table in the configuration")
		return
	}
	op.Table = table
	r.rowID(&op, n, rt, at)
	r.arguments(&op, n, rt, at)
	r.result.Operations = append(r.result.Operations, op)
}

// unknown files a Dataverse call that has no row in the semantics yet.
func (r *reader) unknown(n *flowparse.Node, identity Identity) {
	name := n.Call.Operation
	switch strings.ToLower(strings.TrimSuffix(name, "WithOrganization")) {
	case "flowsteprun":
		r.untouched(n, n.Call.API, "names no table")
	case "performbackgroundoperation":
		r.blind(n, identity, "opaque-message", "background operations have no rule in this version", "look up what the operation needs and grant it by hand")
	default:
		if name == "" {
			name = "without an operation id"
		}
		r.blind(n, identity, "unknown-operation", "the operation "+name+" of "+n.Call.API+" has no rule in this version",
			"look up what the operation needs and grant it by hand")
	}
}

// table names the table of an operation, or says why it cannot.
func (r *reader) table(n *flowparse.Node, rt route, at *scope) (TableName, string) {
	if rt.path != nil && rt.table == nil {
		return r.tableOfPath(rt)
	}
	if rt.table == nil {
		return TableName{}, "the node names no table"
	}
	name := strings.TrimSpace(onlyConstant(r.ev.json(rt.table, at)))
	switch {
	case name == "" && rt.table.Str() == "":
		return TableName{}, "the node names no table"
	case name == "":
		return TableName{}, "the table is chosen by an expression"
	case rt.logical:
		return TableName{Logical: name}, ""
	}
	return TableName{Set: name}, ""
}

func (r *reader) tableOfPath(rt route) (TableName, string) {
	at := rt.path[0]
	if rt.legacy {
		if len(rt.path) < 3 {
			return TableName{}, "the path names no table"
		}
		at = rt.path[2]
	}
	name := constantOf(at)
	if !rt.legacy {
		name = setName(at)
	}
	if name == "" {
		return TableName{}, "the table is chosen by an expression"
	}
	return TableName{Set: name}, ""
}

package operation

import (
	"slices"
	"strings"

	"rolefit/analyzer/dataflow"
	"rolefit/analyzer/pin"
	"rolefit/flowparse"
)

// Surroundings is what reading one flow needs to know of the rest of the input. The zero value knows nothing.
type Surroundings struct {
	Flow       Flow
	KnownFlows map[string]bool      // workflow ids in the input, lower case
	Connectors map[string]Connector // custom connectors of the input by name, lower case
	Inputs     dataflow.Inputs      // what the callers of the flow pass to it; nil: not known
	Origin     string               // address of the current environment, lower case without a slash at its end; empty: not known
	Pins       pin.Set              // what the configuration settles
	IsSet      func(string) bool    // reports whether metadata knows an entity set; nil: none is known
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
	r := &reader{
		flow: flow, ev: dataflow.New(flow, dataflow.Given{Value: around.Pins.Value, Inputs: around.Inputs}), routes: map[*flowparse.Node]route{},
		around: around, result: Result{Flow: around.Flow},
	}
	flow.Walk(func(n *flowparse.Node) {
		if n.Call != nil && isDataverse(n.Call.API) && !isPrediction(n.Call) {
			r.routes[n] = r.routeOf(n)
			r.ev.Returns(n, r.routes[n].body())
		}
	})
	flow.Walk(r.node)
	r.results()
	r.marks()
	r.result.Runs = r.ev.Runs()
	r.result.Defaults = defaultsOf(flow)
	return r.result
}

// defaultsOf returns the defaults that a flow keeps of environment variables, by their schema names in lower case.
func defaultsOf(flow *flowparse.Flow) map[string]string {
	defaults := map[string]string{}
	for _, p := range flow.Parameters {
		if text := p.Default.Str(); p.SchemaName != "" && text != "" && !p.Secure {
			defaults[strings.ToLower(p.SchemaName)] = text
		}
	}
	return defaults
}

type reader struct {
	flow   *flowparse.Flow
	ev     *dataflow.Evaluator
	routes map[*flowparse.Node]route // what the nodes turned out to be that call a Dataverse connector
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
	if rt, ok := r.routes[n]; ok {
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
	r.blindAbout(n, identity, kind, why, fix, "")
}

func (r *reader) blindAbout(n *flowparse.Node, identity Identity, kind, why, fix, about string) {
	r.file(Blindspot{
		Kind: kind, Why: why, Fix: fix, About: about, Identity: identity, Flow: r.result.Flow, Node: n.Name, Place: n.Place,
	})
}

// file adds a blind spot; what several forms of a node have in common is one.
func (r *reader) file(b Blindspot) {
	for i := len(r.result.Blindspots) - 1; i >= 0 && r.result.Blindspots[i].Node == b.Node; i-- {
		if r.result.Blindspots[i] == b {
			return
		}
	}
	r.result.Blindspots = append(r.result.Blindspots, b)
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
	at := dataflow.At(n)
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
	// Without a table the rest is read all the same: it may hold blind spots of its own.
	tables := r.tables(n, identity, rt, at)
	if rt.kind == Subscribe && len(tables) == 0 {
		tables = []flowparse.TableName{{}} // it registers itself, whatever its table is
	}
	r.rowID(&op, n, rt, at)
	if rt.kind == Associate || rt.kind == Disassociate {
		for _, link := range r.associations(op, n, rt, at) {
			r.onEach(link, tables)
		}
		return
	}
	r.arguments(&op, n, rt, at)
	r.onEach(op, tables)
}

// onEach files an operation on every table that it may work on.
func (r *reader) onEach(op Operation, tables []flowparse.TableName) {
	for _, t := range tables {
		op.Table = t
		r.result.Operations = append(r.result.Operations, op)
	}
}

// unknown files a Dataverse call that has no row in the semantics yet.
func (r *reader) unknown(n *flowparse.Node, identity Identity) {
	name := n.Call.Operation
	switch strings.ToLower(strings.TrimSuffix(name, "WithOrganization")) {
	case "flowsteprun":
		r.untouched(n, n.Call.API, "names no table")
	default:
		if name == "" {
			name = "without an operation id"
		}
		r.blind(n, identity, "unknown-operation", "the operation "+name+" of "+n.Call.API+" has no rule in this version",
			"look up what the operation needs and state it in the configuration (reviewed)")
	}
}

// tables names the tables of an operation: one, or each of a known few. What it cannot name is a blind spot.
func (r *reader) tables(n *flowparse.Node, identity Identity, rt route, at *dataflow.Scope) []flowparse.TableName {
	var found dataflow.Set
	why := "the node names no table"
	switch {
	case rt.table != nil:
		found = r.ev.Of(rt.table, at)
	case rt.path != nil && !rt.legacy:
		found = setNames(rt.path[0])
	case len(rt.path) > 2:
		found = rt.path[2]
	}
	names, rest := namesIn(found)
	if rest {
		why = "the table is chosen by an expression" + reasonOf(found)
	}
	var pinned []string
	if rest || len(names) == 0 {
		var ok bool
		if pinned, ok = r.around.Pins.TablesAt(r.result.Flow.ID, r.result.Flow.Name, n.Name); !ok {
			fix, variable := "name the table as a constant in the flow, or pin this node's table in the configuration", variableOf(found)
			if variable != "" {
				fix = "state the value of the environment variable in the configuration"
			}
			r.file(Blindspot{
				Kind: "dynamic-table", Why: why, Fix: fix, About: variable, Reads: rt.kind.onlyReads(), Identity: identity,
				Flow: r.result.Flow, Node: n.Name, Place: n.Place,
			})
		}
	}
	tables := make([]flowparse.TableName, 0, len(names)+len(pinned))
	for _, name := range names {
		if rt.logical {
			tables = append(tables, flowparse.TableName{Logical: name})
			continue
		}
		tables = append(tables, flowparse.TableName{Set: name})
	}
	for _, name := range pinned {
		if t := r.eitherName(name); !slices.Contains(tables, t) {
			tables = append(tables, t)
		}
	}
	return tables
}

// eitherName takes a name from a configuration as an entity set where metadata knows one, else as a logical name.
func (r *reader) eitherName(name string) flowparse.TableName {
	if r.around.IsSet != nil && r.around.IsSet(name) {
		return flowparse.TableName{Set: name}
	}
	return flowparse.TableName{Logical: name}
}

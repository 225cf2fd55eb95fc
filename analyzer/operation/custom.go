package operation

import (
	"net/url"
	"strings"

	"rolefit/analyzer/dataflow"
	"rolefit/flowparse"
)

// Connector is what a custom connector's operations call.
type Connector struct {
	Address    string // scheme, host and base path
	Operations map[string]Request
}

// Request is one operation of a custom connector.
type Request struct {
	Method string
	Path   string   // with parameters in braces
	Body   string   // name of the parameter that is the body
	Query  []string // names of the parameters of the query
}

// customConnector files a call through a custom connector: as the request that it makes, when its host is Dataverse. A
// connector that is not in the input may call anything.
func (r *reader) customConnector(n *flowparse.Node, identity Identity, name string) {
	connector, ok := r.around.Connectors[strings.ToLower(name)]
	if !ok {
		r.blindAbout(n, identity, "opaque-http", "the custom connector "+name+" is not in the input; it may call the Dataverse Web API",
			"add the solution that holds the custom connector to the input, or say in the configuration that it was reviewed", name)
		return
	}
	request, ok := connector.Operations[n.Call.Operation]
	switch reach := addressReach(connector.Address+request.Path, true); {
	case reach == otherAddress:
		r.untouched(n, n.Call.API, "the custom connector calls "+hostOf(connector.Address))
		return
	case !ok:
		r.blindAbout(n, identity, "opaque-http", "the custom connector "+name+" has no operation "+n.Call.Operation, "export the solution again, connector included", name)
		return
	}
	at := dataflow.At(n)
	parameters := n.Call.Parameters
	parts := []dataflow.Set{{dataflow.Constant{Text: connector.Address}}}
	rest := request.Path
	for {
		before, after, found := strings.Cut(rest, "{")
		parts = append(parts, dataflow.Set{dataflow.Constant{Text: before}})
		if !found {
			break
		}
		parameter, after, _ := strings.Cut(after, "}")
		parts = append(parts, r.ev.Of(parameters.Get(parameter), at))
		rest = after
	}
	lead := "?"
	for _, q := range request.Query {
		if v := parameters.Get(q); v != nil {
			parts = append(parts, dataflow.Set{dataflow.Constant{Text: lead + q + "="}}, queryValues(r.ev.Of(v, at)))
			lead = "&"
		}
	}
	call := rawCall{identity: identity, connector: n.Call.API, method: request.Method, address: dataflow.Concat(parts)}
	if request.Body != "" {
		call.body = parameters.Get(request.Body)
		if call.body == nil {
			call.flat = request.Body + "/"
		}
	}
	r.addressed(n, call, "the address of the custom connector is put together at run time")
}

// queryValues are alternatives as they stand in the query of an address.
func queryValues(s dataflow.Set) dataflow.Set {
	out := make(dataflow.Set, len(s))
	for i, v := range s {
		out[i] = dataflow.Opaque{Why: "known to a run only"}
		if t, ok := skeleton(v); ok {
			out[i] = dataflow.Constant{Text: url.QueryEscape(t)}
		}
	}
	return out
}

package operation

import (
	"net/url"
	"strings"

	"rolefit/analyzer/dataflow"
	"rolefit/flowparse"
	"rolefit/flowparse/odata"
)

// elsewhere files a call that does not go through a Dataverse connector.
func (r *reader) elsewhere(n *flowparse.Node) {
	c := n.Call
	switch c.Family {
	case flowparse.ChildFlow:
		r.childFlow(n)
		return
	case flowparse.HTTP:
		r.http(n)
		return
	case flowparse.Agent:
		r.blind(n, Identity{}, "unknown-operation", "an agent or its tools choose tables at run time",
			"grant what the agent's tools may touch by hand")
		return
	}
	identity, _ := r.payers(n, route{})
	switch {
	case isPrediction(c):
		identity, also := r.payers(n, route{})
		r.result.Operations = append(r.result.Operations, Operation{
			Flow: r.result.Flow, Node: n.Name, Place: n.Place, Name: c.Operation, Kind: Predict, Identity: identity, Also: also, Order: n.Order,
			Table: flowparse.TableName{Logical: "msdyn_aimodel"}, Models: r.models(n),
		})
	case strings.HasPrefix(c.API, "shared_webcontents"):
		r.webContents(n, identity)
	default:
		if ref, ok := r.flow.Reference(c.Key); ok && ref.Custom != "" {
			r.customConnector(n, identity, ref.Custom)
			return
		}
		r.otherConnector(n, identity)
	}
}

// isPrediction reports whether a call is one of AI Builder's, whichever connector carries it.
func isPrediction(c *flowparse.Call) bool {
	name := strings.ToLower(c.Operation)
	return strings.HasPrefix(name, "aibuilderpredict") || strings.HasPrefix(name, "predict") && isDataverse(c.API) || c.API == "aibuilder"
}

// models are the ids of the models that a prediction asks, as far as the flow names them.
func (r *reader) models(n *flowparse.Node) []string {
	var ids []string
	for _, parameter := range []string{"recordId", "modelId"} {
		names, _ := namesIn(r.ev.Of(n.Call.Parameters.Get(parameter), dataflow.At(n)))
		for _, name := range names {
			ids = append(ids, strings.ToLower(name))
		}
	}
	return ids
}

// http files a native HTTP call by its address and authentication.
func (r *reader) http(n *flowparse.Node) {
	c := n.Call
	authentication := strings.ToLower(c.Auth.Get("type").Str())
	identity := Identity{}
	switch authentication {
	case "activedirectoryoauth":
		client := constantOf(r.ev.Of(c.Auth.Get("clientId"), dataflow.At(n)))
		if client == "" {
			client = "chosen at run time"
		}
		identity = Identity{ID: "app:" + client, Environment: CurrentEnvironment}
	case "managedserviceidentity":
		identity = Identity{ID: "app:managed-identity", Environment: CurrentEnvironment}
	}
	signed := authentication != "" && authentication != "none" || c.Headers.Fold("authorization") != nil || c.Auth != nil && authentication == ""
	call := rawCall{
		identity: identity, connector: "http", method: c.Method.Str(), address: r.ev.Of(c.Path, dataflow.At(n)), headers: c.Headers, body: c.Body,
	}
	why := ""
	if signed {
		why = "the address is put together at run time and the call is signed in"
	}
	r.addressed(n, call, why)
}

// webContents files a call of the "HTTP with Microsoft Entra ID" connector.
func (r *reader) webContents(n *flowparse.Node, identity Identity) {
	at := dataflow.At(n)
	value := n.Call.Parameters.Get("request/url")
	if value == nil {
		value = n.Call.Parameters.Get("path")
	}
	parameters := n.Call.Parameters
	r.addressed(n, rawCall{
		identity: identity, connector: n.Call.API, method: parameters.Get("request/method").Str(), address: r.ev.Of(value, at),
		headers: parameters.Get("request/headers"), body: parameters.Get("request/body"),
	}, "the address is put together at run time; it may be a Dataverse Web API call")
}

// addressed files a call by where its address leads, in each form that it can have: to the Web API, elsewhere, or somewhere
// that is not known. A call to somewhere unknown is a blind spot when there is a reason to say so.
func (r *reader) addressed(n *flowparse.Node, call rawCall, why string) {
	var toDataverse dataflow.Set
	unknown := false
	forms, all := formsOf(call.address)
	for _, v := range forms {
		address, ok := skeleton(v)
		switch addressReach(address, ok) {
		case dataverseAddress:
			toDataverse = append(toDataverse, v)
		case unknownAddress:
			unknown = true
		}
	}
	if !all && len(toDataverse) > 0 {
		r.blind(n, call.identity, "opaque-http", "the address has more forms than are followed", rawFix)
	}
	if unknown && why != "" {
		r.blind(n, call.identity, "opaque-http", why, rawFix)
	}
	switch {
	case len(toDataverse) > 0:
		call.address = toDataverse
		r.raw(n, call)
	case !unknown || why == "":
		r.untouched(n, call.connector, "")
	}
}

type reach uint8

const (
	otherAddress reach = iota
	dataverseAddress
	unknownAddress
)

// addressReach tells whether an address is Dataverse's: by its path, or by its host.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/compose-http-requests-handle-errors (2026-11-22)
func addressReach(address string, known bool) reach {
	if !known {
		return unknownAddress
	}
	lower := strings.ToLower(address)
	if strings.Contains(lower, "/api/data/v") {
		return dataverseAddress
	}
	host := hostOf(address)
	switch {
	case strings.HasSuffix(host, ".dynamics.com") && strings.Contains(host, ".crm"):
		return dataverseAddress
	case host == "" && strings.HasPrefix(lower, string(odata.Unknown)):
		return unknownAddress
	}
	return otherAddress
}

// hostOf is the host of an absolute address whose host is known, in lower case.
func hostOf(address string) string {
	u, err := url.Parse(strings.ReplaceAll(strings.TrimSpace(address), string(odata.Unknown), "_"))
	if err != nil || u.Host == "" {
		return ""
	}
	rest := address[strings.Index(address, "://")+3:]
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	if strings.ContainsRune(rest, odata.Unknown) {
		return ""
	}
	return strings.ToLower(u.Hostname())
}

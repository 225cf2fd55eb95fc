package flowparse

import (
	"strings"

	"rolefit/flowparse/expr"
	"rolefit/flowparse/jsontree"
)

// Family says in which of the known shapes a node calls something outside the flow.
type Family uint8

// The families of operations.md 1.
const (
	OpenAPI   Family = iota // current connector action or trigger: host, operationId, parameters
	V1                      // ApiConnection: method, path, queries, body
	Hybrid                  // Request trigger of kind ApiConnection
	Changeset               // transaction around other calls
	ChildFlow               // Workflow
	HTTP                    // native HTTP
	Agent                   // agent and MCP nodes: tables chosen at run time
)

// Call is what a node asks of the world, in one shape for all families.
type Call struct {
	Family     Family
	API        string // connector name in lower case, such as "shared_commondataserviceforapps"; empty when nothing names it
	Key        string // key of the connection reference; empty without one
	Operation  string // operation id; empty in V1 nodes that name none
	Parameters *jsontree.Node
	Method     *jsontree.Node
	Path       *jsontree.Node // path of V1 nodes, uri of HTTP nodes
	Queries    *jsontree.Node
	Headers    *jsontree.Node
	Body       *jsontree.Node
	Auth       *jsontree.Node
	Workflow   string // workflow id of a child flow, lower case
}

// call reads the call of a node, or returns nil.
func (p *parser) call(n *Node) *Call {
	in := n.Inputs
	switch strings.ToLower(n.Type) {
	case "workflow":
		return &Call{Family: ChildFlow, Workflow: strings.ToLower(in.At("host", "workflowReferenceName").Str()), Body: in.Get("body")}
	case "http", "httpwebhook":
		at := in
		if sub := in.Get("subscribe"); sub.Is(jsontree.Object) {
			at = sub
		}
		return &Call{Family: HTTP, Method: at.Get("method"), Path: at.Get("uri"), Queries: at.Get("queries"),
			Headers: at.Get("headers"), Body: at.Get("body"), Auth: at.Get("authentication")}
	case "agent", "nestedagent", "mcpclienttool", "agenthandoff":
		c := &Call{Family: Agent}
		p.host(c, in.Get("host"))
		return c
	case "changeset":
		c := &Call{Family: Changeset}
		p.host(c, in.Get("host"))
		return c
	}
	host := in.Get("host")
	if !host.Is(jsontree.Object) {
		return nil
	}
	c := &Call{
		Parameters: in.Get("parameters"), Method: in.Get("method"), Path: in.Get("path"), Queries: in.Get("queries"),
		Headers: in.Get("headers"), Body: in.Get("body"), Auth: in.Get("authentication"),
	}
	p.host(c, host)
	switch {
	case strings.EqualFold(n.Type, "Request"):
		c.Family = Hybrid
	case strings.HasPrefix(strings.ToLower(n.Type), "apiconnection"):
		c.Family = V1
	}
	if c.Operation == "" {
		c.Operation = in.Get("operationId").Str()
	}
	if c.Operation == "" {
		c.Operation = n.JSON.At("metadata", "flowSystemMetadata", "swaggerOperationId").Str()
	}
	return c
}

// host reads which connector and connection a call goes through.
func (p *parser) host(c *Call, host *jsontree.Node) {
	c.Operation = host.Get("operationId").Str()
	c.Key = host.Get("connectionName").Str()
	if c.Key == "" {
		c.Key = connectionKey(host.At("connection", "name").Str())
	}
	c.API = apiName(host.Get("apiId").Str())
	if c.API != "" || c.Key == "" {
		return
	}
	if r, ok := p.flow.Reference(c.Key); ok && r.API != "" {
		c.API = strings.ToLower(r.API)
		return
	}
	// Without a reference the key itself is all there is: designers name it after the connector, with a counter.
	c.API = strings.ToLower(strings.TrimRight(strings.TrimRight(c.Key, "0123456789"), "-_"))
}

// apiName takes the connector's name from an API id such as "/providers/Microsoft.PowerApps/apis/shared_x".
func apiName(id string) string {
	return strings.ToLower(id[strings.LastIndexByte(id, '/')+1:])
}

// connectionKey reads the key out of "@parameters('$connections')['KEY']['connectionId']" and its kin: the last index
// but one.
func connectionKey(name string) string {
	t, err := expr.Parse(name)
	if err != nil {
		return ""
	}
	e, ok := t.Single()
	if !ok {
		return ""
	}
	outer, ok := e.(expr.Index)
	if !ok {
		return ""
	}
	inner, ok := outer.Base.(expr.Index)
	if !ok {
		return ""
	}
	key, _ := inner.Key.(expr.Str)
	return key.Text
}

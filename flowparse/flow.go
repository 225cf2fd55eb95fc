// Package flowparse turns a cloud flow's definition into a tree of nodes: triggers, actions and the containers between
// them, each with its place by bytes and by route, and each connector call in one shape whatever designer wrote it.
//
// It is syntax only. It knows connectors, connection references and operations by name, and nothing of privileges.
// It reads solution files, package exports, clientdata and Logic Apps definitions.
//
// Source: https://learn.microsoft.com/azure/logic-apps/logic-apps-workflow-definition-language (2026-11-22)
package flowparse

import (
	"strings"

	"rolefit/flowparse/jsontree"
	"rolefit/flowparse/source"
)

// Flow is one cloud flow.
type Flow struct {
	ID         string // workflow id, lower-case GUID; empty when the file does not say
	Name       string // display name; empty when the file does not say
	File       string
	References []Reference // in file order
	Parameters []Parameter // in file order
	Triggers   []*Node
	Actions    []*Node // in the order they run
	Root       *jsontree.Node
}

// Reference is an entry of connectionReferences: what a node's connection key stands for.
type Reference struct {
	Key           string
	LogicalName   string // of the connection reference; empty for a connection bound directly
	API           string // connector name, such as "shared_commondataserviceforapps"
	Custom        string // name of the custom connector behind it; empty for the platform's own
	Invoker       bool   // runs under the caller's connection
	Impersonation bool   // impersonation.source is "invoker"
	Place         source.Place
}

// Parameter is a parameter of the definition.
type Parameter struct {
	Name       string
	SchemaName string // of the environment variable behind it; empty for a constant of the definition
	Default    *jsontree.Node
	Secure     bool // its value is a secret
}

// Node is a trigger or an action.
type Node struct {
	Name     string
	Trigger  bool
	Type     string // as written, such as "OpenApiConnection"
	Kind     string // as written, such as "PowerAppV2"; usually empty
	Place    source.Place
	JSON     *jsontree.Node
	Inputs   *jsontree.Node
	RunAfter []RunAfter
	Parent   *Node // nil at the top
	Branch   string
	Children []*Node // in the order they run, all branches
	Call     *Call   // nil when the node calls no connector, flow or address
	Order    int     // position in the order of running, from 0; triggers first
}

// RunAfter is a predecessor and the outcomes after which the node runs.
type RunAfter struct {
	Name     string
	Statuses []string
}

// OnSuccess reports whether the node runs only when the predecessor succeeded.
func (a RunAfter) OnSuccess() bool {
	return len(a.Statuses) == 1 && strings.EqualFold(a.Statuses[0], "Succeeded")
}

// Reference returns the connection reference under a key.
func (f *Flow) Reference(key string) (Reference, bool) {
	for _, r := range f.References {
		if r.Key == key {
			return r, true
		}
	}
	return Reference{}, false
}

// Parameter returns the parameter of that name.
func (f *Flow) Parameter(name string) (Parameter, bool) {
	for _, p := range f.Parameters {
		if p.Name == name {
			return p, true
		}
	}
	return Parameter{}, false
}

// Walk visits every node: triggers, then actions, each before its children, in the order they run.
func (f *Flow) Walk(visit func(*Node)) {
	for _, nodes := range [][]*Node{f.Triggers, f.Actions} {
		walk(nodes, visit)
	}
}

func walk(nodes []*Node, visit func(*Node)) {
	for _, n := range nodes {
		visit(n)
		walk(n.Children, visit)
	}
}

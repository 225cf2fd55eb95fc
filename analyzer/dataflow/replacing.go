package dataflow

import (
	"slices"
	"strings"

	"rolefit/flowparse"
)

// replacers returns the nodes after whose success nothing is left of what a variable held before: those that set it, and the
// containers around them in which every way through sets it.
func (ev *Evaluator) replacers(variable string) []*flowparse.Node {
	if known, ok := ev.replacing[variable]; ok {
		return known
	}
	var found []*flowparse.Node
	for _, a := range ev.variables[variable] {
		if a.replaces() && !slices.Contains(found, a.node) {
			found = append(found, a.node)
		}
	}
	for _, n := range found {
		for around := n.Parent; around != nil && !slices.Contains(found, around) && replaces(around, found); around = around.Parent {
			found = append(found, around)
		}
	}
	ev.replacing[variable] = found
	return found
}

// replaces reports whether a container cannot succeed without one of some nodes having succeeded inside it.
func replaces(container *flowparse.Node, nodes []*flowparse.Node) bool {
	switch strings.ToLower(container.Type) {
	case "scope":
		return branchReplaces(container, "actions", nodes)
	case "if":
		return branchReplaces(container, "actions", nodes) && branchReplaces(container, "else", nodes)
	case "switch":
		for _, c := range container.JSON.Get("cases").Entries() {
			if !branchReplaces(container, "case "+c.Name, nodes) {
				return false
			}
		}
		return branchReplaces(container, "default", nodes)
	}
	return false // a loop may make no pass
}

func branchReplaces(container *flowparse.Node, branch string, nodes []*flowparse.Node) bool {
	holds := func(n *flowparse.Node) bool { return n.Branch == branch && slices.Contains(nodes, n) }
	return onSuccessOnly(container, branch) && slices.ContainsFunc(container.Children, holds)
}

// onSuccessOnly reports whether no node of a branch handles what another did not achieve: the branch succeeds then only when
// all of its nodes have.
func onSuccessOnly(container *flowparse.Node, branch string) bool {
	for _, n := range container.Children {
		for _, a := range n.RunAfter {
			if n.Branch == branch && !a.OnSuccess() {
				return false
			}
		}
	}
	return true
}

// certain reports whether a node has certainly succeeded when another starts: by the order in which they run, or because the
// scopes around it cannot have succeeded without it.
func (ev *Evaluator) certain(n, reader *flowparse.Node) bool {
	for ; n != nil; n = n.Parent {
		if ev.runs.SucceededBefore(n.Order, reader.Order) {
			return true
		}
		if n.Parent == nil || !isType(n.Parent, "scope") || !onSuccessOnly(n.Parent, n.Branch) {
			return false
		}
	}
	return false
}

package operation

import (
	"strings"

	"rolefit/flowparse"
)

// order tells which nodes of a flow certainly run before others, which exclude one another, and which may run again.
// The zero value is not ready; see newOrder.
type order struct {
	siblings map[*flowparse.Node]map[string]*flowparse.Node // container (nil: the flow) -> its children by name
	settled  map[*flowparse.Node]map[*flowparse.Node]bool   // node -> siblings that ended before it starts, whatever their outcome
	success  map[*flowparse.Node]map[*flowparse.Node]bool   // node -> siblings that succeeded before it starts
}

func newOrder(flow *flowparse.Flow) order {
	o := order{
		siblings: map[*flowparse.Node]map[string]*flowparse.Node{},
		settled:  map[*flowparse.Node]map[*flowparse.Node]bool{}, success: map[*flowparse.Node]map[*flowparse.Node]bool{},
	}
	flow.Walk(func(n *flowparse.Node) {
		if o.siblings[n.Parent] == nil {
			o.siblings[n.Parent] = map[string]*flowparse.Node{}
		}
		o.siblings[n.Parent][n.Name] = n
	})
	return o
}

// before reports whether a node has certainly ended when another starts, in the same pass through every loop around both.
func (o order) before(a, b *flowparse.Node) bool {
	x, y := fork(a, b)
	return x != y && x != nil && y != nil && o.ended(y)[x]
}

// succeeded reports whether a node has certainly run and succeeded when another starts, in the same pass through every
// loop around both.
func (o order) succeeded(a, b *flowparse.Node) bool {
	for ; b != nil; b = b.Parent {
		if a.Parent == b.Parent {
			return a != b && o.worked(b)[a]
		}
	}
	return false
}

// excludes reports whether two nodes stand in different branches of a condition or switch, so that one pass runs one of
// them at most.
func excludes(a, b *flowparse.Node) bool {
	x, y := fork(a, b)
	if x == nil || y == nil || x.Parent == nil || x.Branch == y.Branch {
		return false
	}
	return isType(x.Parent, "if") || isType(x.Parent, "switch")
}

// fork returns the outermost nodes that hold one of two nodes and not the other. They are siblings. One of them is nil
// when one node holds the other.
func fork(a, b *flowparse.Node) (x, y *flowparse.Node) {
	holds := map[*flowparse.Node]*flowparse.Node{} // container -> its child that holds b
	for n := b; n != nil; n = n.Parent {
		if n == a {
			return nil, nil
		}
		holds[n.Parent] = n
	}
	for n := a; n != nil; n = n.Parent {
		if n == b {
			return nil, nil
		}
		if y, ok := holds[n.Parent]; ok {
			return n, y
		}
	}
	return nil, nil
}

// ended returns the siblings that have ended before a node starts.
func (o order) ended(n *flowparse.Node) map[*flowparse.Node]bool {
	return o.preceding(n, o.settled, func(flowparse.RunAfter) bool { return true })
}

// worked returns the siblings that have succeeded before a node starts.
func (o order) worked(n *flowparse.Node) map[*flowparse.Node]bool {
	return o.preceding(n, o.success, func(a flowparse.RunAfter) bool {
		return len(a.Statuses) == 1 && strings.EqualFold(a.Statuses[0], "Succeeded")
	})
}

func (o order) preceding(n *flowparse.Node, known map[*flowparse.Node]map[*flowparse.Node]bool, counts func(flowparse.RunAfter) bool) map[*flowparse.Node]bool {
	if found, ok := known[n]; ok {
		return found
	}
	found := map[*flowparse.Node]bool{}
	known[n] = found // a node that waits for itself precedes nothing
	for _, a := range n.RunAfter {
		sibling := o.siblings[n.Parent][a.Name]
		if sibling == nil || sibling == n || sibling.Branch != n.Branch || !counts(a) {
			continue
		}
		found[sibling] = true
		for s := range o.preceding(sibling, known, counts) {
			found[s] = true
		}
	}
	return found
}

// loopAround returns the innermost loop that holds both nodes, and whether some loop around both may run several passes
// at once. Containers of a kind that is not known count as such a loop.
func loopAround(a, b *flowparse.Node) (loop *flowparse.Node, parallel bool) {
	around := map[*flowparse.Node]bool{}
	for n := a.Parent; n != nil; n = n.Parent {
		around[n] = true
	}
	for n := b.Parent; n != nil; n = n.Parent {
		if !around[n] {
			continue
		}
		switch {
		case isType(n, "scope"), isType(n, "if"), isType(n, "switch"):
			continue
		case isType(n, "until"), isType(n, "foreach") && oneByOne(n):
		default:
			parallel = true
		}
		if loop == nil {
			loop = n
		}
	}
	return loop, parallel
}

// oneByOne reports whether a Foreach says that it takes its elements one after the other.
// Source: https://learn.microsoft.com/azure/logic-apps/logic-apps-workflow-actions-triggers#run-for-each-loops-sequentially (2026-11-25)
func oneByOne(n *flowparse.Node) bool {
	if strings.EqualFold(n.JSON.Get("operationOptions").Str(), "Sequential") {
		return true
	}
	repetitions, ok := n.JSON.Get("runtimeConfiguration").At("concurrency", "repetitions").Int()
	return ok && repetitions == 1
}

func isType(n *flowparse.Node, name string) bool { return strings.EqualFold(n.Type, name) }

// inside reports whether a node stands inside a container.
func inside(n, container *flowparse.Node) bool {
	for n = n.Parent; n != nil; n = n.Parent {
		if n == container {
			return true
		}
	}
	return false
}

package operation

import (
	"strings"

	"rolefit/flowparse"
)

// order tells which nodes of a flow certainly run before others, which exclude one another, and which may run again.
// The zero value is not ready; see newOrder.
type order struct {
	siblings map[*flowparse.Node]map[string]*flowparse.Node // container (nil: the flow) -> its children by name
	position map[*flowparse.Node]int                        // among the siblings
	settled  map[*flowparse.Node]positions                  // node -> siblings that ended before it starts, whatever their outcome
	success  map[*flowparse.Node]positions                  // node -> siblings that succeeded before it starts
}

// positions is a set of siblings by their position.
type positions []uint64

func (p positions) has(i int) bool { return i/64 < len(p) && p[i/64]&(1<<(i%64)) != 0 }

func (p positions) add(i int) { p[i/64] |= 1 << (i % 64) }

func (p positions) join(q positions) {
	for i, w := range q {
		p[i] |= w
	}
}

// maxSiblings bounds the nodes of one container that are put in order; beyond it no order is certain. The platform allows
// 500 actions in a flow.
// Source: https://learn.microsoft.com/power-automate/limits-and-config (2026-11-22)
const maxSiblings = 4096

func newOrder(flow *flowparse.Flow) order {
	o := order{
		siblings: map[*flowparse.Node]map[string]*flowparse.Node{}, position: map[*flowparse.Node]int{},
		settled: map[*flowparse.Node]positions{}, success: map[*flowparse.Node]positions{},
	}
	flow.Walk(func(n *flowparse.Node) {
		if o.siblings[n.Parent] == nil {
			o.siblings[n.Parent] = map[string]*flowparse.Node{}
		}
		o.siblings[n.Parent][n.Name] = n
	})
	for _, children := range o.siblings {
		i := 0
		for _, n := range children { // any numbering will do
			o.position[n] = i
			i++
		}
	}
	return o
}

// before reports whether a node has certainly ended when another starts, in the same pass through every loop around both.
func (o order) before(a, b *flowparse.Node) bool {
	x, y := fork(a, b)
	return x != y && x != nil && y != nil && o.ended(y).has(o.position[x])
}

// succeeded reports whether a node has certainly run and succeeded when another starts, in the same pass through every
// loop around both.
func (o order) succeeded(a, b *flowparse.Node) bool {
	for ; b != nil; b = b.Parent {
		if a.Parent == b.Parent {
			return a != b && o.worked(b).has(o.position[a])
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
func (o order) ended(n *flowparse.Node) positions {
	return o.preceding(n, o.settled, func(flowparse.RunAfter) bool { return true })
}

// worked returns the siblings that have succeeded before a node starts.
func (o order) worked(n *flowparse.Node) positions {
	return o.preceding(n, o.success, func(a flowparse.RunAfter) bool {
		return len(a.Statuses) == 1 && strings.EqualFold(a.Statuses[0], "Succeeded")
	})
}

func (o order) preceding(n *flowparse.Node, known map[*flowparse.Node]positions, counts func(flowparse.RunAfter) bool) positions {
	if found, ok := known[n]; ok {
		return found
	}
	siblings := o.siblings[n.Parent]
	if len(siblings) > maxSiblings || siblings[n.Name] != n {
		return nil // too many, or one of two nodes of the same name
	}
	found := make(positions, (len(siblings)+63)/64)
	known[n] = found // a node that waits for itself precedes nothing
	for _, a := range n.RunAfter {
		sibling := siblings[a.Name]
		if sibling == nil || sibling == n || sibling.Branch != n.Branch || !counts(a) {
			continue
		}
		found.add(o.position[sibling])
		found.join(o.preceding(sibling, known, counts))
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

package dataflow

import (
	"strings"

	"rolefit/flowparse"
)

// Runs is the order in which the nodes of a flow run, as far as it is certain: which of them have ended, or succeeded, when
// another starts. Nodes are named by their Order in the flow. It holds the flow's tree. The zero value knows no order.
type Runs struct {
	places  []place
	nodes   []*flowparse.Node
	setters map[string][]*flowparse.Node // variable -> nodes that set or add to it
}

// place is where a node stands among its siblings: the nodes of the container around it, or of the flow.
type place struct {
	container int       // the node around it; -1: none
	position  int       // among the siblings
	ended     positions // siblings that ended before the node starts, whatever their outcome
	worked    positions // siblings that succeeded before the node starts
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

// siblings are the nodes of one container. Of nodes with the same name the last counts.
type siblings struct {
	named map[string]*flowparse.Node
	size  int
}

func runsOf(flow *flowparse.Flow) Runs {
	var r Runs
	in := map[*flowparse.Node]*siblings{} // container, nil for the flow -> its nodes
	flow.Walk(func(n *flowparse.Node) {
		s := in[n.Parent]
		if s == nil {
			s = &siblings{named: map[string]*flowparse.Node{}}
			in[n.Parent] = s
		}
		p := place{container: -1, position: s.size}
		if n.Parent != nil {
			p.container = n.Parent.Order
		}
		s.named[n.Name] = n
		s.size++
		r.places, r.nodes = append(r.places, p), append(r.nodes, n)
	})
	flow.Walk(func(n *flowparse.Node) {
		r.precede(n, in[n.Parent], func(p *place) *positions { return &p.ended }, func(flowparse.RunAfter) bool { return true })
		r.precede(n, in[n.Parent], func(p *place) *positions { return &p.worked }, flowparse.RunAfter.OnSuccess)
	})
	return r
}

// precede finds the siblings that come before a node: those that it waits for with an outcome that counts, and those that
// come before these. It finds them once for each node.
func (r Runs) precede(n *flowparse.Node, in *siblings, of func(*place) *positions, counts func(flowparse.RunAfter) bool) positions {
	known := of(&r.places[n.Order])
	if *known != nil {
		return *known
	}
	if in.size > maxSiblings || in.named[n.Name] != n {
		return nil // too many, or one of two nodes of the same name
	}
	found := make(positions, (in.size+63)/64)
	*known = found // a node that waits for itself precedes nothing
	for _, a := range n.RunAfter {
		sibling := in.named[a.Name]
		if sibling == nil || sibling == n || sibling.Branch != n.Branch || !counts(a) {
			continue
		}
		found.add(r.places[sibling.Order].position)
		found.join(r.precede(sibling, in, of, counts))
	}
	return found
}

// before reports whether a node has certainly ended when another starts, in the same pass through every loop around both.
func (r Runs) before(a, b *flowparse.Node) bool {
	x, y := fork(a, b)
	return x != y && x != nil && y != nil && r.places[y.Order].ended.has(r.places[x.Order].position)
}

// SucceededBefore reports whether a node has certainly run and succeeded when another starts, in the same pass through
// every loop around both. Both are given by their Order in the flow.
func (r Runs) SucceededBefore(a, b int) bool {
	if a < 0 || a >= len(r.places) || b >= len(r.places) {
		return false
	}
	for before := r.places[a]; b >= 0; b = r.places[b].container {
		if at := r.places[b]; at.container == before.container {
			return a != b && at.worked.has(before.position)
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

package dataflow

import (
	"strings"

	"rolefit/flowparse"
)

// MayPrecede reports whether one node may have worked on what a third node made before another does: unless the other has
// certainly ended by then, and in no loop that runs again over the same, be it that a variable carries it into the next pass.
// The two may be the same node. All are given by their Order in the flow.
func (r Runs) MayPrecede(one, other, made int) bool {
	a, b, m := r.node(one), r.node(other), r.node(made)
	if a == nil || b == nil || m == nil {
		return true
	}
	if loop, parallel := loopAround(a, b); loop != nil && (!inside(m, loop) || r.carries(loop, m, b, parallel)) {
		return true
	}
	return a != b && !r.before(b, a) && !excludes(a, b)
}

// carries reports whether a variable may hold for a reader inside a loop what another pass of the loop made.
func (r Runs) carries(loop, made, reader *flowparse.Node, parallel bool) bool {
	for _, setters := range r.setters {
		for _, s := range setters {
			if inside(s, loop) && !r.before(s, made) && (parallel || !r.SucceededBefore(s.Order, reader.Order)) {
				return true
			}
		}
	}
	return false
}

// SameValue reports whether an expression certainly means the same for two nodes of which the first succeeds before the
// second starts: no variable in it is set in between, nor by an earlier pass of a loop around the second alone, and its
// item() is of the same loop.
func (r Runs) SameValue(expression string, first, second int) bool {
	a, b := r.node(first), r.node(second)
	if a == nil || b == nil || strings.Contains(expression, "item()") && foreachAround(a) != foreachAround(b) {
		return false
	}
	for name, setters := range r.setters {
		if !strings.Contains(expression, "variables('"+strings.ReplaceAll(name, "'", "''")+"')") {
			continue
		}
		for _, s := range setters {
			_, parallel := loopAround(s, a)
			if loop, _ := loopAround(s, b); loop != nil && !inside(a, loop) {
				return false
			}
			if parallel || !r.before(s, a) && !r.before(b, s) && !excludes(s, b) {
				return false
			}
		}
	}
	return true
}

func (r Runs) node(order int) *flowparse.Node {
	if order < 0 || order >= len(r.nodes) {
		return nil
	}
	return r.nodes[order]
}

// foreachAround is the innermost Foreach around a node; nil when none is.
func foreachAround(n *flowparse.Node) *flowparse.Node {
	for n = n.Parent; n != nil && !isType(n, "foreach"); n = n.Parent {
	}
	return n
}

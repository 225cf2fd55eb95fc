package operation

import (
	"math"

	"rolefit/flowparse"
	"rolefit/flowparse/jsontree"
)

// trail guards an evaluator against circles and remembers what it found.
//
// A value that depends on itself adds nothing to itself, so a circle is cut where it closes. What was found below a cut
// is complete only once the whole circle has been followed; until then it is not remembered.
type trail struct {
	found map[step]set
	depth map[step]int // steps being followed, by how deep they stand
	cut   int          // the outermost step at which a circle below was cut
}

// step is something whose value is found once: a variable, what a node returns, the element of a loop, or a member of
// a JSON literal.
type step struct {
	kind   string
	name   string
	member *jsontree.Node
	scope  scopeKey
}

// scopeKey tells scopes apart: where the literal stands, and inside Select the very scope.
type scopeKey struct {
	node *flowparse.Node
	item *scope
}

func (at *scope) key() scopeKey {
	if at.item != nil {
		return scopeKey{at.node, at}
	}
	return scopeKey{node: at.node}
}

func newTrail() trail {
	return trail{found: map[step]set{}, depth: map[step]int{}, cut: math.MaxInt}
}

// maxTrail bounds how many steps lead from one to the next; real flows take a few dozen.
const maxTrail = 300

// follow returns the value of a step, found once.
func (t *trail) follow(name step, find func() set) set {
	if s, ok := t.found[name]; ok {
		return s
	}
	if d, ok := t.depth[name]; ok {
		t.cut = min(t.cut, d)
		return nil
	}
	outer, d := t.cut, len(t.depth)
	if d > maxTrail {
		t.cut = -1
		return set{opaque{"the value is passed on too often to follow"}}
	}
	t.depth[name], t.cut = d, math.MaxInt
	s := find()
	delete(t.depth, name)
	if t.cut >= d {
		t.found[name] = s
		t.cut = outer
		return s
	}
	t.cut = min(t.cut, outer)
	return s
}

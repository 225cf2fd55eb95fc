package operation

import (
	"math"

	"rolefit/flowparse"
	"rolefit/flowparse/jsontree"
)

// trail guards an evaluator against circles and remembers what it found.
//
// A value that is passed on to itself unchanged adds nothing to itself: where a circle closes it leaves a mark, and the
// mark is taken out of the alternatives once the step it stands for is found. A mark that went through a function in
// between stands for something unknown. What was found below a cut is not remembered until the circle has been followed.
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
		return set{circle{name}}
	}
	outer, d := t.cut, len(t.depth)
	if d > maxTrail {
		t.cut = -1
		return set{opaque{"the value is passed on too often to follow"}}
	}
	t.depth[name], t.cut = d, math.MaxInt
	s := find().without(circle{name})
	delete(t.depth, name)
	if t.cut >= d {
		t.found[name] = s
		t.cut = outer
		return s
	}
	t.cut = min(t.cut, outer)
	return s
}

// circle marks where a value depends on a step that is still being followed.
type circle struct{ step step }

func (circle) value() {}

// without takes a mark out of the alternatives, and out of the elements of lists among them.
func (s set) without(mark circle) set {
	out := s[:0:0]
	for _, v := range s {
		if v == value(mark) {
			continue
		}
		if l, ok := v.(list); ok {
			v = list{l.elements.without(mark)}
		}
		out = append(out, v)
	}
	return out
}

// throughFunction is the set as the argument of a function: marks of circles are unknown values there.
func (s set) throughFunction() set {
	for _, v := range s {
		if _, ok := v.(circle); ok {
			out := s[:0:0]
			for _, v := range s {
				if _, ok := v.(circle); ok {
					v = opaque{"depends on itself"}
				}
				out = append(out, v)
			}
			return out
		}
	}
	return s
}

package dataflow

import (
	"math"
	"slices"

	"rolefit/flowparse"
	"rolefit/flowparse/jsontree"
)

// trail guards an evaluator against circles and remembers what it found.
//
// A value that is passed on to itself unchanged adds nothing to itself: where a circle closes it leaves a mark, and the
// mark is taken out of the alternatives once the step it stands for is found. What was found below a cut is not remembered until the circle has been followed.
type trail struct {
	found map[step]Set
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
	item *Scope
}

func (at *Scope) key() scopeKey {
	if at.item != nil {
		return scopeKey{at.node, at}
	}
	return scopeKey{node: at.node}
}

func newTrail() trail {
	return trail{found: map[step]Set{}, depth: map[step]int{}, cut: math.MaxInt}
}

// maxTrail bounds how many steps lead from one to the next; real flows take a few dozen.
const maxTrail = 300

// follow returns the value of a step, found once.
func (t *trail) follow(name step, find func() Set) Set {
	if s, ok := t.found[name]; ok {
		return s
	}
	if d, ok := t.depth[name]; ok {
		t.cut = min(t.cut, d)
		return Set{circle{name}}
	}
	outer, d := t.cut, len(t.depth)
	if d > maxTrail {
		t.cut = -1
		return Set{Opaque{Why: "the value is passed on too often to follow"}}
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

// circle marks where a value depends on a step that is still being followed: it is what that step is.
type circle struct{ step step }

// element marks an element of what a step is that is still being followed.
type element struct{ step step }

func (circle) value()  {}
func (element) value() {}

// growing is why a value is not known that each round of a circle changes.
const growing = "depends on itself"

// follow returns the value of a step, found once and closed.
func (ev *Evaluator) follow(name step, find func() Set) Set {
	return ev.trail.follow(name, func() Set { return ev.closed(name, find()) })
}

// closed takes the marks of a step out of what was found for it. The step itself adds nothing to its alternatives. An
// element of it, in a list among them, is an element of any of the alternatives. Every other mark of the step stands for
// a value that grows with each round of the circle and is not known.
func (ev *Evaluator) closed(name step, found Set) Set {
	isElement := func(v Value) bool { return v == Value(element{name}) }
	var out Set
	var lists []int // of such elements, by position
	for _, v := range found {
		if v == Value(circle{name}) {
			continue
		}
		if l, ok := v.(list); ok && slices.ContainsFunc(l.elements, isElement) {
			lists = append(lists, len(out))
			v = list{slices.DeleteFunc(slices.Clone(l.elements), isElement)}
		}
		out = append(out, v)
	}
	out = out.unmarked(name)
	if len(lists) > 0 {
		all := ev.Elements(out).unmarked(name)
		for _, i := range lists {
			out[i] = list{all}
		}
	}
	return out
}

// unmarked replaces the marks of a step by a value that is not known.
func (s Set) unmarked(name step) Set {
	return s.changed(func(v Value) Value {
		if v == Value(circle{name}) || v == Value(element{name}) {
			return Opaque{Why: growing}
		}
		if l, ok := v.(list); ok {
			return list{l.elements.unmarked(name)}
		}
		return v
	})
}

// throughFunction is the set as the argument of a function: marks of circles are unknown values there.
func (s Set) throughFunction() Set {
	return s.changed(func(v Value) Value {
		switch v.(type) {
		case circle, element:
			return Opaque{Why: growing}
		}
		return v
	})
}

// changed is a set with each alternative changed.
func (s Set) changed(change func(Value) Value) Set {
	out := make(Set, len(s))
	for i, v := range s {
		out[i] = change(v)
	}
	return out
}

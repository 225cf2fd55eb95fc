package operation

import (
	"maps"
	"slices"
	"strings"

	"rolefit/flowparse"
)

// Inputs is what the callers of a child flow pass to it, by the name of the input. Nil: nothing is known of its callers.
type Inputs map[string]Passed

// Passed is what callers pass for one input.
type Passed struct {
	Texts []string // sorted, without repetition
	Null  bool     // some caller passes null, or nothing
	Rest  bool     // some caller passes what only a run knows
}

// Join adds what another caller passes. An input that only one of them passes is null for the other.
func (in Inputs) Join(other Inputs) Inputs {
	if in == nil {
		return maps.Clone(other)
	}
	joined := Inputs{}
	for name := range maps.Keys(in) {
		joined[name] = in[name].join(other[name], other, name)
	}
	for name := range maps.Keys(other) {
		joined[name] = other[name].join(in[name], in, name)
	}
	return joined
}

func (p Passed) join(q Passed, from Inputs, name string) Passed {
	_, passed := from[name]
	texts := slices.Concat(p.Texts, q.Texts)
	slices.Sort(texts)
	return Passed{Texts: slices.Compact(texts), Null: p.Null || q.Null || !passed, Rest: p.Rest || q.Rest}
}

// Equal reports whether two callers pass the same.
func (in Inputs) Equal(other Inputs) bool {
	return maps.EqualFunc(in, other, func(a, b Passed) bool {
		return a.Null == b.Null && a.Rest == b.Rest && slices.Equal(a.Texts, b.Texts)
	})
}

// maxPassed bounds the texts of one input; beyond it the input is not known.
const maxPassed = 32

// inputsOf reads what a call of a child flow passes.
func (r *reader) inputsOf(n *flowparse.Node) Inputs {
	in := Inputs{}
	at := &scope{node: n}
	for _, m := range n.Call.Body.Entries() {
		var p Passed
		for _, v := range r.ev.json(m.Value, at) {
			switch v := v.(type) {
			case constant:
				p.Texts = append(p.Texts, v.text)
			case null:
				p.Null = true
			default:
				p.Rest = true
			}
		}
		slices.Sort(p.Texts)
		if p.Texts = slices.Compact(p.Texts); len(p.Texts) > maxPassed {
			p = Passed{Rest: true}
		}
		in[m.Name] = p
	}
	return in
}

// inputs is the body of a child flow's trigger: what its callers pass.
type inputs struct{ of Inputs }

func (*inputs) value() {}

func (i *inputs) property(key string) set {
	name, rest, more := strings.Cut(key, "/")
	p, ok := i.of[name]
	if !ok || more && rest != "" {
		return set{opaque{"an input that no caller of the input names"}}
	}
	var out set
	for _, t := range p.Texts {
		out = append(out, constant{t})
	}
	if p.Null {
		out = append(out, null{})
	}
	if p.Rest || len(out) == 0 {
		out = append(out, opaque{"an input that a caller computes"})
	}
	return out
}

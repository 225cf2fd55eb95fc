package flowtest

import (
	"math/rand/v2"
	"slices"
)

// Sighting is what really occurred at one place of a node.
type Sighting struct {
	Node  string // its name
	Place string // a path inside it such as "inputs/value", "item", "body", or "call" for the table, target or message of a call to Dataverse
	Value any    // nil, a bool, an int, a string, a []any or an Object
}

// Outcomes of a node, and Running for one that has started and not ended.
const (
	Succeeded = "Succeeded"
	Failed    = "Failed"
	Skipped   = "Skipped"
	Running   = "Running"
)

// Starting is told of every node that starts. State says what became of another node in this pass or around it, so far: empty
// for one that was not reached.
type Starting func(node string, state func(node string) string)

// Run runs a flow once, with what only a run knows drawn by chance, and returns what occurred, in order. Starting may be nil.
func (f *Flow) Run(r *rand.Rand, starting Starting) []Sighting {
	i := &interpreter{r: r, variables: map[string]any{}, starting: starting}
	// What the trigger hands over; properties may be missing.
	if r.IntN(4) > 0 {
		i.trigger = append(i.trigger, Field{"t", []string{"accounts", "contacts", "x", ""}[r.IntN(4)]})
	}
	i.trigger = append(i.trigger, Field{"b", r.IntN(2) == 0}, Field{"n", r.IntN(3)})
	i.block(slices.Concat(f.start, f.actions), (*frame)(nil).pass("", nil), func() {})
	return i.seen
}

// stateOf is what became of a node in this pass or around it.
func (f *frame) stateOf(name string) string {
	for ; f != nil; f = f.outer {
		if s, ok := f.states[name]; ok {
			return s
		}
	}
	return ""
}

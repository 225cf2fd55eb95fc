package dataflow

import (
	"fmt"
	"testing"

	"rolefit/flowparse"
	"rolefit/flowparse/flowtest"
)

const leastValues = 100_000

// TestWhatReallyOccursLiesInTheValue runs random flows and checks that every value that really occurred is among those that
// the evaluator sees.
func TestWhatReallyOccursLiesInTheValue(t *testing.T) {
	var checked tally
	flowtest.Check(t, func(flow *flowparse.Flow) flowtest.Holds {
		e := examiner{ev: New(flow, Given{}), sets: map[string]Set{}, count: &checked}
		flow.Walk(func(n *flowparse.Node) {
			if n.Call != nil {
				e.ev.Returns(n, map[string]Body{"ListRecords": ListBody, "CreateRecord": RowBody}[n.Call.Operation])
			}
		})
		return e.holds
	})
	t.Logf("%d values checked, of them %d of Compose, %d%% of these precise", checked.values, checked.compose, 100*checked.precise/max(checked.compose, 1))
	if checked.values < leastValues {
		t.Errorf("only %d values were checked", checked.values)
	}
}

// tally counts what was checked.
type tally struct{ values, compose, precise int }

type examiner struct {
	ev    *Evaluator
	sets  map[string]Set
	count *tally
}

// holds reports whether a value that occurred lies in what the evaluator says, and what it says.
func (e *examiner) holds(s flowtest.Sighting) (string, bool) {
	if s.Place == "call" {
		return "", true // an operation, not a value
	}
	e.count.values++
	node := e.ev.nodes[s.Node]
	possible := e.possible(node, s.Place)
	if isType(node, "compose") {
		e.count.compose++
		if isPrecise(possible) {
			e.count.precise++
		}
	}
	if (truths{e.ev}).lies(s.Value, possible) {
		return "", true
	}
	return fmt.Sprintf("%+v", possible), false
}

func (e *examiner) possible(n *flowparse.Node, place string) Set {
	key := n.Name + " " + place
	if s, ok := e.sets[key]; ok {
		return s
	}
	var s Set
	switch {
	case place == "item" && isType(n, "foreach"):
		s = e.ev.loopItem(n)
	case place == "item" && isType(n, "select"):
		s = e.ev.Elements(e.ev.Of(n.Inputs.Get("from"), At(n)))
	case place == "item":
		s = e.ev.item(At(n))
	case place == "body":
		s = e.ev.body(n)
	default:
		s = e.ev.Of(n.JSON.Pointer("/"+place), At(n))
	}
	e.sets[key] = s
	return s
}

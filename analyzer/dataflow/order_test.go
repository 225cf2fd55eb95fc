package dataflow

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/flowparse"
	"rolefit/flowparse/flowtest"
)

// evaluatorOf reads a flow of actions.
func evaluatorOf(t *testing.T, actions ...string) *Evaluator {
	t.Helper()
	return New(flowtest.Parse(t, actions...), Given{})
}

// show writes the alternatives of a value, sorted: texts in quotes, numbers and booleans as they are, "?" for what is not
// known, arrays in brackets, texts put together with "+".
func show(s Set) string {
	var out []string
	for _, v := range s {
		out = append(out, showOne(v))
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func showOne(v Value) string {
	switch v := v.(type) {
	case Constant:
		return "'" + v.Text + "'"
	case scalar:
		return v.text
	case Null:
		return map[bool]string{false: "null", true: "''"}[v.written]
	case Text:
		var parts []string
		for _, p := range v.Parts {
			parts = append(parts, strings.ReplaceAll(show(p), " ", "|"))
		}
		return strings.Join(parts, "+")
	case list:
		return "[" + show(v.elements) + "]"
	case joined:
		return "join[" + show(v.elements) + "]by" + show(v.separator)
	case Literal:
		return "JSON"
	case Fresh:
		return "fresh"
	case Opaque:
		return "?"
	}
	return fmt.Sprintf("%T", v)
}

// orderedFlow has every way in which nodes follow one another.
var orderedFlow = []string{
	flowtest.Compose("A", "", `1`), flowtest.Compose("B", "A", `1`), flowtest.Compose("C", "B", `1`),
	flowtest.Compose("OnFailure", "B:Failed", `1`), flowtest.Compose("Either", "B:Succeeded,Failed", `1`), flowtest.Compose("AfterEither", "Either", `1`),
	flowtest.Compose("NoOutcome", "A:", `1`), flowtest.Compose("Gone", "Nowhere", `1`), flowtest.Compose("Joins", "C OnFailure:Skipped", `1`),
	flowtest.Compose("Round", "Trip", `1`), flowtest.Compose("Trip", "Round", `1`),
	flowtest.Act("If", "If", "A", `"expression":"@true",`+flowtest.Within(flowtest.Compose("Then", "", `1`), flowtest.Act("Deep", "Scope", "Then", flowtest.Within(flowtest.Compose("Deepest", "", `1`))))+","+flowtest.Otherwise(flowtest.Compose("Else", "", `1`))),
	flowtest.Act("Switch", "Switch", "If", `"expression":"@1","cases":{"X":{"case":"x",`+flowtest.Within(flowtest.Compose("InX", "", `1`))+`},"Y":{"case":"y",`+flowtest.Within(flowtest.Compose("InY", "", `1`))+`}},"default":{`+flowtest.Within(flowtest.Compose("InDefault", "", `1`))+`}`),
	flowtest.Act("Turns", "Foreach", "Switch", flowtest.InTurn+flowtest.Within(flowtest.Compose("T1", "", `1`), flowtest.Compose("T2", "T1", `1`), flowtest.Act("Inner", "Foreach", "T2", flowtest.AtOnce+flowtest.Within(flowtest.Compose("I1", "", `1`), flowtest.Compose("I2", "I1", `1`))))),
	flowtest.Act("Until", "Until", "Turns", `"expression":"@true",`+flowtest.Within(flowtest.Compose("U1", "", `1`), flowtest.Act("S", "Scope", "U1", flowtest.Within(flowtest.Compose("InS", "", `1`))))),
	flowtest.Act("Single", "Foreach", "", `"foreach":[],"runtimeConfiguration":{"concurrency":{"repetitions":1}},`+flowtest.Within(flowtest.Compose("N1", "", `1`), flowtest.Compose("N2", "", `1`))),
	flowtest.Act("Agent", "Agent", "", `"tools":{"A":{`+flowtest.Within(flowtest.Compose("ToolA", "", `1`))+`},"B":{`+flowtest.Within(flowtest.Compose("ToolB", "", `1`))+`}}`),
	flowtest.Act("Strange", "Mystery", "", flowtest.Within(flowtest.Compose("M1", "", `1`), flowtest.Compose("M2", "", `1`))),
}

func TestNodesThatCertainlyEndedOrSucceededBeforeOthers(t *testing.T) {
	ev := evaluatorOf(t, orderedFlow...)
	for name, c := range map[string]struct {
		a, b              string
		before, succeeded bool
	}{
		"a node comes before the one that waits for its success":          {"A", "B", true, true},
		"and before those that come after that":                           {"A", "C", true, true},
		"nothing comes before itself":                                     {"A", "A", false, false},
		"what comes after does not come before":                           {"C", "A", false, false},
		"what runs on failure knows the end and not success":              {"B", "OnFailure", true, false},
		"what came before a failure had succeeded, and is not counted":    {"A", "OnFailure", true, false},
		"several outcomes tell no success":                                {"B", "Either", true, false},
		"nor do they through another node":                                {"B", "AfterEither", true, false},
		"but the other node itself succeeded":                             {"Either", "AfterEither", true, true},
		"an outcome without a name tells no success":                      {"A", "NoOutcome", true, false},
		"a node that is nowhere tells nothing":                            {"A", "Gone", false, false},
		"each node that is waited for counts with its own outcome":        {"C", "Joins", true, true},
		"a skipped node has ended":                                        {"OnFailure", "Joins", true, false},
		"nodes that wait for one another come before nothing of the kind": {"Round", "Round", false, false},
		"nodes side by side are in no order":                              {"Gone", "A", false, false},
		"what comes before a container comes before all inside it":        {"A", "Deepest", true, true},
		"inside a branch nodes are in order":                              {"Then", "Deepest", true, true},
		"what is inside a container ended with it, if it ran":             {"Deepest", "Switch", true, false},
		"a container does not come before what it holds":                  {"If", "Then", false, false},
		"what it holds does not come before the container":                {"Then", "If", false, false},
		"branches are in no order":                                        {"Then", "Else", false, false},
		"a pass of a loop is in order":                                    {"T1", "I2", true, true},
		"what is inside a loop ended with it":                             {"I1", "U1", true, false},
	} {
		t.Run(name, func(t *testing.T) {
			a, b := ev.nodes[c.a], ev.nodes[c.b]
			if got := ev.runs.before(a, b); got != c.before {
				t.Errorf("%s before %s is %v", c.a, c.b, got)
			}
			if got := ev.runs.SucceededBefore(a.Order, b.Order); got != c.succeeded {
				t.Errorf("%s succeeded before %s is %v", c.a, c.b, got)
			}
		})
	}
}

func TestWhereNoOrderIsKnownNothingIsCertain(t *testing.T) {
	if (Runs{}).SucceededBefore(0, 1) {
		t.Error("the zero value knows an order")
	}
	r := evaluatorOf(t, flowtest.Compose("A", "", `1`), flowtest.Compose("B", "A", `1`)).Runs()
	if !r.SucceededBefore(1, 2) {
		t.Error("A does not come before B")
	}
	for _, pair := range [][2]int{{-1, 2}, {1, -1}, {3, 2}, {1, 3}} {
		if r.SucceededBefore(pair[0], pair[1]) {
			t.Errorf("%v, which are not both nodes, are in order", pair)
		}
	}
	chain := []string{flowtest.Compose("N0", "", `1`)}
	for i := range maxSiblings {
		chain = append(chain, flowtest.Compose(fmt.Sprint("N", i+1), fmt.Sprint("N", i), `1`))
	}
	ev := evaluatorOf(t, chain...)
	if a, b := ev.Node("N0"), ev.Node("N1"); ev.runs.SucceededBefore(a.Order, b.Order) || ev.runs.before(a, b) {
		t.Error("more nodes than are put in order are in order")
	}
}

func TestBranchesExcludeOneAnother(t *testing.T) {
	ev := evaluatorOf(t, orderedFlow...)
	for pair, want := range map[string]bool{
		"Then Else": true, "Deepest Else": true, "InX InY": true, "InX InDefault": true,
		"Then Deepest": false, "A Then": false, "If Then": false, "Then If": false, "Then InX": false, "T1 T2": false, "ToolA ToolB": false, "A B": false, "Then Then": false,
	} {
		a, b, _ := strings.Cut(pair, " ")
		if got := excludes(ev.nodes[a], ev.nodes[b]); got != want {
			t.Errorf("%s exclude one another: %v", pair, got)
		}
		if got := excludes(ev.nodes[b], ev.nodes[a]); got != want {
			t.Errorf("%s exclude one another the other way round: %v", pair, got)
		}
	}
}

func TestLoopsAroundTwoNodes(t *testing.T) {
	ev := evaluatorOf(t, orderedFlow...)
	type answer struct {
		Loop     string
		Parallel bool
	}
	for pair, want := range map[string]answer{
		"A B": {}, "Then Else": {}, "T1 A": {}, "I1 U1": {},
		"T1 T2": {"Turns", false}, "T1 I1": {"Turns", false}, "I1 I2": {"Inner", true}, "U1 InS": {"Until", false},
		"N1 N2": {"Single", false}, "M1 M2": {"Strange", true}, "T1 Inner": {"Turns", false}, "Inner Inner": {"Turns", false}, "Turns T1": {},
	} {
		a, b, _ := strings.Cut(pair, " ")
		loop, parallel := loopAround(ev.nodes[a], ev.nodes[b])
		got := answer{Parallel: parallel}
		if loop != nil {
			got.Loop = loop.Name
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", pair, diff)
		}
	}
}

// TestOrderHoldsInEveryRun runs random flows and checks at the start of every node what is said of those before it.
func TestOrderHoldsInEveryRun(t *testing.T) {
	checked, claims := 0, map[string]int{}
	for seed := range uint64(600) {
		f := flowtest.Draw(rand.New(rand.NewPCG(seed, 11)))
		flow, err := f.Read()
		if err != nil {
			t.Fatal(err)
		}
		nodes := map[string]*flowparse.Node{}
		flow.Walk(func(n *flowparse.Node) { nodes[n.Name] = n })
		o := runsOf(flow)
		for run := range uint64(3) {
			f.Run(rand.New(rand.NewPCG(seed, run)), func(starting string, stateOf func(string) string) {
				b := nodes[starting]
				for name, n := range nodes {
					state := stateOf(name)
					started := state != "" && state != flowtest.Skipped
					for claim, c := range map[string]struct{ said, holds bool }{
						"succeeded before": {o.SucceededBefore(n.Order, b.Order), state == flowtest.Succeeded},
						"ended before":     {o.before(n, b), state != flowtest.Running},
						"follows":          {o.before(b, n), !started},
						"excludes":         {excludes(n, b), !started},
					} {
						checked++
						if !c.said {
							continue
						}
						if claims[claim]++; !c.holds {
							text, err := f.MarshalJSON()
							t.Fatalf("seed %d: %s %s %s, which is %q\n%s (%v)", seed, name, claim, starting, state, text, err)
						}
					}
				}
			})
		}
	}
	t.Logf("%d pairs of nodes; claims made: %v", checked, claims)
	if len(claims) != 4 {
		t.Errorf("claims of some kinds were never made: %v", claims)
	}
}

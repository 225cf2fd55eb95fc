package operation

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/flowparse"
	"rolefit/flowparse/source"
)

// act writes one action. After says what it runs after: names apart by blanks, each with outcomes after a colon, as in
// "A B:Failed,Skipped"; without outcomes it is success.
func act(name, kind, after, rest string) string {
	var deps []string
	for _, d := range strings.Fields(after) {
		n, outcomes, found := strings.Cut(d, ":")
		if !found {
			outcomes = succeeded
		}
		deps = append(deps, fmt.Sprintf(`%q:["%s"]`, n, strings.ReplaceAll(outcomes, ",", `","`)))
	}
	if rest != "" {
		rest = "," + rest
	}
	return fmt.Sprintf(`%q:{"type":%q,"runAfter":{%s}%s}`, name, kind, strings.Join(deps, ","), rest)
}

func compose(name, after, inputs string) string {
	return act(name, "Compose", after, fmt.Sprintf(`"inputs":%s`, inputs))
}

func setTo(name, after, variable, value string) string {
	return act(name, "SetVariable", after, fmt.Sprintf(`"inputs":{"name":%q,"value":%s}`, variable, value))
}

func within(inner ...string) string { return `"actions":{` + strings.Join(inner, ",") + `}` }

func otherwise(inner ...string) string { return `"else":{` + within(inner...) + `}` }

// The rest of loops that take one element after the other, and all at once.
const (
	inTurn = `"foreach":["p","q"],"operationOptions":"Sequential",`
	atOnce = `"foreach":["p","q"],`
)

// evaluatorOf reads a flow of actions.
func evaluatorOf(t *testing.T, actions ...string) *evaluator {
	t.Helper()
	text := `{"definition":{"parameters":{"Table":{"type":"String","defaultValue":"contacts"}},"triggers":{"T":{"type":"Request"}},"actions":{` + strings.Join(actions, ",") + `}}}`
	flow, diagnostics := flowparse.Parse(&source.Text{Path: "f", Bytes: []byte(text)}, flowparse.Options{})
	if len(diagnostics) > 0 {
		t.Fatalf("%v\n%s", diagnostics, text)
	}
	return newEvaluator(flow, Surroundings{})
}

// show writes the alternatives of a value, sorted: texts in quotes, numbers and booleans as they are, "?" for what is not
// known, arrays in brackets, texts put together with "+".
func show(s set) string {
	var out []string
	for _, v := range s {
		out = append(out, showOne(v))
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func showOne(v value) string {
	switch v := v.(type) {
	case constant:
		return "'" + v.text + "'"
	case scalar:
		return v.text
	case null:
		return map[bool]string{false: "null", true: "''"}[v.written]
	case text:
		var parts []string
		for _, p := range v.parts {
			parts = append(parts, strings.ReplaceAll(show(p), " ", "|"))
		}
		return strings.Join(parts, "+")
	case list:
		return "[" + show(v.elements) + "]"
	case joined:
		return "join[" + show(v.elements) + "]by" + show(v.separator)
	case literal:
		return "JSON"
	case opaque:
		return "?"
	}
	return fmt.Sprintf("%T", v)
}

// orderedFlow has every way in which nodes follow one another.
var orderedFlow = []string{
	compose("A", "", `1`), compose("B", "A", `1`), compose("C", "B", `1`),
	compose("OnFailure", "B:Failed", `1`), compose("Either", "B:Succeeded,Failed", `1`), compose("AfterEither", "Either", `1`),
	compose("NoOutcome", "A:", `1`), compose("Gone", "Nowhere", `1`), compose("Joins", "C OnFailure:Skipped", `1`),
	compose("Round", "Trip", `1`), compose("Trip", "Round", `1`),
	act("If", "If", "A", `"expression":"@true",`+within(compose("Then", "", `1`), act("Deep", "Scope", "Then", within(compose("Deepest", "", `1`))))+","+otherwise(compose("Else", "", `1`))),
	act("Switch", "Switch", "If", `"expression":"@1","cases":{"X":{"case":"x",`+within(compose("InX", "", `1`))+`},"Y":{"case":"y",`+within(compose("InY", "", `1`))+`}},"default":{`+within(compose("InDefault", "", `1`))+`}`),
	act("Turns", "Foreach", "Switch", inTurn+within(compose("T1", "", `1`), compose("T2", "T1", `1`), act("Inner", "Foreach", "T2", atOnce+within(compose("I1", "", `1`), compose("I2", "I1", `1`))))),
	act("Until", "Until", "Turns", `"expression":"@true",`+within(compose("U1", "", `1`), act("S", "Scope", "U1", within(compose("InS", "", `1`))))),
	act("Single", "Foreach", "", `"foreach":[],"runtimeConfiguration":{"concurrency":{"repetitions":1}},`+within(compose("N1", "", `1`), compose("N2", "", `1`))),
	act("Agent", "Agent", "", `"tools":{"A":{`+within(compose("ToolA", "", `1`))+`},"B":{`+within(compose("ToolB", "", `1`))+`}}`),
	act("Strange", "Mystery", "", within(compose("M1", "", `1`), compose("M2", "", `1`))),
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
			if got := ev.order.before(a, b); got != c.before {
				t.Errorf("%s before %s is %v", c.a, c.b, got)
			}
			if got := ev.order.succeeded(a, b); got != c.succeeded {
				t.Errorf("%s succeeded before %s is %v", c.a, c.b, got)
			}
		})
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
		g := &generator{r: rand.New(rand.NewPCG(seed, 11))}
		f := g.flow()
		text, err := f.render()
		if err != nil {
			t.Fatal(err)
		}
		flow, diagnostics := flowparse.Parse(&source.Text{Path: "f", Bytes: text}, flowparse.Options{})
		if len(diagnostics) > 0 {
			t.Fatal(diagnostics)
		}
		nodes := map[string]*flowparse.Node{}
		flow.Walk(func(n *flowparse.Node) { nodes[n.Name] = n })
		o, runs := newOrder(flow), runsOf(flow)
		for run := range uint64(3) {
			i := start(rand.New(rand.NewPCG(seed, run)))
			i.starting = func(a *randomAction, in *frame) {
				b := nodes[a.name]
				for name, n := range nodes {
					state := in.stateOf(name)
					started := state != "" && state != skipped
					for claim, c := range map[string]struct{ said, holds bool }{
						"succeeded before": {o.succeeded(n, b), state == succeeded},
						"ended before":     {o.before(n, b), state != running},
						"follows":          {o.before(b, n), !started},
						"excludes":         {excludes(n, b), !started},
						"SucceededBefore":  {runs.SucceededBefore(name, a.name), state == succeeded},
					} {
						checked++
						if !c.said {
							continue
						}
						if claims[claim]++; !c.holds {
							t.Fatalf("seed %d: %s %s %s, which is %q\n%s", seed, name, claim, a.name, state, text)
						}
					}
				}
			}
			i.run(f)
		}
	}
	t.Logf("%d pairs of nodes; claims made: %v", checked, claims)
	if len(claims) != 5 {
		t.Errorf("claims of some kinds were never made: %v", claims)
	}
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

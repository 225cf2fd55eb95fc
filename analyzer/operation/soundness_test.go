package operation

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"rolefit/flowparse"
	"rolefit/flowparse/source"
)

const (
	soundnessSeeds = 4000
	runsOfEach     = 6
	leastValues    = 100_000
	reported       = 4 // unsound values that are made small and printed
)

// TestWhatReallyOccursLiesInTheValue draws random flows, runs each with an interpreter that knows nothing of the analyser,
// and checks that every value that really occurred is among those that the analyser sees, and every table, lookup target
// and message among the operations of its node.
func TestWhatReallyOccursLiesInTheValue(t *testing.T) {
	checked := tally{probes: map[string]int{}}
	unsound := 0
	for seed := range uint64(soundnessSeeds) {
		g := &generator{r: rand.New(rand.NewPCG(seed, 7))}
		flow := g.flow()
		found := examine(flow, seed, runsOfEach, &checked)
		if found == nil {
			continue
		}
		if unsound++; unsound <= reported {
			flow, found = shrink(flow, found, seed)
			text, err := json.Marshal(renderBlock(slices.Concat(flow.start, flow.actions)))
			if err != nil {
				t.Fatal(err)
			}
			t.Errorf("seed %d: %s\n%s", seed, found, text)
		}
	}
	t.Logf("%d values checked in %d flows, of them %d of Compose, %d%% of these precise", checked.values, soundnessSeeds, checked.compose, 100*checked.precise/max(checked.compose, 1))
	for _, kind := range slices.Sorted(maps.Keys(checked.probes)) {
		t.Logf("%d probes by %s", checked.probes[kind], kind)
	}
	if unsound > 0 {
		t.Errorf("%d of %d flows are unsound", unsound, soundnessSeeds)
	}
	if checked.values < leastValues {
		t.Errorf("only %d values were checked", checked.values)
	}
	for _, kind := range []string{"ListRecords", "CreateRecord", "PerformUnboundAction"} {
		if checked.probes[kind] < leastValues/100 {
			t.Errorf("only %d probes by %s", checked.probes[kind], kind)
		}
	}
}

// tally counts what was checked.
type tally struct {
	values, compose, precise int
	probes                   map[string]int // by the operation that a probe calls
}

// unsound is a value that occurred and that the analyser does not see.
type unsound struct {
	sighting
	possible string
}

func (u *unsound) String() string {
	return fmt.Sprintf("%s of %s was %s, which is not in %s", u.place, u.node, jsonOf(u.value), u.possible)
}

// examine runs a flow some times and returns the first value that the analyser does not see, or nil.
func examine(f *randomFlow, seed uint64, runs int, count *tally) *unsound {
	text, err := f.render()
	if err != nil {
		return &unsound{possible: err.Error()}
	}
	flow, diagnostics := flowparse.Parse(&source.Text{Path: "f", Bytes: text}, flowparse.Options{})
	if len(diagnostics) > 0 {
		return &unsound{possible: fmt.Sprint(diagnostics)}
	}
	e := examiner{ev: newEvaluator(flow, Surroundings{}), sets: map[string]set{}, result: ReadFlow(flow, Surroundings{Flow: Flow{ID: "id"}}), count: count}
	r := reader{flow: flow, ev: e.ev}
	flow.Walk(func(n *flowparse.Node) {
		if n.Call != nil {
			e.ev.routes[n] = r.routeOf(n)
		}
	})
	for run := range uint64(runs) {
		i := start(rand.New(rand.NewPCG(seed, 1000+run)))
		i.run(f)
		for _, s := range i.seen {
			if possible, ok := e.holds(s); !ok {
				return &unsound{s, possible}
			}
		}
	}
	return nil
}

type examiner struct {
	ev     *evaluator
	sets   map[string]set
	result Result
	count  *tally
}

// holds reports whether a sighting lies in what the analyser says, and what it says.
func (e *examiner) holds(s sighting) (string, bool) {
	e.count.values++
	node := e.ev.nodes[s.node]
	if s.place == "call" {
		e.count.probes[node.Call.Operation]++
		return e.isNamed(node, s.value.(string))
	}
	possible := e.possible(node, s.place)
	if isType(node, "compose") {
		e.count.compose++
		if isPrecise(possible) {
			e.count.precise++
		}
	}
	return fmt.Sprintf("%+v", possible), truths{e.ev}.lies(s.value, possible)
}

func (e *examiner) possible(n *flowparse.Node, place string) set {
	key := n.Name + " " + place
	if s, ok := e.sets[key]; ok {
		return s
	}
	var s set
	switch {
	case place == "item" && isType(n, "foreach"):
		s = e.ev.loopItem(n)
	case place == "item" && isType(n, "select"):
		s = e.ev.elements(e.ev.json(n.Inputs.Get("from"), &scope{node: n}))
	case place == "item":
		s = e.ev.item(&scope{node: n})
	case place == "body":
		s = e.ev.body(n)
	default:
		s = e.ev.json(n.JSON.Pointer("/"+place), &scope{node: n})
	}
	e.sets[key] = s
	return s
}

// isNamed reports whether the operations of a node name what its call named, or a blind spot says that they may not.
func (e *examiner) isNamed(n *flowparse.Node, actual string) (string, bool) {
	want := strings.TrimSpace(actual)
	var says []string
	if want == "" {
		return "", true
	}
	for _, op := range e.result.Operations {
		if op.Node != n.Name {
			continue
		}
		switch op.Kind {
		case Message:
			says = append(says, op.Message)
		case Create:
			set, isBind := boundSet(want)
			if !isBind {
				return "", true
			}
			want = set
			for _, l := range op.Lookups {
				for _, target := range l.Targets {
					if target.Set == "" {
						return "", true
					}
					says = append(says, target.Set)
				}
			}
		default:
			says = append(says, op.Table.Set)
		}
	}
	for _, b := range e.result.Blindspots {
		if b.Node == n.Name && (b.Kind == "dynamic-table" || b.Kind == "opaque-bind" || b.Kind == "opaque-message") {
			return "", true
		}
	}
	return strings.Join(says, " "), slices.Contains(says, want)
}

// boundSet is the entity set that a reference such as "/accounts(<id>)" names; other texts are no reference, and the
// call fails.
func boundSet(s string) (string, bool) {
	set, rest, ok := strings.Cut(strings.TrimPrefix(s, "/"), "(")
	word := strings.Trim(set, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_") == "" && set != ""
	return set, ok && word && strings.HasSuffix(rest, ")")
}

// shrink makes a flow smaller as long as something in it stays unsound.
func shrink(f *randomFlow, found *unsound, seed uint64) (*randomFlow, *unsound) {
	const attempts, runs = 4000, 24
	count := tally{probes: map[string]int{}}
	for left := attempts; ; {
		again := false
		for _, s := range f.smaller() {
			if left--; left < 0 {
				return f, found
			}
			if u := examine(s, seed, runs, &count); u != nil && u.node != "" {
				f, found, again = s, u, true
				break
			}
		}
		if !again {
			return f, found
		}
	}
}

package operation

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/flowparse"
)

// started initialises the string v with 'i' and the array a with ["i"].
var started = act("Init", "InitializeVariable", "", `"inputs":{"variables":[{"name":"v","type":"string","value":"i"},{"name":"a","type":"array","value":["i"]},{"name":"n","type":"integer","value":0}]}`)

func reads(after string) string { return compose("P", after, `"@variables('v')"`) }

func TestAReaderSeesTheAssignmentsThatCanReachIt(t *testing.T) {
	set := func(name, after string) string { return setTo(name, after, "v", `"`+name+`"`) }
	yes := `"expression":"@triggerBody()?['b']",`
	for name, c := range map[string]struct {
		want    string
		actions []string
	}{
		"the start": {"'i'", []string{reads("Init")}},
		"an assignment before replaces the start":    {"'S'", []string{set("S", "Init"), reads("S")}},
		"the last of several replaces the others":    {"'S2'", []string{set("S", "Init"), set("S2", "S"), reads("S2")}},
		"an assignment after the reader is not seen": {"'i'", []string{reads("Init"), set("S", "P")}},
		"a node side by side may come first or last": {"'S' 'i'", []string{set("S", "Init"), reads("Init")}},
		"of two nodes side by side either is last":   {"'S' 'S2'", []string{set("S", "Init"), set("S2", "Init"), reads("S S2")}},

		"a branch may not be taken":                      {"'S' 'i'", []string{act("If", "If", "Init", yes+within(set("S", ""))), reads("If")}},
		"the other branch is not seen":                   {"'i'", []string{act("If", "If", "Init", yes+within(set("S", ""))+","+otherwise(reads("")))}},
		"the other case is not seen":                     {"'i'", []string{act("W", "Switch", "Init", `"expression":"@variables('v')","cases":{"X":{"case":"x",`+within(set("S", ""))+`}},"default":{`+within(reads(""))+`}`)}},
		"an assignment before a container is seen in it": {"'S'", []string{set("S", "Init"), act("If", "If", "S", yes+within(reads("")))}},
		"an assignment in a scope may have failed":       {"'S' 'i'", []string{act("G", "Scope", "Init", within(set("S", ""))), reads("G:Succeeded,Failed")}},
		"an assignment after a branch replaces it":       {"'K'", []string{act("If", "If", "Init", yes+within(set("S", ""))), set("K", "If"), reads("K")}},

		"in turn, the pass before is seen":                  {"'S' 'i'", []string{act("E", "Foreach", "Init", inTurn+within(reads(""), set("S", "P")))}},
		"in turn, the start of each pass replaces it":       {"'K'", []string{act("E", "Foreach", "Init", inTurn+within(set("K", ""), reads("K"), set("S", "P")))}},
		"in turn, the other branch ran in the pass before":  {"'S' 'i'", []string{act("E", "Foreach", "Init", inTurn+within(act("If", "If", "", yes+within(set("S", ""))+","+otherwise(reads("")))))}},
		"in turn, a start that may fail replaces nothing":   {"'K' 'S' 'i'", []string{act("E", "Foreach", "Init", inTurn+within(set("K", ""), reads("K:Succeeded,Failed"), set("S", "P")))}},
		"one pass at a time is in turn":                     {"'K'", []string{act("E", "Foreach", "Init", `"foreach":[1],"runtimeConfiguration":{"concurrency":{"repetitions":1}},`+within(set("K", ""), reads("K"), set("S", "P")))}},
		"a loop inside a loop is followed around both":      {"'S' 'i'", []string{act("E", "Foreach", "Init", inTurn+within(act("E2", "Foreach", "", inTurn+within(reads(""))), set("S", "E2")))}},
		"what an outer pass begins with does not end inner": {"'K' 'S'", []string{act("E", "Foreach", "Init", inTurn+within(set("K", ""), act("E2", "Foreach", "K", inTurn+within(reads(""), set("S", "P")))))}},
		"until runs in turn":                                {"'S' 'i'", []string{act("U", "Until", "Init", `"expression":"@true",`+within(reads(""), set("S", "P")))}},
		"after a loop, its last pass or none is seen":       {"'S' 'i'", []string{act("E", "Foreach", "Init", inTurn+within(set("S", ""))), reads("E")}},

		"at once, another pass may run at any time":     {"'K' 'S'", []string{act("E", "Foreach", "Init", atOnce+within(set("K", ""), reads("K"), set("S", "P")))}},
		"at once, what came before the loop is over":    {"'K'", []string{set("S", "Init"), act("E", "Foreach", "S", atOnce+within(set("K", ""), reads("K")))}},
		"at once around a loop in turn":                 {"'K' 'S'", []string{act("E", "Foreach", "Init", atOnce+within(act("E2", "Foreach", "", inTurn+within(set("K", ""), reads("K"), set("S", "P")))))}},
		"a container of an unknown kind may be at once": {"'K' 'S'", []string{act("E", "Mystery", "Init", within(set("K", ""), reads("K"), set("S", "P")))}},

		"on failure nothing was replaced":             {"'S' 'i'", []string{set("S", "Init"), reads("S:Failed")}},
		"whatever the outcome either may hold":        {"'S' 'i'", []string{set("S", "Init"), reads("S:Succeeded,Failed,Skipped")}},
		"when skipped, what came before holds":        {"'S' 'i'", []string{set("S", "Init"), reads("S:Skipped")}},
		"success after a failure path is no success":  {"'S' 'i'", []string{set("S", "Init"), compose("H", "S:Failed", `1`), reads("H")}},
		"success of the handler's own set is success": {"'H'", []string{set("S", "Init"), set("H", "S:Failed"), reads("H")}},
	} {
		t.Run(name, func(t *testing.T) {
			ev := evaluatorOf(t, append([]string{started}, c.actions...)...)
			p := ev.nodes["P"]
			if diff := cmp.Diff(c.want, show(ev.json(p.Inputs, &scope{node: p}))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAContainerReadsBeforeWhatItHolds(t *testing.T) {
	s := setTo("S", "", "v", `"S"`)
	reading := `["@variables('v')","x"]`
	for name, c := range map[string]struct{ action, place, want string }{
		"a condition":              {act("N", "If", "Init", `"expression":{"equals":`+reading+`},`+within(s)), "/expression/equals/0", "'i'"},
		"a switch":                 {act("N", "Switch", "Init", `"expression":"@variables('v')","cases":{"X":{"case":"x",`+within(s)+`}}`), "/expression", "'i'"},
		"the list of a loop":       {act("N", "Foreach", "Init", `"foreach":`+reading+`,`+within(s)), "/foreach/0", "'i'"},
		"an until reads after":     {act("N", "Until", "Init", `"expression":{"equals":`+reading+`},`+within(s)), "/expression/equals/0", "'S' 'i'"},
		"a condition inside until": {act("U", "Until", "Init", `"expression":"@true",`+within(act("N", "If", "", `"expression":{"equals":`+reading+`},`+within(s)))), "/expression/equals/0", "'S' 'i'"},
	} {
		ev := evaluatorOf(t, started, c.action)
		n := ev.nodes["N"]
		if got := show(ev.json(n.JSON.Pointer(c.place), &scope{node: n})); got != c.want {
			t.Errorf("%s sees %s, want %s", name, got, c.want)
		}
	}
}

func TestWhatAddsToAVariableReplacesNothing(t *testing.T) {
	for name, c := range map[string]struct{ action, reads, want string }{
		"an element":          {act("S", "AppendToArrayVariable", "Init", `"inputs":{"name":"a","value":"x"}`), `"@variables('a')"`, "JSON ['x']"},
		"any of the elements": {act("S", "AppendToArrayVariable", "Init", `"inputs":{"name":"a","value":"x"}`), `"@union(variables('a'),variables('a'))"`, "['i' 'x']"},
		"text":                {act("S", "AppendToStringVariable", "Init", `"inputs":{"name":"v","value":"x"}`), `"@variables('v')"`, "'i' ?+'x'"},
		"a number":            {act("S", "IncrementVariable", "Init", `"inputs":{"name":"n","value":1}`), `"@variables('n')"`, "0 ?"},
		"taking away":         {act("S", "DecrementVariable", "Init", `"inputs":{"name":"n","value":1}`), `"@variables('n')"`, "0 ?"},
	} {
		ev := evaluatorOf(t, started, c.action, compose("P", "S", c.reads))
		p := ev.nodes["P"]
		if got := show(ev.json(p.Inputs, &scope{node: p})); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestTooManyAssignmentsAllCount(t *testing.T) {
	actions, after := []string{started}, "Init"
	for i := range maxOrdered {
		name := fmt.Sprint("S", i)
		actions = append(actions, setTo(name, after, "v", fmt.Sprint(`"`, i%3, `"`)))
		after = name
	}
	ev := evaluatorOf(t, append(actions, reads(after))...)
	p := ev.nodes["P"]
	if got := show(ev.json(p.Inputs, &scope{node: p})); got != "'0' '1' '2' 'i'" {
		t.Errorf("got %s", got)
	}
}

func TestAReaderThatIsNoNodeSeesEverything(t *testing.T) {
	ev := evaluatorOf(t, started, setTo("S", "Init", "v", `"S"`))
	all, name := ev.reaching("v", nil)
	if len(all) != 2 || name != "v" {
		t.Errorf("%d assignments, selection %q", len(all), name)
	}
	if got := show(ev.variable("never", &scope{node: &flowparse.Node{}})); got != "?" {
		t.Errorf("a variable that is nowhere is %s", got)
	}
}

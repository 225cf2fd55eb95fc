package dataflow

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/flowparse"
	"rolefit/flowparse/flowtest"
)

// started initialises the string v with 'i' and the array a with ["i"].
var started = flowtest.Act("Init", "InitializeVariable", "", `"inputs":{"variables":[{"name":"v","type":"string","value":"i"},{"name":"a","type":"array","value":["i"]},{"name":"n","type":"integer","value":0}]}`)

func reads(after string) string { return flowtest.Compose("P", after, `"@variables('v')"`) }

func TestAReaderSeesTheAssignmentsThatCanReachIt(t *testing.T) {
	set := func(name, after string) string { return flowtest.SetVariable(name, after, "v", `"`+name+`"`) }
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

		"a branch may not be taken":                      {"'S' 'i'", []string{flowtest.Act("If", "If", "Init", yes+flowtest.Within(set("S", ""))), reads("If")}},
		"the other branch is not seen":                   {"'i'", []string{flowtest.Act("If", "If", "Init", yes+flowtest.Within(set("S", ""))+","+flowtest.Otherwise(reads("")))}},
		"the other case is not seen":                     {"'i'", []string{flowtest.Act("W", "Switch", "Init", `"expression":"@variables('v')","cases":{"X":{"case":"x",`+flowtest.Within(set("S", ""))+`}},"default":{`+flowtest.Within(reads(""))+`}`)}},
		"an assignment before a container is seen in it": {"'S'", []string{set("S", "Init"), flowtest.Act("If", "If", "S", yes+flowtest.Within(reads("")))}},
		"an assignment in a scope may have failed":       {"'S' 'i'", []string{flowtest.Act("G", "Scope", "Init", flowtest.Within(set("S", ""))), reads("G:Succeeded,Failed")}},
		"an assignment after a branch replaces it":       {"'K'", []string{flowtest.Act("If", "If", "Init", yes+flowtest.Within(set("S", ""))), set("K", "If"), reads("K")}},

		"both branches replace what came before":              {"'S' 'S2'", []string{flowtest.Act("If", "If", "Init", yes+flowtest.Within(set("S", ""))+","+flowtest.Otherwise(set("S2", ""))), reads("If")}},
		"a branch that may end without it replaces nothing":   {"'S' 'S2' 'i'", []string{flowtest.Act("If", "If", "Init", yes+flowtest.Within(flowtest.Compose("C", "", `1`), set("S", "C"), flowtest.Compose("H", "C:Failed", `1`))+","+flowtest.Otherwise(set("S2", ""))), reads("If")}},
		"branches of a condition that failed replace nothing": {"'S' 'S2' 'i'", []string{flowtest.Act("If", "If", "Init", yes+flowtest.Within(set("S", ""))+","+flowtest.Otherwise(set("S2", ""))), reads("If:Succeeded,Failed")}},
		"every case and the default replace what came before": {"'S' 'S2'", []string{flowtest.Act("W", "Switch", "Init", `"expression":"@triggerBody()","cases":{"X":{"case":"x",`+flowtest.Within(set("S", ""))+`}},"default":{`+flowtest.Within(set("S2", ""))+`}`), reads("W")}},
		"without a default nothing is replaced":               {"'S' 'i'", []string{flowtest.Act("W", "Switch", "Init", `"expression":"@triggerBody()","cases":{"X":{"case":"x",`+flowtest.Within(set("S", ""))+`}}`), reads("W")}},
		"branches inside a branch replace what came before":   {"'S' 'S2' 'S3'", []string{flowtest.Act("If", "If", "Init", yes+flowtest.Within(flowtest.Act("If2", "If", "", yes+flowtest.Within(set("S", ""))+","+flowtest.Otherwise(set("S2", ""))))+","+flowtest.Otherwise(set("S3", ""))), reads("If")}},
		"a scope that succeeded has set it":                   {"'S'", []string{flowtest.Act("G", "Scope", "Init", flowtest.Within(set("S", ""))), reads("G")}},
		"a loop may set nothing":                              {"'S' 'i'", []string{flowtest.Act("E", "Foreach", "Init", flowtest.InTurn+flowtest.Within(set("S", ""))), reads("E")}},

		"in turn, the pass before is seen":                  {"'S' 'i'", []string{flowtest.Act("E", "Foreach", "Init", flowtest.InTurn+flowtest.Within(reads(""), set("S", "P")))}},
		"in turn, the start of each pass replaces it":       {"'K'", []string{flowtest.Act("E", "Foreach", "Init", flowtest.InTurn+flowtest.Within(set("K", ""), reads("K"), set("S", "P")))}},
		"in turn, the other branch ran in the pass before":  {"'S' 'i'", []string{flowtest.Act("E", "Foreach", "Init", flowtest.InTurn+flowtest.Within(flowtest.Act("If", "If", "", yes+flowtest.Within(set("S", ""))+","+flowtest.Otherwise(reads("")))))}},
		"in turn, a start that may fail replaces nothing":   {"'K' 'S' 'i'", []string{flowtest.Act("E", "Foreach", "Init", flowtest.InTurn+flowtest.Within(set("K", ""), reads("K:Succeeded,Failed"), set("S", "P")))}},
		"one pass at a time is in turn":                     {"'K'", []string{flowtest.Act("E", "Foreach", "Init", `"foreach":[1],"runtimeConfiguration":{"concurrency":{"repetitions":1}},`+flowtest.Within(set("K", ""), reads("K"), set("S", "P")))}},
		"a loop inside a loop is followed around both":      {"'S' 'i'", []string{flowtest.Act("E", "Foreach", "Init", flowtest.InTurn+flowtest.Within(flowtest.Act("E2", "Foreach", "", flowtest.InTurn+flowtest.Within(reads(""))), set("S", "E2")))}},
		"what an outer pass begins with does not end inner": {"'K' 'S'", []string{flowtest.Act("E", "Foreach", "Init", flowtest.InTurn+flowtest.Within(set("K", ""), flowtest.Act("E2", "Foreach", "K", flowtest.InTurn+flowtest.Within(reads(""), set("S", "P")))))}},
		"until runs in turn":                                {"'S' 'i'", []string{flowtest.Act("U", "Until", "Init", `"expression":"@true",`+flowtest.Within(reads(""), set("S", "P")))}},
		"after a loop, its last pass or none is seen":       {"'S' 'i'", []string{flowtest.Act("E", "Foreach", "Init", flowtest.InTurn+flowtest.Within(set("S", ""))), reads("E")}},

		"at once, another pass may run at any time":     {"'K' 'S'", []string{flowtest.Act("E", "Foreach", "Init", flowtest.AtOnce+flowtest.Within(set("K", ""), reads("K"), set("S", "P")))}},
		"at once, what came before the loop is over":    {"'K'", []string{set("S", "Init"), flowtest.Act("E", "Foreach", "S", flowtest.AtOnce+flowtest.Within(set("K", ""), reads("K")))}},
		"at once around a loop in turn":                 {"'K' 'S'", []string{flowtest.Act("E", "Foreach", "Init", flowtest.AtOnce+flowtest.Within(flowtest.Act("E2", "Foreach", "", flowtest.InTurn+flowtest.Within(set("K", ""), reads("K"), set("S", "P")))))}},
		"a container of an unknown kind may be at once": {"'K' 'S'", []string{flowtest.Act("E", "Mystery", "Init", flowtest.Within(set("K", ""), reads("K"), set("S", "P")))}},

		"on failure nothing was replaced":             {"'S' 'i'", []string{set("S", "Init"), reads("S:Failed")}},
		"whatever the outcome either may hold":        {"'S' 'i'", []string{set("S", "Init"), reads("S:Succeeded,Failed,Skipped")}},
		"when skipped, what came before holds":        {"'S' 'i'", []string{set("S", "Init"), reads("S:Skipped")}},
		"success after a failure path is no success":  {"'S' 'i'", []string{set("S", "Init"), flowtest.Compose("H", "S:Failed", `1`), reads("H")}},
		"success of the handler's own set is success": {"'H'", []string{set("S", "Init"), set("H", "S:Failed"), reads("H")}},
	} {
		t.Run(name, func(t *testing.T) {
			ev := evaluatorOf(t, append([]string{started}, c.actions...)...)
			p := ev.nodes["P"]
			if diff := cmp.Diff(c.want, show(ev.Of(p.Inputs, At(p)))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAContainerReadsBeforeWhatItHolds(t *testing.T) {
	s := flowtest.SetVariable("S", "", "v", `"S"`)
	reading := `["@variables('v')","x"]`
	for name, c := range map[string]struct{ action, place, want string }{
		"a condition":              {flowtest.Act("N", "If", "Init", `"expression":{"equals":`+reading+`},`+flowtest.Within(s)), "/expression/equals/0", "'i'"},
		"a switch":                 {flowtest.Act("N", "Switch", "Init", `"expression":"@variables('v')","cases":{"X":{"case":"x",`+flowtest.Within(s)+`}}`), "/expression", "'i'"},
		"the list of a loop":       {flowtest.Act("N", "Foreach", "Init", `"foreach":`+reading+`,`+flowtest.Within(s)), "/foreach/0", "'i'"},
		"an until reads after":     {flowtest.Act("N", "Until", "Init", `"expression":{"equals":`+reading+`},`+flowtest.Within(s)), "/expression/equals/0", "'S' 'i'"},
		"a condition inside until": {flowtest.Act("U", "Until", "Init", `"expression":"@true",`+flowtest.Within(flowtest.Act("N", "If", "", `"expression":{"equals":`+reading+`},`+flowtest.Within(s)))), "/expression/equals/0", "'S' 'i'"},
	} {
		ev := evaluatorOf(t, started, c.action)
		n := ev.nodes["N"]
		if got := show(ev.Of(n.JSON.Pointer(c.place), At(n))); got != c.want {
			t.Errorf("%s sees %s, want %s", name, got, c.want)
		}
	}
}

func TestWhatAddsToAVariableReplacesNothing(t *testing.T) {
	for name, c := range map[string]struct{ action, reads, want string }{
		"an element":          {flowtest.Act("S", "AppendToArrayVariable", "Init", `"inputs":{"name":"a","value":"x"}`), `"@variables('a')"`, "JSON ['x']"},
		"any of the elements": {flowtest.Act("S", "AppendToArrayVariable", "Init", `"inputs":{"name":"a","value":"x"}`), `"@union(variables('a'),variables('a'))"`, "['i' 'x']"},
		"text":                {flowtest.Act("S", "AppendToStringVariable", "Init", `"inputs":{"name":"v","value":"x"}`), `"@variables('v')"`, "'i' ?+'x'"},
		"a number":            {flowtest.Act("S", "IncrementVariable", "Init", `"inputs":{"name":"n","value":1}`), `"@variables('n')"`, "0 ?"},
		"taking away":         {flowtest.Act("S", "DecrementVariable", "Init", `"inputs":{"name":"n","value":1}`), `"@variables('n')"`, "0 ?"},
	} {
		ev := evaluatorOf(t, started, c.action, flowtest.Compose("P", "S", c.reads))
		p := ev.nodes["P"]
		if got := show(ev.Of(p.Inputs, At(p))); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestTooManyAssignmentsAllCount(t *testing.T) {
	actions, after := []string{started}, "Init"
	for i := range maxOrdered {
		name := fmt.Sprint("S", i)
		actions = append(actions, flowtest.SetVariable(name, after, "v", fmt.Sprint(`"`, i%3, `"`)))
		after = name
	}
	ev := evaluatorOf(t, append(actions, reads(after))...)
	p := ev.nodes["P"]
	if got := show(ev.Of(p.Inputs, At(p))); got != "'0' '1' '2' 'i'" {
		t.Errorf("got %s", got)
	}
}

func TestAReaderThatIsNoNodeSeesEverything(t *testing.T) {
	ev := evaluatorOf(t, started, flowtest.SetVariable("S", "Init", "v", `"S"`))
	all, name := ev.reaching("v", nil)
	if len(all) != 2 || name != "v" {
		t.Errorf("%d assignments, selection %q", len(all), name)
	}
	if got := show(ev.variable("never", At(&flowparse.Node{}))); got != "?" {
		t.Errorf("a variable that is nowhere is %s", got)
	}
}

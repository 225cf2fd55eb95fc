package operation

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"rolefit/flowparse"
	"rolefit/flowparse/source"
)

// TestWhatReallyOccursLiesInTheValue draws random flows of variables, Compose chains, branches and loops, runs each with
// a small interpreter that knows nothing of the analyser, and checks every value that a probe really had.
func TestWhatReallyOccursLiesInTheValue(t *testing.T) {
	probes := 0
	for seed := range uint64(1500) {
		g := &generator{r: rand.New(rand.NewPCG(seed, 7))}
		actions := g.block(4 + g.r.IntN(6))
		text, err := json.Marshal(map[string]any{"definition": map[string]any{"triggers": map[string]any{"T": map[string]any{"type": "Request"}}, "actions": g.render(actions)}})
		if err != nil {
			t.Fatal(err)
		}
		flow, diagnostics := flowparse.Parse(&source.Text{Path: "f", Bytes: text}, flowparse.Options{})
		if len(diagnostics) > 0 {
			t.Fatalf("seed %d: %v\n%s", seed, diagnostics, text)
		}
		ev := newEvaluator(flow, Surroundings{})
		for range 4 {
			run := &interpreter{r: g.r, variables: map[string]any{}, outputs: map[string]any{}}
			run.block(actions, nil)
			for name, values := range run.seen {
				node := ev.nodes[name]
				possible := ev.json(node.Inputs, &scope{node: node})
				for _, v := range values {
					probes++
					if !lies(v, possible) {
						t.Fatalf("seed %d: %s was %q, which is not in %v\n%s", seed, name, v, possible, text)
					}
				}
			}
		}
	}
	t.Logf("%d values checked", probes)
	if probes < 10000 {
		t.Errorf("only %d values were checked", probes)
	}
}

// lies reports whether a text is among the alternatives of a value.
func lies(actual string, possible set) bool {
	return regexp.MustCompile(`(?s)^(?:` + pattern(possible) + `)$`).MatchString(actual)
}

func pattern(s set) string {
	var alternatives []string
	for _, v := range s {
		switch v := v.(type) {
		case constant:
			alternatives = append(alternatives, regexp.QuoteMeta(v.text))
		case null:
			alternatives = append(alternatives, "")
		case text:
			joined := ""
			for _, p := range v.parts {
				joined += "(?:" + pattern(p) + ")"
			}
			alternatives = append(alternatives, joined)
		default:
			alternatives = append(alternatives, ".*")
		}
	}
	return strings.Join(alternatives, "|")
}

// action is one action of a random flow.
type randomAction struct {
	kind, name, variable string
	value                expression
	inner, other         []randomAction
}

// expression is a random expression: written for the flow, and evaluated by the interpreter.
type expression struct {
	text string
	eval func(*interpreter) any
}

type generator struct {
	r     *rand.Rand
	next  int
	loops []string
	made  []string // Compose nodes that certainly ran before
}

func (g *generator) name(prefix string) string { g.next++; return fmt.Sprint(prefix, g.next) }

func (g *generator) block(n int) []randomAction {
	var out []randomAction
	made := len(g.made)
	for range n {
		out = append(out, g.action())
	}
	g.made = g.made[:made]
	return out
}

func (g *generator) action() randomAction {
	variable := fmt.Sprint("v", g.r.IntN(3))
	switch k := g.r.IntN(10); {
	case k < 2:
		return randomAction{kind: "SetVariable", name: g.name("Set"), variable: variable, value: g.expression(3)}
	case k < 3:
		return randomAction{kind: "AppendToStringVariable", name: g.name("Extend"), variable: variable, value: g.expression(2)}
	case k < 5:
		a := randomAction{kind: "Compose", name: g.name("Make"), value: g.expression(3)}
		g.made = append(g.made, a.name)
		return a
	case k < 7:
		return randomAction{kind: "Compose", name: g.name("Probe"), value: g.expression(3)}
	case k < 8 && len(g.loops) < 2:
		return randomAction{kind: "If", name: g.name("If"), inner: g.block(2), other: g.block(1)}
	case len(g.loops) < 2:
		a := randomAction{kind: "Foreach", name: g.name("Each"), value: g.array()}
		g.loops = append(g.loops, a.name)
		a.inner = g.block(2)
		g.loops = g.loops[:len(g.loops)-1]
		return a
	}
	return randomAction{kind: "Compose", name: g.name("Probe"), value: g.expression(2)}
}

func (g *generator) array() expression {
	a, b := g.expression(1), g.expression(1)
	return expression{"createArray(" + a.text + "," + b.text + ")", func(i *interpreter) any { return []any{a.eval(i), b.eval(i)} }}
}

func (g *generator) expression(depth int) expression {
	k := g.r.IntN(9)
	if depth == 0 {
		k = 0
	}
	switch {
	case k == 1:
		name := fmt.Sprint("v", g.r.IntN(3))
		return expression{"variables('" + name + "')", func(i *interpreter) any { return i.variables[name] }}
	case k == 2 && len(g.made) > 0:
		name := g.made[g.r.IntN(len(g.made))]
		return expression{"outputs('" + name + "')", func(i *interpreter) any { return i.outputs[name] }}
	case k == 3 && len(g.loops) > 0:
		name := g.loops[g.r.IntN(len(g.loops))]
		return expression{"items('" + name + "')", func(i *interpreter) any { return i.items[name] }}
	case k == 4:
		a, b := g.expression(depth-1), g.expression(depth-1)
		return expression{"concat(" + a.text + "," + b.text + ")", func(i *interpreter) any { return asText(a.eval(i)) + asText(b.eval(i)) }}
	case k == 5:
		a, b := g.expression(depth-1), g.expression(depth-1)
		return expression{"if(equals(triggerBody()?['n'],1)," + a.text + "," + b.text + ")", func(i *interpreter) any {
			if i.r.IntN(2) == 0 {
				return a.eval(i)
			}
			return b.eval(i)
		}}
	case k == 6:
		a, b := g.expression(depth-1), g.expression(depth-1)
		return expression{"coalesce(" + a.text + "," + b.text + ")", func(i *interpreter) any {
			if v := a.eval(i); v != nil {
				return v
			}
			return b.eval(i)
		}}
	case k == 7:
		a := g.array()
		return expression{"first(" + a.text + ")", func(i *interpreter) any { return a.eval(i).([]any)[0] }}
	case k == 8:
		a := g.expression(depth - 1)
		return expression{"toUpper(" + a.text + ")", func(i *interpreter) any { return strings.ToUpper(asText(a.eval(i))) }}
	}
	word := []string{"accounts", "contacts", "it''s", "x"}[g.r.IntN(4)]
	plain := strings.ReplaceAll(word, "''", "'")
	return expression{"'" + word + "'", func(*interpreter) any { return plain }}
}

func asText(v any) string {
	s, _ := v.(string)
	return s
}

// render writes actions as a flow does; initialisations come first.
func (g *generator) render(actions []randomAction) map[string]any {
	out := map[string]any{"Init": map[string]any{"type": "InitializeVariable", "inputs": map[string]any{"variables": []any{
		map[string]any{"name": "v0", "type": "string"}, map[string]any{"name": "v1", "type": "string", "value": "one"}, map[string]any{"name": "v2", "type": "string", "value": ""},
	}}}}
	for name, a := range renderBlock(actions) {
		out[name] = a
	}
	return out
}

func renderBlock(actions []randomAction) map[string]any {
	out := map[string]any{}
	before := map[string]any{}
	for _, a := range actions {
		n := map[string]any{"type": a.kind, "runAfter": before}
		switch a.kind {
		case "Compose":
			n["inputs"] = "@" + a.value.text
		case "If":
			n["actions"], n["else"] = renderBlock(a.inner), map[string]any{"actions": renderBlock(a.other)}
		case "Foreach":
			n["foreach"], n["actions"] = "@"+a.value.text, renderBlock(a.inner)
		default:
			n["inputs"] = map[string]any{"name": a.variable, "value": "@" + a.value.text}
		}
		out[a.name] = n
		before = map[string]any{a.name: []string{"Succeeded"}}
	}
	return out
}

// interpreter runs a random flow.
type interpreter struct {
	r                  *rand.Rand
	variables, outputs map[string]any
	items              map[string]any
	seen               map[string][]string
}

func (i *interpreter) block(actions []randomAction, items map[string]any) {
	if i.seen == nil {
		i.seen = map[string][]string{}
		i.variables["v1"], i.variables["v2"] = "one", ""
	}
	i.items = items
	for _, a := range actions {
		switch a.kind {
		case "SetVariable":
			i.variables[a.variable] = a.value.eval(i)
		case "AppendToStringVariable":
			i.variables[a.variable] = asText(i.variables[a.variable]) + asText(a.value.eval(i))
		case "Compose":
			v := a.value.eval(i)
			i.outputs[a.name] = v
			i.seen[a.name] = append(i.seen[a.name], asText(v))
		case "If":
			branch := a.inner
			if i.r.IntN(2) == 0 {
				branch = a.other
			}
			i.block(branch, items)
		case "Foreach":
			for _, v := range a.value.eval(i).([]any) {
				inside := map[string]any{a.name: v}
				for name, outer := range items {
					inside[name] = outer
				}
				i.block(a.inner, inside)
			}
		}
		i.items = items
	}
}

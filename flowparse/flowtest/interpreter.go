package flowtest

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
)

// interpreter runs a random flow once. It knows nothing of the analyser: it keeps what every expression really was.
//
// Nodes that nothing orders, and the passes of a parallel loop, take turns by chance. An expression that fails makes its
// node fail, and calls to Dataverse fail now and then. What a node that did not run returns is null.
type interpreter struct {
	r         *rand.Rand
	trigger   Object
	variables map[string]any
	seen      []Sighting
	starting  Starting // nil: nobody is told
	guids     int
	steps     int
}

// frame is what one pass through a loop, or the flow itself, holds.
type frame struct {
	outer   *frame
	loop    string
	item    any
	outputs map[string]any
	states  map[string]string // what became of each node; running for those that have not ended
}

func (f *frame) pass(loop string, item any) *frame {
	return &frame{outer: f, loop: loop, item: item, outputs: map[string]any{}, states: map[string]string{}}
}

const (
	maxPasses  = 3    // of an Until
	maxActions = 500  // of a run
	maxText    = 1000 // bytes; longer texts fail
)

func (i *interpreter) saw(a *randomAction, place string, v any) {
	i.seen = append(i.seen, Sighting{a.name, place, v})
}

// block runs nodes in an order that their dependencies allow, and returns the outcome of all.
func (i *interpreter) block(actions []*randomAction, f *frame, pause func()) string {
	outcomes := map[string]string{}
	started := map[*randomAction]func() bool{}
	for {
		var ready []*randomAction
		for _, a := range actions {
			if outcomes[a.name] == "" && !slices.ContainsFunc(a.after, func(d dependency) bool { return outcomes[d.name] == "" }) {
				ready = append(ready, a)
			}
		}
		if len(ready) == 0 {
			return blockOutcome(actions, outcomes)
		}
		a := ready[i.r.IntN(len(ready))]
		if slices.ContainsFunc(a.after, func(d dependency) bool { return !slices.Contains(d.statuses, outcomes[d.name]) }) {
			outcomes[a.name], f.states[a.name] = Skipped, Skipped
			continue
		}
		if len(ready) == 1 && started[a] == nil {
			outcomes[a.name] = i.node(a, f, pause)
			continue
		}
		if started[a] == nil {
			started[a] = turns(func(pause func()) { outcomes[a.name] = i.node(a, f, pause) })
		}
		if started[a]() {
			pause()
		}
	}
}

// turns runs a task up to its next pause at each call, and reports whether it is still running.
func turns(task func(pause func())) func() bool {
	next, _ := iter.Pull(func(yield func(struct{}) bool) { task(func() { yield(struct{}{}) }) })
	return func() bool { _, more := next(); return more }
}

// blockOutcome follows the last nodes: one that failed makes the block fail; of one that was skipped those count that it
// waited for.
func blockOutcome(actions []*randomAction, outcomes map[string]string) string {
	byName := map[string]*randomAction{}
	waited := map[string]bool{}
	for _, a := range actions {
		byName[a.name] = a
		for _, d := range a.after {
			waited[d.name] = true
		}
	}
	var bad func(a *randomAction) bool
	bad = func(a *randomAction) bool {
		return outcomes[a.name] == Failed || outcomes[a.name] == Skipped &&
			slices.ContainsFunc(a.after, func(d dependency) bool { return bad(byName[d.name]) })
	}
	if slices.ContainsFunc(actions, func(a *randomAction) bool { return !waited[a.name] && bad(a) }) {
		return Failed
	}
	return Succeeded
}

func (i *interpreter) node(a *randomAction, f *frame, pause func()) string {
	if i.starting != nil {
		i.starting(a.name, f.stateOf)
	}
	f.states[a.name] = Running
	f.states[a.name] = i.action(a, f, pause)
	return f.states[a.name]
}

// action runs one node.
func (i *interpreter) action(a *randomAction, f *frame, pause func()) (outcome string) {
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(failure); !ok {
				panic(r)
			}
			outcome = Failed
		}
	}()
	pause()
	if i.steps++; i.steps > maxActions {
		fail("the run is too long")
	}
	switch a.kind {
	case "InitializeVariable":
		for _, s := range a.starts {
			i.variables[s.name] = nil
			if s.value != nil {
				i.variables[s.name] = i.document(s.value, f)
			}
		}
	case "SetVariable", "AppendToStringVariable", "AppendToArrayVariable", "IncrementVariable":
		i.assign(a, f, pause)
	case "Compose":
		v := i.document(a.value, f)
		i.saw(a, "inputs", v)
		f.outputs[a.name] = v
	case "ParseJson", "Select", "Query":
		body := i.shape(a, f)
		i.saw(a, "body", body)
		f.outputs[a.name] = Object{{"body", body}}
	case "If":
		if i.condition(a, a.condition, "expression", f) {
			return i.block(a.blocks[0].actions, f, pause)
		}
		return i.block(a.blocks[1].actions, f, pause)
	case "Switch":
		v := i.document(a.value, f)
		i.saw(a, "expression", v)
		last := len(a.blocks) - 1
		for _, b := range a.blocks[:last] {
			if same(v, b.is) {
				return i.block(b.actions, f, pause)
			}
		}
		return i.block(a.blocks[last].actions, f, pause)
	case "Scope":
		return i.block(a.blocks[0].actions, f, pause)
	case "Foreach":
		return i.foreach(a, f, pause)
	case "Until":
		for range maxPasses {
			pass := f.pass("", nil)
			if i.block(a.blocks[0].actions, pass, pause) == Failed {
				return Failed
			}
			if i.condition(a, a.condition, "expression", pass) {
				break
			}
		}
	default:
		i.call(a, f)
	}
	return Succeeded
}

// assign changes a variable. What it takes is evaluated a moment before.
func (i *interpreter) assign(a *randomAction, f *frame, pause func()) {
	v := i.document(a.value, f)
	i.saw(a, "inputs/value", v)
	pause()
	held, ok := i.variables[a.variable]
	if !ok {
		fail("the variable %s is not there yet", a.variable)
	}
	switch a.kind {
	case "AppendToStringVariable":
		v = notTooLong(textOf(held) + must[string](v))
	case "AppendToArrayVariable":
		if held == nil {
			held = []any{}
		}
		v = append(slices.Clip(must[[]any](held)), v)
	case "IncrementVariable":
		v = must[int](held) + must[int](v)
	default:
		switch a.variable[0] {
		case 'a':
			must[[]any](v)
		case 'o':
			must[Object](v)
		case 'n':
			must[int](v)
		case 'v':
			if v != nil {
				must[string](v)
			}
		}
	}
	i.variables[a.variable] = v
}

func (i *interpreter) shape(a *randomAction, f *frame) any {
	v := i.document(a.value, f)
	if a.kind == "ParseJson" {
		i.saw(a, "inputs/content", v)
		if s, ok := v.(string); ok {
			return parsed(s)
		}
		return v
	}
	if a.kind == "Select" {
		i.saw(a, "inputs/from", v)
	}
	out := []any{}
	for _, item := range must[[]any](v) {
		inside := f.pass(a.name, item)
		i.saw(a, "item", item)
		if a.kind == "Select" {
			out = append(out, i.document(a.second, inside))
		} else if i.condition(a, a.condition, "inputs/where", inside) {
			out = append(out, item)
		}
	}
	return out
}

func (i *interpreter) foreach(a *randomAction, f *frame, pause func()) string {
	v := i.document(a.value, f)
	i.saw(a, "foreach", v)
	outcome := Succeeded
	var passes []func() bool
	for _, item := range must[[]any](v) {
		i.saw(a, "item", item)
		pass := f.pass(a.name, item)
		run := func(pause func()) {
			if i.block(a.blocks[0].actions, pass, pause) == Failed {
				outcome = Failed
			}
		}
		if a.parallel {
			passes = append(passes, turns(run))
			continue
		}
		run(pause)
	}
	for len(passes) > 0 {
		n := i.r.IntN(len(passes))
		if !passes[n]() {
			passes = slices.Delete(passes, n, n+1)
			continue
		}
		pause()
	}
	return outcome
}

// call asks Dataverse. Without a name it fails; else the request is made, whether it succeeds or not.
func (i *interpreter) call(a *randomAction, f *frame) {
	v := i.document(a.value, f)
	if v == nil || v == "" {
		if a.kind == "CreateRecord" {
			return
		}
		fail("nothing is named")
	}
	i.saw(a, "call", must[string](v))
	if i.r.IntN(8) == 0 {
		fail("the call fails")
	}
	rows := []any{}
	for n := range i.r.IntN(3) {
		rows = append(rows, Object{{"t", a.name + ".t"}, {"id", fmt.Sprint(a.name, ".id.", n)}})
	}
	f.outputs[a.name] = Object{{"body", Object{{"value", rows}}}}
}

// condition evaluates a condition of a node, and keeps what the parts were at their places.
func (i *interpreter) condition(a *randomAction, c *condition, place string, f *frame) bool {
	if c.term != nil {
		v := i.term(c.term, f)
		i.saw(a, place, v)
		return must[bool](v)
	}
	place += "/" + c.operator
	switch c.operator {
	case "equals":
		operands := make([]any, len(c.operands))
		for n, d := range c.operands {
			operands[n] = i.document(d, f)
			i.saw(a, fmt.Sprint(place, "/", n), operands[n])
		}
		return same(operands[0], operands[1])
	case "not":
		return !i.condition(a, c.inner[0], place, f)
	}
	for n, inner := range c.inner {
		if i.condition(a, inner, fmt.Sprint(place, "/", n), f) == (c.operator == "or") {
			return c.operator == "or"
		}
	}
	return c.operator == "and"
}

func (i *interpreter) document(d *document, f *frame) any {
	switch d.kind {
	case ofTerm:
		return i.term(d.term, f)
	case ofText:
		return i.pieces(d.pieces, f)
	case ofRaw:
		return parsed(d.pieces[0].text)
	case ofArray:
		out := []any{}
		for _, item := range d.items {
			out = append(out, i.document(item, f))
		}
		return out
	}
	out := Object{}
	for _, m := range d.members {
		name := i.pieces(m.name, f)
		if _, twice := out.Get(name); twice || name == "" {
			return fail("a name occurs twice or is empty")
		}
		out = append(out, Field{name, i.document(m.value, f)})
	}
	return out
}

func (i *interpreter) pieces(pieces []piece, f *frame) string {
	out := ""
	for _, p := range pieces {
		out += p.text
		if p.term != nil {
			out += textOf(i.term(p.term, f))
		}
	}
	return notTooLong(out)
}

func notTooLong(s string) string {
	if len(s) > maxText {
		fail("the text is too long to follow")
	}
	return s
}

package flowtest

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// generator draws random flows that the platform would save: a node reads outputs of nodes that it runs after, and no
// variable is set from itself.
type generator struct {
	r    *rand.Rand
	next int
}

// sort is the type of a value, as far as the generator keeps to types.
type sort byte

const (
	aText    sort = 'v'
	aNumber  sort = 'n'
	texts    sort = 'a' // an array of texts
	anObject sort = 'o' // with the text "t", the array "l" and the number "n"
	objects  sort = 'x' // an array of such objects
)

// known is what an expression can read where it stands.
type known struct {
	made   []made
	loops  []made  // loops around it; the sort is that of an element
	item   sort    // inside Select and Query; 0 outside
	focus  []*term // texts that conditions around it tell something of
	banned string  // the variable that is being set
	depth  int     // containers around it
	again  bool    // a loop is among them

	decides string // the variable that the next condition is to test
}

// made is a node, or loop, that an expression can read.
type made struct {
	read *term
	name string
	sort sort
}

// Draw draws a flow.
func Draw(r *rand.Rand) *Flow { return (&generator{r: r}).flow() }

func (g *generator) chance(percent int) bool { return g.r.IntN(100) < percent }

func pick[T any](g *generator, from ...T) T { return from[g.r.IntN(len(from))] }

func (g *generator) name(prefix string) string { g.next++; return fmt.Sprint(prefix, g.next) }

func (g *generator) flow() *Flow {
	list := func(words ...string) *document {
		d := &document{kind: ofArray, items: []*document{}}
		for _, w := range words {
			d.items = append(d.items, plain(w))
		}
		return d
	}
	init := func(name string, after []dependency, starts ...initial) *randomAction {
		return &randomAction{kind: "InitializeVariable", name: name, after: after, starts: starts}
	}
	after := func(name string) []dependency { return []dependency{{name, []string{Succeeded}}} }
	f := &Flow{start: []*randomAction{
		init("Init1", nil, initial{"v0", "string", nil}, initial{"v1", "string", plain(pick(g, "accounts", "one"))}, initial{"v2", "string", plain("")}),
		init("Init2", after("Init1"), initial{"a0", "array", list()}, initial{"a1", "array", list("accounts", "contacts", "x")}, initial{"n0", "integer", raw("1")}),
		init("Init3", after("Init2"), initial{"o0", "object", object(member{[]piece{{text: "t"}}, whole(named("variables", "v1"))})}),
	}}
	f.actions = g.block(4+g.r.IntN(6), known{})
	for _, a := range f.actions {
		if len(a.after) == 0 {
			a.after = after("Init3")
		}
	}
	return f
}

// block draws nodes one after the other, some beside one another, some for when others fail.
func (g *generator) block(n int, k known) []*randomAction {
	var out []*randomAction
	for i := range n {
		var after []dependency
		if i > 0 {
			after = append(after, dependency{out[i-1].name, g.statuses()})
			if g.chance(20) {
				after = nil
				for _, p := range out {
					if g.chance(40) && len(after) < 2 {
						after = append(after, dependency{p.name, g.statuses()})
					}
				}
			}
		}
		here := k
		here.made = slices.Concat(k.made, madeBefore(out, after))
		for _, a := range g.step(here) {
			a.after = after
			out = append(out, a)
			after = []dependency{{a.name, []string{Succeeded}}}
		}
	}
	return out
}

// step draws one action, or the two that give a variable a value made of its own: the platform asks for a Compose between.
func (g *generator) step(k known) []*randomAction {
	if !k.again || !g.chance(30) {
		return []*randomAction{g.action(k)}
	}
	if g.chance(40) && k.depth < 3 {
		// What a condition tells of a variable that another pass may set meanwhile.
		k.decides = pick(g, "v0", "v1", "v2")
		decided := g.container(0, k)
		k.banned = k.decides
		return []*randomAction{decided, {kind: "SetVariable", name: g.name("Set"), variable: k.decides, value: g.document(aText, k)}}
	}
	v := pick(g, "v0", "v1", "a0", "a1", "a1")
	a := &randomAction{kind: "Compose", name: g.name("Make"), variable: v, value: whole(g.onward(v, k))}
	return []*randomAction{a, {kind: "SetVariable", name: g.name("Set"), variable: v, value: whole(named("outputs", a.name))}}
}

// onward draws what becomes of a variable from one pass of a loop to the next.
func (g *generator) onward(v string, k known) *term {
	held := named("variables", v)
	if v[0] == 'v' {
		return pick(g, invoke("concat", held, g.text(1, k)), invoke("coalesce", held, g.text(1, k)), invoke("if", g.truth(1, k), held, g.text(1, k)),
			invoke("toUpper", held), invoke("replace", held, wordOf("c"), wordOf("x")), invoke("first", invoke("split", held, wordOf("c"))))
	}
	return pick(g, invoke("skip", held, numberOf("1")), invoke("take", held, numberOf("1")), invoke("reverse", held), invoke("union", held, g.texts(1, k)),
		invoke("createArray", held), invoke("chunk", held, numberOf("2")), invoke("first", held), invoke("intersection", held, g.texts(1, k)),
		invoke("if", g.truth(1, k), held, g.texts(1, k)), invoke("json", invoke("string", held)))
}

func (g *generator) statuses() []string {
	if g.chance(85) {
		return []string{Succeeded}
	}
	return pick(g, []string{Failed}, []string{Failed, Skipped}, []string{Succeeded, Failed}, []string{Skipped},
		[]string{Succeeded, Failed, Skipped, "TimedOut"})
}

// madeBefore is what the nodes that come before made, themselves or inside them; what is made inside loops is read there.
func madeBefore(block []*randomAction, after []dependency) []made {
	seen := map[string]bool{}
	var out []made
	var collect func(a *randomAction)
	collect = func(a *randomAction) {
		out = append(out, a.makes()...)
		if a.kind == "Foreach" || a.kind == "Until" {
			return
		}
		for _, b := range a.blocks {
			for _, inner := range b.actions {
				collect(inner)
			}
		}
	}
	var follow func(after []dependency)
	follow = func(after []dependency) {
		for _, d := range after {
			if seen[d.name] {
				continue
			}
			seen[d.name] = true
			a := block[slices.IndexFunc(block, func(a *randomAction) bool { return a.name == d.name })]
			collect(a)
			follow(a.after)
		}
	}
	follow(after)
	return out
}

// makes is how a node's result is read.
func (a *randomAction) makes() []made {
	s := sort(0)
	switch a.kind {
	case "Compose", "Select", "Query", "ParseJson":
		s = sort(a.variable[0])
	case "ListRecords":
		return []made{{named("outputs", a.name).property("body/value"), a.name, objects}}
	default:
		return nil
	}
	if a.kind == "Compose" {
		return []made{{named("outputs", a.name), a.name, s}}
	}
	return []made{{named("body", a.name), a.name, s}}
}

func (g *generator) action(k known) *randomAction {
	if len(k.focus) > 0 && g.chance(35) {
		t := k.focus[len(k.focus)-1]
		return &randomAction{kind: "Compose", name: g.name("Make"), variable: string(aText), value: whole(pick(g, t, t, invoke("coalesce", t, wordOf("contacts"))))}
	}
	c := g.r.IntN(100)
	if k.depth > 2 {
		c = g.r.IntN(66)
	}
	switch {
	case c < 18:
		v := pick(g, "v0", "v1", "v2", "a0", "a1", "n0", "o0")
		k.banned = v
		return &randomAction{kind: "SetVariable", name: g.name("Set"), variable: v, value: g.document(sort(v[0]), k)}
	case c < 22:
		v := pick(g, "v0", "v1", "v2")
		k.banned = v
		return &randomAction{kind: "AppendToStringVariable", name: g.name("Extend"), variable: v, value: g.document(aText, k)}
	case c < 28:
		v := pick(g, "a0", "a1")
		k.banned = v
		return &randomAction{kind: "AppendToArrayVariable", name: g.name("Add"), variable: v, value: g.document(aText, k)}
	case c < 30:
		return &randomAction{kind: "IncrementVariable", name: g.name("Count"), variable: "n0", value: raw(pick(g, "1", "2"))}
	case c < 48:
		s := pick(g, aText, aText, aText, texts, texts, anObject, objects, aNumber)
		return &randomAction{kind: "Compose", name: g.name("Make"), variable: string(s), value: g.document(s, k)}
	case c < 60:
		return g.probe(k)
	case c < 66:
		return g.shaping(k)
	}
	return g.container(c, k)
}

// probe is a call to Dataverse whose table, lookup target or message is an expression.
func (g *generator) probe(k known) *randomAction {
	switch g.r.IntN(3) {
	case 0:
		return &randomAction{kind: "ListRecords", name: g.name("List"), value: g.document(aText, k)}
	case 1:
		return &randomAction{kind: "PerformUnboundAction", name: g.name("Perform"), value: g.document(aText, k)}
	}
	const id = "(00000000-0000-0000-0000-000000000001)"
	d := &document{kind: ofText, pieces: []piece{{text: pick(g, "", "/")}, {term: g.text(2, k)}, {text: id}}}
	switch g.r.IntN(4) {
	case 0:
		d = whole(invoke("concat", g.text(2, k), wordOf(id)))
	case 1:
		d = whole(invoke("if", g.truth(1, k), wordOf("accounts"+id), wordOf("/contacts"+id)))
	}
	return &randomAction{kind: "CreateRecord", name: g.name("Create"), value: d}
}

// shaping is a node that makes one value of another.
func (g *generator) shaping(k known) *randomAction {
	s := pick(g, texts, objects)
	inside := k
	inside.item = map[sort]sort{texts: aText, objects: anObject}[s]
	switch g.r.IntN(3) {
	case 0:
		becomes := pick(g, aText, anObject)
		return &randomAction{
			kind: "Select", name: g.name("Select"), value: whole(g.term(s, 2, k)), second: g.document(becomes, inside),
			variable: string(map[sort]sort{aText: texts, anObject: objects}[becomes]),
		}
	case 1:
		return &randomAction{kind: "Query", name: g.name("Query"), value: whole(g.term(s, 2, k)), condition: &condition{term: g.truth(2, inside)}, variable: string(s)}
	}
	t := pick(g, texts, anObject, objects)
	content := plain(g.jsonText(t))
	if g.chance(40) {
		content = whole(pick(g, g.term(t, 1, k), invoke("string", g.term(t, 1, k))))
	}
	return &randomAction{kind: "ParseJson", name: g.name("Parse"), value: content, variable: string(t)}
}

func (g *generator) container(c int, k known) *randomAction {
	inside := k
	inside.depth++
	switch {
	case c < 78:
		condition, focus := g.condition(2, k)
		inside.decides = ""
		inside.focus = slices.Concat(k.focus, focus)
		return &randomAction{kind: "If", name: g.name("If"), condition: condition, blocks: []block{{actions: g.block(1+g.r.IntN(2), inside)}, {actions: g.block(g.r.IntN(3), inside)}}}
	case c < 83:
		on := g.stable(k)
		inside.focus = append(slices.Clone(k.focus), on)
		a := &randomAction{kind: "Switch", name: g.name("Switch"), value: whole(on)}
		if g.chance(20) {
			a.value = &document{kind: ofText, pieces: []piece{{term: on}}}
		}
		for i := range 1 + g.r.IntN(2) {
			a.blocks = append(a.blocks, block{is: [][]string{{"accounts", "x"}, {"contacts", ""}}[i][g.r.IntN(2)], actions: g.block(1, inside)})
		}
		a.blocks = append(a.blocks, block{actions: g.block(1, inside)})
		return a
	case c < 85:
		return &randomAction{kind: "Scope", name: g.name("Scope"), blocks: []block{{actions: g.block(2, inside)}}}
	case c < 95:
		s := pick(g, texts, objects)
		inside.again = true
		a := &randomAction{kind: "Foreach", name: g.name("Each"), value: whole(g.term(s, 2, k)), parallel: g.chance(50)}
		inside.loops = append(slices.Clone(k.loops), made{named("items", a.name), a.name, map[sort]sort{texts: aText, objects: anObject}[s]})
		a.blocks = []block{{actions: g.block(2+g.r.IntN(3), inside)}}
		return a
	}
	inside.again = true
	a := &randomAction{kind: "Until", name: g.name("Until"), blocks: []block{{actions: g.block(2+g.r.IntN(2), inside)}}}
	a.condition, _ = g.condition(1, k)
	return a
}

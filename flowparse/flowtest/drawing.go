package flowtest

import (
	"slices"
	"strings"
)

// This file draws the values of random flows: documents, terms and conditions of a sort.

const someID = "00000000-0000-0000-0000-000000000002"

func (g *generator) word() string {
	return pick(g, "accounts", "accounts", "contacts", "contacts", "x", "X", "", "it's", "a<b", "ac", "counts", " x ", someID)
}

// document draws what a node takes: mostly one term, sometimes text, arrays and objects with terms in them.
func (g *generator) document(s sort, k known) *document {
	switch {
	case s == aText && g.chance(15):
		return plain(g.word())
	case s == aText && g.chance(20):
		d := &document{kind: ofText}
		for range 1 + g.r.IntN(3) {
			d.pieces = append(d.pieces, piece{term: g.text(1, k)}, piece{text: pick(g, "-", "ac", "", "")})
		}
		return d
	case s == texts && g.chance(30):
		d := &document{kind: ofArray, items: []*document{}}
		for range g.r.IntN(4) {
			d.items = append(d.items, g.document(aText, k))
		}
		return d
	case s == objects && g.chance(50):
		d := &document{kind: ofArray, items: []*document{}}
		for range g.r.IntN(3) {
			d.items = append(d.items, g.document(anObject, k))
		}
		return d
	case s == anObject && g.chance(60):
		return g.object(k)
	}
	return whole(g.term(s, 3, k))
}

// object draws an object; a name may be escaped or itself a term.
func (g *generator) object(k known) *document {
	t := []piece{{text: "t"}}
	if g.chance(6) {
		t = []piece{{term: pick(g, invoke("toLower", wordOf("T")), named("variables", "v1"))}}
	}
	d := object(member{t, g.document(aText, k)})
	if g.chance(40) {
		d.members = append(d.members, member{[]piece{{text: "l"}}, whole(g.term(texts, 1, k))})
	}
	if g.chance(30) {
		d.members = append(d.members, member{[]piece{{text: "n"}}, whole(g.term(aNumber, 1, k))})
	}
	if g.chance(10) {
		d.members = append(d.members, member{[]piece{{text: "@odata.id"}}, g.document(aText, k)})
	}
	if g.chance(20) {
		d.members = append(d.members, member{[]piece{{text: "deep"}}, object(member{[]piece{{text: "t"}}, g.document(aText, k)})})
	}
	return d
}

// jsonText draws JSON text without terms.
func (g *generator) jsonText(s sort) string {
	word := func() string { return JSON(g.word()) }
	list := func(one func() string) string {
		var items []string
		for range g.r.IntN(4) {
			items = append(items, one())
		}
		return "[" + strings.Join(items, ",") + "]"
	}
	one := func() string { return `{"t":` + word() + `,"n":` + pick(g, "0", "1", "2") + `}` }
	switch s {
	case texts:
		return list(word)
	case objects:
		return list(one)
	}
	return one()
}

// term draws an expression of a sort.
func (g *generator) term(s sort, depth int, k known) *term {
	switch s {
	case texts:
		return g.texts(depth, k)
	case anObject:
		return g.fields(depth, k)
	case objects:
		return g.objects(depth, k)
	case aNumber:
		return g.number(depth, k)
	}
	return g.text(depth, k)
}

// sources are the ways to read a value of a sort that is there already.
func (g *generator) sources(s sort, k known) []*term {
	var out []*term
	for _, v := range map[sort][]string{aText: {"v0", "v1", "v2"}, texts: {"a0", "a1"}, aNumber: {"n0"}, anObject: {"o0"}}[s] {
		if v != k.banned {
			out = append(out, named("variables", v))
		}
	}
	for _, m := range k.made {
		if m.sort == s && m.read.kind == invoked && m.read.text == "outputs" && g.chance(5) {
			out = append(out, named("actions", m.name).property("outputs"))
		} else if m.sort == s {
			out = append(out, m.read)
		}
	}
	for _, l := range k.loops {
		if l.sort == s {
			out = append(out, l.read)
		}
	}
	if k.item == s || k.item == 0 && len(k.loops) > 0 && k.loops[len(k.loops)-1].sort == s {
		out = append(out, invoke("item"))
	}
	return out
}

// source draws one of them, the later the likelier.
func (g *generator) source(s sort, k known) (*term, bool) {
	all := g.sources(s, k)
	if len(all) == 0 {
		return nil, false
	}
	return all[max(g.r.IntN(len(all)), g.r.IntN(len(all)))], true
}

func (g *generator) text(depth int, k known) *term {
	if len(k.focus) > 0 && g.chance(25) {
		t := k.focus[g.r.IntN(len(k.focus))]
		if g.chance(30) {
			t = invoke("coalesce", t, wordOf("contacts"))
		}
		if k.banned == "" || !t.mentions("variables", k.banned) {
			return t
		}
	}
	if depth <= 0 || g.chance(35) {
		if t, ok := g.source(aText, k); ok && g.chance(60) {
			return t
		}
		return pick(g, wordOf(g.word()), wordOf(g.word()), wordOf(g.word()), named("parameters", "Table"), invoke("triggerBody").property("t"), &term{}, invoke("guid"))
	}
	sub := func() *term { return g.text(depth-1, k) }
	list := func() *term { return g.texts(depth-1, k) }
	num := func(of ...string) *term { return numberOf(pick(g, of...)) }
	switch g.r.IntN(20) {
	case 0, 1:
		return invoke("concat", sub(), pick(g, wordOf("-"), sub()), sub())
	case 2, 3:
		return invoke("if", g.truth(depth-1, k), sub(), sub())
	case 4, 5:
		return invoke("coalesce", sub(), sub())
	case 6, 7:
		return invoke(pick(g, "first", "last"), list())
	case 8:
		return invoke(pick(g, "toLower", "toUpper", "trim"), sub())
	case 9:
		if g.chance(20) {
			edge := func() *term { return invoke("if", g.truth(0, k), wordOf(pick(g, "x", "ac")), sub()) }
			return invoke("replace", invoke("concat", edge(), wordOf("-"), edge()), wordOf("x-x"), sub())
		}
		return invoke("replace", sub(), wordOf(pick(g, "ac", "x", "-", "x-x", "s-", "counts")), sub())
	case 10:
		return invoke("substring", sub(), num("0", "1"), num("1", "2"))
	case 11:
		return invoke("join", list(), wordOf(pick(g, ",", "-", "")))
	case 12:
		return invoke("string", pick(g, sub(), list(), g.fields(depth-1, k), g.number(depth-1, k)))
	case 13:
		return &term{kind: position, text: pick(g, "0", "0", "1"), args: []*term{list()}}
	case 14:
		return &term{kind: chosen, args: []*term{list(), g.number(depth-1, k)}}
	case 15:
		return &term{kind: chosen, args: []*term{g.fields(depth-1, k), pick(g, wordOf("t"), sub())}}
	case 16:
		return pick(g, invoke("first", sub()), invoke("take", sub(), numberOf("2")))
	}
	return g.fields(depth-1, k).property(pick(g, "t", "t", "t", "deep/t", "@odata.id", "T"))
}

func (g *generator) texts(depth int, k known) *term {
	if depth <= 0 || g.chance(40) {
		if t, ok := g.source(texts, k); ok && g.chance(85) {
			return t
		}
		return invoke("json", wordOf(g.jsonText(texts)))
	}
	sub := func() *term { return g.texts(depth-1, k) }
	switch g.r.IntN(16) {
	case 0, 1:
		return invoke("createArray", g.text(depth-1, k), g.text(depth-1, k))
	case 2:
		return invoke("split", g.text(depth-1, k), wordOf(pick(g, ",", "-", "c")))
	case 3, 4:
		return invoke("union", sub(), sub())
	case 5, 6, 7:
		return invoke(pick(g, "skip", "take", "skip"), sub(), numberOf(pick(g, "0", "1", "1", "2")))
	case 8:
		return invoke("reverse", sub())
	case 9:
		return invoke("intersection", sub(), sub())
	case 10:
		return invoke("if", g.truth(depth-1, k), sub(), sub())
	case 11:
		return invoke("coalesce", sub(), sub())
	case 12:
		return g.fields(depth-1, k).property("l")
	case 13:
		return invoke("json", invoke("string", sub()))
	case 14:
		// Arrays of arrays: most uses of them fail, as text is expected.
		return pick(g, invoke("createArray", sub()), invoke("chunk", sub(), numberOf("2")), invoke("first", sub()))
	}
	return invoke("createArray", g.text(depth-1, k))
}

func (g *generator) fields(depth int, k known) *term {
	if depth <= 0 || g.chance(50) {
		if t, ok := g.source(anObject, k); ok && g.chance(85) {
			return t
		}
		return invoke("json", wordOf(g.jsonText(anObject)))
	}
	sub := func() *term { return g.fields(depth-1, k) }
	switch g.r.IntN(6) {
	case 0:
		return invoke("setProperty", sub(), wordOf("t"), g.text(depth-1, k))
	case 1:
		return invoke("union", sub(), sub())
	case 2:
		return invoke("coalesce", sub(), sub())
	case 3:
		return invoke("if", g.truth(depth-1, k), sub(), sub())
	case 4:
		return invoke("removeProperty", sub(), wordOf(pick(g, "t", "l")))
	}
	return invoke(pick(g, "first", "last"), g.objects(depth-1, k))
}

func (g *generator) objects(depth int, k known) *term {
	if t, ok := g.source(objects, k); ok && g.chance(70) {
		return t
	}
	if depth <= 0 || g.chance(40) {
		return invoke("json", wordOf(g.jsonText(objects)))
	}
	if g.chance(50) {
		return invoke(pick(g, "skip", "take"), g.objects(depth-1, k), numberOf("1"))
	}
	return invoke("createArray", g.fields(depth-1, k), g.fields(depth-1, k))
}

func (g *generator) number(depth int, k known) *term {
	if depth <= 0 || g.chance(50) {
		if t, ok := g.source(aNumber, k); ok && g.chance(50) {
			return t
		}
		return pick(g, numberOf("0"), numberOf("1"), numberOf("2"), invoke("triggerBody").property("n"))
	}
	switch g.r.IntN(4) {
	case 0:
		return invoke(pick(g, "add", "sub"), g.number(depth-1, k), g.number(depth-1, k))
	case 1:
		return invoke("indexOf", g.text(depth-1, k), wordOf(pick(g, "c", "x")))
	}
	return invoke("length", pick(g, g.text(depth-1, k), g.texts(depth-1, k)))
}

func (g *generator) truth(depth int, k known) *term {
	if depth <= 0 || g.chance(10) {
		return pick(g, invoke("triggerBody").property("b"), invoke("triggerBody").property("b"), truthOf("true"), truthOf("false"))
	}
	sub := func() *term { return g.truth(depth-1, k) }
	text := func() *term { return g.text(depth-1, k) }
	switch g.r.IntN(8) {
	case 0:
		return invoke("not", sub())
	case 1:
		return invoke(pick(g, "and", "or"), sub(), sub())
	case 2, 3:
		return invoke("empty", pick(g, text(), g.texts(depth-1, k)))
	case 4:
		return invoke("contains", pick(g, text(), g.texts(depth-1, k), g.fields(depth-1, k)), wordOf(pick(g, "ac", "x", "accounts", "t")))
	case 5:
		return invoke(pick(g, "startsWith", "endsWith"), text(), wordOf(pick(g, "ac", "X", "s")))
	case 6:
		return invoke("greater", g.number(depth-1, k), g.number(depth-1, k))
	}
	return invoke("equals", text(), text())
}

// stable draws a text that means the same for some time, as conditions test it.
func (g *generator) stable(k known) *term {
	if k.decides != "" {
		return named("variables", k.decides)
	}
	all := append(g.sources(aText, k), invoke("triggerBody").property("t"))
	for _, o := range g.sources(anObject, k) {
		all = append(all, o.property("t"))
		if g.chance(10) {
			all = append(all, &term{kind: chosen, args: []*term{o, named("variables", "v1")}})
		}
	}
	return all[g.r.IntN(len(all))]
}

// condition draws a condition, and the texts that it tells something of.
func (g *generator) condition(depth int, k known) (*condition, []*term) {
	if depth > 0 && g.chance(35) {
		a, focus := g.condition(depth-1, k)
		b, more := g.condition(depth-1, k)
		switch g.r.IntN(4) {
		case 0:
			return &condition{operator: "not", inner: []*condition{a}}, focus
		case 1:
			return &condition{operator: pick(g, "and", "or"), inner: []*condition{a}}, focus
		}
		return &condition{operator: pick(g, "and", "or"), inner: []*condition{a, b}}, slices.Concat(focus, more)
	}
	t := g.stable(k)
	is := pick(g, wordOf(g.word()), wordOf(g.word()), &term{})
	equal, focus := invoke("equals", t, is), []*term{t}
	if g.chance(20) {
		equal = invoke("equals", is, t)
	}
	switch g.r.IntN(10) {
	case 0:
		return &condition{term: g.truth(2, k)}, nil
	case 1:
		return &condition{term: equal}, focus
	case 2:
		return &condition{term: pick(g, invoke("empty", t), invoke("not", pick(g, equal, invoke("empty", t))))}, focus
	case 3:
		return &condition{term: invoke(pick(g, "and", "or"), pick(g, equal, invoke("not", equal)), g.truth(1, k))}, focus
	case 4:
		return &condition{operator: "equals", operands: []*document{whole(pick(g, invoke("empty", t), equal)), pick(g, raw("true"), raw("false"), whole(truthOf("true")))}}, focus
	case 5:
		return &condition{operator: "equals", operands: []*document{{kind: ofText, pieces: []piece{{term: t}}}, plain(pick(g, "", g.word()))}}, focus
	}
	operands := []*document{whole(t), whole(is)}
	if is.kind == word {
		operands[1] = plain(is.text)
	}
	if g.chance(20) {
		slices.Reverse(operands)
	}
	return &condition{operator: "equals", operands: operands}, focus
}

package dataflow

import (
	"strings"

	"rolefit/flowparse"
	"rolefit/flowparse/expr"
	"rolefit/flowparse/jsontree"
)

// fact is what a branch tells of an expression: that it is, or is not, one of some constants.
type fact struct {
	expr string // in canonical form
	is   Set    // constants and null
	not  bool
}

// branch is one branch of a condition or switch.
type branch struct {
	container *flowparse.Node
	name      string
}

// factsAt returns what the branches around a place say of expressions that still mean the same there.
func (ev *Evaluator) factsAt(at *Scope) []fact {
	if at == nil || at.node == nil {
		return nil
	}
	var out []fact
	for n := at.node; n.Parent != nil; n = n.Parent {
		out = append(out, ev.factsOf(branch{n.Parent, n.Branch})...)
	}
	return out
}

func (ev *Evaluator) factsOf(b branch) []fact {
	if facts, ok := ev.narrowed[b]; ok {
		return facts
	}
	ev.narrowed[b] = nil // conditions are not narrowed by themselves
	var facts []fact
	switch c := b.container; {
	case isType(c, "if"):
		facts = ev.condition(c, c.JSON.Get("expression"), b.name == "else")
	case isType(c, "switch"):
		facts = ev.cases(c, b.name)
	}
	ev.narrowed[b] = facts
	return facts
}

// cases reads a branch of a switch: its expression is the case, or in the default none of the cases.
func (ev *Evaluator) cases(c *flowparse.Node, name string) []fact {
	text, ok := ev.stable(c, c.JSON.Get("expression"))
	if !ok {
		return nil
	}
	var others Set
	for _, m := range c.JSON.Get("cases").Entries() {
		v := m.Value.Get("case")
		if !v.Is(jsontree.String) || strings.HasPrefix(v.Text, "@") {
			continue
		}
		if name == "case "+m.Name {
			return []fact{{expr: text, is: Set{Constant{v.Text}}}}
		}
		others = append(others, Constant{v.Text})
	}
	if name != "default" || len(others) == 0 {
		return nil
	}
	return []fact{{expr: text, is: others, not: true}}
}

// condition reads what holds when a condition does, or when it does not: equalities that must all hold, or the single
// one that does not. Conditions of any other form say nothing.
func (ev *Evaluator) condition(c *flowparse.Node, n *jsontree.Node, fails bool) []fact {
	if n.Is(jsontree.String) {
		t, err := expr.Parse(n.Text)
		if e, ok := t.Single(); err == nil && ok {
			return ev.callCondition(c, e, fails)
		}
		return nil
	}
	if len(n.Entries()) != 1 {
		return nil
	}
	m := n.Members[0]
	items := m.Value.Elements()
	switch strings.ToLower(m.Name) {
	case "not":
		return ev.condition(c, m.Value, !fails)
	case "and", "or":
		if fails != (strings.EqualFold(m.Name, "or")) && len(items) != 1 {
			return nil
		}
		var facts []fact
		for _, item := range items {
			facts = append(facts, ev.condition(c, item, fails)...)
		}
		return facts
	case "equals":
		if len(items) == 2 {
			return append(ev.equality(c, items[0], items[1], fails), ev.equality(c, items[1], items[0], fails)...)
		}
	}
	return nil
}

// callCondition reads a condition that is written as a call: equals, not, and, or, empty.
func (ev *Evaluator) callCondition(c *flowparse.Node, e expr.Expr, fails bool) []fact {
	call, ok := e.(expr.Call)
	if !ok {
		return nil
	}
	var facts []fact
	switch name := strings.ToLower(call.Name); {
	case name == "not" && len(call.Args) == 1:
		return ev.callCondition(c, call.Args[0], !fails)
	case (name == "and" || name == "or") && (fails == (name == "or") || len(call.Args) == 1):
		for _, a := range call.Args {
			facts = append(facts, ev.callCondition(c, a, fails)...)
		}
	case name == "empty" && len(call.Args) == 1:
		if text, ok := ev.stableExpr(c, call.Args[0]); ok && fails {
			facts = append(facts, fact{expr: text, is: Set{Null{}, Constant{}}, not: true})
		}
	case name == "equals" && len(call.Args) == 2:
		for i, a := range call.Args {
			if v, ok := literalOf(call.Args[1-i]); ok {
				if text, ok := ev.stableExpr(c, a); ok {
					facts = append(facts, fact{expr: text, is: Set{v}, not: fails})
				}
			}
		}
	}
	return facts
}

func literalOf(e expr.Expr) (Value, bool) {
	switch e := e.(type) {
	case expr.Str:
		return Constant{e.Text}, true
	case expr.NullLit:
		return Null{}, true
	}
	return nil, false
}

// equality reads "this expression equals that constant".
func (ev *Evaluator) equality(c *flowparse.Node, this, that *jsontree.Node, fails bool) []fact {
	var is Value
	switch {
	case that == nil || that.Kind == jsontree.Null:
		is = Null{}
	case that.Kind == jsontree.String:
		t, err := expr.Parse(that.Text)
		if err != nil {
			return nil
		}
		if text, ok := t.Constant(); ok {
			is = Constant{text}
		} else if e, ok := t.Single(); ok && t.Whole {
			is, _ = literalOf(e)
		}
	case that.Kind == jsontree.Bool && this.Is(jsontree.String):
		// empty(x) equals false, as the designer writes it.
		if t, err := expr.Parse(this.Text); err == nil {
			if e, ok := t.Single(); ok {
				return ev.callCondition(c, e, fails == (that.Text == "true"))
			}
		}
	}
	text, ok := ev.stable(c, this)
	if !ok || is == nil {
		return nil
	}
	return []fact{{expr: text, is: Set{is}, not: fails}}
}

func (ev *Evaluator) stable(c *flowparse.Node, n *jsontree.Node) (string, bool) {
	t, err := expr.Parse(n.Str())
	if err != nil {
		return "", false
	}
	e, ok := t.Single()
	if !ok || !t.Whole {
		return "", false
	}
	return ev.stableExpr(c, e)
}

// stableExpr returns an expression in canonical form when it means the same all through the branches of a container: it
// reads what nodes outside returned, loop elements, parameters, or variables that nothing sets meanwhile.
func (ev *Evaluator) stableExpr(c *flowparse.Node, e expr.Expr) (string, bool) {
	if !ev.isStable(c, e) {
		return "", false
	}
	return expr.Print(withoutSafe(e)), true
}

func (ev *Evaluator) isStable(c *flowparse.Node, e expr.Expr) bool {
	switch e := e.(type) {
	case expr.Member:
		return ev.isStable(c, e.Base)
	case expr.Index:
		_, named := e.Key.(expr.Str)
		return named && ev.isStable(c, e.Base)
	case expr.Call:
		name := ""
		if len(e.Args) == 1 {
			if s, ok := e.Args[0].(expr.Str); ok {
				name = s.Text
			}
		}
		switch strings.ToLower(e.Name) {
		case "triggerbody", "triggeroutputs":
			return len(e.Args) == 0
		case "parameters":
			return name != ""
		case "outputs", "body", "items":
			n := ev.nodes[name]
			return n != nil && n != c && !inside(n, c)
		case "variables":
			return name != "" && ev.untouchedMeanwhile(c, name)
		}
	}
	return false
}

// untouchedMeanwhile reports whether nothing can set a variable from the moment a container decides until it ends.
func (ev *Evaluator) untouchedMeanwhile(c *flowparse.Node, name string) bool {
	if len(ev.variables[name]) > maxOrdered {
		return false
	}
	for _, a := range ev.variables[name] {
		if inside(a.node, c) {
			return false
		}
		if _, parallel := loopAround(a.node, c); parallel {
			return false
		}
		if !ev.runs.before(a.node, c) && !ev.runs.before(c, a.node) && !excludes(a.node, c) {
			return false
		}
	}
	return true
}

// isChain reports whether an expression reads one thing by names: the only form that facts are about.
func isChain(e expr.Expr) bool {
	for {
		switch at := e.(type) {
		case expr.Member:
			e = at.Base
		case expr.Index:
			if _, named := at.Key.(expr.Str); !named {
				return false
			}
			e = at.Base
		case expr.Call:
			if len(at.Args) == 0 {
				return true
			}
			_, named := at.Args[0].(expr.Str)
			return named && len(at.Args) == 1
		default:
			return false
		}
	}
}

// withoutSafe writes x?[y] as x[y]: both read the same where the value is there.
func withoutSafe(e expr.Expr) expr.Expr {
	switch e := e.(type) {
	case expr.Member:
		return expr.Index{Base: withoutSafe(e.Base), Key: expr.Str{Text: e.Name}}
	case expr.Index:
		return expr.Index{Base: withoutSafe(e.Base), Key: e.Key}
	case expr.Call:
		e.Name = strings.ToLower(e.Name)
		return e
	}
	return e
}

// narrow leaves out the alternatives of its expression that the fact excludes.
func (f fact) narrow(found Set) Set {
	if !f.not && len(f.is) == 1 {
		if c, ok := f.is[0].(Constant); ok && names(c.Text) {
			return Set{c}
		}
	}
	var kept Set
	for _, v := range found {
		switch v.(type) {
		case Constant, Null:
			if f.has(v) == f.not {
				continue
			}
		}
		kept = append(kept, v)
	}
	if len(kept) == 0 {
		return found // the branch is never taken
	}
	return kept
}

func (f fact) has(v Value) bool {
	for _, is := range f.is {
		if is == v {
			return true
		}
	}
	return false
}

// names reports whether a text can be a name. An empty text or an id says less than where the value came from.
func names(s string) bool {
	return s != "" && !(len(s) == 36 && strings.Count(s, "-") == 4)
}

package dataflow

import (
	"slices"
	"strconv"
	"strings"

	"rolefit/flowparse"
	"rolefit/flowparse/expr"
	"rolefit/flowparse/jsontree"
)

// index applies one property name or position to every alternative of a value.
func (ev *Evaluator) index(base Set, key Value) Set {
	name := ""
	switch k := key.(type) {
	case Constant:
		name = k.Text
	case scalar:
		name = k.text
	default:
		return ev.someProperty(base)
	}
	var out []Set
	for _, b := range base {
		out = append(out, ev.indexOne(b, name))
	}
	return union(out...)
}

// someProperty is what an unknown property or position of a value can be: any element of an array.
func (ev *Evaluator) someProperty(base Set) Set {
	var out []Set
	for _, b := range base {
		l, isLiteral := b.(Literal)
		_, isList := b.(list)
		_, isRows := b.(rows)
		if isList || isRows || isLiteral && l.JSON.Is(jsontree.Array) {
			out = append(out, ev.Elements(Set{b}), Set{Null{}}) // a position may lie beyond the end
			continue
		}
		out = append(out, Set{Opaque{Why: "a property is chosen by an expression"}})
	}
	return union(out...)
}

func (ev *Evaluator) indexOne(base Value, key string) Set {
	switch b := base.(type) {
	case Null:
		return Set{Null{}}
	case Row:
		return ev.cell(b.Node, key)
	case Cell:
		return ev.cell(b.Node, b.Column+"/"+key)
	case rows:
		return Set{Row{b.node}}
	case list:
		return union(b.elements, Set{Null{}}) // there may be fewer
	case Literal:
		return ev.property(b, key)
	case page:
		return b.property(ev, key)
	case selection:
		return b.property(ev, key)
	case output:
		return ev.outputProperty(b, key)
	case Foreign:
		if b.Column != "" {
			key = b.Column + "/" + key
		}
		return Set{Foreign{b.Table, key}}
	case attempt:
		return ev.attemptProperty(b, key)
	case *inputs:
		return b.property(key)
	case Opaque:
		return Set{b}
	}
	return Set{Opaque{Why: "a property of something that has none"}}
}

// cell is a column of what a node returned, noted as read.
func (ev *Evaluator) cell(n *flowparse.Node, column string) Set {
	if ev.cells[n] == nil {
		ev.cells[n] = map[string]bool{}
	}
	ev.cells[n][column] = true
	return Set{Cell{n, column}}
}

// property reads a member, or a path of members joined by "/", of a JSON literal.
func (ev *Evaluator) property(b Literal, key string) Set {
	if b.JSON.Is(jsontree.Array) {
		if i, err := strconv.Atoi(key); err == nil && i >= 0 && i < len(b.JSON.Items) {
			return ev.Member(b.JSON.Items[i], b.Scope)
		}
		return Set{Null{}}
	}
	var found, computed Set
	if v := b.get(key); v != nil {
		found = ev.Member(v, b.Scope)
	} else if first, rest, path := strings.Cut(key, "/"); path && b.get(first) != nil {
		found = ev.index(ev.Member(b.get(first), b.Scope), Constant{rest})
	} else {
		found = Set{Null{}}
	}
	if slices.ContainsFunc(b.JSON.Members, b.namedByExpression) {
		computed = Set{Opaque{Why: "a property that is named by an expression"}}
	}
	return union(found, computed)
}

// get returns the last member of an object that certainly has a name, or nil.
func (l Literal) get(name string) *jsontree.Node {
	for _, m := range slices.Backward(l.JSON.Members) {
		if l.memberName(m) == name && !l.namedByExpression(m) {
			return m.Value
		}
	}
	return nil
}

// MemberName returns what the name of a member of a literal can be, and whether an expression makes it.
func (ev *Evaluator) MemberName(l Literal, m jsontree.Member) (name Set, computed bool) {
	if !l.namedByExpression(m) {
		return Set{Constant{l.memberName(m)}}, false
	}
	return ev.template(m.Name, l.Scope), true
}

// memberName is the name of a member at run time, unless an expression makes it.
func (l Literal) memberName(m jsontree.Member) string {
	if l.Scope == nil {
		return m.Name
	}
	return expr.Name(m.Name)
}

// namedByExpression reports whether the name of a member is known at run time only.
func (l Literal) namedByExpression(m jsontree.Member) bool {
	if l.Scope == nil || !strings.Contains(m.Name, "@") {
		return false
	}
	t, err := expr.Parse(m.Name)
	if err != nil {
		return true
	}
	_, known := t.Constant()
	return !known
}

// Member evaluates a value inside a Literal with that scope, once for all who ask.
func (ev *Evaluator) Member(v *jsontree.Node, at *Scope) Set {
	if v.Kind != jsontree.String || at == nil {
		return ev.Of(v, at)
	}
	return ev.follow(step{kind: "member", member: v, scope: at.key()}, func() Set { return ev.template(v.Text, at) })
}

// outputProperty reads a property of what a node returned. Paths such as "body/value" name several at once.
func (ev *Evaluator) outputProperty(o output, key string) Set {
	first, rest, more := strings.Cut(key, "/")
	if !strings.EqualFold(first, "body") {
		return Set{Opaque{Why: "not part of the body of " + o.node.Name}}
	}
	body := ev.body(o.node)
	if !more {
		return body
	}
	return ev.index(body, Constant{rest})
}

// attemptProperty reads a property of a node's run: its outputs, or what only a run knows.
func (ev *Evaluator) attemptProperty(a attempt, key string) Set {
	first, rest, more := strings.Cut(key, "/")
	if !strings.EqualFold(first, "outputs") {
		return Set{Opaque{Why: "a part of the run of " + a.node.Name}}
	}
	outputs := union(ev.returned(a.node, a.node.Name, false), Set{Null{}}) // it may have been skipped
	if !more {
		return outputs
	}
	return ev.index(outputs, Constant{rest})
}

package operation

import (
	"slices"
	"strconv"
	"strings"

	"rolefit/flowparse"
	"rolefit/flowparse/expr"
	"rolefit/flowparse/jsontree"
)

// index applies one property name or position to every alternative of a value.
func (ev *evaluator) index(base set, key value) set {
	name := ""
	switch k := key.(type) {
	case constant:
		name = k.text
	case scalar:
		name = k.text
	default:
		return ev.someProperty(base)
	}
	var out []set
	for _, b := range base {
		out = append(out, ev.indexOne(b, name))
	}
	return union(out...)
}

// someProperty is what an unknown property or position of a value can be: any element of an array.
func (ev *evaluator) someProperty(base set) set {
	var out []set
	for _, b := range base {
		l, isLiteral := b.(literal)
		_, isList := b.(list)
		_, isRows := b.(rows)
		if isList || isRows || isLiteral && l.json.Is(jsontree.Array) {
			out = append(out, ev.elements(set{b}), set{null{}}) // a position may lie beyond the end
			continue
		}
		out = append(out, set{opaque{"a property is chosen by an expression"}})
	}
	return union(out...)
}

func (ev *evaluator) indexOne(base value, key string) set {
	switch b := base.(type) {
	case null:
		return set{null{}}
	case row:
		return ev.cell(b.node, key)
	case cell:
		return ev.cell(b.node, b.column+"/"+key)
	case rows:
		return set{row(b)}
	case list:
		return union(b.elements, set{null{}}) // there may be fewer
	case literal:
		return ev.property(b, key)
	case page:
		return b.property(ev, key)
	case selection:
		return b.property(ev, key)
	case output:
		return ev.outputProperty(b, key)
	case foreign:
		return set{foreign{b.table, joinPath(b.column, key)}}
	case attempt:
		return ev.attemptProperty(b, key)
	case *inputs:
		return b.property(key)
	case opaque:
		return set{b}
	}
	return set{opaque{"a property of something that has none"}}
}

// cell is a column of what a node returned, noted as read.
func (ev *evaluator) cell(n *flowparse.Node, column string) set {
	if ev.cells[n] == nil {
		ev.cells[n] = map[string]bool{}
	}
	ev.cells[n][column] = true
	return set{cell{n, column}}
}

// property reads a member, or a path of members joined by "/", of a JSON literal.
func (ev *evaluator) property(b literal, key string) set {
	if b.json.Is(jsontree.Array) {
		if i, err := strconv.Atoi(key); err == nil && i >= 0 && i < len(b.json.Items) {
			return ev.member(b.json.Items[i], b.scope)
		}
		return set{null{}}
	}
	var found, computed set
	if v := b.get(key); v != nil {
		found = ev.member(v, b.scope)
	} else if first, rest, path := strings.Cut(key, "/"); path && b.get(first) != nil {
		found = ev.index(ev.member(b.get(first), b.scope), constant{rest})
	} else {
		found = set{null{}}
	}
	if slices.ContainsFunc(b.json.Members, b.namedByExpression) {
		computed = set{opaque{"a property that is named by an expression"}}
	}
	return union(found, computed)
}

// get returns the last member of an object that certainly has a name, or nil.
func (l literal) get(name string) *jsontree.Node {
	for _, m := range slices.Backward(l.json.Members) {
		if l.memberName(m) == name && !l.namedByExpression(m) {
			return m.Value
		}
	}
	return nil
}

// memberName is the name of a member at run time, unless an expression makes it.
func (l literal) memberName(m jsontree.Member) string {
	if l.scope == nil {
		return m.Name
	}
	return plainName(m.Name)
}

// namedByExpression reports whether the name of a member is known at run time only.
func (l literal) namedByExpression(m jsontree.Member) bool {
	if l.scope == nil || !strings.Contains(m.Name, "@") {
		return false
	}
	t, err := expr.Parse(m.Name)
	if err != nil {
		return true
	}
	_, known := t.Constant()
	return !known
}

// member evaluates a value inside a JSON literal.
func (ev *evaluator) member(v *jsontree.Node, at *scope) set {
	if v.Kind == jsontree.String && at == nil {
		return set{constant{v.Text}}
	}
	if v.Kind != jsontree.String {
		return ev.json(v, at)
	}
	return ev.follow(step{kind: "member", member: v, scope: at.key()}, func() set { return ev.template(v.Text, at) })
}

// outputProperty reads a property of what a node returned. Paths such as "body/value" name several at once.
func (ev *evaluator) outputProperty(o output, key string) set {
	first, rest, more := strings.Cut(key, "/")
	if !strings.EqualFold(first, "body") {
		return set{opaque{"not part of the body of " + o.node.Name}}
	}
	body := ev.body(o.node)
	if !more {
		return body
	}
	return ev.index(body, constant{rest})
}

// attemptProperty reads a property of a node's run: its outputs, or what only a run knows.
func (ev *evaluator) attemptProperty(a attempt, key string) set {
	first, rest, more := strings.Cut(key, "/")
	if !strings.EqualFold(first, "outputs") {
		return set{opaque{"a part of the run of " + a.node.Name}}
	}
	outputs := union(ev.returned(a.node, a.node.Name, false), set{null{}}) // it may have been skipped
	if !more {
		return outputs
	}
	return ev.index(outputs, constant{rest})
}

package flowparse

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

	"rolefit/flowparse/jsontree"
	"rolefit/flowparse/source"
)

// Options bound what parsing may cost. The zero value takes the defaults of jsontree.
type Options struct {
	Limits jsontree.Limits
}

// Parse reads one flow. What it cannot read or does not fit becomes a diagnostic; the flow is nil only when no
// definition could be found at all.
func Parse(text *source.Text, opts Options) (*Flow, []source.Diagnostic) {
	p := parser{text: text, flow: &Flow{File: text.Path}}
	root, duplicates, err := jsontree.Parse(text.Bytes, opts.Limits)
	if err != nil {
		offset := 0
		var at *jsontree.Error
		if errors.As(err, &at) {
			offset = at.Offset
		}
		p.note(source.Error, "unreadable-json", source.Span{Start: offset, End: offset}, "", err.Error(),
			"export the flow again; nothing of this file was analysed")
		return nil, p.diagnostics
	}
	for _, m := range duplicates {
		p.note(source.Warning, "duplicate-name", m.NameSpan, "", "a JSON name occurs twice in one object; the last one counts", "")
	}
	p.flow.Root = root
	definition, around, pointer := findDefinition(root)
	if !definition.Is(jsontree.Object) {
		p.note(source.Error, "no-definition", root.Span, "", "the file holds no flow definition", "export the flow again")
		return nil, p.diagnostics
	}
	p.checkShape(definition, pointer)
	p.flow.Name = around.Get("displayName").Str()
	p.references(around, pointer)
	p.parameters(definition)
	p.flow.Triggers = p.nodes(definition.Get("triggers"), nil, "triggers", pointer+"/triggers", true, 0)
	p.flow.Actions = p.nodes(definition.Get("actions"), nil, "actions", pointer+"/actions", false, 0)
	order := 0
	p.flow.Walk(func(n *Node) { n.Order = order; order++ })
	return p.flow, p.diagnostics
}

type parser struct {
	text        *source.Text
	flow        *Flow
	diagnostics []source.Diagnostic
}

func (p *parser) note(severity source.Severity, code string, span source.Span, pointer, message, hint string) {
	p.diagnostics = append(p.diagnostics, source.Diagnostic{
		Severity: severity, Code: code, Place: p.text.Place(span, "", pointer), Message: message, Hint: hint,
	})
}

// FindDefinition finds the workflow definition in a file's JSON, and the object around it that carries its connection
// references. Both are nil when the file holds no flow.
func FindDefinition(root *jsontree.Node) (definition, around *jsontree.Node) {
	definition, around, _ = findDefinition(root)
	return definition, around
}

// findDefinition knows the solution and package form, the Logic Apps form, an ARM template, and the definition itself.
func findDefinition(root *jsontree.Node) (definition, around *jsontree.Node, pointer string) {
	for _, inside := range []string{"properties", ""} {
		at, path := root, ""
		if inside != "" {
			at, path = root.Get(inside), "/"+inside
		}
		if d := at.Get("definition"); d.Is(jsontree.Object) {
			return d, at, path + "/definition"
		}
	}
	for i, r := range root.Get("resources").Elements() {
		if strings.EqualFold(r.Get("type").Str(), "Microsoft.Logic/workflows") {
			return r.At("properties", "definition"), r.Get("properties"), "/resources/" + strconv.Itoa(i) + "/properties/definition"
		}
	}
	if root.Get("triggers").Is(jsontree.Object) || root.Get("actions").Is(jsontree.Object) {
		return root, root, ""
	}
	return nil, nil, ""
}

// maxContainers bounds containers inside containers; the platform allows 8 levels.
// Source: https://learn.microsoft.com/power-automate/limits-and-config (2026-11-22)
const maxContainers = 128

// nodes reads an object of named nodes and everything inside them.
func (p *parser) nodes(object *jsontree.Node, parent *Node, branch, pointer string, trigger bool, depth int) []*Node {
	if object == nil || object.Kind == jsontree.Null {
		return nil
	}
	if object.Kind != jsontree.Object {
		p.note(source.Error, "misfit", object.Span, pointer, "expected an object of named nodes", "export the flow again")
		return nil
	}
	if depth > maxContainers {
		p.note(source.Error, "too-deep", object.Span, pointer, "containers are nested too deeply; what lies further in was not analysed", "")
		return nil
	}
	var nodes []*Node
	for _, m := range object.Members {
		n := p.node(m, parent, branch, pointer+"/"+jsontree.EscapePointer(m.Name), trigger, depth)
		if n != nil {
			nodes = append(nodes, n)
		}
	}
	return runOrder(nodes)
}

func (p *parser) node(m jsontree.Member, parent *Node, branch, pointer string, trigger bool, depth int) *Node {
	route := m.Name
	if parent != nil {
		route = parent.Place.Route + " > " + m.Name
		if branch != "actions" {
			route = parent.Place.Route + " > " + branch + " > " + m.Name
		}
	}
	if m.Value.Kind != jsontree.Object {
		p.note(source.Error, "misfit", m.Value.Span, pointer, "expected a node to be an object", "export the flow again")
		return nil
	}
	n := &Node{
		Name: m.Name, Trigger: trigger, Type: m.Value.Get("type").Str(), Kind: m.Value.Get("kind").Str(),
		Place: p.text.Place(source.Span{Start: m.NameSpan.Start, End: m.Value.Span.End}, route, pointer),
		JSON:  m.Value, Inputs: m.Value.Get("inputs"), Parent: parent, Branch: branch,
	}
	n.RunAfter = runAfter(m.Value.Get("runAfter"))
	n.Call = p.call(n)
	n.Children = p.children(n, pointer, depth)
	return n
}

// children reads every branch a container can have, whatever the node's type says.
func (p *parser) children(n *Node, pointer string, depth int) []*Node {
	branch := func(of *jsontree.Node, name, at string) []*Node {
		return p.nodes(of.Get("actions"), n, name, at+"/actions", false, depth+1)
	}
	branches := func(name string) []*Node {
		var nodes []*Node
		for _, m := range n.JSON.Get(name).Entries() {
			nodes = append(nodes, branch(m.Value, strings.TrimSuffix(name, "s")+" "+m.Name, pointer+"/"+name+"/"+jsontree.EscapePointer(m.Name))...)
		}
		return nodes
	}
	return slices.Concat(
		branch(n.JSON, "actions", pointer),
		branch(n.JSON.Get("else"), "else", pointer+"/else"),
		branches("cases"),
		branch(n.JSON.Get("default"), "default", pointer+"/default"),
		branches("tools"),
	)
}

func runAfter(object *jsontree.Node) []RunAfter {
	if !object.Is(jsontree.Object) {
		return nil
	}
	after := make([]RunAfter, 0, len(object.Members))
	for _, m := range object.Members {
		r := RunAfter{Name: m.Name}
		for _, s := range m.Value.Elements() {
			r.Statuses = append(r.Statuses, s.Str())
		}
		after = append(after, r)
	}
	return after
}

// runOrder sorts siblings so that each stands after the nodes it runs after; file order decides between the rest.
// Siblings that wait for one another in a circle keep file order.
func runOrder(nodes []*Node) []*Node {
	index := make(map[string]int, len(nodes))
	for i, n := range nodes {
		index[n.Name] = i
	}
	rank := make([]int, len(nodes))
	for range nodes {
		moved := false
		for i, n := range nodes {
			for _, after := range n.RunAfter {
				if j, ok := index[after.Name]; ok && rank[i] <= rank[j] && rank[j] < len(nodes) {
					rank[i], moved = rank[j]+1, true
				}
			}
		}
		if !moved {
			break
		}
	}
	order := make([]int, len(nodes))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rank[a], rank[b]) })
	sorted := make([]*Node, len(nodes))
	for i, j := range order {
		sorted[i] = nodes[j]
	}
	return sorted
}

package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"rolefit/privileges"
	"rolefit/privileges/catalog"
	"rolefit/report"
)

// neededNode is a node of a flow whose operation needs a privilege.
type neededNode struct {
	Flow      string `json:"flow,omitempty"`
	Node      string `json:"node"`
	Operation string `json:"operation,omitempty"`
	Table     string `json:"table,omitempty"`
	Level     string `json:"level"`
	State     string `json:"state"`
	Identity  string `json:"identity"`
	Rule      string `json:"rule,omitempty"`
}

func (n neededNode) words() string {
	text := n.Node + inFlow(n.Flow)
	if n.Rule != "" {
		text += ": " + n.Rule
	}
	if n.Table != "" {
		text += " on " + n.Table
	}
	return fmt.Sprintf("%s, at %s, %s, paid by %s", text, n.Level, n.State, n.Identity)
}

// needers knows which nodes need which privilege. The zero value knows none.
type needers struct {
	doc     report.Document
	partial bool // the input was not read completely
}

// needersOf analyses the paths of --in. The exit code is not exitOK when there is nothing to search.
func (p program) needersOf(ctx context.Context, q denialQuestion) (needers, int) {
	q.settings.conditional, q.settings.deps = "omit", "keep"
	a, err := p.analyse(ctx, q.settings, q.in)
	if a.in != nil {
		defer a.in.Close()
	}
	switch {
	case err != nil:
		return needers{}, p.stopped("explain", err)
	case !a.in.ReadAnything:
		return needers{}, p.failed("explain", fmt.Errorf("no input of --in was readable; \"rolefit check\" says why"))
	}
	return needers{doc: report.Build(a.result), partial: !a.result.Complete}, exitOK
}

// knowing puts what the input defines in front of a catalogue.
type knowing struct {
	*catalog.Catalog
	input needers
}

// Privilege returns what the catalogue knows, or else the input's metadata.
func (k knowing) Privilege(name string) (catalog.Privilege, bool) {
	p, ok := k.Catalog.Privilege(name)
	if ok {
		return p, true
	}
	k.input.each(name, func(_ report.Identity, need report.Need) {
		if !need.Known {
			return
		}
		ok, p.Name = true, need.Privilege
		p.Right, _ = privileges.ParseRight(need.Right)
		for _, t := range need.Tables {
			if t.LogicalName != "" {
				p.Tables = appendNew(p.Tables, t.LogicalName)
			}
		}
		for _, table := range need.Shared {
			p.Tables = appendNew(p.Tables, table)
		}
	})
	slices.Sort(p.Tables)
	return p, ok
}

// each visits the needs of every identity for a privilege.
func (n needers) each(privilege string, visit func(report.Identity, report.Need)) {
	for _, i := range n.doc.Identities {
		for _, need := range i.Needs {
			if strings.EqualFold(need.Privilege, privilege) {
				visit(i, need)
			}
		}
	}
}

// of returns the nodes that need a privilege, and the deepest level that an identity needs for certain with what it rests on.
func (n needers) of(privilege string) (nodes []neededNode, level privileges.Level, reason string) {
	nodes = []neededNode{}
	n.each(privilege, func(i report.Identity, need report.Need) {
		if l, ok := privileges.ParseLevel(need.Level); ok && need.State == "needed" && l > level {
			level, reason = l, need.Reason
		}
		for _, e := range need.Evidence {
			nodes = append(nodes, neededNode{
				Flow: e.Flow, Node: e.Node, Operation: e.Operation, Table: cmp.Or(e.Table, e.EntitySet), Level: e.Level, State: e.State, Identity: i.ID, Rule: e.Rule,
			})
		}
	})
	slices.SortFunc(nodes, compareNeeded)
	return slices.Compact(nodes), level, reason
}

func compareNeeded(a, b neededNode) int {
	return cmp.Or(cmp.Compare(a.Flow, b.Flow), cmp.Compare(a.Node, b.Node), cmp.Compare(a.Table, b.Table), cmp.Compare(a.Rule, b.Rule),
		cmp.Compare(a.Identity, b.Identity), cmp.Compare(a.State, b.State), cmp.Compare(a.Level, b.Level))
}

package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"rolefit/analyzer"
	"rolefit/analyzer/operation"
	"rolefit/analyzer/requirement"
	"rolefit/flowparse/source"
	"rolefit/privileges"
)

// Build turns the result of an analysis into a document, all but its inputs, tool and verdict.
func Build(r *analyzer.Result) Document {
	d := Document{
		CatalogueAsOf: r.Catalog.AsOf(),
		Complete:      r.Complete,
		Findings:      []Finding{}, Subjects: []Subject{}, Identities: []Identity{}, BlindSpots: []BlindSpot{},
		Operations: []Operation{}, Untouched: []Untouched{}, Flows: []Flow{}, Skipped: []Component{},
		Diagnostics: []Diagnostic{}, Notes: []Note{},
	}
	if r.Environment != nil {
		d.Environment = environmentOf(*r.Environment)
	}
	d.flows(r)
	d.identities(r)
	for _, b := range r.Blindspots {
		if b.Identity.ID == "" {
			d.BlindSpots = append(d.BlindSpots, blindSpot(b))
		}
	}
	for _, u := range r.Untouched {
		d.Untouched = append(d.Untouched, untouched(u))
	}
	for _, s := range r.Skipped {
		d.Skipped = append(d.Skipped, Component{Kind: s.Kind, Name: s.Name, File: s.Place.File, Reason: s.Reason})
	}
	for _, g := range r.Diagnostics {
		d.Diagnostics = append(d.Diagnostics, Diagnostic{
			Place: place(g.Place), Severity: g.Severity.String(), Code: g.Code, Message: g.Message, Hint: g.Hint,
		})
	}
	for _, n := range r.Notes {
		d.Notes = append(d.Notes, Note{Place: place(n.Place), Kind: n.Kind, Node: n.Node, Text: n.Text})
	}
	d.findings(r)
	d.subjects(r)
	d.count(r)
	return d
}

func (d *Document) count(r *analyzer.Result) {
	c := Counts{
		Flows: len(d.Flows), Operations: len(d.Operations), Identities: len(d.Identities), Needs: len(r.Needs),
		BlindSpots: len(r.Blindspots), Untouched: len(d.Untouched), Skipped: len(d.Skipped),
	}
	for _, f := range d.Flows {
		c.Nodes += f.Nodes
	}
	for _, f := range d.Findings {
		switch f.Severity {
		case "error":
			c.Errors++
		case "warning":
			c.Warnings++
		default:
			c.Notes++
		}
	}
	for _, g := range r.Diagnostics {
		if g.Severity == source.Error {
			c.Problems++
		}
	}
	d.Counts = c
}

func (d *Document) flows(r *analyzer.Result) {
	for _, f := range r.Flows {
		version := ""
		if f.File.Version > 0 {
			version = strconv.Itoa(f.File.Version)
		}
		d.Flows = append(d.Flows, Flow{
			File: f.File.File(), Files: further(f.File.Files), Name: f.File.Name, ID: f.File.WorkflowID, Version: version,
			Solution: f.File.Solution, Draft: f.File.Draft,
			Nodes: f.Nodes, Operations: len(f.Operations), BlindSpots: f.Blindspots, Untouched: f.Untouched,
		})
		for i, op := range f.Operations {
			d.Operations = append(d.Operations, operationOf(op, f.Tables[i]))
		}
	}
}

func further(files []string) []string {
	if len(files) < 2 {
		return []string{}
	}
	return slices.Clone(files[1:])
}

func operationOf(op operation.Operation, t requirement.Table) Operation {
	o := Operation{
		Place: place(op.Place), Flow: op.Flow.Name, FlowID: op.Flow.ID, Node: op.Node, Operation: op.Name, Message: op.Message,
		Tables: []Table{}, Identity: op.Identity.ID, Environment: op.Identity.Environment,
	}
	for _, c := range op.Reads {
		o.Reads = append(o.Reads, columnRead(c))
	}
	slices.Sort(o.Reads)
	o.Reads = slices.Compact(o.Reads)
	o.Writes = slices.Compact(slices.Sorted(slices.Values(op.Columns)))
	if t != (requirement.Table{}) {
		o.Tables = append(o.Tables, tableOf(t))
	}
	return o
}

// columnRead names a column that an operation reads, seen from its table.
func columnRead(c operation.ColumnRead) string {
	column := cmp.Or(c.Column, "*")
	switch {
	case c.Table != "":
		return c.Table + ":" + column
	case c.Path != "":
		return c.Path + "/" + column
	}
	return column
}

func (d *Document) identities(r *analyzer.Result) {
	index := map[operation.Identity]int{}
	for i, id := range r.Identities() {
		index[id] = i
		d.Identities = append(d.Identities, Identity{
			ID: id.ID, Kind: id.Kind(), Environment: id.Environment, EnvironmentExpression: id.Expression, EnvironmentDefault: strings.Join(r.Defaults(id.Variable), ", "),
			Needs: []Need{}, ColumnPermissions: []ColumnPermission{}, BlindSpots: []BlindSpot{},
		})
	}
	for _, n := range r.Needs {
		at := &d.Identities[index[n.Identity]]
		at.Needs = append(at.Needs, needOf(n))
	}
	for _, c := range r.Columns {
		at := &d.Identities[index[c.Identity]]
		at.ColumnPermissions = append(at.ColumnPermissions, columnPermissionOf(c))
	}
	for _, b := range r.Blindspots {
		if b.Identity.ID != "" {
			at := &d.Identities[index[b.Identity]]
			at.BlindSpots = append(at.BlindSpots, blindSpot(b))
		}
	}
}

func needOf(n requirement.Need) Need {
	out := Need{
		Privilege: n.Privilege, Right: rightOf(n.Right), Tables: tablesOf(n.Tables), Level: n.Level.String(), Reason: n.Reason.String(),
		State: n.State.String(), Known: n.Known, Shared: slices.Clone(n.Shared), Sources: []string{}, Evidence: []Evidence{},
	}
	if out.Shared == nil {
		out.Shared = []string{}
	}
	basis := requirement.BasisInferred
	for _, e := range n.Evidence {
		basis = min(basis, e.Basis)
		if n.State == requirement.Conditional && out.Condition == "" {
			out.Condition = e.Condition
		}
		if e.Source != "" && !slices.Contains(out.Sources, e.Source) {
			out.Sources = append(out.Sources, e.Source)
		}
		out.Evidence = append(out.Evidence, evidenceOf(e))
	}
	out.Basis = basis.String()
	slices.Sort(out.Sources)
	return out
}

func columnPermissionOf(n requirement.ColumnNeed) ColumnPermission {
	out := ColumnPermission{Table: n.Table, Column: n.Column, Right: string(n.Right), State: n.State.String(), Evidence: []Evidence{}}
	for _, e := range n.Evidence {
		if n.State == requirement.Conditional && out.Condition == "" {
			out.Condition = e.Condition
		}
		out.Evidence = append(out.Evidence, evidenceOf(e))
	}
	return out
}

func evidenceOf(e requirement.Evidence) Evidence {
	table := e.Table.LogicalName
	if table == "" {
		table = e.Table.Reference
	}
	out := Evidence{
		Place: place(e.Place), Flow: e.Flow, FlowID: e.FlowID, Node: e.Node, Operation: e.Operation,
		Table: table, EntitySet: e.Table.EntitySetName,
		State: e.State.String(), Condition: e.Condition, Basis: e.Basis.String(), Rule: e.Rule, Note: e.Note, Source: e.Source,
	}
	if e.Level > privileges.None {
		out.Level, out.LevelReason = e.Level.String(), e.Reason.String()
	}
	return out
}

func blindSpot(b requirement.Blindspot) BlindSpot {
	return BlindSpot{
		Place: place(b.Place), Kind: b.Kind, Flow: b.Flow, FlowID: b.FlowID, Node: b.Node, Why: b.Why, Fix: b.Fix, Tables: tablesOf(b.Tables),
	}
}

func untouched(u operation.Untouched) Untouched {
	out := Untouched{Place: place(u.Place), Flow: u.Flow.Name, FlowID: u.Flow.ID, Node: u.Node}
	if u.Call {
		out.Connector = u.Connector
	} else {
		out.Type = u.Connector
	}
	return out
}

func place(p source.Place) Place {
	return Place{File: p.File, Line: p.Line, Column: p.Column, Route: p.Route, Pointer: p.Pointer}
}

func tableOf(t requirement.Table) Table {
	return Table{LogicalName: t.LogicalName, EntitySetName: t.EntitySetName, Reference: t.Reference}
}

func tablesOf(tables []requirement.Table) []Table {
	out := make([]Table, 0, len(tables))
	for _, t := range tables {
		out = append(out, tableOf(t))
	}
	return out
}

func rightOf(r privileges.Right) string { return r.String() }

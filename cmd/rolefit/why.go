package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"rolefit/report"
)

const whyHelp = `Say why something is needed, and what stops working without it.

Usage:
  rolefit why SUBJECT [flags] PATH...

SUBJECT is a privilege ("prvWriteAccount"), a table by either of its names ("account", "accounts"), or a node of a flow by
its name ("List_rows", or "FLOW/List_rows" where several flows have it). The answer names every operation that asks for it,
the rule it follows and the source of that rule, and what fails when the privilege is taken away.

Examples:
  rolefit why prvWriteAccount Solution.zip
  rolefit why accounts Solution.zip --role Roles/Flows.xml
  rolefit why "Clean up/List_rows" Solution.zip
`

func (p program) why(ctx context.Context, args []string) int {
	var s settings
	flags := p.flagSet("why", whyHelp)
	s.register(flags, roleHelp)
	if code, done := p.parse(flags, args); done {
		return code
	}
	if flags.NArg() < 1 || flags.NArg() < 2 && !s.environment.given() {
		return p.wrongUsage("why", "name a privilege, table or node, and at least one solution, folder or flow, or an environment")
	}
	subject, paths := flags.Arg(0), flags.Args()[1:]
	if message := s.wrong(paths); message != "" {
		return p.wrongUsage("why", message)
	}
	a, err := p.analyse(ctx, s, paths)
	if a.in != nil {
		defer a.in.Close()
	}
	switch {
	case err != nil:
		return p.stopped("why", err)
	case !a.in.ReadAnything:
		return p.failed("why", fmt.Errorf("no input was readable; \"rolefit check\" says why"))
	}
	_, isPrivilege := a.options.Catalog.Privilege(subject)
	q := question{subject: subject, known: isPrivilege || isHeld(a.result, subject), table: isTable(a, subject), doc: report.Build(a.result)}
	answer, ok := q.answer()
	if !ok {
		return p.wrongUsage("why", fmt.Sprintf("%q is no privilege, table or node that the input or the catalogue knows; the input has %s", printable(subject), nearest(subject, q.names())))
	}
	if _, err := io.WriteString(p.out, answer); err != nil {
		return p.failed("why", err)
	}
	if !a.result.Complete {
		fmt.Fprintln(p.err, "rolefit why: the input was not read completely; more may ask for it (\"rolefit check\" says why)")
	}
	return exitOK
}

// question is one subject that is asked about.
type question struct {
	subject string
	known   bool // the catalogue knows a privilege of that name, or somebody holds one
	table   bool // the catalogue or the input knows a table of that name
	doc     report.Document
	out     strings.Builder
}

// answer says everything that the document holds about the subject, and reports whether there is such a subject.
func (q *question) answer() (string, bool) {
	privilege := q.needs(func(n report.Need) bool { return strings.EqualFold(n.Privilege, q.subject) }, everyEvidence)
	switch {
	case privilege:
		q.held(q.subject)
	case q.known:
		q.line(0, "No operation of the input needs %s.", printable(q.subject))
		q.open()
		q.held(q.subject)
	case q.needs(func(n report.Need) bool { return q.onTable(n.Tables) || slices.ContainsFunc(n.Evidence, q.tableOf) }, q.tableOf):
	default:
		found := q.node()
		if !found && q.table {
			q.line(0, "No operation of the input touches the table %s.", printable(q.subject))
			q.open()
			found = true
		}
		return q.out.String(), found
	}
	q.columns(func(c report.ColumnPermission) bool { return slices.ContainsFunc(c.Evidence, q.tableOf) }, everyEvidence)
	return q.out.String(), true
}

// columns writes the permissions on secured columns that are chosen.
func (q *question) columns(chosen func(report.ColumnPermission) bool, evidence func(report.Evidence) bool) {
	for _, i := range q.doc.Identities {
		for _, c := range i.ColumnPermissions {
			if !chosen(c) || !slices.ContainsFunc(c.Evidence, evidence) {
				continue
			}
			q.line(0, "")
			q.line(0, "column permission %s on %s.%s, %s: %s", c.Right, c.Table, c.Column, c.State, printable(i.ID))
			q.line(2, "asked for by")
			for _, e := range c.Evidence {
				if evidence(e) {
					q.evidence(e)
				}
			}
			if c.Right == "Read" {
				q.line(2, "without it the value comes back empty, and no error tells")
			}
		}
	}
}

func everyEvidence(report.Evidence) bool { return true }

func (q *question) line(indent int, format string, args ...any) {
	fmt.Fprintf(&q.out, "%s"+format+"\n", append([]any{strings.Repeat(" ", indent)}, args...)...)
}

// onTable reports whether the subject is one of some tables.
func (q *question) onTable(tables []report.Table) bool {
	return slices.ContainsFunc(tables, func(t report.Table) bool {
		return strings.EqualFold(t.LogicalName, q.subject) || strings.EqualFold(t.EntitySetName, q.subject)
	})
}

func (q *question) tableOf(e report.Evidence) bool {
	return strings.EqualFold(e.Table, q.subject) || strings.EqualFold(e.EntitySet, q.subject)
}

// needs writes the needs that are chosen, with the evidence that is, and reports whether there is any.
func (q *question) needs(chosen func(report.Need) bool, evidence func(report.Evidence) bool) bool {
	found := false
	for _, i := range q.doc.Identities {
		for _, n := range i.Needs {
			if !chosen(n) {
				continue
			}
			var shown []report.Evidence
			for _, e := range n.Evidence {
				if evidence(e) {
					shown = append(shown, e)
				}
			}
			if len(shown) == 0 {
				continue
			}
			found = true
			q.need(i, n, shown)
		}
	}
	return found
}

// need writes one need: the level and what it rests on, who asks for it, and what fails without it.
func (q *question) need(i report.Identity, n report.Need, evidence []report.Evidence) {
	if q.out.Len() > 0 {
		q.line(0, "")
	}
	where := ""
	if i.Environment != "current" {
		where = " in another environment (" + cmp.Or(i.EnvironmentExpression, i.Environment) + ")"
	}
	q.line(0, "%s at %s (%s), %s: %s%s", n.Privilege, n.Level, n.Reason, n.State, printable(i.ID), printable(where))
	if !n.Known {
		q.line(2, "no metadata knows the name; it never enters a role")
	}
	if len(n.Shared) > 0 {
		q.line(2, "the same privilege guards %s", listedNames(n.Shared))
	}
	q.line(2, "asked for by")
	for _, e := range evidence {
		q.evidence(e)
	}
	q.without(n)
}

func (q *question) evidence(e report.Evidence) {
	q.line(2, "• %s%s: %s%s", printable(cmp.Or(e.Node, e.Operation)), inFlow(e.Flow), e.Rule, onTable(e))
	level := ""
	if e.Level != "" {
		level = fmt.Sprintf("level %s, %s; ", e.Level, e.LevelReason)
	}
	q.line(4, "%sbasis %s%s", level, e.Basis, noted(e.Note))
	if e.Condition != "" {
		q.line(4, "only if: %s", printable(e.Condition))
	}
	if e.File != "" {
		q.line(4, "at %s:%d%s", printable(e.File), e.Line, pointer(e.Pointer))
	}
	if e.Source != "" {
		q.line(4, "source: %s", e.Source)
	}
}

func inFlow(flow string) string {
	if flow == "" {
		return ""
	}
	return " in flow " + printable(flow)
}

func onTable(e report.Evidence) string {
	if name := cmp.Or(e.Table, e.EntitySet); name != "" {
		return " on " + printable(name)
	}
	return ""
}

func noted(note string) string {
	if note == "" {
		return ""
	}
	return "; " + printable(note)
}

func pointer(p string) string {
	if p == "" {
		return ""
	}
	return " " + printable(p)
}

// without says what stops working: which operations fail without the privilege, and which already one level lower.
func (q *question) without(n report.Need) {
	var fail, lower []string
	for _, e := range n.Evidence {
		if e.State != "needed" {
			continue
		}
		name := printable(cmp.Or(e.Node, e.Operation)) + inFlow(e.Flow)
		fail = appendNew(fail, name)
		if e.Level == n.Level && e.LevelReason != "assumed" && n.Level != "Basic" {
			lower = appendNew(lower, name)
		}
	}
	switch {
	case len(fail) == 0:
		q.line(2, "without it nothing is certain to fail: every use is conditional")
	default:
		q.line(2, "without it fail: %s", listedNames(fail))
	}
	switch {
	case len(lower) > 0:
		q.line(2, "one level lower fail: %s", listedNames(lower))
	case n.State == "needed" && n.Reason == "assumed":
		q.line(2, "one level lower they may return fewer rows or fail: the level is assumed; state whose rows it works on in the configuration (rows)")
	}
}

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// listedNames joins names and cuts the list after the first few.
func listedNames(names []string) string {
	const shown = 12
	if more := len(names) - shown; more > 1 {
		return strings.Join(names[:shown], ", ") + fmt.Sprintf(" and %d more", more)
	}
	return strings.Join(names, ", ")
}

// held says who holds a privilege, where roles are given.
func (q *question) held(privilege string) {
	for _, s := range q.doc.Subjects {
		c := s.Comparison
		for _, lines := range [][]report.Line{c.Shallow, c.Surplus, c.TooDeep, c.Exact, c.Baseline, c.Conditional} {
			for _, l := range lines {
				if strings.EqualFold(l.Privilege, privilege) && levelHeld(l) != "" {
					q.line(0, "%s holds it %s through %s.", printable(s.Name), levelHeld(l), printable(listedNames(l.Roles)))
				}
			}
		}
		for _, l := range c.Gaps {
			if strings.EqualFold(l.Privilege, privilege) {
				q.line(0, "%s holds it at no level.", printable(s.Name))
			}
		}
	}
}

// levelHeld says, after "holds it", how far; nothing when it is not held.
func levelHeld(l report.Line) string {
	switch {
	case l.Held != "":
		return "at " + l.Held
	case l.RecordFilter:
		return "at a reach that is not known"
	case l.Elsewhere != "":
		return "at " + l.Elsewhere + ", in a business unit that is not its own,"
	}
	return ""
}

// open says which blind spots could still need what no operation was seen to need.
func (q *question) open() {
	n := len(q.doc.BlindSpots)
	for _, i := range q.doc.Identities {
		n += len(i.BlindSpots)
	}
	switch {
	case n == 1:
		q.line(0, "1 blind spot is open; it could need it (\"rolefit check\" lists it).")
	case n > 1:
		q.line(0, "%d blind spots are open; one of them could need it (\"rolefit check\" lists them).", n)
	}
}

// node answers for a node by its name, or "FLOW/NODE".
func (q *question) node() bool {
	flow, name := "", q.subject
	if before, after, ok := strings.Cut(q.subject, "/"); ok {
		flow, name = before, after
	}
	is := func(node, inFlow, id string) bool {
		return strings.EqualFold(node, name) && (flow == "" || strings.EqualFold(inFlow, flow) || strings.EqualFold(id, flow))
	}
	found := false
	for _, op := range q.doc.Operations {
		if is(op.Node, op.Flow, op.FlowID) {
			found = true
			q.line(0, "%s%s: %s%s, paid by %s", printable(op.Node), inFlow(op.Flow), printable(cmp.Or(op.Message, op.Operation)), tablesText(op.Tables), printable(op.Identity))
		}
	}
	here := func(e report.Evidence) bool { return is(e.Node, e.Flow, e.FlowID) }
	q.needs(func(report.Need) bool { return true }, here)
	q.columns(func(report.ColumnPermission) bool { return true }, here)
	blind := slices.Clone(q.doc.BlindSpots)
	for _, i := range q.doc.Identities {
		blind = append(blind, i.BlindSpots...)
	}
	for _, b := range blind {
		if is(b.Node, b.Flow, b.FlowID) {
			found = true
			q.line(0, "%s%s is a blind spot (%s): %s", printable(b.Node), inFlow(b.Flow), b.Kind, printable(b.Why))
			q.line(2, "fix: %s", printable(b.Fix))
		}
	}
	for _, u := range q.doc.Untouched {
		if is(u.Node, u.Flow, u.FlowID) {
			found = true
			q.line(0, "%s%s (%s) does not touch Dataverse.", printable(u.Node), inFlow(u.Flow), printable(cmp.Or(u.Connector, u.Type)))
		}
	}
	return found
}

func tablesText(tables []report.Table) string {
	var names []string
	for _, t := range tables {
		names = append(names, cmp.Or(t.LogicalName, t.EntitySetName, t.Reference))
	}
	if len(names) == 0 {
		return ""
	}
	return " on " + printable(strings.Join(names, ", "))
}

// names lists what can be asked about, for whoever misspelt it.
func (q *question) names() []string {
	var names []string
	for _, i := range q.doc.Identities {
		for _, n := range i.Needs {
			names = appendNew(names, n.Privilege)
			for _, t := range n.Tables {
				if t.LogicalName != "" {
					names = appendNew(names, t.LogicalName)
				}
			}
		}
	}
	for _, op := range q.doc.Operations {
		names = appendNew(names, op.Node)
	}
	slices.Sort(names)
	return names
}

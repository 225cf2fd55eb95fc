package table

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rolefit/report"
)

// mostSurplusRows is how many tables may stand in a matrix for the sake of surplus alone. Beyond it the surplus is one line:
// an administrator's role would bury the rows that the flows need.
const mostSurplusRows = 30

// comparedIdentities returns the identities whose own needs stand in a comparison. Where several are joined, each still
// has a matrix of its own.
func comparedIdentities(subjects []report.Subject) map[report.IdentityRef]bool {
	compared := map[report.IdentityRef]bool{}
	for _, s := range subjects {
		if len(s.Identities) == 1 {
			compared[s.Identities[0]] = true
		}
	}
	return compared
}

// subjects prints each comparison as a matrix.
func subjects(p *printer, doc report.Document) error {
	for _, s := range doc.Subjects {
		p.heading("Needed and held: " + clean(s.Name))
		for _, i := range s.Identities {
			p.line(0, plain, "• %s", identityName(i.ID, i.Environment, i.EnvironmentExpression))
		}
		for _, role := range s.Roles {
			p.line(0, plain, "role: %s", roleName(role))
		}
		if err := comparison(p, s.Comparison); err != nil {
			return err
		}
	}
	return nil
}

func roleName(r report.Role) string {
	text := fmt.Sprintf("%s (%s", r.Name, count(r.Privileges, "privilege", "privileges"))
	if r.Origin != "" {
		text += ", " + r.Origin
	}
	if r.AsOf != "" {
		text += ", as of " + r.AsOf
	}
	return text + ")"
}

func comparison(p *printer, c report.Comparison) error {
	m := newMatrix()
	for _, list := range []struct {
		kind  kind
		lines []report.Line
	}{{gap, c.Gaps}, {shallow, c.Shallow}, {tooDeep, c.TooDeep}, {exact, c.Exact}, {conditional, c.Conditional}} {
		for _, l := range list.lines {
			m.add(l.Privilege, l.Right, l.Tables, cellOfLine(list.kind, l))
		}
	}
	hidden := addSurplus(m, c.Surplus)
	if err := draw(p, m); err != nil {
		return err
	}
	if len(hidden) > 0 {
		p.line(0, yellow, "%s", surplusLine(hidden))
	}
	if n := len(c.Baseline); n > 0 {
		p.line(0, faint, "baseline: %s that the platform puts into roles", count(n, "privilege", "privileges"))
	}
	return nil
}

// addSurplus puts surplus privileges into the matrix where there is room, and returns those that are left out.
func addSurplus(m *matrix, surplus []report.Line) []report.Line {
	tables := map[string]bool{}
	for _, l := range surplus {
		for _, t := range l.Tables {
			if m.rows[label(t)] == nil {
				tables[label(t)] = true
			}
		}
	}
	fits := len(tables) <= mostSurplusRows
	var hidden []report.Line
	for _, l := range surplus {
		placed := false
		column := slices.Index(rights[:], l.Right)
		for _, t := range l.Tables {
			if column >= 0 && (fits || m.rows[label(t)] != nil) {
				m.put(label(t), column, cellOfLine(surplusKind, l))
				placed = true
			}
		}
		if !placed {
			hidden = append(hidden, l)
		}
	}
	if fits && len(hidden) <= shown {
		for _, l := range hidden {
			m.other = append(m.other, entry{l.Privilege, cellOfLine(surplusKind, l)})
		}
		return nil
	}
	return hidden
}

// surplusKind is the kind of cell, beside parameters that are called surplus.
const surplusKind = surplus

// surplusLine sums up surplus that has no room in the matrix.
func surplusLine(lines []report.Line) string {
	perTable := map[string]int{}
	for _, l := range lines {
		for _, t := range l.Tables {
			perTable[label(t)]++
		}
	}
	tables := make([]string, 0, len(perTable))
	for t := range perTable {
		tables = append(tables, t)
	}
	slices.SortFunc(tables, func(a, b string) int { return cmp.Or(cmp.Compare(perTable[b], perTable[a]), strings.Compare(a, b)) })
	text := "surplus: " + count(len(lines), "more privilege", "more privileges")
	if len(tables) > 0 {
		text += " on " + count(len(tables), "table", "tables") + " (" + names(tables, 5) + ")"
	}
	return text + "; --format json lists all"
}

// draw prints a matrix, what stands beside it, and the legend.
func draw(p *printer, m *matrix) error {
	rows := m.sorted()
	var l layout
	if len(rows) > 0 {
		p.space()
		var err error
		if l, err = grid(p, 0, rows); err != nil {
			return err
		}
	}
	slices.SortFunc(m.other, func(a, b entry) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.privilege), strings.ToLower(b.privilege)), compareCells(a.cell, b.cell))
	})
	for _, e := range m.other {
		p.line(0, e.cell.style(), "%s  %s", e.privilege, e.cell.text(l.short))
	}
	if text := legend(m.cells(), l.short); text != "" {
		p.line(0, faint, "%s", text)
	}
	return nil
}

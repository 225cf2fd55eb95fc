package table

import (
	"cmp"
	"slices"

	"rolefit/report"
)

// blindSpots prints what could not be derived, by kind.
func blindSpots(p *printer, doc report.Document) {
	all := slices.Clone(doc.BlindSpots)
	for _, i := range doc.Identities {
		all = append(all, i.BlindSpots...)
	}
	if len(all) == 0 {
		return
	}
	p.heading("Blind spots")
	slices.SortStableFunc(all, func(a, b report.BlindSpot) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Why, b.Why))
	})
	for i, group := range chunk(all, func(b report.BlindSpot) string { return b.Kind }) {
		if i > 0 {
			p.space()
		}
		p.line(0, yellow, "%s (%s)", group[0].Kind, grouped(len(group)))
		for k, b := range group {
			if k == shown {
				more(p, 2, len(group)-k)
				break
			}
			p.line(2, plain, "• %s: %s", cmp.Or(b.Node, b.Flow, "the flow"), b.Why)
			finePlace(p, "at ", b.Place)
			if b.Fix != "" && (k == 0 || group[k-1].Fix != b.Fix) {
				p.line(4, plain, "fix: %s", b.Fix)
			}
		}
	}
}

// skipped sums up the components that are not analysed, by kind.
func skipped(p *printer, all []report.Component) {
	if len(all) == 0 {
		return
	}
	p.heading("Not analysed")
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b report.Component) int { return cmp.Compare(a.Kind, b.Kind) })
	for _, group := range chunk(sorted, func(c report.Component) string { return c.Kind }) {
		var called []string
		for _, c := range group {
			called = append(called, cmp.Or(c.Name, c.File))
		}
		p.line(0, plain, "• %s (%s): %s: %s", group[0].Kind, grouped(len(group)), group[0].Reason, names(called, 4))
	}
}

// diagnostics prints what in the input was not understood, worst first.
func diagnostics(p *printer, all []report.Diagnostic) {
	if len(all) == 0 {
		return
	}
	p.heading("Problems in the input")
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b report.Diagnostic) int {
		return cmp.Compare(severityRank(a.Severity), severityRank(b.Severity))
	})
	for _, group := range chunk(sorted, func(d report.Diagnostic) string { return d.Severity }) {
		for k, d := range group {
			if k == shown {
				more(p, 0, len(group)-k)
				break
			}
			p.line(0, severityStyle(d.Severity), "• %s: %s", d.Severity, d.Message)
			finePlace(p, "at ", d.Place)
			if d.Hint != "" {
				p.line(4, plain, "%s", d.Hint)
			}
		}
	}
}

// notes prints remarks about operations.
func notes(p *printer, all []report.Note) {
	if len(all) == 0 {
		return
	}
	p.heading("Notes")
	for k, n := range all {
		if k == shown {
			more(p, 0, len(all)-k)
			break
		}
		p.line(0, plain, "• %s: %s", cmp.Or(n.Node, n.Kind), n.Text)
	}
}

// mostWhy is how many reasons of an answer are printed.
const mostWhy = 8

// answers prints the two answers of each comparison with the reasons for them.
func answers(p *printer, doc report.Document) {
	if len(doc.Subjects) == 0 {
		return
	}
	p.heading("Answers")
	for _, s := range doc.Subjects {
		p.line(0, bold, "%s", s.Name)
		p.line(2, plain, "sufficient: %s · minimal: %s", cmp.Or(s.Sufficient, "undecided"), cmp.Or(s.Minimal, "undecided"))
		for k, why := range s.Why {
			if k == mostWhy {
				more(p, 4, len(s.Why)-k)
				break
			}
			p.line(4, plain, "• %s", why)
		}
	}
}

package table

import (
	"cmp"
	"slices"
	"strings"

	"rolefit/report"
)

// findings prints the conclusions: errors, warnings, notes, within them by rule.
func findings(p *printer, all []report.Finding) {
	if len(all) == 0 {
		return
	}
	p.heading("Findings")
	for i, group := range byRule(all) {
		if i > 0 {
			p.space()
		}
		findingGroup(p, group)
	}
}

// byRule groups findings of one severity and rule, most severe first. Within a group the document's order stays.
func byRule(all []report.Finding) [][]report.Finding {
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b report.Finding) int {
		return cmp.Or(cmp.Compare(severityRank(a.Severity), severityRank(b.Severity)), cmp.Compare(a.Rule, b.Rule))
	})
	return chunk(sorted, func(f report.Finding) string { return f.Severity + " " + f.Rule })
}

// findingGroup prints the findings of one rule. A fix that all of them share is printed once, at the end; one that some in a
// row share, behind the last of them.
func findingGroup(p *printer, group []report.Finding) {
	first := group[0]
	p.line(0, severityStyle(first.Severity), "%s %s %s (%s)", strings.ToUpper(first.Severity), first.Rule, first.Name, grouped(len(group)))
	shared := len(group) > 1 && !slices.ContainsFunc(group, func(f report.Finding) bool { return f.Fix != first.Fix })
	listed := group
	if len(group) > shown && !isAdministratorError(first) {
		listed = group[:shown]
	}
	for k, f := range listed {
		p.line(2, plain, "• %s", f.Message)
		finePlace(p, "at ", f.Place)
		for i, r := range f.Related {
			if i == 3 {
				p.line(4, faint, "… and %s more", count(len(f.Related)-i, "place", "places"))
				break
			}
			finePlace(p, "also ", r.Place)
		}
		if last := k == len(listed)-1 || listed[k+1].Fix != f.Fix; f.Fix != "" && !shared && last {
			p.line(4, plain, "fix: %s", f.Fix)
		}
	}
	more(p, 2, len(group)-len(listed))
	if first.Fix != "" && shared {
		p.line(2, plain, "fix: %s", first.Fix)
	}
}

// isAdministratorError reports whether a finding must never be cut from a list: it says that an identity is, or can
// become, administrator.
func isAdministratorError(f report.Finding) bool {
	return f.Severity == "error" && strings.HasPrefix(f.Rule, "RF2")
}

// finePlace prints where something stands, if that is known.
func finePlace(p *printer, before string, place report.Place) {
	if place.File == "" && place.Route == "" {
		return
	}
	if place.File == "" {
		p.line(4, faint, "%s%s", before, place.Route)
		return
	}
	p.path(4, before, position(place), place.Route)
}

// more says how many entries of a list are not printed.
func more(p *printer, indent, n int) {
	if n > 0 {
		p.line(indent, faint, "… and %s more (use --format json for all)", grouped(n))
	}
}

func severityRank(severity string) int {
	switch severity {
	case "error":
		return 0
	case "warning":
		return 1
	}
	return 2
}

func severityStyle(severity string) style {
	return [...]style{red, yellow, blue}[severityRank(severity)]
}

// chunk splits a list into runs of equal keys.
func chunk[T any](all []T, key func(T) string) [][]T {
	var runs [][]T
	for start := 0; start < len(all); {
		end := start + 1
		for end < len(all) && key(all[end]) == key(all[start]) {
			end++
		}
		runs = append(runs, all[start:end])
		start = end
	}
	return runs
}

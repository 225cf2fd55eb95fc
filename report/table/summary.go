package table

import (
	"strings"

	"rolefit/report"
)

// shown is how many entries of one long list are printed.
const shown = 12

// summary prints the verdict and three lines about the whole analysis.
func summary(p *printer, doc report.Document) {
	found := findingCounts(doc.Counts)
	switch {
	case doc.Verdict.Fails:
		p.line(0, red, "FAIL: %s%s", found, threshold(doc.Verdict))
	default:
		p.line(0, green, "PASS: %s%s", found, threshold(doc.Verdict))
	}
	c := doc.Counts
	p.line(0, plain, "%s with %s: %s on Dataverse, %s, %s, %s.",
		count(c.Flows, "flow", "flows"), count(c.Nodes, "node", "nodes"), count(c.Operations, "operation", "operations"),
		count(c.Identities, "identity", "identities"), count(c.Needs, "need", "needs"), count(c.BlindSpots, "blind spot", "blind spots"))
	switch {
	case doc.Complete:
		p.line(0, plain, "Complete: everything was read.")
	case c.Problems == 0:
		p.line(0, yellow, "INCOMPLETE: the answer lacks a part of the input.")
	default:
		p.line(0, yellow, "INCOMPLETE: %s in the input, listed below; the answer lacks what could not be read.",
			count(c.Problems, "problem", "problems"))
	}
	p.line(0, faint, "%s", provenance(doc))
}

func findingCounts(c report.Counts) string {
	if c.Errors+c.Warnings+c.Notes == 0 {
		return "no findings"
	}
	return count(c.Errors, "error", "errors") + ", " + count(c.Warnings, "warning", "warnings") + ", " + count(c.Notes, "note", "notes")
}

func threshold(v report.Verdict) string {
	switch v.FailOn {
	case "":
		return ""
	case "error":
		return " (errors fail)"
	}
	return " (" + v.FailOn + " and worse fails)"
}

// provenance says what was read, by which program and with which platform facts.
func provenance(doc report.Document) string {
	var parts []string
	if len(doc.Inputs) > 0 {
		parts = append(parts, "Input: "+names(doc.Inputs, shown))
	} else {
		parts = append(parts, "Input: none")
	}
	if doc.Environment.URL != "" {
		parts = append(parts, strings.TrimSpace("environment "+clean(doc.Environment.URL)+" "+clean(doc.Environment.ReadAt)))
	}
	if doc.Configuration != "" {
		parts = append(parts, "configuration "+clean(doc.Configuration))
	}
	if doc.Tool.Name != "" {
		parts = append(parts, strings.TrimSpace(doc.Tool.Name+" "+doc.Tool.Version))
	}
	if doc.CatalogueAsOf != "" {
		parts = append(parts, "platform facts of "+doc.CatalogueAsOf)
	}
	return strings.Join(parts, " · ")
}

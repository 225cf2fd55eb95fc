package report

import (
	"rolefit/analyzer"
	"rolefit/analyzer/rule"
)

// findings writes what the rules concluded.
func (d *Document) findings(r *analyzer.Result) {
	for _, f := range r.Findings {
		about, _ := rule.ByID(f.Rule)
		out := Finding{
			Place: place(f.Place), Rule: f.Rule, Name: about.Name, Severity: f.Severity.String(), Identity: f.Identity,
			Privilege: f.Privilege, Message: f.Message, Fix: f.Fix, Related: []Related{},
		}
		for _, p := range f.Related {
			out.Related = append(out.Related, Related{Place: place(p)})
		}
		d.Findings = append(d.Findings, out)
	}
}

package table

import (
	"rolefit/report"
)

// columnPermissions prints what identities need on secured columns, which no role gives.
func columnPermissions(p *printer, all []report.Identity) {
	for _, i := range all {
		if len(i.ColumnPermissions) == 0 {
			continue
		}
		p.heading("Column permissions of " + clean(identityName(i.ID, i.Environment, i.EnvironmentExpression)))
		p.line(0, faint, "secured columns: a field security profile gives these, no role does")
		for k, c := range i.ColumnPermissions {
			if k == shown {
				more(p, 0, len(i.ColumnPermissions)-k)
				break
			}
			if c.State == "conditional" {
				p.line(0, plain, "• %s.%s  %s, conditional: %s", c.Table, c.Column, c.Right, c.Condition)
				continue
			}
			p.line(0, plain, "• %s.%s  %s", c.Table, c.Column, c.Right)
		}
	}
}

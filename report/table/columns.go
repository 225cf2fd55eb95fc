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
		printed := 0
		for k, c := range i.ColumnPermissions {
			if printed == shown {
				more(p, 0, len(i.ColumnPermissions)-k)
				break
			}
			if c.State != "conditional" {
				p.line(0, plain, "• %s.%s  %s", c.Table, c.Column, c.Right)
				printed++
				continue
			}
			columns := alike(i.ColumnPermissions, c)
			if columns[0] != c.Column {
				continue
			}
			name := c.Table + "." + c.Column
			if len(columns) > 1 {
				name = c.Table + " (" + names(columns, 6) + ")"
			}
			p.line(0, plain, "• %s  %s, conditional: %s", name, c.Right, c.Condition)
			printed++
		}
	}
}

// alike returns the columns of a table that the same right is needed on under the same condition.
func alike(all []report.ColumnPermission, as report.ColumnPermission) []string {
	var columns []string
	for _, c := range all {
		if c.Table == as.Table && c.Right == as.Right && c.State == as.State && c.Condition == as.Condition {
			columns = append(columns, c.Column)
		}
	}
	return columns
}

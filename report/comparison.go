package report

import (
	"slices"

	"rolefit/analyzer"
	"rolefit/analyzer/fit"
	"rolefit/analyzer/requirement"
	"rolefit/privileges"
)

// subjects writes the comparisons.
func (d *Document) subjects(r *analyzer.Result) {
	for _, s := range r.Subjects {
		out := Subject{Name: s.Name, Identities: []IdentityRef{}, Roles: []Role{}, Why: []string{}}
		for _, i := range s.Identities {
			out.Identities = append(out.Identities, IdentityRef{i.ID, i.Environment, i.Expression})
		}
		for _, role := range s.Roles {
			out.Roles = append(out.Roles, Role{
				Name: role.Name, ID: role.ID, Template: role.TemplateID, Origin: role.Origin, AsOf: role.AsOf, Privileges: privileges.Union(role).Len(),
			})
		}
		if c := s.Comparison; c != nil {
			lines := lineWriter{r}
			out.Comparison = lines.comparison(c)
			out.Sufficient, out.Minimal = c.Sufficient.Answer.String(), c.Minimal.Answer.String()
			out.Why = append(slices.Clone(c.Sufficient.Why), c.Minimal.Why...)
		}
		d.Subjects = append(d.Subjects, out)
	}
}

// lineWriter turns the lists of a comparison into lines.
type lineWriter struct{ result *analyzer.Result }

func (w lineWriter) comparison(c *fit.Comparison) Comparison {
	out := Comparison{Gaps: []Line{}, Shallow: []Line{}, Surplus: []Line{}, TooDeep: []Line{}, Exact: []Line{}, Baseline: []Line{}, Conditional: []Line{}}
	for _, g := range c.Gaps {
		out.Gaps = append(out.Gaps, w.needed(g.Need, privileges.Held{}, g.Certain))
	}
	for _, s := range c.Shallow {
		out.Shallow = append(out.Shallow, w.needed(s.Need, s.Held, s.Certain))
	}
	for _, m := range c.Unresolved {
		out.Shallow = append(out.Shallow, w.needed(m.Need, m.Held, false))
	}
	for _, n := range c.Unknown {
		out.Gaps = append(out.Gaps, w.needed(n, privileges.Held{}, false))
	}
	for _, s := range c.Surplus {
		line := w.held(s.Held)
		line.Certain = len(s.Open) == 0
		out.Surplus = append(out.Surplus, line)
	}
	for _, t := range c.TooDeep {
		out.TooDeep = append(out.TooDeep, w.needed(t.Need, t.Held, len(t.Open) == 0))
	}
	for _, m := range c.Exact {
		out.Exact = append(out.Exact, w.needed(m.Need, m.Held, m.Need.Reason != requirement.Assumed))
	}
	for _, b := range c.Baseline {
		line := w.held(b.Held)
		line.Certain, line.Default = true, b.Kind == fit.Default
		out.Baseline = append(out.Baseline, line)
	}
	for _, m := range c.Conditional {
		out.Conditional = append(out.Conditional, w.needed(m.Need, m.Held, false))
	}
	for _, n := range c.Omitted {
		out.Conditional = append(out.Conditional, w.needed(n, privileges.Held{}, false))
	}
	return out
}

// needed is the line of a need beside what is held for it.
func (w lineWriter) needed(n requirement.Need, held privileges.Held, certain bool) Line {
	line := Line{
		Privilege: n.Privilege, Right: rightOf(n.Right), Tables: tablesOf(n.Tables), Needed: n.Level.String(), Reason: n.Reason.String(),
		Certain: certain, Roles: []string{}, Held: levelOf(held.Level), RecordFilter: held.RecordFilter, Elsewhere: levelOf(held.Elsewhere),
	}
	if len(held.Roles) > 0 {
		line.Roles = slices.Clone(held.Roles)
	}
	if n.State == requirement.Conditional {
		for _, e := range n.Evidence {
			if e.Condition != "" {
				line.Condition = e.Condition
				break
			}
		}
	}
	return line
}

// levelOf writes a level that something is held at; nothing when it is held at none.
func levelOf(l privileges.Level) string {
	if l == privileges.None {
		return ""
	}
	return l.String()
}

// held is the line of a privilege that is held and not needed; its tables come from the catalogue and from metadata.
func (w lineWriter) held(h privileges.Held) Line {
	line := Line{Privilege: h.Privilege, Held: levelOf(h.Level), RecordFilter: h.RecordFilter, Elsewhere: levelOf(h.Elsewhere), Tables: []Table{}, Roles: slices.Clone(h.Roles)}
	if about, ok := w.result.About(h.Privilege); ok {
		line.Right = rightOf(about.Right)
		for _, t := range about.Tables {
			line.Tables = append(line.Tables, Table{LogicalName: t})
		}
	}
	return line
}

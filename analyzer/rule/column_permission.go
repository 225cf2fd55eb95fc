package rule

import (
	"fmt"
	"slices"

	"rolefit/analyzer/operation"
	"rolefit/analyzer/requirement"
	"rolefit/privileges"
)

func columnPermission() Rule {
	return Rule{
		ID: "RF506", Name: "column-permission", Severity: Error, Since: "0.2.0",
		Summary: "An operation sets or reads a column with column security; no security role gives that, a field security profile does.",
		Fix:     "Add the application user to a field security profile with these permissions; \"rolefit role\" writes one beside the role.",
		Check:   checkColumnPermission,
	}
}

func checkColumnPermission(facts Facts) []Finding {
	var found []Finding
	type group struct {
		identity operation.Identity
		table    string
		right    requirement.ColumnRight
	}
	conditional := map[group]bool{}
	for _, n := range facts.Columns {
		known, permitted := facts.permitted(n)
		if permitted {
			continue
		}
		if n.State == requirement.Conditional {
			// Reads that list no columns name every secured one: a finding for each table and right says it.
			if of := (group{n.Identity, n.Table, n.Right}); !conditional[of] {
				conditional[of] = true
				found = append(found, facts.conditionalColumns(n))
			}
			continue
		}
		asks := failing(requirement.Need{Evidence: n.Evidence}, privileges.None)
		f := Finding{
			Severity: Warning, Identity: n.Identity.ID, Tables: []string{n.Table},
			Message: fmt.Sprintf("%s needs the column permission %s on %s.%s, a secured column%s.%s",
				facts.whose(n.Identity), n.Right, n.Table, n.Column, clause(askers(asks)), quiet(n.Right)),
		}
		if known {
			f.Severity = Error
			f.Message += " No field security profile that it is a member of gives it."
		}
		f.Place, f.Related = places(asks)
		found = append(found, f)
	}
	return found
}

// quiet says of a Read what makes a missing one hard to notice.
func quiet(right requirement.ColumnRight) string {
	if right == requirement.ColumnRead {
		return " Without it the value comes back empty, and no error tells."
	}
	return ""
}

// conditionalColumns sums up what an identity may need on the secured columns of one table.
func (f Facts) conditionalColumns(first requirement.ColumnNeed) Finding {
	var names []string
	for _, n := range f.Columns {
		if n.Identity == first.Identity && n.Table == first.Table && n.Right == first.Right && n.State == requirement.Conditional && !slices.Contains(names, n.Column) {
			names = append(names, n.Column)
		}
	}
	asks := requirement.Need{Evidence: first.Evidence}
	finding := Finding{
		Severity: Note, Identity: first.Identity.ID, Tables: []string{first.Table},
		Fix: "List the columns that the flow uses in $select; for secured ones among them add the application user to a field security profile.",
		Message: fmt.Sprintf("%s may need %s on secured columns of %s (%s)%s. Condition: %s.",
			f.whose(first.Identity), first.Right, first.Table, listed(names), clause(askers(asks)), first.Evidence[0].Condition),
	}
	finding.Place, finding.Related = places(asks)
	return finding
}

// whose names the subject that an identity belongs to, or else the identity.
func (f Facts) whose(i operation.Identity) string {
	for _, s := range f.Subjects {
		if s.Name != "" && slices.Contains(s.Identities, i) {
			return s.Name
		}
	}
	return i.ID
}

// permitted reports whether a subject that the identity belongs to is permitted what it needs on a column, and whether
// everything that could permit it is known.
func (f Facts) permitted(n requirement.ColumnNeed) (known, permitted bool) {
	for _, s := range f.Subjects {
		if !slices.Contains(s.Identities, n.Identity) {
			continue
		}
		known = known || s.ColumnsKnown
		permitted = permitted || s.SeesEveryColumn || s.Permits != nil && s.Permits(n)
	}
	return known, permitted
}

package rule

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"rolefit/analyzer/requirement"
	"rolefit/privileges"
	"rolefit/privileges/environment"
)

func observedNotNeeded() Rule {
	return Rule{
		ID: "RF306", Name: "observed-not-needed", Severity: Warning, Since: "0.2.0",
		Summary: "Audit saw the application user do something with a table that no flow given needs.",
		Fix:     "Find out what did it before the role is narrowed: add that work to the input, or give it an application user of its own.",
		Check:   checkObservedNotNeeded,
	}
}

func checkObservedNotNeeded(facts Facts) []Finding {
	if facts.Environment == nil || facts.Environment.Audit == nil {
		return nil
	}
	var found []Finding
	for _, s := range facts.Subjects {
		if _, ok := facts.user(s.User); !ok {
			continue
		}
		byTable := map[string][]environment.Observation{}
		var tables []string
		for _, o := range facts.Environment.Audit.Observations {
			right, ok := privileges.ParseRight(o.Right)
			if !ok || !strings.EqualFold(o.User, s.User) || facts.needsRight(s, o.Table, right) {
				continue
			}
			table := strings.ToLower(o.Table)
			if byTable[table] == nil {
				tables = append(tables, table)
			}
			byTable[table] = append(byTable[table], o)
		}
		slices.Sort(tables)
		for _, table := range tables {
			found = append(found, facts.unneeded(s, table, byTable[table]))
		}
	}
	return found
}

// unneeded is the finding about what a subject did with one table.
func (f Facts) unneeded(s Subject, table string, seen []environment.Observation) Finding {
	count, last := 0, time.Time{}
	var rights []privileges.Right
	for _, o := range seen {
		right, _ := privileges.ParseRight(o.Right)
		rights = append(rights, right)
		count += o.Count
		if o.Last.After(last) {
			last = o.Last
		}
	}
	slices.Sort(rights)
	var deeds []string
	for _, r := range slices.Compact(rights) {
		deeds = append(deeds, deed(r))
	}
	finding := Finding{
		Identity: s.name(), Tables: []string{table},
		Message: fmt.Sprintf("Audit saw %s %s rows of %s (%s%s), which no flow given needs: another automation, code or a cascade that runs as it, or an operation that was not recognised.",
			s.name(), listed(deeds), table, counted(count, "time", "times"), lastOn(last)),
	}
	if open := f.openOf(s); open > 0 {
		finding.Message += fmt.Sprintf(" %s could explain it.", counted(open, "open blind spot", "open blind spots"))
	}
	return finding
}

// deed is the verb for what takes a right.
func deed(r privileges.Right) string {
	switch r {
	case privileges.Write:
		return "change"
	case privileges.Append, privileges.AppendTo:
		return "associate"
	}
	return strings.ToLower(r.String())
}

// openOf counts the open blind spots of a subject, or of nobody that can be named.
func (f Facts) openOf(s Subject) int {
	count := 0
	for _, b := range f.Blindspots {
		if b.Identity.ID == "" || slices.Contains(s.Identities, b.Identity) {
			count++
		}
	}
	return count
}

// needsRight reports whether a subject needs a right on a table, if only on a condition.
func (f Facts) needsRight(s Subject, table string, right privileges.Right) bool {
	set := ""
	for _, t := range f.Environment.Tables {
		if strings.EqualFold(t.LogicalName, table) {
			set = t.EntitySetName
		}
	}
	is := func(t requirement.Table) bool {
		if t.LogicalName == "" {
			return set != "" && strings.EqualFold(t.EntitySetName, set)
		}
		return strings.EqualFold(t.LogicalName, table)
	}
	return slices.ContainsFunc(s.Needs, func(n requirement.Need) bool {
		if n.Right != right && !(right == privileges.Append && n.Right == privileges.AppendTo) {
			return false
		}
		return slices.ContainsFunc(n.Tables, is) || slices.ContainsFunc(n.Evidence, func(e requirement.Evidence) bool { return is(e.Table) })
	})
}

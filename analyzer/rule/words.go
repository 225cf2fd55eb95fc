package rule

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rolefit/analyzer/requirement"
	"rolefit/flowparse/source"
	"rolefit/privileges"
)

// listed joins names for a sentence and cuts the list after the first few.
func listed(names []string) string {
	const shown = 5
	if more := len(names) - shown; more > 1 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:shown], ", "), more)
	}
	if last := len(names) - 1; last > 0 {
		return strings.Join(names[:last], ", ") + " and " + names[last]
	}
	return strings.Join(names, "")
}

// counted says how many there are of something.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// failing returns a need with the operations first that fail when no more than a level is held: those that need it without
// condition and deeper, certain ones before assumed ones.
func failing(n requirement.Need, held privileges.Level) requirement.Need {
	rank := func(e requirement.Evidence) int {
		switch {
		case e.State != requirement.Needed || privileges.None < e.Level && e.Level <= held:
			return 2
		case e.Reason == requirement.Assumed:
			return 1
		}
		return 0
	}
	n.Evidence = slices.Clone(n.Evidence)
	slices.SortStableFunc(n.Evidence, func(a, b requirement.Evidence) int { return cmp.Compare(rank(a), rank(b)) })
	return n
}

// askers says which operations ask for a need.
func askers(n requirement.Need) string {
	if len(n.Evidence) == 0 {
		return ""
	}
	e := n.Evidence[0]
	first := cmp.Or(e.Node, e.Operation, "an operation")
	if e.Flow != "" {
		first += " of flow " + e.Flow
	}
	nodes := map[[2]string]bool{}
	for _, other := range n.Evidence {
		nodes[[2]string{cmp.Or(other.FlowID, other.Flow), cmp.Or(other.Node, other.Operation)}] = true
	}
	if more := len(nodes) - 1; more > 0 {
		return fmt.Sprintf("%s and %s ask for it", first, counted(more, "other operation", "other operations"))
	}
	return first + " asks for it"
}

// places returns where a need shows: its first place, and the others.
func places(n requirement.Need) (first source.Place, others []source.Place) {
	for i, e := range n.Evidence {
		if i == 0 {
			first = e.Place
		} else if e.Place != first && !slices.Contains(others, e.Place) {
			others = append(others, e.Place)
		}
	}
	return first, others
}

// tablesOf names the tables of a need.
func tablesOf(n requirement.Need) []string {
	var names []string
	for _, t := range n.Tables {
		if name := cmp.Or(t.LogicalName, t.EntitySetName, t.Reference); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// through says where something is held from.
func through(h privileges.Held) string {
	level := h.Level.String()
	switch {
	case h.Level > privileges.None:
	case h.RecordFilter:
		level = "at a reach that is not known"
	case h.Elsewhere > privileges.None:
		level = h.Elsewhere.String() + " in another business unit"
	}
	if len(h.Roles) == 0 {
		return level
	}
	return "role " + listed(h.Roles) + ", " + level
}

// clause joins a further clause to a sentence.
func clause(text string) string {
	if text == "" {
		return ""
	}
	return ": " + text
}

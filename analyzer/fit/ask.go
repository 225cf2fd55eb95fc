package fit

import (
	"cmp"
	"slices"
	"strings"

	"rolefit/analyzer/operation"
	"rolefit/analyzer/requirement"
	"rolefit/privileges"
)

// ask is everything that the needs say about one privilege, over all identities that are joined.
type ask struct {
	need        requirement.Need // joined; Level and Reason are those of the part that counts as needed
	wanted      bool             // counts as needed under the options
	firm        bool             // needed without any condition
	proof       privileges.Level // deepest level that is needed without condition and not assumed; None when there is none
	conditional privileges.Level // deepest level that is only conditionally needed and deeper than need.Level; None when there is none
	dropped     bool             // only a dependency read, and those are omitted
}

// askedFor joins needs by privilege. A need without a privilege name stands alone under the name of its table.
// The order of needs does not matter.
func askedFor(needs []requirement.Need, opts Options) []ask {
	groups := map[string][]requirement.Need{}
	for _, n := range needs {
		key := string(privileges.KeyOf(n.Privilege))
		if n.Privilege == "" {
			for _, t := range n.Tables {
				key += "|" + strings.ToLower(t.Reference+t.LogicalName+t.EntitySetName)
			}
			key += "|" + n.Right.String()
		}
		groups[key] = append(groups[key], n)
	}
	asks := make([]ask, 0, len(groups))
	for _, group := range groups {
		asks = append(asks, newAsk(group, opts))
	}
	slices.SortFunc(asks, func(a, b ask) int { return compareNeeds(a.need, b.need) })
	return asks
}

func newAsk(group []requirement.Need, opts Options) ask {
	slices.SortFunc(group, compareNeeds)
	joined := group[0]
	joined.Tables, joined.Shared, joined.Evidence = nil, nil, nil
	joined.Known = false
	for _, n := range group {
		if n.Known && !joined.Known { // the casing of metadata rather than of a regular form
			joined.Known, joined.Privilege, joined.Right = true, n.Privilege, n.Right
		}
		joined.Tables = append(joined.Tables, n.Tables...)
		joined.Shared = append(joined.Shared, n.Shared...)
		joined.Evidence = append(joined.Evidence, evidenceOf(n)...)
	}
	slices.SortFunc(joined.Tables, requirement.CompareTables)
	joined.Tables = slices.Compact(joined.Tables)
	slices.Sort(joined.Shared)
	joined.Shared = slices.Compact(joined.Shared)
	slices.SortStableFunc(joined.Evidence, requirement.CompareEvidence)

	a := ask{need: joined, dropped: opts.DependencyReads == OmitDependencyReads}
	for _, e := range joined.Evidence {
		a.dropped = a.dropped && isDependencyRead(e)
	}
	part := strongest{level: privileges.None, reason: requirement.Assumed}
	condition, declined := part, part
	for _, e := range joined.Evidence {
		switch {
		case !a.dropped && opts.DependencyReads == OmitDependencyReads && isDependencyRead(e):
		case e.State == requirement.Needed:
			a.firm = true
			part.add(e)
			if e.Reason != requirement.Assumed {
				a.proof = max(a.proof, e.Level)
			}
		case e.Decision != "": // the configuration does without it, whatever happens to other conditions
			declined.add(e)
		default:
			condition.add(e)
		}
	}
	a.wanted = a.firm && !a.dropped
	if opts.Conditional == GrantConditional && !a.dropped && condition.level > privileges.None {
		a.wanted = true
		part.join(condition)
	} else if !a.firm {
		part = condition
		part.join(declined)
	}
	condition.join(declined)
	a.need.State = requirement.Needed
	if !a.firm {
		a.need.State = requirement.Conditional
	}
	a.need.Level, a.need.Reason = part.level, part.reason
	if condition.level > part.level {
		a.conditional = condition.level
	}
	return a
}

// evidenceOf returns a need's evidence; a need without any stands for itself, so that callers need not invent some.
func evidenceOf(n requirement.Need) []requirement.Evidence {
	if len(n.Evidence) > 0 {
		return n.Evidence
	}
	return []requirement.Evidence{{Level: n.Level, Reason: n.Reason, State: n.State}}
}

func isDependencyRead(e requirement.Evidence) bool {
	return strings.Contains(e.Note, requirement.DependencyRead)
}

// strongest is the deepest level of some evidence with the strongest reason at that level.
type strongest struct {
	level  privileges.Level
	reason requirement.Reason
}

func (s *strongest) add(e requirement.Evidence) { s.join(strongest{e.Level, e.Reason}) }

func (s *strongest) join(other strongest) {
	switch {
	case other.level > s.level:
		*s = other
	case other.level == s.level:
		s.reason = min(s.reason, other.reason)
	}
}

func compareNeeds(a, b requirement.Need) int {
	return cmp.Or(
		cmp.Compare(privileges.KeyOf(a.Privilege), privileges.KeyOf(b.Privilege)),
		slices.CompareFunc(a.Tables, b.Tables, requirement.CompareTables),
		cmp.Compare(a.Right, b.Right),
		operation.CompareIdentities(a.Identity, b.Identity),
		cmp.Compare(a.State, b.State),
		cmp.Compare(b.Level, a.Level),
		cmp.Compare(a.Reason, b.Reason),
		cmp.Compare(a.Privilege, b.Privilege),
		slices.CompareFunc(a.Evidence, b.Evidence, requirement.CompareEvidence),
	)
}

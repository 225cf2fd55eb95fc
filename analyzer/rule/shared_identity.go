package rule

import (
	"cmp"
	"fmt"
	"slices"

	"rolefit/analyzer/operation"
	"rolefit/flowparse/source"
)

func sharedIdentity() Rule {
	return Rule{
		ID: "RF305", Name: "shared-identity", Severity: Note, Since: "0.1.0",
		Summary: "Flows of several solutions work under one connection reference.",
		Fix:     "Give each solution a connection reference and an application user of its own, so that each can have a role of its own.",
		Check:   checkSharedIdentity,
	}
}

func checkSharedIdentity(facts Facts) []Finding {
	type shared struct {
		solutions, flows []string
		place            source.Place
		others           []source.Place
	}
	byIdentity := map[operation.Identity]*shared{}
	var identities []operation.Identity
	uses := slices.SortedStableFunc(slices.Values(facts.Uses), func(a, b Use) int {
		return cmp.Or(source.Compare(a.Place, b.Place), cmp.Compare(a.Solution, b.Solution), cmp.Compare(a.Flow, b.Flow))
	})
	for _, u := range uses {
		if !u.Identity.IsConnection() || u.Solution == "" {
			continue
		}
		s := byIdentity[u.Identity]
		if s == nil {
			s = &shared{place: u.Place}
			byIdentity[u.Identity] = s
			identities = append(identities, u.Identity)
		} else if u.Place != s.place && !slices.Contains(s.others, u.Place) {
			s.others = append(s.others, u.Place)
		}
		if !slices.Contains(s.solutions, u.Solution) {
			s.solutions = append(s.solutions, u.Solution)
		}
		if !slices.Contains(s.flows, u.Flow) {
			s.flows = append(s.flows, u.Flow)
		}
	}
	var found []Finding
	for _, identity := range identities {
		s := byIdentity[identity]
		if len(s.solutions) < 2 {
			continue
		}
		slices.Sort(s.solutions)
		found = append(found, Finding{
			Identity: identity.ID, Place: s.place, Related: s.others,
			Message: fmt.Sprintf("%s serves %s of the solutions %s: its role must hold what any of them needs.",
				identity.ID, counted(len(s.flows), "flow", "flows"), listed(s.solutions)),
		})
	}
	return found
}

package rule

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"rolefit/flowparse/source"
)

func sharedIdentity() Rule {
	return Rule{
		ID: "RF305", Name: "shared-identity", Severity: Note, Since: "0.1.0",
		Summary: "Flows of several solutions work under one connection reference, or several connection references are one application user.",
		Fix:     "Give each solution a connection reference and an application user of its own, so that each can have a role of its own.",
		Check:   checkSharedIdentity,
	}
}

func checkSharedIdentity(facts Facts) []Finding {
	uses := slices.SortedStableFunc(slices.Values(facts.Uses), func(a, b Use) int {
		return cmp.Or(source.Compare(a.Place, b.Place), cmp.Compare(a.Solution, b.Solution), cmp.Compare(a.Flow, b.Flow))
	})
	bySolution := map[string]sharing{}
	byUser := map[string]sharing{}
	for _, u := range uses {
		if u.Identity.IsConnection() && u.Solution != "" {
			key := u.Identity.ID + " " + u.Identity.Environment + " " + u.Identity.Expression
			bySolution[key] = bySolution[key].with(u, u.Identity.ID, u.Solution)
		}
		for _, s := range facts.Subjects {
			if s.User != "" && slices.Contains(s.Identities, u.Identity) {
				byUser[s.User] = byUser[s.User].with(u, s.name(), strings.TrimPrefix(u.Identity.ID, "connection:"))
			}
		}
	}
	return append(found(bySolution, "the solutions"), found(byUser, "the connections")...)
}

// found reports what is shared by several parts.
func found(all map[string]sharing, kind string) []Finding {
	var out []Finding
	for _, key := range slices.Sorted(maps.Keys(all)) {
		if s := all[key]; len(s.needs) > 1 {
			out = append(out, Finding{
				Identity: s.by, Place: s.place, Related: s.others,
				Message: fmt.Sprintf("%s serves %s of %s %s: its role must hold what any of them needs.%s",
					s.by, counted(len(s.flows), "flow", "flows"), kind, listed(slices.Sorted(maps.Keys(s.needs))), s.alone()),
			})
		}
	}
	return out
}

// sharing is one identity or application user with the parts of the work that it serves. The zero value serves none.
type sharing struct {
	by     string
	flows  map[string]bool
	needs  map[string]map[string]bool // part -> the privileges that it needs
	place  source.Place
	others []source.Place
}

// with adds what one flow does of a part.
func (s sharing) with(u Use, by, part string) sharing {
	if s.needs == nil {
		s = sharing{by: by, flows: map[string]bool{}, needs: map[string]map[string]bool{}, place: u.Place}
	} else if u.Place != s.place && !slices.Contains(s.others, u.Place) {
		s.others = append(s.others, u.Place)
	}
	s.flows[u.Flow] = true
	if s.needs[part] == nil {
		s.needs[part] = map[string]bool{}
	}
	for _, privilege := range u.Needs {
		s.needs[part][privilege] = true
	}
	return s
}

// alone says what each part would need by itself; nothing where no need is known.
func (s sharing) alone() string {
	all := map[string]bool{}
	var parts []string
	for _, part := range slices.Sorted(maps.Keys(s.needs)) {
		parts = append(parts, fmt.Sprintf("%s %d", part, len(s.needs[part])))
		maps.Copy(all, s.needs[part])
	}
	if len(all) == 0 {
		return ""
	}
	return fmt.Sprintf(" Together they need %s; alone, %s.", counted(len(all), "privilege", "privileges"), listed(parts))
}

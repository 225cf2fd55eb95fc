package main

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/analyzer"
	"rolefit/analyzer/fit"
	"rolefit/analyzer/rule"
	"rolefit/flowparse/source"
	"rolefit/privileges"
	"rolefit/privileges/catalog"
)

// specimen is one minimal role with the needs that it was made for.
type specimen struct {
	item    string
	subject analyzer.Subject
	options fit.Options
	made    analyzer.MinimalRole
	grants  []privileges.Grant // as the written role reads back
	asked   map[privileges.Key]asked
	places  map[source.Place]bool
	facts   *catalog.Catalog
	older   map[privileges.Key]bool // what earlier versions asked for where something is needed: it explains itself
	count   tally
}

// compare compares the needs with other grants and returns the findings about the comparison as well.
func (s specimen) compare(grants []privileges.Grant) (fit.Comparison, []rule.Finding) {
	role := privileges.Role{Name: "mutant", Grants: grants}
	held := privileges.Union(role)
	c := fit.Compare(s.subject.Needs, held, s.options)
	return c, rule.Check(rule.Facts{Subjects: []rule.Subject{{
		Name: "role", Roles: []privileges.Role{role}, Held: held, Needs: s.subject.Needs, Comparison: &c,
	}}})
}

// detect tries one mutant: the comparison must differ from a perfect fit in just what is wanted, and with a rule named, the
// findings must be one of that rule about that privilege.
func (s specimen) detect(t *testing.T, kind, privilege string, grants []privileges.Grant, want []string, ruleID string) fit.Comparison {
	t.Helper()
	s.count[kind]++
	c, findings := s.compare(grants)
	if diff := cmp.Diff(want, deviations(c)); diff != "" {
		t.Errorf("%s: %s: %s (-want +got):\n%s", s.item, privilege, kind, diff)
	}
	var found []string
	for _, f := range findings {
		if slices.Contains([]string{"RF101", "RF102", "RF103", "RF104"}, f.Rule) { // escalations are other rules' business
			found = append(found, f.Rule+" "+f.Privilege)
		}
		if (f.Rule == "RF101" || f.Rule == "RF102") && !s.places[f.Place] {
			t.Errorf("%s: %s: %s: the finding stands at %v, where no operation is", s.item, privilege, kind, f.Place)
		}
	}
	var wanted []string
	if ruleID != "" {
		wanted = []string{ruleID + " " + privilege}
	}
	if diff := cmp.Diff(wanted, found); diff != "" {
		t.Errorf("%s: %s: %s: findings (-want +got):\n%s", s.item, privilege, kind, diff)
	}
	return c
}

// answers checks the two answers of a mutant.
func (s specimen) answers(t *testing.T, kind, privilege string, c fit.Comparison, sufficient, minimal []fit.Answer) {
	t.Helper()
	if !slices.Contains(sufficient, c.Sufficient.Answer) || !slices.Contains(minimal, c.Minimal.Answer) {
		t.Errorf("%s: %s: %s: sufficient %v, want %v; minimal %v, want %v",
			s.item, privilege, kind, c.Sufficient.Answer, sufficient, c.Minimal.Answer, minimal)
	}
}

// What is missing for certain settles sufficient; what is too much is never minimal, and undecided where a blind spot is open.
func either(answers ...fit.Answer) []fit.Answer { return answers }

// fits: the role as it was made deviates in nothing.
func (s specimen) fits(t *testing.T) {
	t.Helper()
	c := s.detect(t, "unchanged: fits", "", s.grants, nil, "")
	s.answers(t, "unchanged", "", c, either(fit.Yes, fit.Undecided), either(fit.Yes))
}

func (s specimen) remove(t *testing.T) {
	t.Helper()
	for i, g := range s.grants {
		c := s.detect(t, removed, g.Privilege, slices.Delete(slices.Clone(s.grants), i, i+1), []string{"certain gap " + g.Privilege}, "RF101")
		s.answers(t, removed, g.Privilege, c, either(fit.No), either(fit.Yes))
		if len(c.Gaps) == 1 && !failing(c.Gaps[0].Need, s.places, privileges.None, false) {
			t.Errorf("%s: %s: %s: no operation is named that fails", s.item, g.Privilege, removed)
		}
	}
}

func (s specimen) lower(t *testing.T) {
	t.Helper()
	for i, g := range s.grants {
		a := s.asked[g.Key()]
		to := a.below(g.Level)
		if to == privileges.None {
			s.count[lowest]++
			continue
		}
		mutant := slices.Clone(s.grants)
		mutant[i].Level = to
		kind, certain, sufficient := loweredProven, "certain", either(fit.No)
		if a.assumed() {
			kind, certain, sufficient = loweredGuess, "possible", either(fit.Undecided)
		}
		c := s.detect(t, kind, g.Privilege, mutant, []string{certain + " shallow " + g.Privilege}, "RF102")
		s.answers(t, kind, g.Privilege, c, sufficient, either(fit.Yes))
		if len(c.Shallow) == 1 && !failing(c.Shallow[0].Need, s.places, to, !a.assumed()) {
			t.Errorf("%s: %s: %s: no operation is named that fails at %v", s.item, g.Privilege, kind, to)
		}
		for to = a.below(to); to > privileges.None; to = a.below(to) {
			s.lowerFurther(t, i, to)
		}
	}
}

// lowerFurther lowers a level by more than one step. It is shallow in any case, and certain just when a level that is not
// assumed lies above.
func (s specimen) lowerFurther(t *testing.T, i int, to privileges.Level) {
	t.Helper()
	s.count[loweredMore]++
	mutant := slices.Clone(s.grants)
	mutant[i].Level = to
	c, _ := s.compare(mutant)
	name := mutant[i].Privilege
	got := deviations(c)
	if !slices.Equal(got, []string{"certain shallow " + name}) && !slices.Equal(got, []string{"possible shallow " + name}) {
		t.Errorf("%s: %s: %s: at %v it is %q", s.item, name, loweredMore, to, got)
		return
	}
	a := s.asked[mutant[i].Key()]
	if certain := c.Shallow[0].Certain; certain != (a.proof > to) {
		t.Errorf("%s: %s: %s: at %v it is certain: %v, and %v is proven", s.item, name, loweredMore, to, certain, a.proof)
	}
}

func (s specimen) raise(t *testing.T) {
	t.Helper()
	for i, g := range s.grants {
		a := s.asked[g.Key()]
		to := a.above(g.Level)
		if to == privileges.None {
			s.count[highest]++
			continue
		}
		mutant := slices.Clone(s.grants)
		mutant[i].Level = to
		switch {
		case a.assumed():
			t.Errorf("%s: %s is assumed at %v and can be granted at %v", s.item, g.Privilege, g.Level, to)
		case to <= a.conditional:
			c := s.detect(t, raisedIfs, g.Privilege, mutant, nil, "")
			s.answers(t, raisedIfs, g.Privilege, c, either(fit.Yes, fit.Undecided), either(fit.Yes))
		default:
			c := s.detect(t, raised, g.Privilege, mutant, []string{"too deep " + g.Privilege}, "RF104")
			s.answers(t, raised, g.Privilege, c, either(fit.Yes, fit.Undecided), either(fit.No, fit.Undecided))
		}
	}
}

// add adds what nothing needs, what is needed on a condition and what every role has.
func (s specimen) add(t *testing.T, strangers []privileges.Grant) {
	t.Helper()
	for _, a := range s.asked {
		if !a.needed && a.need.Known && s.facts.Baseline(a.need.Privilege) != catalog.Forced {
			more := privileges.Grant{Privilege: a.need.Privilege, Level: a.conditional}
			c := s.detect(t, addedIfs, more.Privilege, append(slices.Clone(s.grants), more), []string{"conditional " + more.Privilege}, "")
			s.answers(t, addedIfs, more.Privilege, c, either(fit.Yes, fit.Undecided), either(fit.Yes))
		}
	}
	for _, more := range strangers {
		if _, ok := s.asked[more.Key()]; ok {
			continue
		}
		kind, want, ruleID, minimal := added, []string{"surplus " + more.Privilege}, "RF103", either(fit.No, fit.Undecided)
		switch {
		case s.older[more.Key()]:
			kind, want, ruleID, minimal = addedOlder, nil, "", either(fit.Yes)
		case s.facts.Baseline(more.Privilege) != catalog.NotBaseline:
			kind, want, ruleID, minimal = addedBaseline, []string{"baseline " + more.Privilege}, "", either(fit.Yes)
		}
		c := s.detect(t, kind, more.Privilege, append(slices.Clone(s.grants), more), want, ruleID)
		s.answers(t, kind, more.Privilege, c, either(fit.Yes, fit.Undecided), minimal)
	}
}

// addTogether adds everything that nothing needs at once: each privilege has to be surplus.
func (s specimen) addTogether(t *testing.T, strangers []privileges.Grant) {
	t.Helper()
	mutant := slices.Clone(s.grants)
	want := map[privileges.Key]bool{}
	for _, more := range strangers {
		if _, ok := s.asked[more.Key()]; !ok && !s.older[more.Key()] && s.facts.Baseline(more.Privilege) == catalog.NotBaseline {
			mutant = append(mutant, more)
			want[more.Key()] = true
		}
	}
	s.count[addedTogether] += len(want)
	c := fit.Compare(s.subject.Needs, privileges.Union(privileges.Role{Grants: mutant}), s.options)
	for _, p := range c.Surplus {
		if !want[privileges.KeyOf(p.Held.Privilege)] {
			t.Errorf("%s: %s: %s: it was not added", s.item, p.Held.Privilege, addedTogether)
		}
		delete(want, privileges.KeyOf(p.Held.Privilege))
	}
	if missed := slices.Sorted(maps.Keys(want)); len(missed) > 0 {
		t.Errorf("%s: %s: %d are not reported, such as %s", s.item, addedTogether, len(missed), missed[0])
	}
	if other := len(deviations(c)) - len(c.Surplus); other > 0 {
		t.Errorf("%s: %s: %d deviations besides surplus", s.item, addedTogether, other)
	}
	s.answers(t, addedTogether, "", c, either(fit.Yes, fit.Undecided), either(fit.No, fit.Undecided))
}

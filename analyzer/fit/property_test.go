package fit_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/analyzer/fit"
	"rolefit/analyzer/operation"
	"rolefit/analyzer/requirement"
	"rolefit/privileges"
)

const seeds = 200

// everyChoice runs a property with random needs under each combination of choices. The needs of people are left out, as the
// analyzer leaves them out of a comparison with the roles of a connection.
func everyChoice(t *testing.T, property func(t *testing.T, needs []requirement.Need, opts fit.Options)) {
	t.Helper()
	for seed := range uint64(seeds) {
		for choice := range 4 {
			opts := fit.Options{
				Conditional: fit.ConditionalChoice(choice & 1), DependencyReads: fit.DependencyChoice(choice >> 1), Right: regularRight,
			}
			needs := slices.DeleteFunc(randomNeeds(seed), func(n requirement.Need) bool { return n.Identity.ID == operation.Invoker })
			property(t, needs, opts)
			if t.Failed() {
				t.Fatalf("seed %d, choice %d", seed, choice)
			}
		}
	}
}

func TestTheMinimalRoleHasNoGapNothingShallowNoSurplusAndNothingTooDeep(t *testing.T) {
	everyChoice(t, func(t *testing.T, needs []requirement.Need, opts fit.Options) {
		grants, _ := fit.Minimal(needs, opts)
		c := fit.Compare(needs, holding(grants...), opts)
		if len(c.Gaps)+len(c.Shallow)+len(c.Surplus)+len(c.TooDeep) != 0 {
			t.Errorf("gaps %v\nshallow %v\nsurplus %v\ntoo deep %v", c.Gaps, c.Shallow, c.Surplus, c.TooDeep)
		}
		if c.Minimal.Answer == fit.No || c.Sufficient.Answer == fit.No {
			t.Errorf("minimal %v, sufficient %v", c.Minimal, c.Sufficient)
		}
	})
}

func TestTakingAnyPrivilegeFromTheMinimalRoleLeavesThatGap(t *testing.T) {
	everyChoice(t, func(t *testing.T, needs []requirement.Need, opts fit.Options) {
		grants, _ := fit.Minimal(needs, opts)
		for i, g := range grants {
			c := fit.Compare(needs, holding(slices.Delete(slices.Clone(grants), i, i+1)...), opts)
			if len(c.Gaps) != 1 || c.Gaps[0].Need.Privilege != g.Privilege {
				t.Errorf("without %s the gaps are %v", g.Privilege, c.Gaps)
			}
			if c.Gaps[0].Certain && c.Sufficient.Answer != fit.No {
				t.Errorf("without %s sufficient is %v", g.Privilege, c.Sufficient)
			}
		}
	})
}

func TestAddingAnyPrivilegeToTheMinimalRoleIsThatSurplus(t *testing.T) {
	everyChoice(t, func(t *testing.T, needs []requirement.Need, opts fit.Options) {
		grants, _ := fit.Minimal(needs, opts)
		c := fit.Compare(needs, holding(append(grants, grant("prvMerge", privileges.Global))...), opts)
		if len(c.Surplus) != 1 || c.Surplus[0].Held.Privilege != "prvMerge" || c.Minimal.Answer != fit.No {
			t.Errorf("surplus %v, minimal %v", c.Surplus, c.Minimal)
		}
	})
}

func TestLoweringALevelThatIsNotAssumedIsShallowAndLoweringAnAssumedOneIsPossiblySo(t *testing.T) {
	everyChoice(t, func(t *testing.T, needs []requirement.Need, opts fit.Options) {
		grants, _ := fit.Minimal(needs, opts)
		for i, g := range grants {
			if g.Level == privileges.Basic {
				continue
			}
			lower := slices.Clone(grants)
			lower[i].Level--
			c := fit.Compare(needs, holding(lower...), opts)
			if len(c.Shallow) != 1 || c.Shallow[0].Need.Privilege != g.Privilege {
				t.Fatalf("%s one level lower: shallow %v", g.Privilege, c.Shallow)
			}
			s := c.Shallow[0]
			if certain := s.Need.Reason != requirement.Assumed && s.Need.State == requirement.Needed; s.Certain != certain {
				t.Errorf("%s at %v (%v, %v): certain is %v", g.Privilege, s.Need.Level, s.Need.Reason, s.Need.State, s.Certain)
			}
		}
	})
}

func TestRaisingALevelIsTooDeepUnlessItIsAssumedOrAskedForOnACondition(t *testing.T) {
	everyChoice(t, func(t *testing.T, needs []requirement.Need, opts fit.Options) {
		grants, _ := fit.Minimal(needs, opts)
		for i, g := range grants {
			if g.Level == privileges.Global {
				continue
			}
			deeper := slices.Clone(grants)
			deeper[i].Level = privileges.Global
			c := fit.Compare(needs, holding(deeper...), opts)
			for _, d := range c.TooDeep {
				if d.Need.Privilege != g.Privilege || d.Need.Reason == requirement.Assumed {
					t.Errorf("%s at Global: too deep %v", g.Privilege, d)
				}
			}
			if n := len(c.TooDeep); n == 1 && c.Minimal.Answer == fit.Yes || n > 1 {
				t.Errorf("%s at Global: %d too deep, minimal %v", g.Privilege, n, c.Minimal)
			}
		}
	})
}

func TestAddingAGrantNeverAddsAGapAndNeverWorsensSufficient(t *testing.T) {
	rank := map[fit.Answer]int{fit.No: 0, fit.Undecided: 1, fit.Yes: 2}
	everyChoice(t, func(t *testing.T, needs []requirement.Need, opts fit.Options) {
		grants, _ := fit.Minimal(needs, opts)
		for i := range grants {
			before := fit.Compare(needs, holding(grants[:i]...), opts)
			after := fit.Compare(needs, holding(grants[:i+1]...), opts)
			if len(after.Gaps) > len(before.Gaps) || rank[after.Sufficient.Answer] < rank[before.Sufficient.Answer] {
				t.Errorf("adding %s: %d gaps after %d, %v after %v", grants[i].Privilege, len(after.Gaps), len(before.Gaps), after.Sufficient.Answer, before.Sufficient.Answer)
			}
		}
	})
}

func TestTheOrderOfTheInputNeverMatters(t *testing.T) {
	spots := []requirement.Blindspot{{Kind: "opaque-bind", Node: "B"}, {Kind: "dynamic-table", Node: "A"}, {Kind: "opaque-bind", Node: "A"}}
	for seed := range uint64(seeds) {
		random := rand.New(rand.NewPCG(seed, 9))
		needs := randomNeeds(seed)
		opts := fit.Options{Blindspots: spots, Right: regularRight}
		grants, left := fit.Minimal(needs, opts)
		held := append(slices.Clone(grants), grant("prvMerge", privileges.Global), grant("prvReadX", privileges.Deep))
		want := fit.Compare(needs, holding(held...), opts)
		stamp := fit.Verify(needs, grants, opts)

		opts.Blindspots = slices.Clone(spots)
		random.Shuffle(len(needs), func(i, j int) { needs[i], needs[j] = needs[j], needs[i] })
		random.Shuffle(len(held), func(i, j int) { held[i], held[j] = held[j], held[i] })
		random.Shuffle(len(spots), func(i, j int) { opts.Blindspots[i], opts.Blindspots[j] = opts.Blindspots[j], opts.Blindspots[i] })
		for i := range needs {
			evidence := slices.Clone(needs[i].Evidence)
			random.Shuffle(len(evidence), func(a, b int) { evidence[a], evidence[b] = evidence[b], evidence[a] })
			needs[i].Evidence = evidence
		}
		againGrants, againLeft := fit.Minimal(needs, opts)
		for what, diff := range map[string]string{
			"grants":     cmp.Diff(grants, againGrants),
			"left":       cmp.Diff(left, againLeft),
			"comparison": cmp.Diff(want, fit.Compare(needs, holding(held...), opts)),
			"stamp":      cmp.Diff(stamp, fit.Verify(needs, grants, opts)),
		} {
			if diff != "" {
				t.Fatalf("seed %d, %s (-first +shuffled):\n%s", seed, what, diff)
			}
		}
	}
}

func TestEveryPrivilegeStandsInExactlyOneList(t *testing.T) {
	everyChoice(t, func(t *testing.T, needs []requirement.Need, opts fit.Options) {
		grants, _ := fit.Minimal(needs, opts)
		held := append(grants[:len(grants)/2], grant("prvMerge", privileges.Global))
		c := fit.Compare(needs, holding(held...), opts)
		seen := map[privileges.Key]int{}
		count := func(name string) { seen[privileges.KeyOf(name)]++ }
		for _, g := range c.Gaps {
			count(g.Need.Privilege)
		}
		for _, s := range c.Shallow {
			count(s.Need.Privilege)
		}
		for _, s := range c.Surplus {
			count(s.Held.Privilege)
		}
		for _, d := range c.TooDeep {
			count(d.Need.Privilege)
		}
		for _, m := range slices.Concat(c.Exact, c.Conditional, c.Unresolved) {
			count(m.Need.Privilege)
		}
		for _, n := range c.Unknown {
			count(n.Privilege)
		}
		for _, n := range c.Omitted {
			if seen[privileges.KeyOf(n.Privilege)] == 0 { // the deeper part of a need that is held stands here besides
				count(n.Privilege)
			}
		}
		for _, n := range needs {
			if seen[privileges.KeyOf(n.Privilege)] != 1 {
				t.Errorf("%s stands in %d lists", n.Privilege, seen[privileges.KeyOf(n.Privilege)])
			}
		}
		if seen[privileges.KeyOf("prvMerge")] != 1 {
			t.Errorf("a held privilege stands in %d lists", seen[privileges.KeyOf("prvMerge")])
		}
	})
}

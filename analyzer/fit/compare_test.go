package fit_test

import (
	"strings"
	"testing"

	"rolefit/analyzer/fit"
	"rolefit/analyzer/requirement"
	"rolefit/privileges"
)

// counts is a comparison in numbers, in the order of its lists.
type counts struct {
	gaps, shallow, unresolved, unknown, surplus, tooDeep, conditional, exact, omitted, baseline int
}

func countsOf(c fit.Comparison) counts {
	return counts{
		len(c.Gaps), len(c.Shallow), len(c.Unresolved), len(c.Unknown), len(c.Surplus), len(c.TooDeep), len(c.Conditional),
		len(c.Exact), len(c.Omitted), len(c.Baseline),
	}
}

func baseline(name string) fit.BaselineKind {
	switch name {
	case "prvReadSharePointData":
		return fit.Forced
	case "prvReadSdkMessage":
		return fit.Default
	}
	return fit.NotBaseline
}

func TestEachCaseOfNeededAndHeldStandsInItsListAndLeadsToItsAnswers(t *testing.T) {
	const (
		basic, local, global          = privileges.Basic, privileges.Local, privileges.Global
		documented, proven, assumed   = requirement.Documented, requirement.Proven, requirement.Assumed
		rightRead                     = privileges.Read
		yes, no, undecided            = fit.Yes, fit.No, fit.Undecided
		readA, oldA                   = "prvReadA", "prvReadOldA"
		sharePoint, message, onBehalf = "prvReadSharePointData", "prvReadSdkMessage", privileges.ActOnBehalf
	)
	filtered := privileges.Grant{Privilege: readA, RecordFilter: true}
	older := func(e requirement.Evidence, privilege string) []string {
		if e.Table.LogicalName == "" && privilege == readA {
			return []string{oldA}
		}
		return nil
	}
	unknown := read("A", global, assumed)
	unknown.Known = false
	elsewhere := at(global, assumed)
	elsewhere.Table.LogicalName = "new_other"
	two := need(readA, rightRead, at(global, assumed), elsewhere)
	for _, c := range []struct {
		name                string
		needs               []requirement.Need
		held                []privileges.Grant
		opts                fit.Options
		want                counts
		sufficient, minimal fit.Answer
	}{
		{"held as needed", []requirement.Need{read("A", global, documented)}, []privileges.Grant{grant(readA, global)}, fit.Options{}, counts{exact: 1}, yes, yes},
		{"needed and not held", []requirement.Need{read("A", global, assumed)}, nil, fit.Options{}, counts{gaps: 1}, no, yes},
		{"held lower than proven", []requirement.Need{read("A", local, proven)}, []privileges.Grant{grant(readA, basic)}, fit.Options{}, counts{shallow: 1}, no, yes},
		{"held lower than assumed", []requirement.Need{read("A", global, assumed)}, []privileges.Grant{grant(readA, basic)}, fit.Options{}, counts{shallow: 1}, undecided, yes},
		{"held deeper than proven", []requirement.Need{read("A", basic, proven)}, []privileges.Grant{grant(readA, global)}, fit.Options{}, counts{tooDeep: 1}, yes, no},
		{"held deeper than assumed", []requirement.Need{read("A", basic, assumed)}, []privileges.Grant{grant(readA, global)}, fit.Options{}, counts{exact: 1}, yes, yes},
		{"held in another casing", []requirement.Need{read("A", global, proven)}, []privileges.Grant{grant("PRVREADa", global)}, fit.Options{}, counts{exact: 1}, yes, yes},
		{"held and not needed", nil, []privileges.Grant{grant(readA, basic)}, fit.Options{}, counts{surplus: 1}, yes, no},
		{"nothing needed, nothing held", nil, nil, fit.Options{}, counts{}, yes, yes},
		{
			"held and only conditionally needed",
			[]requirement.Need{need(readA, rightRead, conditionally(at(global, assumed)))}, []privileges.Grant{grant(readA, basic)},
			fit.Options{}, counts{conditional: 1}, yes, yes,
		},
		{
			"conditionally needed, omitted and not held",
			[]requirement.Need{need(readA, rightRead, conditionally(at(global, assumed)))}, nil, fit.Options{}, counts{omitted: 1}, undecided, yes,
		},
		{
			"conditionally needed, granted and not held",
			[]requirement.Need{need(readA, rightRead, conditionally(at(global, assumed)))}, nil,
			fit.Options{Conditional: fit.GrantConditional}, counts{gaps: 1}, undecided, yes,
		},
		{
			"held as needed, and a condition asks for more",
			[]requirement.Need{need(readA, rightRead, at(basic, proven), conditionally(at(global, proven)))}, []privileges.Grant{grant(readA, basic)},
			fit.Options{}, counts{exact: 1, omitted: 1}, undecided, yes,
		},
		{
			"held as deep as a condition asks",
			[]requirement.Need{need(readA, rightRead, at(basic, proven), conditionally(at(global, proven)))}, []privileges.Grant{grant(readA, global)},
			fit.Options{}, counts{exact: 1}, yes, yes,
		},
		{
			"a dependency read that is kept and not held",
			[]requirement.Need{need(readA, rightRead, dependency(at(global, assumed)))}, nil, fit.Options{}, counts{gaps: 1}, no, yes,
		},
		{
			"a dependency read that is omitted and not held",
			[]requirement.Need{need(readA, rightRead, dependency(at(global, assumed)))}, nil,
			fit.Options{DependencyReads: fit.OmitDependencyReads}, counts{omitted: 1}, yes, yes,
		},
		{
			"a dependency read that is omitted and held",
			[]requirement.Need{need(readA, rightRead, dependency(at(global, assumed)))}, []privileges.Grant{grant(readA, basic)},
			fit.Options{DependencyReads: fit.OmitDependencyReads}, counts{conditional: 1}, yes, yes,
		},
		{
			"a dependency read beside a plain need is not what sets the level",
			[]requirement.Need{need(readA, rightRead, dependency(at(global, proven)), at(basic, proven))}, []privileges.Grant{grant(readA, basic)},
			fit.Options{DependencyReads: fit.OmitDependencyReads}, counts{exact: 1}, yes, yes,
		},
		{"held through a record filter", []requirement.Need{read("A", basic, proven)}, []privileges.Grant{filtered}, fit.Options{}, counts{unresolved: 1}, undecided, undecided},
		{
			"held through a record filter and a level that suffices", []requirement.Need{read("A", basic, proven)},
			[]privileges.Grant{filtered, grant(readA, basic)}, fit.Options{}, counts{exact: 1}, yes, undecided,
		},
		{"a record filter that nothing needs", nil, []privileges.Grant{filtered}, fit.Options{}, counts{surplus: 1}, yes, no},
		{"a name that nothing knows and nothing holds", []requirement.Need{unknown}, nil, fit.Options{}, counts{unknown: 1}, undecided, yes},
		{"a name that only the role knows", []requirement.Need{unknown}, []privileges.Grant{grant(readA, global)}, fit.Options{}, counts{exact: 1}, yes, yes},
		{
			"the right of a name that nothing knows is held elsewhere", []requirement.Need{unknown}, []privileges.Grant{grant("prvReadB", basic)},
			fit.Options{Right: regularRight}, counts{unknown: 1, surplus: 1}, undecided, undecided,
		},
		{
			"another right than that of a name that nothing knows is held", []requirement.Need{unknown}, []privileges.Grant{grant("prvDeleteB", basic)},
			fit.Options{Right: regularRight}, counts{unknown: 1, surplus: 1}, undecided, no,
		},
		{
			"a privilege that every role has", nil, []privileges.Grant{grant(sharePoint, global)}, fit.Options{Baseline: baseline},
			counts{baseline: 1}, yes, yes,
		},
		{
			"a privilege that every new role has", nil, []privileges.Grant{grant(message, global)}, fit.Options{Baseline: baseline},
			counts{baseline: 1}, yes, yes,
		},
		{
			"a privilege that every role has is needed and not listed", []requirement.Need{need(sharePoint, rightRead, at(global, documented))}, nil,
			fit.Options{Baseline: baseline}, counts{exact: 1}, yes, yes,
		},
		{
			"a privilege that every role has is never too deep", []requirement.Need{need(sharePoint, rightRead, at(basic, proven))},
			[]privileges.Grant{grant(sharePoint, global)}, fit.Options{Baseline: baseline}, counts{exact: 1}, yes, yes,
		},
		{
			"a default privilege is needed and not held", []requirement.Need{need(message, rightRead, at(global, documented))}, nil,
			fit.Options{Baseline: baseline}, counts{gaps: 1}, no, yes,
		},
		{"held under an older name", []requirement.Need{read("A", global, documented)}, []privileges.Grant{grant(oldA, global)}, fit.Options{OlderNames: older}, counts{exact: 1}, yes, yes},
		{
			"an older name beside the newer is no surplus", []requirement.Need{read("A", global, documented)},
			[]privileges.Grant{grant(oldA, global), grant(readA, global)}, fit.Options{OlderNames: older}, counts{exact: 1}, yes, yes,
		},
		{"an older name that serves only one of two tables", []requirement.Need{two}, []privileges.Grant{grant(oldA, global)}, fit.Options{OlderNames: older}, counts{gaps: 1}, no, yes},
		{
			"acting on behalf, assigned directly", []requirement.Need{need(onBehalf, privileges.NoRight, at(global, documented))},
			[]privileges.Grant{grant(onBehalf, global)}, fit.Options{}, counts{exact: 1}, yes, yes,
		},
	} {
		got := fit.Compare(c.needs, holding(c.held...), c.opts)
		if countsOf(got) != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, countsOf(got), c.want)
		}
		if got.Sufficient.Answer != c.sufficient || len(got.Sufficient.Why) == 0 {
			t.Errorf("%s: sufficient is %v %q, want %v", c.name, got.Sufficient.Answer, got.Sufficient.Why, c.sufficient)
		}
		if got.Minimal.Answer != c.minimal || len(got.Minimal.Why) == 0 {
			t.Errorf("%s: minimal is %v %q, want %v", c.name, got.Minimal.Answer, got.Minimal.Why, c.minimal)
		}
	}
}

func TestActingOnBehalfThroughATeamIsHeldWithoutEffect(t *testing.T) {
	role := privileges.Role{Name: "R", Team: "T", Grants: []privileges.Grant{grant(privileges.ActOnBehalf, privileges.Global)}}
	needs := []requirement.Need{need(privileges.ActOnBehalf, privileges.NoRight, at(privileges.Global, requirement.Documented))}
	c := fit.Compare(needs, privileges.Union(role), fit.Options{})
	if len(c.Gaps) != 1 || !strings.Contains(c.Gaps[0].Why, "team") || c.Sufficient.Answer != fit.No || len(c.Surplus) != 0 {
		t.Errorf("%+v", c)
	}
}

func TestABasicGrantThatReachesOnlyATeamsRowsIsPossiblyShallow(t *testing.T) {
	role := privileges.Role{Name: "R", Team: "T", Inherited: privileges.TeamOnly, Grants: []privileges.Grant{grant("prvReadA", privileges.Basic)}}
	c := fit.Compare([]requirement.Need{read("A", privileges.Basic, requirement.Proven)}, privileges.Union(role), fit.Options{})
	if len(c.Shallow) != 1 || c.Shallow[0].Certain || c.Sufficient.Answer != fit.Undecided {
		t.Errorf("%+v", c)
	}
}

func TestWhatIsHeldInAnotherBusinessUnitIsNeitherEnoughNorMissing(t *testing.T) {
	role := privileges.Role{Name: "R", Anchor: privileges.OtherUnit, Grants: []privileges.Grant{grant("prvReadA", privileges.Deep)}}
	own := privileges.Role{Name: "O", Anchor: privileges.OwnUnit, Grants: []privileges.Grant{grant("prvReadA", privileges.Basic)}}
	for _, level := range []privileges.Level{privileges.Basic, privileges.Local} {
		c := fit.Compare([]requirement.Need{read("A", level, requirement.Proven)}, privileges.Union(role), fit.Options{})
		if len(c.Unresolved) != 1 || len(c.Gaps)+len(c.Shallow)+len(c.Exact) > 0 || c.Sufficient.Answer != fit.Undecided || c.Minimal.Answer != fit.Undecided {
			t.Errorf("%v: %+v", level, c)
		}
		for _, why := range append(c.Sufficient.Why, c.Minimal.Why...) {
			if !strings.Contains(why, "business unit that is not the user's own") {
				t.Errorf("%v: %q does not say why", level, why)
			}
		}
	}
	c := fit.Compare([]requirement.Need{read("A", privileges.Basic, requirement.Proven)}, privileges.Union(role, own), fit.Options{})
	if len(c.Exact) != 1 || c.Sufficient.Answer != fit.Yes || c.Minimal.Answer != fit.Undecided {
		t.Errorf("what the user's own unit gives does not count, or the other unit does not: %+v", c)
	}
	c = fit.Compare([]requirement.Need{read("A", privileges.Global, requirement.Proven)}, privileges.Union(role, own), fit.Options{})
	if len(c.Shallow) != 1 || !c.Shallow[0].Certain || c.Sufficient.Answer != fit.No {
		t.Errorf("rows of one more business unit are taken for those of all: %+v", c)
	}
	c = fit.Compare(nil, privileges.Union(role), fit.Options{})
	if len(c.Surplus) != 1 || c.Minimal.Answer != fit.No {
		t.Errorf("not needed and held elsewhere: %+v", c)
	}
}

func TestABlindSpotLeavesOpenOnlyWhatItCouldTouch(t *testing.T) {
	readA, surplusRead := read("A", privileges.Basic, requirement.Proven), grant("prvReadB", privileges.Basic)
	for _, c := range []struct {
		name, kind string
		held       privileges.Grant
		want       fit.Answer
	}{
		{"an unknown table could need any Read", "dynamic-table", surplusRead, fit.Undecided},
		{"an unknown table could need any Delete", "unknown-table", grant("prvDeleteB", privileges.Basic), fit.Undecided},
		{"an unknown table needs no miscellaneous privilege", "dynamic-table", grant("prvMerge", privileges.Global), fit.No},
		{"a row that only a run knows could need Assign", "opaque-bind", grant("prvAssignB", privileges.Basic), fit.Undecided},
		{"a query that only a run knows reads", "dynamic-query", grant("prvWriteB", privileges.Basic), fit.No},
		{"a lookup could need AppendTo", "opaque-bind", grant("prvAppendToB", privileges.Basic), fit.Undecided},
		{"a lookup never needs Delete", "opaque-bind", grant("prvDeleteB", privileges.Basic), fit.No},
		{"a path never needs Share", "unknown-navigation", grant("prvShareB", privileges.Basic), fit.No},
		{"a search only reads", "searches-everything", grant("prvWriteB", privileges.Basic), fit.No},
		{"a search could read any table", "searches-everything", surplusRead, fit.Undecided},
		{"an unknown message could need anything", "opaque-message", grant("prvMerge", privileges.Global), fit.Undecided},
		{"a kind that nobody listed could need anything", "something-new", grant("prvMerge", privileges.Global), fit.Undecided},
		{"no blind spot", "", surplusRead, fit.No},
	} {
		opts := fit.Options{Right: regularRight}
		if c.kind != "" {
			opts.Blindspots = []requirement.Blindspot{{Kind: c.kind, Flow: "My flow", Node: "My action"}}
		}
		got := fit.Compare([]requirement.Need{readA}, holding(grant("prvReadA", privileges.Basic), c.held), opts)
		if got.Minimal.Answer != c.want {
			t.Errorf("%s: minimal is %v %q, want %v", c.name, got.Minimal.Answer, got.Minimal.Why, c.want)
		}
		if c.kind == "" {
			continue
		}
		if got.Sufficient.Answer != fit.Undecided {
			t.Errorf("%s: sufficient is %v with a blind spot open", c.name, got.Sufficient.Answer)
		}
		if why := strings.Join(got.Sufficient.Why, "\n"); !strings.Contains(why, "My flow > My action") || !strings.Contains(why, c.kind) {
			t.Errorf("%s: the blind spot is not named in %q", c.name, why)
		}
	}
}

func TestNoBlindSpotTakesACertainGapAwayOrMakesAnythingSurplus(t *testing.T) {
	opts := fit.Options{Right: regularRight, Blindspots: []requirement.Blindspot{{Kind: "opaque-message", Node: "X"}}}
	c := fit.Compare([]requirement.Need{read("A", privileges.Basic, requirement.Assumed)}, privileges.Set{}, opts)
	if c.Sufficient.Answer != fit.No || len(c.Sufficient.Why) != 2 {
		t.Errorf("a certain gap beside a blind spot: %+v", c.Sufficient)
	}
	if c.Minimal.Answer != fit.Yes {
		t.Errorf("blind spots only add needs, so nothing held is nothing too much: %+v", c.Minimal)
	}
}

func TestMinimalSaysForTheseFlowsUnlessTheyAreAllOfTheWork(t *testing.T) {
	for _, all := range []bool{false, true} {
		c := fit.Compare(nil, holding(grant("prvMerge", privileges.Global)), fit.Options{AllWork: all})
		if got := strings.Contains(c.Minimal.Why[0], "for these flows"); got == all || c.AllWork != all {
			t.Errorf("all work %v: %q", all, c.Minimal.Why)
		}
	}
}

func TestNeedsOfSeveralIdentitiesAreJoinedAndTheDeepestLevelCounts(t *testing.T) {
	a, b := read("A", privileges.Basic, requirement.Proven), read("A", privileges.Global, requirement.Assumed)
	b.Identity.ID = "connection:new_other"
	c := fit.Compare([]requirement.Need{a, b}, holding(grant("prvReadA", privileges.Global)), fit.Options{})
	if len(c.Exact) != 1 || c.Exact[0].Need.Level != privileges.Global || c.Exact[0].Need.Reason != requirement.Assumed || len(c.Exact[0].Need.Evidence) != 2 {
		t.Errorf("%+v", c.Exact)
	}
	if c.AssumedLevels != 1 {
		t.Errorf("%d assumed levels", c.AssumedLevels)
	}
}

func TestAmongNeedsOfOneLevelTheStrongestReasonIsShown(t *testing.T) {
	n := need("prvReadA", privileges.Read, at(privileges.Global, requirement.Assumed), at(privileges.Global, requirement.Documented), at(privileges.Basic, requirement.Proven))
	c := fit.Compare([]requirement.Need{n}, holding(grant("prvReadA", privileges.Global)), fit.Options{})
	if got := c.Exact[0].Need; got.Level != privileges.Global || got.Reason != requirement.Documented {
		t.Errorf("%v, %v", got.Level, got.Reason)
	}
}

// TestWhatCouldNotBeReadLeavesTheAnswersOpen holds what follows when some of what is held is not known.
func TestWhatCouldNotBeReadLeavesTheAnswersOpen(t *testing.T) {
	partly := fit.Options{HeldPartly: true, AllWork: true}
	needs := []requirement.Need{read("A", privileges.Global, requirement.Documented), read("B", privileges.Global, requirement.Documented)}
	c := fit.Compare(needs, privileges.Union(privileges.Role{Name: "R", Grants: []privileges.Grant{grant("prvReadA", privileges.Basic)}}), partly)
	if c.Sufficient.Answer != fit.Undecided || c.Minimal.Answer != fit.Undecided || len(c.Gaps) != 1 || c.Gaps[0].Certain || len(c.Shallow) != 1 || c.Shallow[0].Certain {
		t.Errorf("%+v", c)
	}
	held := []privileges.Grant{grant("prvReadA", privileges.Global), grant("prvReadB", privileges.Global)}
	if c := fit.Compare(needs, privileges.Union(privileges.Role{Name: "R", Grants: held}), partly); c.Sufficient.Answer != fit.Yes || c.Minimal.Answer != fit.Undecided {
		t.Errorf("%+v, %+v", c.Sufficient, c.Minimal)
	}
}

package fit_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/analyzer/fit"
	"rolefit/analyzer/operation"
	"rolefit/analyzer/requirement"
	"rolefit/privileges"
)

func TestTheMinimalRoleHoldsWhatIsNeededAndKnownAndSaysWhatItLeavesOut(t *testing.T) {
	unknown := read("Unknown", privileges.Global, requirement.Assumed)
	unknown.Known = false
	observed := read("Observed", privileges.Global, requirement.Assumed)
	observed.Known = false
	invoker := read("Invoker", privileges.Global, requirement.Assumed)
	invoker.Identity.ID = operation.Invoker
	needs := []requirement.Need{
		read("B", privileges.Local, requirement.Proven), read("a", privileges.Global, requirement.Assumed), unknown, observed, invoker,
		need("prvReadCondition", privileges.Read, conditionally(at(privileges.Global, requirement.Proven))),
		need("prvReadDeeper", privileges.Read, at(privileges.Basic, requirement.Proven), conditionally(at(privileges.Deep, requirement.Proven))),
		need("prvReadDependency", privileges.Read, dependency(at(privileges.Global, requirement.Assumed))),
		need("prvReadSharePointData", privileges.Read, at(privileges.Global, requirement.Documented)),
		need("prvReadSdkMessage", privileges.Read, at(privileges.Global, requirement.Documented)),
	}
	for _, c := range []struct {
		name string
		opts fit.Options
		want string
		left string
	}{
		{
			"by default", fit.Options{}, "a:Global B:Local Deeper:Basic Dependency:Global Observed:Global SdkMessage:Global",
			"Invoker Condition Deeper SharePointData Unknown",
		},
		{
			"with conditions granted", fit.Options{Conditional: fit.GrantConditional},
			"a:Global B:Local Condition:Global Deeper:Deep Dependency:Global Observed:Global SdkMessage:Global", "Invoker SharePointData Unknown",
		},
		{
			"without dependency reads", fit.Options{DependencyReads: fit.OmitDependencyReads},
			"a:Global B:Local Deeper:Basic Observed:Global SdkMessage:Global", "Invoker Condition Deeper Dependency SharePointData Unknown",
		},
	} {
		c.opts.Baseline, c.opts.Held = baseline, holding(grant("prvReadObserved", privileges.Basic))
		grants, left := fit.Minimal(needs, c.opts)
		var got, out []string
		for _, g := range grants {
			got = append(got, strings.TrimPrefix(g.Privilege, "prvRead")+":"+g.Level.String())
		}
		for _, o := range left {
			if out = append(out, strings.TrimPrefix(o.Need.Privilege, "prvRead")); o.Why == "" {
				t.Errorf("%s: no reason for %s", c.name, o.Need.Privilege)
			}
		}
		if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s: grants (-want +got):\n%s", c.name, diff)
		}
		if diff := cmp.Diff(c.left, strings.Join(out, " ")); diff != "" {
			t.Errorf("%s: left (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestAStampSaysWhatWasVerifiedAndWithWhichWitnesses(t *testing.T) {
	inferred := need("prvReadC", privileges.Read, at(privileges.Basic, requirement.Proven))
	inferred.Evidence[0].Basis = requirement.BasisInferred
	proven := []requirement.Need{read("A", privileges.Local, requirement.Proven), inferred}
	assumed := append(slices.Clone(proven), read("B", privileges.Global, requirement.Assumed))

	grants, _ := fit.Minimal(proven, fit.Options{})
	s := fit.Verify(proven, grants, fit.Options{})
	if s.Kind != fit.VerifiedMinimal || s.String() != "verified minimal" || len(s.Witnesses) != 2 || s.Documented != 1 || s.Inferred != 1 {
		t.Errorf("%v: %+v", s, s)
	}
	for _, w := range s.Witnesses {
		if w.Operation.Node == "" || w.Level == nil || w.Level.Level != w.Grant.Level {
			t.Errorf("witness of %s: %+v", w.Grant.Privilege, w)
		}
	}

	grants, _ = fit.Minimal(assumed, fit.Options{})
	s = fit.Verify(assumed, grants, fit.Options{})
	if s.Kind != fit.MinimalInPrivileges || s.String() != "minimal in privileges, 1 level assumed" || !strings.Contains(s.Assumed[0].Pin, "new_prvReadB") {
		t.Errorf("%v: %+v", s, s)
	}
}

func TestThereIsNoStampWhileAnythingSpeaksAgainstIt(t *testing.T) {
	needs := []requirement.Need{read("A", privileges.Local, requirement.Proven), read("B", privileges.Global, requirement.Assumed)}
	right, _ := fit.Minimal(needs, fit.Options{})
	conditional := append(slices.Clone(needs), need("prvReadC", privileges.Read, conditionally(at(privileges.Basic, requirement.Proven))))
	unwitnessed := requirement.Need{Identity: reference, Privilege: "prvReadD", Known: true, Level: privileges.Basic, Reason: requirement.Proven}
	unknown := read("E", privileges.Basic, requirement.Proven)
	unknown.Known = false
	for _, c := range []struct {
		name   string
		needs  []requirement.Need
		grants []privileges.Grant
		opts   fit.Options
	}{
		{"a blind spot is open", needs, right, fit.Options{Blindspots: []requirement.Blindspot{{Kind: "opaque-bind"}}}},
		{"a privilege is missing", needs, right[:1], fit.Options{}},
		{"a privilege is too many", needs, append(slices.Clone(right), grant("prvMerge", privileges.Global)), fit.Options{}},
		{"a level is too low", needs, []privileges.Grant{grant("prvReadA", privileges.Basic), right[1]}, fit.Options{}},
		{"a level is too deep", needs, []privileges.Grant{grant("prvReadA", privileges.Global), right[1]}, fit.Options{}},
		{
			"an assumed level was written deeper", []requirement.Need{read("A", privileges.Basic, requirement.Assumed)},
			[]privileges.Grant{grant("prvReadA", privileges.Global)}, fit.Options{},
		},
		{"nothing is granted", nil, nil, fit.Options{}},
		{"a grant rests on a condition", conditional, append(slices.Clone(right), grant("prvReadC", privileges.Basic)), fit.Options{Conditional: fit.GrantConditional}},
		{"a grant rests on no operation", []requirement.Need{unwitnessed}, []privileges.Grant{grant("prvReadD", privileges.Basic)}, fit.Options{}},
		{"a need has no known name", append(slices.Clone(needs), unknown), right, fit.Options{}},
	} {
		if s := fit.Verify(c.needs, c.grants, c.opts); s.Kind != fit.NoStamp || len(s.Why) == 0 || s.String() != "not verified" {
			t.Errorf("%s: %v, %q", c.name, s, s.Why)
		}
	}
}

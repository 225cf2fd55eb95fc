package main

import (
	"fmt"
	"strings"
	"testing"

	"rolefit/analyzer/fit"
	"rolefit/privileges"
)

// stamped checks what was verified of a role: no stamp while a blind spot is open or nothing is granted, else one of the two
// phrases, with the number of levels that the evidence leaves assumed.
func (s specimen) stamped(t *testing.T) {
	t.Helper()
	open := len(s.subject.Blindspots) > 0
	stamp := s.made.Stamp
	assumed := 0
	for _, g := range s.made.Role.Grants {
		if s.asked[g.Key()].assumed() {
			assumed++
		}
	}
	want := "verified minimal"
	switch {
	case open || len(s.made.Role.Grants) == 0:
		want = "not verified"
	case assumed == 1:
		want = "minimal in privileges, 1 level assumed"
	case assumed > 1:
		want = fmt.Sprintf("minimal in privileges, %d levels assumed", assumed)
	}
	if stamp.String() != want {
		t.Errorf("%s: the stamp is %q, want %q; %d blind spots, %d grants, why: %s",
			s.item, stamp, want, len(s.subject.Blindspots), len(s.made.Role.Grants), strings.Join(stamp.Why, " "))
	}
	kind, _, _ := strings.Cut(want, ",")
	if len(s.made.Role.Grants) == 0 {
		kind = "nothing granted"
	}
	s.count["stamp: "+kind]++
	if (stamp.Kind == fit.NoStamp) != (len(stamp.Why) > 0) {
		t.Errorf("%s: the stamp %q has the reasons %q", s.item, stamp, stamp.Why)
	}
	if len(stamp.Assumed) != assumed {
		t.Errorf("%s: the stamp counts %d assumed levels, the role holds %d", s.item, len(stamp.Assumed), assumed)
	}
	for _, a := range stamp.Assumed {
		if a.Pin == "" || !s.asked[a.Grant.Key()].assumed() {
			t.Errorf("%s: %s is listed as assumed with the pin %q", s.item, a.Grant.Privilege, a.Pin)
		}
	}
	s.witnessed(t)
}

// witnessed checks the proof: an operation for each grant, and one for each level that is not assumed.
func (s specimen) witnessed(t *testing.T) {
	t.Helper()
	stamp := s.made.Stamp
	if n := len(s.made.Role.Grants); len(stamp.Witnesses) != n || stamp.Documented+stamp.Observed+stamp.Inferred != n {
		t.Errorf("%s: %d grants, %d witnesses, %d documented, %d observed, %d inferred",
			s.item, n, len(stamp.Witnesses), stamp.Documented, stamp.Observed, stamp.Inferred)
	}
	for _, w := range stamp.Witnesses {
		a := s.asked[w.Grant.Key()]
		if w.Grant.Level != a.level || !s.places[w.Operation.Place] || w.Operation.Node == "" {
			t.Errorf("%s: %s is granted at %v, needed at %v and witnessed by %q", s.item, w.Grant.Privilege, w.Grant.Level, a.level, w.Operation.Node)
		}
		if (w.Level == nil) != a.assumed() || w.Level != nil && w.Level.Level <= a.below(a.level) && a.below(a.level) != privileges.None {
			t.Errorf("%s: %s at %v, assumed %v: the witness of the level is %v", s.item, w.Grant.Privilege, a.level, a.assumed(), w.Level)
		}
	}
}

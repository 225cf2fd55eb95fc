package catalog

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"rolefit/privileges"
)

func TestEscalationsNameRealPrivileges(t *testing.T) {
	c := New()
	for _, e := range c.Escalations() {
		groups := slices.Concat(e.All, e.Unless, [][]Term{e.Also})
		for _, group := range groups {
			for _, term := range group {
				if term.Right != privileges.NoRight {
					continue
				}
				if p, ok := c.Privilege(term.Privilege); !ok || p.Name != term.Privilege {
					t.Errorf("%s: %q is not listed as a privilege", e.ID, term.Privilege)
				}
			}
		}
	}
}

func TestEscalationsAreComplete(t *testing.T) {
	seen := map[string]bool{}
	counts := map[Class]int{}
	last := Unbounded
	for _, e := range New().Escalations() {
		if seen[e.ID] {
			t.Errorf("%s occurs twice", e.ID)
		}
		seen[e.ID] = true
		counts[e.Class]++
		if e.Class < last {
			t.Errorf("%s: class %s after %s", e.ID, e.Class, last)
		}
		last = e.Class
		if e.Gives == "" || e.Source == "" || e.AsOf != "2026-11-22" || len(e.Basis) == 0 {
			t.Errorf("%s lacks what it gives, its basis, source or date", e.ID)
		}
		for _, basis := range e.Basis {
			if !slices.Contains([]string{"D", "O", "I"}, basis) {
				t.Errorf("%s: basis %q", e.ID, basis)
			}
		}
		if (e.Kind == ByAdministrator) != (e.Template != "") || (e.Kind == ByAdministrator) != (len(e.All) == 0) {
			t.Errorf("%s: kind %d with template %q and %d groups", e.ID, e.Kind, e.Template, len(e.All))
		}
		if (e.Downgrade == "") != (len(e.Unless) == 0) || e.Downgrade != "" && e.Downgrade <= e.Class {
			t.Errorf("%s: downgraded from %s to %q unless %v", e.ID, e.Class, e.Downgrade, e.Unless)
		}
	}
	if diff := cmp.Diff(map[Class]int{Unbounded: 11, ThroughOthers: 17, Bounded: 17}, counts); diff != "" {
		t.Errorf("escalations of each class (-want +got):\n%s", diff)
	}
}

func TestEscalationsKeepGroupsPatternsAndDowngrades(t *testing.T) {
	byID := map[string]Escalation{}
	for _, e := range New().Escalations() {
		byID[e.ID] = e
	}
	step := func(name string) Term { return Term{Privilege: name} }
	wantPackage := [][]Term{{step("prvCreatePluginPackage")}, {step("prvCreateSdkMessageProcessingStep"), step("prvCreateCustomAPI")}}
	if diff := cmp.Diff(wantPackage, byID["plugin-package"].All); diff != "" {
		t.Errorf("plugin-package (-want +got):\n%s", diff)
	}
	if e := byID["plugin-assembly"]; e.MinLevel != privileges.Global || len(e.All) != 3 {
		t.Errorf("plugin-assembly: %+v", e)
	}
	if e := byID["step-write"]; e.Class != Unbounded || e.Downgrade != ThroughOthers || len(e.Unless) != 1 || e.Condition == "" {
		t.Errorf("step-write: %+v", e)
	}
	if e := byID["import-with-escalation"]; e.With != Unbounded {
		t.Errorf("import-with-escalation: %+v", e)
	}
	if e := byID["administrator-role"]; e.Template != SystemAdministratorTemplate {
		t.Errorf("administrator-role: %+v", e)
	}
	if e := byID["assign-deeper"]; e.Kind != ByDeeperRight || !cmp.Equal(e.All, [][]Term{{{Right: privileges.Assign}}}) {
		t.Errorf("assign-deeper: %+v", e)
	}
	if e := byID["share-global"]; e.Kind != ByAnyTable || e.MinLevel != privileges.Global || !cmp.Equal(e.All, [][]Term{{{Right: privileges.Share}}}) {
		t.Errorf("share-global: %+v", e)
	}
	if e := byID["bulk-change"]; !cmp.Equal(e.Also, []Term{{Right: privileges.Delete}}) || len(e.Names()) != 3 {
		t.Errorf("bulk-change: %+v", e)
	}
	if e := byID["act-on-behalf"]; !e.DirectOnly {
		t.Errorf("act-on-behalf: %+v", e)
	}
}

package report_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/analyzer"
	"rolefit/analyzer/fit"
	"rolefit/analyzer/requirement"
	"rolefit/privileges"
	"rolefit/privileges/catalog"
	"rolefit/report"
)

// What is held at no level that compares, through a record filter or in another business unit, is written without a level.
func TestWhatIsHeldAtNoLevelIsWrittenAsItIsHeld(t *testing.T) {
	held := func(name string, level privileges.Level, elsewhere privileges.Level, filter bool) privileges.Held {
		return privileges.Held{Privilege: name, Level: level, Elsewhere: elsewhere, RecordFilter: filter, Roles: []string{"R"}}
	}
	comparison := fit.Comparison{
		Unresolved: []fit.Match{{
			Need: requirement.Need{Privilege: "prvReadAccount", Right: privileges.Read, Level: privileges.Global, Reason: requirement.Proven},
			Held: held("prvReadAccount", privileges.Basic, privileges.Deep, false),
		}},
		Surplus: []fit.Surplus{
			{Held: held("prvWriteAccount", privileges.None, privileges.Local, false)}, {Held: held("prvShareAccount", privileges.None, privileges.None, true)},
			{Held: held("prvAssignAccount", privileges.Global, privileges.None, false)},
		},
	}
	result := &analyzer.Result{Catalog: catalog.New()}
	result.Subjects = append(result.Subjects, analyzer.Subject{})
	result.Subjects[0].Comparison = &comparison
	doc := report.Build(result)
	type written struct {
		Privilege, Held, Elsewhere string
		RecordFilter               bool
	}
	var got []written
	for _, l := range append(doc.Subjects[0].Comparison.Shallow, doc.Subjects[0].Comparison.Surplus...) {
		got = append(got, written{l.Privilege, l.Held, l.Elsewhere, l.RecordFilter})
	}
	want := []written{
		{"prvReadAccount", "Basic", "Deep", false}, {"prvWriteAccount", "", "Local", false}, {"prvShareAccount", "", "", true}, {"prvAssignAccount", "Global", "", false},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	var b bytes.Buffer
	if err := doc.Write(&b); err != nil {
		t.Fatal(err)
	}
	if err := report.Validate(b.Bytes()); err != nil {
		t.Error(err)
	}
}

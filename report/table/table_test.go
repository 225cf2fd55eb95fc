package table

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"rolefit/report"
)

// small is a document with one of everything.
func small() report.Document {
	account := []report.Table{{LogicalName: "account"}}
	return report.Document{
		Complete: true, Verdict: report.Verdict{FailOn: "error", Worst: "error", Fails: true},
		Counts:   report.Counts{Flows: 1, Nodes: 2, Operations: 2, Identities: 1, Needs: 2, Errors: 1},
		Findings: []report.Finding{{Rule: "RF101", Name: "missing-privilege", Severity: "error", Message: "something is missing", Fix: "grant it", Place: report.Place{File: "f.json", Line: 3}}},
		Subjects: []report.Subject{{
			Name: "the user", Identities: []report.IdentityRef{{ID: "connection:c", Environment: "current"}}, Sufficient: "no", Minimal: "no", Why: []string{"because"},
			Comparison: report.Comparison{
				Gaps:    []report.Line{{Privilege: "prvReadAccount", Right: "Read", Tables: account, Needed: "Global", Reason: "assumed"}},
				Shallow: []report.Line{{Privilege: "prvWriteAccount", Right: "Write", Tables: account, Needed: "Global", Held: "Local", Reason: "proven"}},
				TooDeep: []report.Line{{Privilege: "prvCreateAccount", Right: "Create", Tables: account, Needed: "Basic", Held: "Global", Reason: "proven"}},
				Exact:   []report.Line{{Privilege: "prvAppendAccount", Right: "Append", Tables: account, Needed: "Basic", Held: "Basic", Reason: "proven"}},
				Surplus: []report.Line{{Privilege: "prvShareAccount", Right: "Share", Tables: account, Held: "Local"}, {Privilege: "prvExportToExcel", Held: "Global"}},
			},
		}},
		Identities: []report.Identity{{ID: "invoker", Kind: "invoker", Environment: "current", Needs: []report.Need{{Privilege: "prvReadLead", Right: "Read", Tables: []report.Table{{LogicalName: "lead"}}, Level: "Basic", Reason: "proven", State: "conditional", Known: true}}}},
		BlindSpots: []report.BlindSpot{{Kind: "dynamic-table", Node: "List", Why: "chosen at run time", Fix: "name it"}},
		Skipped:    []report.Component{{Kind: "desktop flow", Name: "Meter", Reason: "runs elsewhere"}},
	}
}

func render(t *testing.T, doc report.Document, opts Options) string {
	t.Helper()
	var b strings.Builder
	if err := Render(&b, doc, opts); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTheMatrixShowsNeededAgainstHeld(t *testing.T) {
	text := render(t, small(), Options{})
	for _, want := range []string{
		"FAIL: 1 error", "ERROR RF101 missing-privilege (1)", "f.json:3", "Global* ✗ none", "Global ✗ Local", "Basic < Global", "Basic ✓", "– Local",
		"prvExportToExcel", "Needs of invoker", "(Basic)", "dynamic-table (1)", "desktop flow (1)", "sufficient: no · minimal: no",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the report lacks %q:\n%s", want, text)
		}
	}
	if strings.Index(text, "Findings") > strings.Index(text, "Needed and held") {
		t.Error("findings do not come first")
	}
}

func TestWhatIsHeldInAnotherBusinessUnitHasAWordOfItsOwn(t *testing.T) {
	doc := small()
	lead := []report.Table{{LogicalName: "lead"}}
	c := &doc.Subjects[0].Comparison
	c.Shallow = append(c.Shallow, report.Line{Privilege: "prvReadLead", Right: "Read", Tables: lead, Needed: "Local", Elsewhere: "Deep", Reason: "proven"})
	c.Surplus = append(c.Surplus, report.Line{Privilege: "prvWriteLead", Right: "Write", Tables: lead, Elsewhere: "Local"})
	text := render(t, doc, Options{})
	for _, want := range []string{"Local ✗ elsewhere", "– elsewhere", "elsewhere held in a business"} {
		if !strings.Contains(text, want) {
			t.Errorf("the report lacks %q:\n%s", want, text)
		}
	}
	if text := render(t, doc, Options{Width: 60}); !strings.Contains(text, "L ✗ E") || !strings.Contains(text, "E elsewhere") {
		t.Errorf("the narrow report lacks the letter:\n%s", text)
	}
	if strings.Contains(render(t, small(), Options{}), "elsewhere held") {
		t.Error("the legend explains what does not occur")
	}
}

func TestAnAdministratorsSurplusDoesNotBuryTheMatrix(t *testing.T) {
	doc := small()
	for i := range 900 {
		doc.Subjects[0].Comparison.Surplus = append(doc.Subjects[0].Comparison.Surplus,
			report.Line{Privilege: fmt.Sprint("prvReadX", i), Right: "Read", Tables: []report.Table{{LogicalName: fmt.Sprint("x", i)}}, Held: "Global"})
	}
	text := render(t, doc, Options{})
	if lines := strings.Count(text, "\n"); lines > 80 {
		t.Errorf("%d lines", lines)
	}
	if !strings.Contains(text, "surplus: 901 more privileges on 900 tables") {
		t.Errorf("the surplus is not summed up:\n%s", text)
	}
}

func TestNamesFromTheInputCannotSteerTheTerminal(t *testing.T) {
	doc := small()
	evil := "a\x1b[31mred\x1b]0;title\x07\u202e\u2028b\r\n"
	doc.Findings[0].Message, doc.Findings[0].Place.File = evil, evil
	doc.Subjects[0].Name, doc.Subjects[0].Comparison.Gaps[0].Tables = evil, []report.Table{{LogicalName: evil}}
	doc.BlindSpots[0].Node, doc.Skipped[0].Name, doc.Inputs = evil, evil, []string{evil}
	text := render(t, doc, Options{})
	if i := strings.IndexAny(text, "\x1b\x07\r\u202e\u2028"); i >= 0 {
		t.Errorf("a control character is printed at byte %d", i)
	}
}

func TestLinesStayWithinTheWidth(t *testing.T) {
	doc := small()
	doc.Findings[0].Message = strings.Repeat("word ", 200)
	for _, line := range strings.Split(render(t, doc, Options{Width: 80}), "\n") {
		if width(line) > 80 {
			t.Errorf("%d columns: %s", width(line), line)
		}
	}
}

type brokenWriter struct{}

var errBroken = errors.New("broken")

func (brokenWriter) Write([]byte) (int, error) { return 0, errBroken }

func TestAWriteErrorIsReturned(t *testing.T) {
	if err := Render(brokenWriter{}, small(), Options{}); !errors.Is(err, errBroken) {
		t.Errorf("error = %v", err)
	}
}

func BenchmarkRender(b *testing.B) {
	doc := small()
	for i := range 5000 {
		doc.Identities[0].Needs = append(doc.Identities[0].Needs, report.Need{Privilege: fmt.Sprint("prvReadX", i), Right: "Read", Tables: []report.Table{{LogicalName: fmt.Sprint("x", i)}}, Level: "Global", Reason: "assumed", State: "needed"})
	}
	for b.Loop() {
		if err := Render(&strings.Builder{}, doc, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// TestAFixStandsOnceBehindTheFindingsThatShareIt keeps a list of many findings readable: what to do is said where it changes.
func TestAFixStandsOnceBehindTheFindingsThatShareIt(t *testing.T) {
	doc := small()
	doc.Findings = nil
	for _, f := range []struct{ message, fix string }{{"one.", "do A"}, {"two.", "do A"}, {"three.", "do B"}, {"four.", ""}, {"five.", "do A"}} {
		doc.Findings = append(doc.Findings, report.Finding{Rule: "RF501", Name: "dynamic-table", Severity: "warning", Message: f.message, Fix: f.fix})
	}
	text := render(t, doc, Options{})
	_, list, _ := strings.Cut(text, "WARNING RF501")
	want := " dynamic-table (5)\n  • one.\n  • two.\n    fix: do A\n  • three.\n    fix: do B\n  • four.\n  • five.\n    fix: do A\n"
	if !strings.HasPrefix(list, want) {
		t.Errorf("got:\n%.300s", list)
	}
}

// Package rule draws conclusions: each rule looks at the facts of an analysis and returns findings.
//
// A rule is data and one pure function, and has a page of its own (Doc). All is the only list of rules; lists in documents,
// pages and output formats come from it. Rules never read input and never decide whether something is a problem for the
// exit code: that is up to whoever reads their severities.
//
// Limitations. Rules know what Facts carries and nothing else; those about a live environment, its app registrations and its
// audit are silent where the environment was not read, or could not be.
package rule

import (
	"cmp"
	"slices"
	"strings"

	"rolefit/flowparse/source"
)

// Severity says how much a finding matters. The zero value stands for the severity of the finding's rule.
type Severity uint8

// The severities, mildest first.
const (
	Note Severity = iota + 1
	Warning
	Error
)

// String returns "note", "warning" or "error", and "" for the zero value.
func (s Severity) String() string {
	switch s {
	case Note:
		return "note"
	case Warning:
		return "warning"
	case Error:
		return "error"
	}
	return ""
}

// Rule is one rule.
type Rule struct {
	ID       string   // "RF101"; never reused
	Name     string   // "missing-privilege"
	Severity Severity // of a finding that says nothing else; the highest that the rule gives
	Summary  string   // one sentence: what a finding of it says
	Fix      string   // one sentence: what to do about it
	Since    string   // version of the product that brought it

	// Check returns what the rule finds. Rule, Severity and Fix of a finding may be left empty: Check of the package fills
	// them in from the rule. Findings need no order.
	Check func(Facts) []Finding
}

// Finding is one conclusion.
type Finding struct {
	Rule      string // the rule's ID
	Severity  Severity
	Identity  string         // whom it is about: the name of a subject or the id of an identity; may be empty
	Message   string         // one or two sentences for people
	Fix       string         // what to do, a sentence
	Place     source.Place   // where it shows best; the zero place when nowhere in particular
	Privilege string         // the privilege it is about; empty when it is about several or none
	Tables    []string       // names of the tables it is about
	Related   []source.Place // where else it shows
}

// Check runs every rule and returns all findings: most severe first, then by rule, identity, place and privilege.
func Check(facts Facts) []Finding {
	var all []Finding
	for _, r := range All() {
		for _, f := range r.Check(facts) {
			f.Rule = r.ID
			f.Severity = cmp.Or(f.Severity, r.Severity)
			f.Fix = cmp.Or(f.Fix, r.Fix)
			all = append(all, f)
		}
	}
	slices.SortStableFunc(all, CompareFindings)
	return all
}

// CompareFindings orders findings by severity, most severe first, then by rule, identity, place, privilege and message.
func CompareFindings(a, b Finding) int {
	return cmp.Or(
		cmp.Compare(b.Severity, a.Severity),
		cmp.Compare(a.Rule, b.Rule),
		cmp.Compare(a.Identity, b.Identity),
		source.Compare(a.Place, b.Place),
		cmp.Compare(strings.ToLower(a.Privilege), strings.ToLower(b.Privilege)),
		cmp.Compare(a.Message, b.Message),
	)
}

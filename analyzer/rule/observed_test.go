package rule_test

import (
	"strings"
	"testing"

	"rolefit/analyzer/requirement"
	"rolefit/analyzer/rule"
	"rolefit/privileges"
	"rolefit/privileges/environment"
)

func TestSurplusSaysWhatAuditTellsOfIt(t *testing.T) {
	const (
		silent       = ""
		used         = "Audit saw it used 3 times in 90 days, last on 2026-11-24."
		unused       = "Audit saw no use of it in 90 days."
		inconclusive = "Audit records only some of what takes it, and saw none."
	)
	on := environment.Audit{Enabled: true, Days: 90, RetentionDays: -1}
	with := func(right, table string) environment.Audit {
		a := on
		a.Observations = []environment.Observation{
			{User: userID, Table: table, Right: right, Count: 2, Last: readAt.AddDate(0, 0, -9)},
			{User: strings.ToUpper(userID), Table: table, Right: right, Count: 1, Last: readAt.AddDate(0, 0, -2)},
			{User: "99999999-0000-0000-0000-000000000009", Table: "account", Right: "Delete", Count: 5},
		}
		return a
	}
	short := on
	short.RetentionDays = 30
	for _, c := range []struct {
		name      string
		privilege string
		audit     environment.Audit
		change    func(*rule.Facts)
		want      string
	}{
		{"not seen", "prvDeleteAccount", on, nil, unused},
		{"seen of another user, with another right", "prvDeleteAccount", with("Write", "account"), nil, unused},
		{"seen", "prvWriteAccount", with("Write", "account"), nil, used},
		{"an association can have taken either", "prvAppendToAccount", with("Append", "account"), nil, used},
		{"seen although the table is not audited any more", "prvWriteContact", with("Write", "contact"), nil, used},
		{"reads", "prvReadAccount", on, nil, "Audit does not record reads."},
		{"a table without auditing", "prvDeleteContact", on, nil, "Audit does not record use of it: contact is not audited."},
		{"no table", "prvMerge", on, nil, "Audit does not record use of it."},
		{"a lookup leaves no association", "prvAppendAccount", on, nil, inconclusive},
		{"an owner on create leaves no assignment", "prvAssignAccount", on, nil, inconclusive},
		{"auditing off", "prvDeleteAccount", environment.Audit{Days: 90}, nil, "Auditing is off, so that use of it leaves no trace."},
		{"kept for a month", "prvDeleteAccount", short, nil, "Audit saw no use of it in 30 days."},
		{"audit was not read completely", "prvDeleteAccount", on, func(f *rule.Facts) {
			f.Environment.Missing = []environment.Missing{{Part: "audit:x"}}
		}, silent},
		{"the table is not known", "prvDeleteAccount", on, func(f *rule.Facts) { f.Environment.Tables = nil }, silent},
		{"not all tables were read", "prvDeleteAccount", on, func(f *rule.Facts) {
			f.Environment.Missing = []environment.Missing{{Part: "tables"}}
		}, silent},
		{"no days were looked at", "prvDeleteAccount", environment.Audit{Enabled: true}, nil, silent},
		{"the user is not known", "prvDeleteAccount", on, func(f *rule.Facts) { f.Subjects[0].User = "" }, silent},
		{"audit was not asked for", "prvDeleteAccount", on, func(f *rule.Facts) { f.Environment.Audit = nil }, silent},
	} {
		facts := watched(c.audit, holding(grant(c.privilege, privileges.Global)))
		if c.change != nil {
			c.change(&facts)
		}
		got := told(facts, "RF103")
		if len(got) != 1 {
			t.Errorf("%s: %q", c.name, got)
			continue
		}
		_, evidence, _ := strings.Cut(got[0], " and nothing needs it for these flows.")
		if strings.TrimSpace(evidence) != c.want {
			t.Errorf("%s: %q, want %q", c.name, evidence, c.want)
		}
	}
}

func TestWhatWasSeenAndIsNotNeededIsOneFindingForATable(t *testing.T) {
	audit := environment.Audit{Enabled: true, Days: 90, Observations: []environment.Observation{
		{User: userID, Table: "Contact", Right: "Write", Count: 2, Last: readAt},
		{User: userID, Table: "contact", Right: "Create", Count: 1},
		{User: userID, Table: "account", Right: "Write", Count: 1},
		{User: userID, Table: "account", Right: "Something", Count: 1},
		{User: "99999999-0000-0000-0000-000000000009", Table: "lead", Right: "Delete", Count: 1},
	}}
	facts := watched(audit, holding(), readAnd(privileges.Write))
	facts.Blindspots = blindspot("dynamic-table").Blindspots
	got := told(facts, "RF306")
	want := "warning: Audit saw connection:new_ref create and change rows of contact (3 times, last on 2026-11-26), which no flow given needs: another automation, code or a cascade that runs as it, or an operation that was not recognised. 1 open blind spot could explain it."
	if len(got) != 1 || got[0] != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestANeedExplainsWhatWasSeenHoweverItNamesTheTable(t *testing.T) {
	bySet, child, conditional := readAnd(privileges.Write), readAnd(privileges.Write), readAnd(privileges.Write)
	bySet.Tables = []requirement.Table{{EntitySetName: "accounts"}}
	child.Tables = []requirement.Table{{LogicalName: "parent"}}
	child.Evidence[0].Table = requirement.Table{LogicalName: "Account"}
	conditional.State, conditional.Evidence[0].State = requirement.Conditional, requirement.Conditional
	for name, n := range map[string]requirement.Need{"by entity set": bySet, "through a child table": child, "on a condition": conditional} {
		if got := told(seen("Write", "account", n), "RF306"); len(got) != 0 {
			t.Errorf("%s: %q", name, got)
		}
	}
	if got := told(seen("Append", "account", readAnd(privileges.AppendTo)), "RF306"); len(got) != 0 {
		t.Errorf("an association that took AppendTo: %q", got)
	}
	if got := told(seen("AppendTo", "account", readAnd(privileges.Append)), "RF306"); len(got) != 1 {
		t.Errorf("AppendTo is not Append: %q", got)
	}
	unknown := seen("Delete", "account")
	unknown.Subjects[0].User = "44444444-0000-0000-0000-000000000004"
	if got := told(unknown, "RF306"); len(got) != 0 {
		t.Errorf("another user: %q", got)
	}
}

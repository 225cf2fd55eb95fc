package catalog

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"rolefit/privileges"
)

// guardNames returns "privilege of table" for each guard, so that a test reads like the rule it protects.
func guardNames(guards []Guard) string {
	var names []string
	for _, g := range guards {
		names = append(names, g.Privilege+" of "+g.Table)
	}
	return strings.Join(names, ", ")
}

func TestRightsAreGuardedByTheNamesOfMetadata(t *testing.T) {
	c := New()
	for _, test := range []struct {
		table string
		right privileges.Right
		want  string
	}{
		{"account", privileges.Create, "prvCreateAccount of account"},
		{"ACCOUNT", privileges.AppendTo, "prvAppendToAccount of account"},
		{"annotation", privileges.Read, "prvReadNote of annotation"},
		{"email", privileges.Write, "prvWriteActivity of email"},
		{"salesorder", privileges.Delete, "prvDeleteOrder of salesorder"},
		{"systemuser", privileges.AppendTo, "prvAppendToUser of systemuser"},
		{"category", privileges.AppendTo, "prvAppendtoCategory of category"},
		{"customeraddress", privileges.Write, "prvWriteAccount of customeraddress"},
		{"audit", privileges.Read, "prvReadAuditSummary of audit"},
		{"audit", privileges.Delete, "prvDeleteRecordChangeHistory of audit"},
		{"post", privileges.Delete, "prvDeleteAnyPost of post"},
		{"bookableresourcebooking", privileges.Append, "prvAppendResourceBookingDetail of bookableresourcebooking"},
		{"bookableresourcebooking", privileges.AppendTo, "prvAppendToBookableResourceBooking of bookableresourcebooking"},
	} {
		guards, known := c.Guards(test.table, test.right)
		if got := guardNames(guards); got != test.want || !known {
			t.Errorf("%s of %s is guarded by %q (known %v), want %q", test.right, test.table, got, known, test.want)
		}
		for _, g := range guards {
			if g.Right != test.right || g.Basis == "" || g.Source == "" {
				t.Errorf("%s of %s: guard %+v lacks right, basis or source", test.right, test.table, g)
			}
		}
	}
}

func TestChildTablesAreGuardedByTheirParent(t *testing.T) {
	c := New()
	for _, test := range []struct {
		table string
		right privileges.Right
		want  string
		basis string
	}{
		{"activityparty", privileges.Read, "prvReadActivity of activitypointer", "inferred"},
		{"activityparty", privileges.Create, "prvReadActivity of activitypointer, prvWriteActivity of activitypointer", "inferred"},
		{"activityparty", privileges.Append, "prvReadActivity of activitypointer, prvWriteActivity of activitypointer", "inferred"},
		{"contractdetail", privileges.Read, "prvReadContract of contract", "documented"},
		{"contractdetail", privileges.Create, "prvCreateContract of contract, prvAppendToContract of contract", "documented"},
		{"contractdetail", privileges.Write, "prvReadContract of contract, prvWriteContract of contract", "documented"},
		{"contractdetail", privileges.Delete, "prvAppendToContract of contract", "documented"},
		{"discount", privileges.Read, "prvReadProduct of discounttype", "documented"},
		{"columnmapping", privileges.Write, "prvReadImportMap of importmap, prvWriteImportMap of importmap", "documented"},
		{"salesorderdetail", privileges.Delete, "prvReadOrder of salesorder, prvWriteOrder of salesorder", "inferred"},
		{"postcomment", privileges.Write, "prvReadPost of post", "inferred"}, // the platform offers no Write on posts
		{"environmentvariablevalue", privileges.Read, "prvReadEnvironmentVariableDefinition of environmentvariabledefinition", "changed"},
		{
			"environmentvariablevalue", privileges.Create,
			"prvReadEnvironmentVariableDefinition of environmentvariabledefinition, prvWriteEnvironmentVariableDefinition of environmentvariabledefinition",
			"changed",
		},
	} {
		guards, known := c.Guards(test.table, test.right)
		if got := guardNames(guards); got != test.want || !known {
			t.Errorf("%s of %s is guarded by %q (known %v), want %q", test.right, test.table, got, known, test.want)
		}
		for _, g := range guards {
			if g.Basis != test.basis {
				t.Errorf("%s of %s: basis %q, want %q", test.right, test.table, g.Basis, test.basis)
			}
		}
	}
}

func TestTablesWithoutPrivilegesAreKnownToHaveNone(t *testing.T) {
	c := New()
	for table, wantKnown := range map[string]bool{
		"accountleads": true, "stringmap": true, "principalobjectaccess": true, // intersect and metadata tables
		"annualfiscalcalendar": false, // no parent known
		"no_such_table":        false, // unknown
		"account":              false, // NoRight asks for nothing
		"":                     false, // no table
		"accountleads\tx":      false, // not a name
		"syncattributemapping": false, // the parent offers no Read
		"accountleads ":        false, // not trimmed: names are exact but for case
		"\xff":                 false, // not text
		"ACCOUNTLEADS":         true,  // case does not count
	} {
		right := privileges.Read
		if table == "account" {
			right = privileges.NoRight
		}
		guards, known := c.Guards(table, right)
		if known != wantKnown || len(guards) != 0 {
			t.Errorf("%q: guards %q, known %v; want none, %v", table, guardNames(guards), known, wantKnown)
		}
	}
	if guards, known := c.Guards("subject", privileges.Assign); !known || len(guards) != 0 {
		t.Errorf("Assign of an organisation-owned table: %q, known %v", guardNames(guards), known)
	}
}

func TestOlderNamesAreAcceptedWhereTheTableLostItsPrivileges(t *testing.T) {
	c := New()
	guards, _ := c.Guards("environmentvariablevalue", privileges.Write)
	for _, g := range guards {
		if diff := cmp.Diff([]string{"prvWriteEnvironmentVariableValue"}, g.Older); diff != "" {
			t.Errorf("older names of %s (-want +got):\n%s", g.Privilege, diff)
		}
	}
	older := c.OlderNames("PRVWRITEENVIRONMENTVARIABLEDEFINITION")
	for _, want := range []string{"prvCreateEnvironmentVariableValue", "prvWriteEnvironmentVariableValue", "prvAssignEnvironmentVariableValue"} {
		if !slices.Contains(older, want) {
			t.Errorf("the older names %q lack %s", older, want)
		}
	}
	if slices.Contains(older, "prvReadEnvironmentVariableValue") {
		t.Errorf("Write explains Read: %q", older)
	}
	if got := c.OlderNames("prvWriteAccount"); got != nil {
		t.Errorf("prvWriteAccount has older names %q", got)
	}
}

// Every guard must lead to a privilege whose levels can be looked up.
func TestEveryGuardIsAListedPrivilege(t *testing.T) {
	c := New()
	count := 0
	for _, r := range allRecords(t, "tables.lines") {
		for _, right := range privileges.Rights() {
			guards, known := c.Guards(r.Field(0), right)
			if !known && len(guards) > 0 {
				t.Errorf("%s of %s has guards and is not known", right, r.Field(0))
			}
			for _, g := range guards {
				count++
				if _, ok := c.Privilege(g.Privilege); !ok {
					t.Errorf("%s of %s: %s is not listed", right, r.Field(0), g.Privilege)
				}
			}
		}
	}
	if count < 16000 {
		t.Errorf("only %d guards", count)
	}
}

func TestExceptionsNameRealTablesAndPrivileges(t *testing.T) {
	c := New()
	for at, e := range c.exceptions() {
		if _, ok := c.Table(at.table); !ok {
			t.Errorf("the exception for %s names no known table", at.table)
		}
		if p, ok := c.Privilege(e.privilege); !ok || p.Name != e.privilege {
			t.Errorf("the exception for %s names no known privilege: %s", at.table, e.privilege)
		}
	}
}

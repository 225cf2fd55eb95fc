package dataverse

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rolefit/privileges"
	"rolefit/privileges/environment"
)

const (
	firstUser  = "11111111-0000-0000-0000-000000000001"
	secondUser = "2222222b-0000-0000-0000-000000000002"

	organizationPath = "/api/data/v9.2/organizations?$select=isauditenabled,auditretentionperiodv2"
	organizationOn   = `{"value":[{"isauditenabled":true,"auditretentionperiodv2":-1}]}`
)

var auditNow = time.Date(2026, 11, 26, 12, 0, 0, 500, time.UTC)

func (a *cannedService) options() Options {
	return Options{URL: a.URL, AnyHost: true, Transport: a.Client().Transport, RetryDelay: time.Millisecond}
}

// auditPath is where the rows of a user are asked for, by one of the columns that name it.
func auditPath(column, user string) string {
	return "/api/data/v9.2/audits?$select=objecttypecode,createdon,_userid_value,_callinguserid_value,operation,action&$filter=" +
		column + " eq " + user + " and createdon ge 2026-08-28T12:00:00Z&$orderby=createdon desc"
}

// auditReplies answers with rows that name the user as the one that acted, and with rows that name it as the caller.
func auditReplies(own, onBehalf string) map[string]string {
	return map[string]string{
		organizationPath:                             organizationOn,
		auditPath("_userid_value", firstUser):        `{"value":[` + own + `]}`,
		auditPath("_callinguserid_value", firstUser): `{"value":[` + onBehalf + `]}`,
	}
}

func auditRecord(user, calling, table string, operation, action int, at string) string {
	return fmt.Sprintf(`{"auditid":"66666666-0000-0000-0000-000000000006","objecttypecode":%q,"createdon":%q,"_userid_value":%q,"_callinguserid_value":%s,"operation":%d,"action":%d}`,
		table, at, user, calling, operation, action)
}

func TestTheDocumentedAuditReplyIsEvidenceOfAnUpdate(t *testing.T) {
	bodies := auditReplies("", "")
	bodies[auditPath("_userid_value", firstUser)] = liveSample(t, "audits.shape.json")
	audit, missing, err := ReadAudit(t.Context(), answering(t, bodies).options(), []string{strings.ToUpper(firstUser), firstUser}, 90, auditNow)
	wantComplete(t, missing, err)
	want := &environment.Audit{Enabled: true, Days: 90, RetentionDays: -1, Observations: []environment.Observation{
		{User: firstUser, Table: "contact", Right: "Write", Count: 1, Last: time.Date(2026, 11, 1, 10, 0, 0, 0, time.UTC)},
	}}
	if diff := cmp.Diff(want, audit); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRowsCountForWhoeverReallyActed(t *testing.T) {
	const at, later = "2026-11-01T10:00:00Z", "2026-11-02T10:00:00Z"
	own := strings.Join([]string{
		auditRecord(firstUser, "null", "account", 1, 1, later),
		auditRecord(firstUser, `"`+strings.ToUpper(firstUser)+`"`, "account", 1, 1, at),
		auditRecord(firstUser, `"00000000-0000-0000-0000-000000000000"`, "account", 3, 3, at),
		auditRecord(firstUser, `"`+secondUser+`"`, "account", 2, 2, at), // somebody else under its name
		auditRecord(secondUser, "null", "account", 2, 2, at),            // a service that does not filter
	}, ",")
	onBehalf := strings.Join([]string{
		auditRecord(secondUser, `"`+firstUser+`"`, "contact", 2, 2, at),
		auditRecord(firstUser, `"`+firstUser+`"`, "account", 1, 1, at), // is among its own
	}, ",")
	audit, missing, err := ReadAudit(t.Context(), answering(t, auditReplies(own, onBehalf)).options(), []string{firstUser}, 90, auditNow)
	wantComplete(t, missing, err)
	want := []environment.Observation{
		{User: firstUser, Table: "account", Right: "Create", Count: 2, Last: time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)},
		{User: firstUser, Table: "account", Right: "Delete", Count: 1, Last: time.Date(2026, 11, 1, 10, 0, 0, 0, time.UTC)},
		{User: firstUser, Table: "contact", Right: "Write", Count: 1, Last: time.Date(2026, 11, 1, 10, 0, 0, 0, time.UTC)},
	}
	if diff := cmp.Diff(want, audit.Observations); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestARowSaysWhichRightItTakes(t *testing.T) {
	for _, c := range []struct {
		operation, action int
		want              string
	}{
		{1, 1, "Create"}, {2, 2, "Write"}, {3, 3, "Delete"}, {2, 4, "Write"}, {2, 5, "Write"}, {5, 0, "Create,Write"},
		{2, 13, "Assign"}, {2, 14, "Share"}, {2, 48, "Share"}, {2, 49, "Share"}, {2, 33, "Append"}, {2, 34, "Append"},
		{2, 53, ""}, {2, 55, ""}, {2, 57, ""}, {4, 64, ""}, {4, 65, ""}, {4, 0, ""}, {0, 0, ""}, {-1, -1, ""},
	} {
		if got := strings.Join(rightsSeen(c.operation, c.action), ","); got != c.want {
			t.Errorf("operation %d, action %d: %q, want %q", c.operation, c.action, got, c.want)
		}
	}
}

func TestWhatWasCountedBeforeAFailureStays(t *testing.T) {
	bodies := auditReplies(auditRecord(firstUser, "null", "account", 1, 1, "2026-11-01T10:00:00Z"), "")
	bodies[auditPath("_callinguserid_value", firstUser)] = `403 {"error":{"code":"0x80040220","message":"SecLib::CheckPrivilege failed. PrivilegeName: prvReadAuditSummary"}}`
	bodies[auditPath("_userid_value", secondUser)] = `{"value":[` + auditRecord(secondUser, "null", "account", 1, 1, "2026-11-01T10:00:00Z") + `]}`
	bodies[auditPath("_callinguserid_value", secondUser)] = `{"value":[]}`
	audit, missing, err := ReadAudit(t.Context(), answering(t, bodies).options(), []string{strings.ToUpper(secondUser), secondUser, firstUser, "' or 1"}, 90, auditNow)
	if err != nil || len(audit.Observations) != 2 || audit.Observations[1].User != secondUser {
		t.Fatalf("%+v, %v", audit, err)
	}
	if diff := cmp.Diff([]string{"audit:' or 1", "audit:" + firstUser}, partNames(missing)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !strings.Contains(missing[1].Fix, "prvReadAuditSummary") {
		t.Errorf("%+v", missing[1])
	}
}

func TestSettingsThatCannotBeReadLeaveTheEvidence(t *testing.T) {
	for _, reply := range []string{`403 {"error":{"code":"0x80040220","message":"no"}}`, `{"value":[]}`, `{}`} {
		bodies := auditReplies(auditRecord(firstUser, "null", "account", 1, 1, "2026-11-01T10:00:00Z"), "")
		bodies[organizationPath] = reply
		audit, missing, err := ReadAudit(t.Context(), answering(t, bodies).options(), []string{firstUser}, 90, auditNow)
		if err != nil || len(audit.Observations) != 1 || len(missing) != 1 || missing[0].Part != "audit" {
			t.Errorf("%s: %+v, %+v, %v", reply, audit, missing, err)
		}
	}
}

func TestAUserWithTooManyRowsIsCountedFromTheNewestOn(t *testing.T) {
	tally := auditTally{user: firstUser, limit: 2, seen: map[auditKey]*environment.Observation{}}
	rows := []string{"2026-11-03T00:00:00Z", "2026-11-02T00:00:00Z", "2026-11-01T00:00:00Z"}
	for i, at := range rows {
		rows[i] = auditRecord(firstUser, "null", "account", 1, 1, at)
	}
	server := answering(t, auditReplies(strings.Join(rows, ","), ""))
	c, err := newClient(server.URL, "", clientOptions{Transport: server.Client().Transport, Base: "/api/data/v9.2/"})
	if err != nil {
		t.Fatal(err)
	}
	failure := tally.read(t.Context(), c, auditNow.AddDate(0, 0, -90))
	m, err := tally.unread(t.Context(), failure)
	if err != nil || !strings.Contains(m.Why, "more than 2 audit rows, of which those before 2026-11-02T00:00:00Z were not read") {
		t.Errorf("%+v, %v", m, err)
	}
	if seen := tally.observations(); len(seen) != 1 || seen[0].Count != 2 {
		t.Errorf("%+v", seen)
	}
}

func FuzzAuditRow(f *testing.F) {
	f.Add([]byte(auditRecord(firstUser, "null", "account", 1, 1, "2026-11-01T10:00:00Z")))
	f.Add([]byte(auditRecord(firstUser, "null", "none", 4, 64, "yesterday")))
	f.Add([]byte(`{"objecttypecode":112,"operation":5,"action":13}`))
	f.Add([]byte(`{"objecttypecode":"Account\n","operation":2,"action":2,"createdon":"0000-00-00"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		tally := auditTally{user: firstUser, limit: 1, seen: map[auditKey]*environment.Observation{}}
		if tally.add(json.RawMessage(raw), func(auditRow) bool { return true }) != nil {
			return
		}
		for _, o := range tally.observations() {
			if _, ok := privileges.ParseRight(o.Right); !ok || !logicalName.MatchString(o.Table) || o.Count != 1 || o.User != firstUser {
				t.Errorf("%+v", o)
			}
		}
	})
}

func TestAuditIsNotAskedWithoutAClock(t *testing.T) {
	server := answering(t, auditReplies("", ""))
	audit, missing, err := ReadAudit(t.Context(), server.options(), []string{firstUser}, 90, time.Time{})
	if audit != nil || err != nil || len(server.asked) > 0 || len(missing) != 1 || missing[0].Part != environment.PartAudit || missing[0].Why == "" || missing[0].Fix == "" {
		t.Errorf("%+v, %+v, %v, asked %v", audit, missing, err, server.asked)
	}
}

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/analyzer"
	"rolefit/report"
)

// checked runs check and returns its report as JSON.
func checked(t testing.TB, args ...string) report.Document {
	t.Helper()
	var out, complaints bytes.Buffer
	code := program{out: &out, err: &complaints}.run(context.Background(), append([]string{"check", "--format", "json", "--fail-on", "never"}, args...))
	if code != exitOK {
		t.Fatalf("exit code %d: %s", code, complaints.String())
	}
	var doc report.Document
	if err := json.Unmarshal(out.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

// TestALiveEnvironmentComparesAsItsRoleFileDoes holds a check against the environment to a check with the same role as XML:
// direct role, root business unit. Only where things were read from may differ.
func TestALiveEnvironmentComparesAsItsRoleFileDoes(t *testing.T) {
	role := roleFixture(t, "TimeOff.xml")
	live := startLive(t, seedOf(t, "timeoff", role))
	path := "../../fixtures/timeoff"
	fromFile := checked(t, path, "--role", "../../fixtures/roles/TimeOff.xml")
	fromEnvironment := checked(t, append([]string{path, "--environment-url", live.server.Origin(), "--app-id", flowsApp}, live.flags()...)...)
	if !fromEnvironment.Complete || len(fromEnvironment.Environment.Missing) > 0 {
		t.Fatalf("the environment was not read completely: %+v", fromEnvironment.Environment.Missing)
	}
	if diff := cmp.Diff(withoutProvenance(fromFile), withoutProvenance(fromEnvironment)); diff != "" {
		t.Error(diff)
	}
	if len(fromFile.Subjects) != 1 || len(fromFile.Subjects[0].Comparison.Gaps) == 0 {
		t.Error("the comparison shows nothing")
	}
}

// withoutProvenance leaves out of a document what says where things were read from, and by whom they are called there.
func withoutProvenance(doc report.Document) report.Document {
	doc.Inputs, doc.Environment = nil, report.Environment{}
	for i := range doc.Subjects {
		s := &doc.Subjects[i]
		s.Name = ""
		for k := range s.Roles {
			s.Roles[k].Origin, s.Roles[k].Template = "", ""
		}
	}
	for i := range doc.Findings {
		f := &doc.Findings[i]
		f.Identity, f.File = "", ""
		f.Message = strings.NewReplacer(analyzer.CurrentConnections, "the user", "# svc-timeoff", "the user").Replace(f.Message)
	}
	return doc
}

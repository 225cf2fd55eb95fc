package main

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rolefit/privileges/dataverse"
	"rolefit/privileges/dataverse/dataversetest"
	"rolefit/privileges/environment"
	"rolefit/report"
)

// TestACutConnectionNeverGivesACleanResult kills the connection at every request of a reading in turn, for good. What is
// left is no reading at all, or one that names the missing part and makes the report incomplete, or one that lacks nothing.
func TestACutConnectionNeverGivesACleanResult(t *testing.T) {
	seed := seedOf(t, "timeoff", roleFixture(t, "TimeOff.xml"))
	l := startLive(t, seed)
	whole, err := l.read(t, l.server)
	if err != nil {
		t.Fatal(err)
	}
	want := l.checkSnapshot(t, whole)
	if !want.Complete {
		t.Fatalf("the undisturbed reading is incomplete: %+v", want.Environment.Missing)
	}
	asked := map[string]bool{}
	for _, r := range l.server.Requests() {
		if r.Origin == dataversetest.Dataverse {
			asked[r.Path] = true
		}
	}
	if len(asked) < 15 {
		t.Fatalf("the reading took %d requests only", len(asked))
	}
	refused, incomplete := 0, 0
	for path := range asked {
		server := dataversetest.Start(t, seed)
		server.On(func(r *http.Request) bool { return r.URL.RequestURI() == path }, dataversetest.Cut)
		e, err := l.read(t, server)
		if err != nil {
			refused++
			continue
		}
		e.URL = whole.URL
		got := l.checkSnapshot(t, e)
		if !got.Complete {
			incomplete++
			if len(got.Environment.Missing) == 0 {
				t.Errorf("without %s the report is incomplete and does not say what is missing", path)
			}
			continue
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("without %s the report is clean and another one:\n%s", path, diff)
		}
	}
	t.Logf("%d requests cut: %d times no reading, %d times an incomplete one", len(asked), refused, incomplete)
	if incomplete == 0 || refused == 0 {
		t.Error("nothing was missing")
	}
}

// read reads the environment of a server as the program does, with hardly a pause before it tries again.
func (l live) read(t *testing.T, server *dataversetest.Server) (environment.Environment, error) {
	t.Helper()
	transport := server.Client().Transport
	credential, err := dataverse.Credential(dataverse.SignIn{
		Method: dataverse.Secret, Authority: server.Authority(), Environment: server.Origin(), Transport: transport, Getenv: os.Getenv,
	})
	if err != nil {
		t.Fatal(err)
	}
	return dataverse.Read(context.Background(), dataverse.Options{
		URL: server.Origin(), Credential: credential, AppIDs: []string{flowsApp}, Flows: true, AnyHost: true, Transport: transport,
		RetryDelay: time.Millisecond,
	})
}

// checkSnapshot saves a reading and checks it offline.
func (l live) checkSnapshot(t *testing.T, e environment.Environment) report.Document {
	t.Helper()
	return checked(t, "--snapshot", snapshotOf(t, e))
}

// snapshotOf saves a reading.
func snapshotOf(t *testing.T, e environment.Environment) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "env.json")
	file, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := environment.Write(file, e); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	return name
}

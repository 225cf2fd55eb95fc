package main

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"rolefit/privileges/dataverse/dataversetest"
	"rolefit/privileges/environment"
)

// TestNoTokenLeavesTheOrigin lets the environment point elsewhere, by a link to a next page and by a redirect. Nothing may
// arrive there, least of all a token.
func TestNoTokenLeavesTheOrigin(t *testing.T) {
	var arrived, authorized atomic.Int64
	elsewhere := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		arrived.Add(1)
		if r.Header.Get("Authorization") != "" {
			authorized.Add(1)
		}
		_, _ = w.Write([]byte(`{"value":[]}`))
	}))
	defer elsewhere.Close()
	for name, answer := range map[string]http.HandlerFunc{
		"a hostile next page": dataversetest.NextLink(elsewhere.URL + "/api/data/v9.2/connectionreferences?page=2"),
		"a redirect":          dataversetest.RedirectTo(elsewhere.URL + "/api/data/v9.2/connectionreferences"),
	} {
		t.Run(name, func(t *testing.T) {
			l := startLive(t, seedOf(t, "timeoff", roleFixture(t, "TimeOff.xml")))
			// The other server must be one that could be reached: its certificate is trusted as well.
			trustAlso(t, l.certificate, elsewhere)
			l.server.On(dataversetest.To(dataversetest.Dataverse, "/connectionreferences"), answer)
			doc := checked(t, append([]string{"--environment-url", l.server.Origin(), "--app-id", flowsApp}, l.flags()...)...)
			if doc.Complete || len(doc.Environment.Missing) == 0 {
				t.Error("the report does not say that the connection references are missing")
			}
		})
	}
	if arrived.Load() > 0 || authorized.Load() > 0 {
		t.Errorf("%d requests left the origin, %d of them with a token", arrived.Load(), authorized.Load())
	}
}

func trustAlso(t *testing.T, file string, server *httptest.Server) {
	t.Helper()
	have, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, append(have, certificateOf(server)...), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestNothingSecretIsWritten plants secrets wherever the program meets some, lets it succeed and fail in every way it
// explains, and looks for them in everything that it writes.
func TestNothingSecretIsWritten(t *testing.T) {
	const inFlow = "PLANTED~flow~secret"
	seed := seedOf(t, "timeoff", roleFixture(t, "TimeOff.xml"))
	seed.Flows = append(seed.Flows, environment.Flow{
		ID: "f0000000-0000-4000-8000-000000000001", Name: "Calls a service", State: 1, Owner: flowsUser,
		Definition: `{"properties":{"connectionReferences":{},"definition":{"parameters":{"Key":{"type":"SecureString","defaultValue":"` + inFlow + `"}},` +
			`"triggers":{"Every_day":{"type":"Recurrence","recurrence":{"frequency":"Day","interval":1}}},"actions":{"Call":{"type":"Http","inputs":{` +
			`"method":"GET","uri":"https://example.com/orders?sig=` + inFlow + `","headers":{"Authorization":"Bearer ` + inFlow + `"},` +
			`"authentication":{"type":"Basic","username":"svc","password":"` + inFlow + `"}},"runAfter":{}}}}},"schemaVersion":"1.0.0.0"}`,
	})
	faults := map[string]func(*testing.T, live){
		"all is well":     func(*testing.T, live) {},
		"a wrong secret":  func(t *testing.T, _ live) { t.Setenv("AZURE_CLIENT_SECRET", plantedSecret+"-wrong") },
		"unauthorised":    fault(dataversetest.Status(http.StatusUnauthorized, "0x80072560", "The user is not a member of the organization.")),
		"forbidden":       fault(dataversetest.Status(http.StatusForbidden, "0x80040220", "Principal user is missing prvReadRole privilege")),
		"a broken answer": fault(dataversetest.Truncate),
	}
	for name, prepare := range faults {
		t.Run(name, func(t *testing.T) {
			l := startLive(t, seed)
			prepare(t, l)
			t.Chdir(t.TempDir())
			var out bytes.Buffer
			p := program{out: &out, err: &out, terminal: true}
			target := append([]string{"--environment-url", l.server.Origin(), "--app-id", flowsApp, "--graph", "--audit", "30"}, l.flags()...)
			p.run(context.Background(), append([]string{"snapshot", "-o", "env.json"}, target...))
			p.run(context.Background(), append([]string{"check", "--format", "json", "-o", "report.json"}, target...))
			p.run(context.Background(), append([]string{"check"}, target...))
			written := out.String() + verbose(t, target)
			for _, file := range []string{"env.json", "report.json"} {
				raw, err := os.ReadFile(filepath.Clean(file))
				if err != nil && name == "all is well" {
					t.Fatal(err)
				}
				written += string(raw)
			}
			if len(written) < 300 {
				t.Fatalf("nothing was written: %s", written)
			}
			for _, secret := range []string{plantedSecret, inFlow, dataversetest.TokenMarker, "Bearer ey", "client_secret="} {
				if at := strings.Index(written, secret); at >= 0 {
					t.Errorf("%s is written: …%s…", secret, written[max(0, at-60):min(len(written), at+60)])
				}
			}
		})
	}
}

// verbose runs the program in a process of its own in which the libraries log all that they do, and returns what it writes.
func verbose(t *testing.T, target []string) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(self)
	command.Args = append([]string{"rolefit", "snapshot"}, target...)
	command.Env = append(os.Environ(), "AZURE_SDK_GO_LOGGING=all")
	raw, _ := command.CombinedOutput() // it fails where the case lets it
	if !strings.Contains(string(raw), "OUTGOING REQUEST") {
		t.Errorf("the libraries logged no request: %.300s", raw)
	}
	return string(raw)
}

func fault(answer http.HandlerFunc) func(*testing.T, live) {
	return func(_ *testing.T, l live) {
		l.server.On(dataversetest.To(dataversetest.Dataverse, "/roles"), answer)
		l.server.On(dataversetest.To(dataversetest.Dataverse, "RetrieveRolePrivilegesRole"), answer)
	}
}

package dataversetest

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"
)

var serve = flag.Duration("serve", 0, "keep the sample environment up for this long, so that a program can be tried against it")

// TestServe starts the sample environment, and keeps it up as long as -serve says: then it logs the command that reads it.
func TestServe(t *testing.T) {
	if *serve == 0 {
		t.Skip("-serve says how long to keep the environment up")
	}
	server := Start(t, Sample())
	certificate := filepath.Join(t.TempDir(), "certificate.pem")
	if err := os.WriteFile(certificate, server.Certificate(), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Logf("\nAZURE_TENANT_ID=%s AZURE_CLIENT_ID=%s AZURE_CLIENT_SECRET=%s go run ./cmd/rolefit check --auth secret \\\n"+
		"  --environment-url %s --authority %s --graph-url %s --app-id %s \\\n  --trust-certificate %s",
		DefaultTenant, SampleReaderAppID, SampleReader, server.Origin(), server.Authority(), server.GraphOrigin(), SampleAppID, certificate)
	time.Sleep(*serve)
}

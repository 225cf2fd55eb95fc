package main

import (
	"cmp"
	"encoding/pem"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"rolefit/privileges/dataverse/dataversetest"
)

// live is a fake environment with the flags that lead to it.
type live struct {
	server      *dataversetest.Server
	seed        dataversetest.Seed
	certificate string
}

// startLive starts the fakes and signs the process in as the seed's reader.
func startLive(t *testing.T, seed dataversetest.Seed) live {
	t.Helper()
	server := dataversetest.Start(t, seed)
	certificate := filepath.Join(t.TempDir(), "certificate.pem")
	if err := os.WriteFile(certificate, server.Certificate(), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("AZURE_TENANT_ID", cmp.Or(seed.TenantID, dataversetest.DefaultTenant))
	t.Setenv("AZURE_CLIENT_ID", seed.ReaderAppID)
	t.Setenv("AZURE_CLIENT_SECRET", seed.Secrets[seed.ReaderAppID])
	return live{server, seed, certificate}
}

// flags lead a command with an environment to the fakes.
func (l live) flags() []string {
	return []string{
		"--auth", "secret", "--authority", l.server.Authority(), "--trust-certificate", l.certificate,
		"--graph-url", l.server.GraphOrigin(), "--power-platform-url", l.server.PowerPlatformOrigin(),
	}
}

func certificateOf(server *httptest.Server) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
}

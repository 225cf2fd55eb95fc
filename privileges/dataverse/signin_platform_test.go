package dataverse

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/google/go-cmp/cmp"
)

// tokenBy signs in and returns the token for an environment.
func tokenBy(t *testing.T, s SignIn, resource string) string {
	t.Helper()
	credential, err := Credential(s)
	if err != nil {
		t.Fatal(err)
	}
	got, err := credential.GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{resource + "/.default"}})
	if err != nil {
		t.Fatalf("no token: %v", err)
	}
	return got.Token
}

// TestAPipelineSignsInAsItsServiceConnection holds the exchange that Azure Pipelines offers: a token of the run is asked for
// by the id of the service connection, with the access token of the job, and then given to the authority.
// Source: https://learn.microsoft.com/azure/devops/pipelines/release/configure-workload-identity (2026-11-26)
func TestAPipelineSignsInAsItsServiceConnection(t *testing.T) {
	a := newAuthority(t)
	var asked url.Values
	var bearer string
	pipelines := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked, bearer = r.URL.Query(), r.Header.Get("Authorization")
		fmt.Fprintf(w, `{"oidcToken":%q}`, idToken)
	}))
	pipelines.TLS = a.TLS // one certificate for both, which the transport trusts
	pipelines.StartTLS()
	t.Cleanup(pipelines.Close)
	t.Setenv("SYSTEM_OIDCREQUESTURI", pipelines.URL+"/oidctoken")

	got := tokenBy(t, a.signIn(AzurePipelines, map[string]string{"SYSTEM_ACCESSTOKEN": runToken, "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID": "connection-1"}), "https://contoso.crm.dynamics.com")
	if got != token {
		t.Errorf("token = %q", got)
	}
	if asked.Get("serviceConnectionId") != "connection-1" || bearer != "Bearer "+runToken {
		t.Errorf("the pipeline was asked for the connection %q", asked.Get("serviceConnectionId"))
	}
	if form := a.forms[len(a.forms)-1]; form.Get("client_assertion") != idToken || form.Get("client_id") != appID {
		t.Errorf("the authority was given client_id %q", form.Get("client_id"))
	}
}

// TestAManagedIdentityAsksItsPlatform holds that the identity of the machine is asked for by the resource, and by the client
// id of a user-assigned one, wherever the platform says; the secret header goes there and nowhere else.
// Source: https://learn.microsoft.com/azure/app-service/overview-managed-identity (2026-11-26)
func TestAManagedIdentityAsksItsPlatform(t *testing.T) {
	var asked url.Values
	platform := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = r.URL.Query()
		if r.Header.Get("X-IDENTITY-HEADER") != planted {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		fmt.Fprintf(w, `{"access_token":%q,"expires_on":"%d","resource":%q,"token_type":"Bearer"}`, token, time.Now().Add(time.Hour).Unix(), asked.Get("resource"))
	}))
	t.Cleanup(platform.Close)
	t.Setenv("IDENTITY_ENDPOINT", platform.URL+"/token")
	t.Setenv("IDENTITY_HEADER", planted)
	for _, method := range []Method{ManagedIdentity, Default} {
		for _, client := range []string{"", appID} {
			// A resource of its own for each, because tokens are kept for the whole process.
			resource := fmt.Sprintf("https://%s%d.crm.dynamics.com", method, len(client))
			if got := tokenBy(t, SignIn{Method: method, ClientID: client, Transport: platform.Client().Transport}, resource); got != token {
				t.Errorf("%s as %q: token = %q", method, client, got)
			}
			if diff := cmp.Diff([]string{resource, client}, []string{asked.Get("resource"), asked.Get("client_id")}); diff != "" {
				t.Errorf("%s as %q: %s", method, client, diff)
			}
		}
	}
}

// TestTheUserOfTheAzureCLISignsIn runs a program that stands where the Azure CLI would.
// Source: https://learn.microsoft.com/cli/azure/account#az-account-get-access-token (2026-11-26)
func TestTheUserOfTheAzureCLISignsIn(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the stand-in is a shell script")
	}
	dir := t.TempDir()
	script := fmt.Sprintf("#!/bin/sh\necho \"$@\" >'%s'\necho '{\"accessToken\":\"%s\",\"expiresOn\":\"2099-01-01 00:00:00.000000\",\"expires_on\":4070908800,\"tokenType\":\"Bearer\"}'\n", filepath.Join(dir, "asked"), token)
	if err := os.WriteFile(filepath.Join(dir, "az"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	const resource = "https://contoso.crm.dynamics.com"
	if got := tokenBy(t, SignIn{Method: AzureCLI, TenantID: tenant}, resource); got != token {
		t.Errorf("token = %q", got)
	}
	asked, err := os.ReadFile(filepath.Join(dir, "asked"))
	if err != nil {
		t.Fatal(err)
	}
	if want := "account get-access-token -o json --resource " + resource + " --tenant " + tenant + "\n"; string(asked) != want {
		t.Errorf("the CLI was asked %q, want %q", asked, want)
	}
}

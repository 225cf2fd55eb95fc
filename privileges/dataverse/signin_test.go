package dataverse

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/google/go-cmp/cmp"
)

const (
	tenant   = "11111111-2222-4333-8444-555555555555"
	appID    = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
	planted  = "PLANTED-SECRET"
	idToken  = "PLANTED-ID-TOKEN"
	runToken = "PLANTED-RUN-TOKEN"
)

// authority is a sign-in service; refuse is the description that it refuses with, empty: it lets everybody in.
type authority struct {
	*httptest.Server
	refuse string
	forms  []url.Values
	paths  []string
}

func newAuthority(t *testing.T) *authority {
	a := &authority{}
	a.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.paths = append(a.paths, r.URL.Path)
		w.Header().Set("Content-Type", "application/json")
		switch {
		case strings.HasSuffix(r.URL.Path, "/.well-known/openid-configuration"):
			fmt.Fprintf(w, `{"issuer":"https://%[1]s/%[2]s/v2.0","token_endpoint":"https://%[1]s/%[2]s/oauth2/v2.0/token","authorization_endpoint":"https://%[1]s/a","device_authorization_endpoint":"https://%[1]s/%[2]s/oauth2/v2.0/devicecode"}`, r.Host, tenant)
		case strings.HasSuffix(r.URL.Path, "/devicecode"):
			fmt.Fprint(w, `{"device_code":"d","user_code":"ABC","verification_uri":"https://example.org","expires_in":60,"interval":1,"message":"Type ABC"}`)
		case r.URL.Path == "/idtoken":
			a.forms = append(a.forms, url.Values{"audience": r.URL.Query()["audience"], "bearer": r.Header["Authorization"]})
			fmt.Fprintf(w, `{"value":%q}`, idToken)
		case a.refuse != "":
			w.WriteHeader(http.StatusUnauthorized)
			json.NewEncoder(w).Encode(map[string]string{"error": "invalid_client", "error_description": a.refuse + "\r\nTrace ID: 1"})
		default:
			if err := r.ParseForm(); err != nil {
				t.Error(err)
			}
			a.forms = append(a.forms, r.PostForm)
			fmt.Fprintf(w, `{"access_token":%q,"token_type":"Bearer","expires_in":3600}`, token)
		}
	}))
	t.Cleanup(a.Close)
	return a
}

func (a *authority) signIn(method Method, variables map[string]string) SignIn {
	return SignIn{
		Method: method, TenantID: tenant, ClientID: appID, Authority: a.URL, Transport: a.Client().Transport,
		Getenv:   func(name string) string { return variables[name] },
		ReadFile: os.ReadFile,
	}
}

// certificate writes a certificate with its key, as PEM.
func certificate(t *testing.T) []byte {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "svc"}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})...)
}

func write(t *testing.T, content []byte) string {
	t.Helper()
	name := t.TempDir() + "/file"
	if err := os.WriteFile(name, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestEachWayToSignInGetsAToken(t *testing.T) {
	a := newAuthority(t)
	tokenFile, pemFile := write(t, []byte(idToken+"\n")), write(t, certificate(t))
	gitHub := map[string]string{"ACTIONS_ID_TOKEN_REQUEST_URL": a.URL + "/idtoken?version=2", "ACTIONS_ID_TOKEN_REQUEST_TOKEN": runToken}
	secret := map[string]string{"AZURE_CLIENT_SECRET": planted}
	workload := map[string]string{"AZURE_FEDERATED_TOKEN_FILE": tokenFile}
	cert := map[string]string{"AZURE_CLIENT_CERTIFICATE_PATH": pemFile}
	for _, tt := range []struct {
		name      string
		method    Method
		variables map[string]string
		field     string // of the token request
		want      string // its value; empty: any
	}{
		{"a secret", Secret, secret, "client_secret", planted},
		{"a secret that the variables name", Environment, secret, "client_secret", planted},
		{"a secret before everything else", Default, map[string]string{"AZURE_CLIENT_SECRET": planted, "AZURE_FEDERATED_TOKEN_FILE": tokenFile}, "client_secret", planted},
		{"a certificate", Certificate, cert, "client_assertion", ""},
		{"a certificate that the variables name", Environment, cert, "client_assertion", ""},
		{"a token file", Workload, workload, "client_assertion", idToken},
		{"a token file by default", "", workload, "client_assertion", idToken},
		{"GitHub Actions", GitHub, gitHub, "client_assertion", idToken},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a.forms = nil
			credential, err := Credential(a.signIn(tt.method, tt.variables))
			if err != nil {
				t.Fatal(err)
			}
			got, err := credential.GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{"https://contoso.crm.dynamics.com/.default"}})
			if err != nil || got.Token != token {
				t.Fatalf("no token: %v", err)
			}
			form := a.forms[len(a.forms)-1]
			if form.Get(tt.field) == "" || tt.want != "" && form.Get(tt.field) != tt.want || form.Get("client_id") != appID {
				t.Errorf("the token request has %s=%q and client_id=%q", tt.field, form.Get(tt.field), form.Get("client_id"))
			}
			if !strings.Contains(form.Get("scope"), "https://contoso.crm.dynamics.com/.default") {
				t.Errorf("the scope is %q", form.Get("scope"))
			}
			if tt.method == GitHub {
				want := url.Values{"audience": {"api://AzureADTokenExchange"}, "bearer": {"Bearer " + runToken}}
				if diff := cmp.Diff(want, a.forms[0]); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
	for _, path := range a.paths {
		if !strings.HasPrefix(path, "/"+tenant+"/") && path != "/idtoken" {
			t.Errorf("the authority was asked for %s", path)
		}
	}
}

func TestADeviceCodeIsShown(t *testing.T) {
	a := newAuthority(t)
	s, shown := a.signIn(DeviceCode, nil), ""
	s.Prompt = func(text string) { shown = text }
	credential, err := Credential(s)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := credential.GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{"https://x.crm.dynamics.com/.default"}}); err != nil {
		t.Error(err)
	}
	if shown != "Type ABC" {
		t.Errorf("shown was %q", shown)
	}
}

func TestAVariableNamesTheAuthorityWhereNothingElseDoes(t *testing.T) {
	for _, tt := range []struct{ name, authority, variable, environment, want string }{
		{"nothing", "", "", "", "https://login.microsoftonline.com/"},
		{"the environment's cloud", "", "", "https://a.crm.appsplatform.us", "https://login.microsoftonline.us/"},
		{"the environment's cloud, as the browser shows its address", "", "", "https://a.crm.appsplatform.us/main.aspx?appid=1", "https://login.microsoftonline.us/"},
		{"the variable before the cloud", "", "https://login.example.org", "https://a.crm.appsplatform.us", "https://login.example.org"},
		{"what was said before the variable", "login.other.example", "https://login.example.org", "", "https://login.other.example"},
	} {
		b, err := newSigner(SignIn{Authority: tt.authority, Environment: tt.environment, Getenv: func(name string) string {
			return map[string]string{"AZURE_AUTHORITY_HOST": tt.variable}[name]
		}})
		if err != nil || b.options.Cloud.ActiveDirectoryAuthorityHost != tt.want {
			t.Errorf("%s: the authority is %q, %v", tt.name, b.options.Cloud.ActiveDirectoryAuthorityHost, err)
		}
		if b.offline == strings.Contains(tt.want, "microsoftonline") {
			t.Errorf("%s: whether others are asked about the authority is wrong", tt.name)
		}
	}
	if _, err := Credential(SignIn{Authority: "http://login.example.org"}); err == nil {
		t.Error("an authority without TLS was taken")
	}
}

func TestWhatIsNotSetIsNamed(t *testing.T) {
	notPEM := write(t, []byte("no certificate"))
	for _, tt := range []struct {
		method    Method
		variables map[string]string
		want      string
	}{
		{Secret, nil, "AZURE_CLIENT_SECRET"},
		{Certificate, nil, "AZURE_CLIENT_CERTIFICATE_PATH"},
		{Certificate, map[string]string{"AZURE_CLIENT_CERTIFICATE_PATH": "/no/such/file", "AZURE_TENANT_ID": tenant, "AZURE_CLIENT_ID": appID}, "reading the certificate"},
		{Certificate, map[string]string{"AZURE_CLIENT_CERTIFICATE_PATH": notPEM, "AZURE_CLIENT_CERTIFICATE_PASSWORD": planted, "AZURE_TENANT_ID": tenant, "AZURE_CLIENT_ID": appID}, "PEM or PKCS#12"},
		{Workload, nil, "AZURE_FEDERATED_TOKEN_FILE"},
		{GitHub, nil, "id-token: write"},
		{AzurePipelines, nil, "SYSTEM_ACCESSTOKEN"},
		{AzurePipelines, map[string]string{"SYSTEM_ACCESSTOKEN": planted}, "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID"},
		{Environment, nil, "neither AZURE_CLIENT_SECRET nor"},
		{DeviceCode, nil, "another way to sign in"},
		{"password", nil, "managed-identity"},
		{Secret, map[string]string{"AZURE_CLIENT_SECRET": planted}, "AZURE_TENANT_ID"},
		{Secret, map[string]string{"AZURE_CLIENT_SECRET": planted, "AZURE_TENANT_ID": tenant}, "AZURE_CLIENT_ID"},
	} {
		_, err := Credential(SignIn{Method: tt.method, Getenv: func(name string) string { return tt.variables[name] }, ReadFile: os.ReadFile})
		if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), planted) {
			t.Errorf("%s with %d variables: %v", tt.method, len(tt.variables), err)
		}
	}
}

func TestRefusedSignInsAreExplainedWithoutTheSecret(t *testing.T) {
	for _, tt := range []struct{ said, what string }{
		{"AADSTS7000215: Invalid client secret provided: " + planted, "the client secret is not one of the app registration"},
		{"AADSTS7000222: The provided client secret keys for app are expired.", "the client secret has expired"},
		{"AADSTS700016: Application with identifier was not found", "the tenant knows no application with this client id"},
		{"AADSTS90002: Tenant not found.", "there is no such tenant in this cloud"},
		{"AADSTS700027: The certificate with identifier used to sign the client assertion is not registered", "the certificate is not one that the app registration trusts"},
		{"AADSTS700213: No matching federated identity record found for presented assertion subject", "no federated credential of the app registration fits the token of this job or workload"},
		{"AADSTS7002131: No matching federated identity record found", "no federated credential of the app registration fits the token of this job or workload"},
		{"AADSTS53003: Access has been blocked by Conditional Access policies.", "a conditional access policy does not let this sign-in through"},
	} {
		a := newAuthority(t)
		a.refuse = tt.said
		credential, err := Credential(a.signIn(Secret, map[string]string{"AZURE_CLIENT_SECRET": planted}))
		if err != nil {
			t.Fatal(err)
		}
		asked := false
		origin := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
		_, err = Read(t.Context(), Options{URL: origin.URL, AnyHost: true, Credential: credential, Transport: origin.Client().Transport, RetryDelay: time.Millisecond})
		origin.Close()
		var signIn *SignInError
		if !errors.As(err, &signIn) || asked {
			t.Errorf("%s: not a refused sign-in, or the environment was asked: %v", tt.said, err)
			continue
		}
		what, next, ok := Explain(err)
		if !ok || what != tt.what || next == "" {
			t.Errorf("%s: explained as %q, %q", tt.said, what, next)
		}
		for _, text := range []string{err.Error(), what, next} {
			if strings.Contains(text, planted) || strings.Contains(text, "\n") {
				t.Errorf("%s: the text has a secret or several lines: %q", tt.said, text)
			}
		}
		if !strings.Contains(err.Error(), strings.Fields(tt.said)[0]) || strings.Contains(err.Error(), "Trace ID") {
			t.Errorf("%s: the error does not say what the authority said: %v", tt.said, err)
		}
	}
}

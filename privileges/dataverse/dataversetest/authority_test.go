package dataversetest

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// assertion is a signed token as a client would send it.
func assertion(header, claims string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".c2ln"
}

func TestTokenRequests(t *testing.T) {
	seed := Sample()
	seed.ExpiredSecrets = map[string]string{SampleAppID: "an old one"}
	s := Start(t, seed)
	scope := s.Origin() + "/.default openid offline_access profile"
	soon := fmt.Sprint(time.Now().Add(time.Hour).Unix())
	form := func(pairs ...string) url.Values {
		v := url.Values{"grant_type": {"client_credentials"}, "client_id": {SampleAppID}, "client_secret": {SampleSecret}, "scope": {scope}}
		for i := 0; i < len(pairs); i += 2 {
			v.Set(pairs[i], pairs[i+1])
		}
		return v
	}
	signed := func(claims string) url.Values {
		return form("client_secret", "", "client_assertion_type", assertionType, "client_assertion", assertion(`{"alg":"PS256","x5t#S256":"x"}`, claims))
	}
	tests := []struct {
		what   string
		tenant string
		form   url.Values
		status int
		error  string // of the OAuth protocol
		code   string
	}{
		{"a secret", DefaultTenant, form(), 200, "", ""},
		{"an id in capitals", DefaultTenant, form("client_id", strings.ToUpper(SampleAppID)), 200, "", ""},
		{"a certificate", DefaultTenant, signed(`{"sub":"` + SampleAppID + `","exp":` + soon + `}`), 200, "", ""},
		{"a federated token", DefaultTenant, signed(`{"sub":"repo:contoso/flows:environment:production","exp":` + soon + `}`), 200, "", ""},
		{"an assertion that has expired", DefaultTenant, signed(`{"sub":"x","exp":1}`), 401, "invalid_client", "AADSTS50027"},
		{"no assertion at all", DefaultTenant, form("client_assertion_type", assertionType, "client_assertion", "abc"), 401, "invalid_client", "AADSTS50027"},
		{"a wrong secret", DefaultTenant, form("client_secret", "x"), 401, "invalid_client", "AADSTS7000215"},
		{"an expired secret", DefaultTenant, form("client_secret", "an old one"), 401, "invalid_client", "AADSTS7000222"},
		{"no secret", DefaultTenant, form("client_secret", ""), 401, "invalid_client", "AADSTS7000218"},
		{"an application that is not there", DefaultTenant, form("client_id", "99999999-0000-4000-8000-000000000001"), 400, "unauthorized_client", "AADSTS700016"},
		{"a tenant that is not there", "99999999-0000-4000-8000-000000000001", form(), 400, "invalid_tenant", "AADSTS90002"},
		{"a resource that is not there", DefaultTenant, form("scope", "https://example.com/.default"), 400, "invalid_resource", "AADSTS500011"},
		{"a grant of another kind", DefaultTenant, form("grant_type", "password"), 400, "unsupported_grant_type", "AADSTS70003"},
		{"a device code that was not given", DefaultTenant, form("grant_type", "device_code", "device_code", "x"), 400, "invalid_grant", "AADSTS70000"},
	}
	for _, tc := range tests {
		t.Run(tc.what, func(t *testing.T) {
			status, body := post(t, s, "/"+tc.tenant+"/oauth2/v2.0/token", tc.form)
			problem, _ := body["error"].(string)
			description, _ := body["error_description"].(string)
			code, _, _ := strings.Cut(description, ":")
			if status != tc.status || problem != tc.error || code != tc.code {
				t.Errorf("%d %q %q; want %d %q %q", status, problem, code, tc.status, tc.error, tc.code)
			}
			text, _ := body["access_token"].(string)
			if given := strings.Contains(text, TokenMarker); given != (tc.status == 200) {
				t.Errorf("a token with the marker: %v", given)
			}
		})
	}
}

func TestADisabledPrincipalDoesNotSignIn(t *testing.T) {
	seed := Sample()
	seed.Registrations[0].Disabled = true
	s := Start(t, seed)
	_, body := post(t, s, "/"+DefaultTenant+"/oauth2/v2.0/token", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {SampleAppID}, "client_secret": {SampleSecret}, "scope": {s.Origin() + "/.default"},
	})
	if text, _ := body["error_description"].(string); !strings.HasPrefix(text, "AADSTS7000112: ") {
		t.Error(body)
	}
}

func TestADeviceCodeSignsTheReaderIn(t *testing.T) {
	s := Start(t, Sample())
	const cli = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
	_, code := post(t, s, "/organizations/oauth2/v2.0/devicecode", url.Values{"client_id": {cli}, "scope": {s.Origin() + "/.default"}})
	_, body := post(t, s, "/organizations/oauth2/v2.0/token", url.Values{
		"grant_type": {"device_code"}, "client_id": {cli}, "device_code": {shown(code["device_code"])}, "scope": {s.Origin() + "/.default"},
	})
	if _, who := ask(t, s, shown(body["access_token"]), api(s, "WhoAmI")); who["UserId"] != readerUserID {
		t.Errorf("%v from %v", who, code)
	}
}

func TestTheAuthorityIsFoundByDiscovery(t *testing.T) {
	s := Start(t, Sample())
	base := s.Authority() + "/" + DefaultTenant
	_, body := ask(t, s, "", base+"/v2.0/.well-known/openid-configuration")
	want := []any{base + "/oauth2/v2.0/token", base + "/oauth2/v2.0/authorize", base + "/oauth2/v2.0/devicecode", base + "/v2.0"}
	got := []any{body["token_endpoint"], body["authorization_endpoint"], body["device_authorization_endpoint"], body["issuer"]}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, body := ask(t, s, "", s.Authority()+"/common/discovery/instance?api-version=1.1"); body["tenant_discovery_endpoint"] != base+"/v2.0/.well-known/openid-configuration" {
		t.Error(body)
	}
}

func TestTokensAreForOneAudience(t *testing.T) {
	s := Start(t, Sample())
	addresses := map[string]string{
		Dataverse: api(s, "WhoAmI"), Graph: s.GraphOrigin() + "/v1.0/applications(appId='" + SampleAppID + "')",
		PowerPlatform: s.PowerPlatformOrigin() + "/connectivity/connections?api-version=1",
	}
	tests := []struct {
		resource string
		opens    string
	}{
		{s.Origin(), Dataverse}, {s.Origin() + "/", Dataverse}, {s.GraphOrigin(), Graph}, {"https://graph.microsoft.com", Graph},
		{s.PowerPlatformOrigin(), PowerPlatform}, {"https://api.powerplatform.com", PowerPlatform}, {"https://service.powerapps.com", PowerPlatform},
	}
	for _, tc := range tests {
		token := signIn(t, s, SampleReaderAppID, SampleReader, tc.resource)
		for _, origin := range sortedKeys(addresses) {
			want := http.StatusUnauthorized
			if origin == tc.opens {
				want = http.StatusOK
			}
			if resp, body := ask(t, s, token, addresses[origin]); resp.StatusCode != want {
				t.Errorf("a token for %s at %s: %d %v", tc.resource, origin, resp.StatusCode, body)
			}
		}
	}
}

func TestWithoutAGoodTokenNothingIsTold(t *testing.T) {
	s := Start(t, Sample())
	token := asReader(t, s)
	stranger := Sample()
	stranger.Secrets["99999999-0000-4000-8000-000000000001"] = "x"
	other := Start(t, stranger)
	s.ExpireTokens()
	resp, _ := ask(t, s, "", api(s, "WhoAmI"))
	want := "Bearer authorization_uri=" + s.Authority() + "/" + DefaultTenant + "/oauth2/authorize, resource_id=" + s.Origin() + "/"
	if got := resp.Header.Get("WWW-Authenticate"); resp.StatusCode != 401 || got != want {
		t.Errorf("no token: %d %s", resp.StatusCode, got)
	}
	if resp, _ := ask(t, s, token, api(s, "WhoAmI")); resp.StatusCode != 401 || !strings.Contains(resp.Header.Get("WWW-Authenticate"), expiredToken) {
		t.Errorf("an expired token: %d", resp.StatusCode)
	}
	if resp, _ := ask(t, s, "abc", api(s, "WhoAmI")); resp.StatusCode != 401 {
		t.Errorf("a made-up token: %d", resp.StatusCode)
	}
	token = signIn(t, other, "99999999-0000-4000-8000-000000000001", "x", other.Origin())
	if resp, body := ask(t, other, token, api(other, "WhoAmI")); resp.StatusCode != 403 || errorCode(body) != "0x80072560" {
		t.Errorf("no user of the environment: %d %v", resp.StatusCode, body)
	}
}

func TestRequestsAreKeptInOrder(t *testing.T) {
	s := Start(t, Sample())
	ask(t, s, asReader(t, s), api(s, "teams?$select=name"))
	ask(t, s, "", s.GraphOrigin()+"/v1.0/x")
	want := []Request{
		{"POST", Authority, "/" + DefaultTenant + "/oauth2/v2.0/token", false},
		{"GET", Dataverse, "/api/data/v9.2/teams?$select=name", true},
		{"GET", Graph, "/v1.0/x", false},
	}
	if diff := cmp.Diff(want, slices.Clone(s.Requests())); diff != "" {
		t.Error(diff)
	}
}

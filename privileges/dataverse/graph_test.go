package dataverse

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rolefit/privileges/environment"
)

const (
	firstApp  = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
	secondApp = "bbbbbbbb-bbbb-cccc-dddd-eeeeeeeeeeee"

	applicationQuery = "?$select=id,appId,displayName,signInAudience,passwordCredentials,keyCredentials,requiredResourceAccess"
	principalQuery   = "?$select=id,accountEnabled,passwordCredentials,keyCredentials"
	ownersQuery      = "/owners?$select=id,displayName"
)

func applicationPath(id string) string { return "/v1.0/applications(appId='" + id + "')" }
func principalPath(id string) string   { return "/v1.0/servicePrincipals(appId='" + id + "')" }

// registeredApp answers for one app registration in the shapes that the documentation of Microsoft Graph shows.
func registeredApp(id string) map[string]string {
	return map[string]string{
		applicationPath(id) + applicationQuery: `{"@odata.context":"ORIGIN/v1.0/$metadata#applications/$entity","id":"0A000000-0000-0000-0000-000000000001","appId":"` + id + `","displayName":"Flows","signInAudience":"AzureADMultipleOrgs",
			"passwordCredentials":[
				{"customKeyIdentifier":null,"displayName":"later","endDateTime":"2027-11-01T00:00:00.1234567Z","hint":"PLANTED-HINT","keyId":"0B000000-0000-0000-0000-000000000002","secretText":"PLANTED-SECRET","startDateTime":"2026-11-01T00:00:00Z"},
				{"displayName":null,"endDateTime":"2026-12-01T02:00:00+02:00","hint":"abc","keyId":"0b000000-0000-0000-0000-000000000001","startDateTime":null}],
			"keyCredentials":[{"displayName":"CN=flows","endDateTime":null,"key":"PLANTED-KEY","keyId":"0c000000-0000-0000-0000-000000000001","startDateTime":"2026-01-01T00:00:00Z","type":"AsymmetricX509Cert","usage":"Verify"}],
			"requiredResourceAccess":[{"resourceAppId":"00000007-0000-0000-C000-000000000000","resourceAccess":[{"id":"78ce3f0f-a1ce-49c2-8cde-64b5c0896db4","type":"Scope"}]},
				{"resourceAppId":"00000003-0000-0000-c000-000000000000","resourceAccess":[{"id":"9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8","type":"Role"}]}]}`,
		principalPath(id) + principalQuery: `{"id":"22222222-0000-0000-0000-000000000002","accountEnabled":false,
			"passwordCredentials":[{"displayName":"on the principal","endDateTime":"2299-12-31T00:00:00Z","keyId":"0b000000-0000-0000-0000-000000000003"}],
			"keyCredentials":[{"keyId":"0c000000-0000-0000-0000-000000000001","usage":"Verify"},{"keyId":"0c000000-0000-0000-0000-000000000009","usage":"Sign"}]}`,
		applicationPath(id) + "/federatedIdentityCredentials": `{"value":[{"name":"main","issuer":"https://token.actions.githubusercontent.com","subject":"repo:contoso/flows:ref:refs/heads/main","audiences":["api://AzureADTokenExchange"]}],
			"@odata.nextLink":"ORIGIN` + applicationPath(id) + `/federatedIdentityCredentials?$skiptoken=2"}`,
		applicationPath(id) + "/federatedIdentityCredentials?$skiptoken=2": `{"value":[{"name":"any","issuer":"https://token.actions.githubusercontent.com","subject":null,"claimsMatchingExpression":{"value":"claims['sub'] matches 'repo:contoso/*'","languageVersion":1}}]}`,
		applicationPath(id) + ownersQuery:                                  `{"value":[{"@odata.type":"#microsoft.graph.user","id":"0e000000-0000-0000-0000-000000000001","displayName":"Ann"},{"@odata.type":"#microsoft.graph.servicePrincipal","id":"0D000000-0000-0000-0000-000000000001","displayName":null}]}`,
	}
}

func TestARegistrationIsReadWithoutItsSecrets(t *testing.T) {
	server := answering(t, registeredApp(firstApp))
	list, missing, err := ReadRegistrations(t.Context(), server.service(), []string{strings.ToUpper(firstApp), firstApp})
	wantComplete(t, missing, err)
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	want := []environment.Registration{{
		AppID: firstApp, ObjectID: "0a000000-0000-0000-0000-000000000001", Name: "Flows", Audience: "AzureADMultipleOrgs", Disabled: true,
		Secrets: []environment.Credential{
			{ID: "0b000000-0000-0000-0000-000000000001", End: day(2026, 12, 1)},
			{ID: "0b000000-0000-0000-0000-000000000002", Name: "later", Start: day(2026, 11, 1), End: day(2027, 11, 1).Add(123456700)},
			{ID: "0b000000-0000-0000-0000-000000000003", Name: "on the principal", End: day(2299, 12, 31)},
		},
		Keys: []environment.Credential{{ID: "0c000000-0000-0000-0000-000000000001", Name: "CN=flows", Start: day(2026, 1, 1)}},
		Federated: []environment.Federated{
			{Name: "any", Issuer: "https://token.actions.githubusercontent.com", Matching: "claims['sub'] matches 'repo:contoso/*'"},
			{Name: "main", Issuer: "https://token.actions.githubusercontent.com", Subject: "repo:contoso/flows:ref:refs/heads/main"},
		},
		Permissions: []environment.Permission{
			{ResourceAppID: "00000003-0000-0000-c000-000000000000", ID: "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8"},
			{ResourceAppID: "00000007-0000-0000-c000-000000000000", ID: "78ce3f0f-a1ce-49c2-8cde-64b5c0896db4", Delegated: true},
		},
		Owners: []environment.Owner{
			{ID: "0d000000-0000-0000-0000-000000000001", Kind: "servicePrincipal"},
			{ID: "0e000000-0000-0000-0000-000000000001", Kind: "user", Name: "Ann"},
		},
	}}
	if diff := cmp.Diff(want, list); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	saved, err := json.Marshal(list)
	if err != nil || strings.Contains(string(saved), "PLANTED") {
		t.Errorf("what was read holds a secret: %s, %v", saved, err)
	}
}

func TestWhatGraphRefusesIsMissingOnceWithThePermissionToAskFor(t *testing.T) {
	for _, status := range []string{"401", "403"} {
		server := answering(t, map[string]string{
			applicationPath(firstApp) + applicationQuery: status + ` {"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges to complete the operation."}}`,
		})
		list, missing, err := ReadRegistrations(t.Context(), server.service(), []string{firstApp, secondApp})
		if err != nil || len(list) != 0 || len(missing) != 1 || missing[0].Part != "app-registrations" ||
			!strings.Contains(missing[0].Fix, "Application.Read.All") || !strings.Contains(missing[0].Why, "Insufficient privileges") {
			t.Errorf("%s: %v, %+v, %v", status, list, missing, err)
		}
		if len(server.asked) != 1 {
			t.Errorf("%s: asked again: %v", status, server.asked)
		}
	}
}

func TestARegistrationThatIsNotThereLeavesTheOthers(t *testing.T) {
	server := answering(t, registeredApp(secondApp))
	list, missing, err := ReadRegistrations(t.Context(), server.service(), []string{secondApp, firstApp, "x') or ('1"})
	if err != nil || len(list) != 1 || list[0].AppID != secondApp {
		t.Fatalf("%v, %v", list, err)
	}
	if diff := cmp.Diff([]string{"app-registration:" + firstApp, "app-registration:x') or ('1"}, partNames(missing)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if slices.ContainsFunc(server.asked, func(at string) bool { return strings.Contains(at, "'1") }) {
		t.Errorf("an id that is none was asked for: %v", server.asked)
	}
}

func TestAPartOfARegistrationThatCannotBeReadIsNamedAndTheRestIsThere(t *testing.T) {
	for path, why := range map[string]string{
		principalPath(firstApp) + principalQuery:                    "service principal",
		applicationPath(firstApp) + "/federatedIdentityCredentials": "federated credentials",
		applicationPath(firstApp) + ownersQuery:                     "owners",
	} {
		for _, reply := range []string{`403 {"error":{"code":"Authorization_RequestDenied","message":"no"}}`, `{"value":3,"id":4}`, `{}`, ``} {
			bodies := registeredApp(firstApp)
			bodies[path] = reply
			list, missing, err := ReadRegistrations(t.Context(), answering(t, bodies).service(), []string{firstApp})
			if err != nil || len(list) != 1 || list[0].Name != "Flows" || len(missing) != 1 || missing[0].Part != "app-registration:"+firstApp || !strings.Contains(missing[0].Why, why) {
				t.Errorf("%s, reply %q: %v, %+v, %v", path, reply, list, missing, err)
			}
		}
	}
}

func TestAReplyAboutSomethingElseIsNoRegistration(t *testing.T) {
	for _, reply := range []string{`{}`, `{"appId":"` + secondApp + `","passwordCredentials":[],"keyCredentials":[]}`, `{"appId":"` + firstApp + `","passwordCredentials":[]}`,
		`{"appId":"` + firstApp + `","passwordCredentials":[{"endDateTime":"soon"}],"keyCredentials":[]}`, `[]`} {
		bodies := registeredApp(firstApp)
		bodies[applicationPath(firstApp)+applicationQuery] = reply
		list, missing, err := ReadRegistrations(t.Context(), answering(t, bodies).service(), []string{firstApp})
		if err != nil || len(list) != 0 || len(missing) != 1 || missing[0].Part != "app-registration:"+firstApp {
			t.Errorf("%s: %v, %+v, %v", reply, list, missing, err)
		}
	}
}

func TestALinkThatLeavesGraphIsNotFollowed(t *testing.T) {
	elsewhere := answering(t, nil)
	bodies := registeredApp(firstApp)
	bodies[applicationPath(firstApp)+ownersQuery] = `{"value":[],"@odata.nextLink":"` + elsewhere.URL + `/v1.0/x"}`
	_, missing, err := ReadRegistrations(t.Context(), answering(t, bodies).service(), []string{firstApp})
	if err != nil || len(missing) != 1 || len(elsewhere.asked) != 0 {
		t.Errorf("%+v, %v, asked elsewhere: %v", missing, err, elsewhere.asked)
	}
}

func FuzzRegistration(f *testing.F) {
	for _, body := range registeredApp(firstApp) {
		f.Add([]byte(body))
	}
	f.Add([]byte(`{"value":[{"claimsMatchingExpression":"text"},{"claimsMatchingExpression":[1]}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var app graphApplication
		if decode(raw, &app) == nil {
			r := app.registration(firstApp)
			if r.AppID != firstApp || strings.ContainsAny(r.Name+r.Audience, "\r\n\x00") || len(r.Secrets) > len(app.Secrets) {
				t.Errorf("%+v", r)
			}
		}
		var list struct {
			Value []struct {
				graphFederated
				graphOwner
			} `json:"value"`
		}
		if decode(raw, &list) == nil {
			for _, v := range list.Value {
				if c, o := v.federated(), v.owner(); strings.ContainsAny(c.Name+c.Issuer+c.Subject+c.Matching+o.Kind+o.Name, "\r\n\x00") {
					t.Errorf("%+v, %+v", c, o)
				}
			}
		}
	})
}

func TestARegistrationIsCalledByItsPlainID(t *testing.T) {
	id := "aaaaaaaa-0000-4000-8000-000000000001"
	registrations, missing, err := ReadRegistrations(t.Context(), answering(t, registeredApp(id)).service(), []string{"{" + strings.ToUpper(id) + "}", id})
	wantComplete(t, missing, err)
	if len(registrations) != 1 || registrations[0].AppID != id {
		t.Errorf("%+v", registrations)
	}
}

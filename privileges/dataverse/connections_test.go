package dataverse

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/privileges/environment"
)

const connectionsPath = "/connectivity/environments/Default-1/connections?api-version=2024-10-01"

func TestRecordedConnectionsSayWhoTheySignInAs(t *testing.T) {
	yes, no := true, false
	for _, c := range []struct {
		file string
		want []environment.Connection
	}{
		{"get_connections.json", []environment.Connection{
			{ID: "00000000-0000-0000-0000-000000000001", Name: "My CDS Connection", Connector: "shared_commondataserviceforapps", ServicePrincipal: &no},
		}},
		{"connection_serviceprincipal.shape.json", []environment.Connection{{
			ID: "shared-commondataser-00000000-0000-0000-0000-000000000001", Name: "Microsoft Dataverse (SP)", Connector: "shared_commondataserviceforapps",
			ServicePrincipal: &yes, AppID: firstApp,
		}}},
	} {
		got, missing, err := ReadConnections(t.Context(), answering(t, map[string]string{connectionsPath: liveSample(t, c.file)}).service(), "Default-1")
		wantComplete(t, missing, err)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.file, diff)
		}
	}
}

func TestEverySetOfParametersOfTheConnectorIsKnown(t *testing.T) {
	var definition struct {
		Values []struct {
			Name       string `json:"name"`
			Parameters map[string]struct {
				Allowed []struct {
					Value string `json:"value"`
				} `json:"allowedValues"`
			} `json:"parameters"`
		} `json:"values"`
	}
	if err := json.Unmarshal([]byte(liveSample(t, "dataverse_connectionParameterSets.json")), &definition); err != nil || len(definition.Values) < 3 {
		t.Fatalf("%d sets, %v", len(definition.Values), err)
	}
	for _, set := range definition.Values {
		var c platformConnection
		c.Properties.Set.Name = set.Name
		got := c.servicePrincipal()
		grant := ""
		if g := set.Parameters["token:grantType"].Allowed; len(g) > 0 {
			grant = g[0].Value
		}
		if got == nil || grant != "" && *got != (grant == "client_credentials") {
			t.Errorf("%s with grant type %q: %v", set.Name, grant, got)
		}
	}
}

func TestAConnectionThatDoesNotSayWhoItIsIsLeftOpen(t *testing.T) {
	yes, no := true, false
	for properties, want := range map[string]*bool{
		`{}`: nil,
		`{"connectionParametersSet":{"name":"firstParty","values":{}},"connectionParameters":{"token:grantType":"code"}}`: nil,
		`{"connectionParameters":{"token:grantType":"client_credentials"}}`:                                               &yes,
		`{"connectionParameters":{"token:grantType":{"value":"code"}}}`:                                                   &no,
		`{"connectionParameters":{"token:grantType":7}}`:                                                                  nil,
		`{"connectionParameters":[]}`:                                                                                     nil,
		`{"connectionParametersSet":{"name":"CertOauth"}}`:                                                                &yes,
		`{"connectionParametersSet":{"name":"oauth"},"allowSharing":true}`:                                                &no,
	} {
		var c platformConnection
		if err := json.Unmarshal([]byte(`{"name":"c","properties":`+properties+`}`), &c); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, c.connection().ServicePrincipal); diff != "" {
			t.Errorf("%s (-want +got):\n%s", properties, diff)
		}
	}
}

func TestOnlyWhatTellsTheIdentityOfAConnectionIsKept(t *testing.T) {
	const api = `"apiId":"/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps"`
	server := answering(t, map[string]string{
		connectionsPath: `{"value":[{"name":"B","properties":{` + api + `,"connectionParametersSet":{"name":"ServicePrincipalOauth","values":{"token:clientId":{"value":"not a client id"},"token:clientSecret":{"value":"PLANTED"}}}}}],"nextLink":"ORIGIN/connectivity/environments/Default-1/connections?page=2"}`,
		"/connectivity/environments/Default-1/connections?page=2": `{"value":[{"name":"a","properties":{` + api + `,"accountName":"PLANTED","connectionParametersSet":{"name":"Oauth","values":{"token:clientId":{"value":"` + firstApp + `"}}}}},{"name":"c","properties":{"apiId":"/providers/Microsoft.PowerApps/apis/shared_sql"}}]}`,
	})
	got, missing, err := ReadConnections(t.Context(), server.service(), "Default-1")
	wantComplete(t, missing, err)
	yes, no := true, false
	want := []environment.Connection{
		{ID: "a", Connector: "shared_commondataserviceforapps", ServicePrincipal: &no},
		{ID: "b", Connector: "shared_commondataserviceforapps", ServicePrincipal: &yes},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestARefusalLeavesTheIdentityOfConnectionsUnverified(t *testing.T) {
	for _, reply := range []string{`401 {}`, `403 {"error":{"code":"Forbidden","message":"no"}}`, `404 {}`, `{"value":[{"name":1}]}`, `nothing`} {
		list, missing, err := ReadConnections(t.Context(), answering(t, map[string]string{connectionsPath: reply}).service(), "Default-1")
		if err != nil || list != nil || len(missing) != 1 || missing[0].Part != "connections" || !strings.HasPrefix(missing[0].Why, "connection identity unverified: ") || missing[0].Fix == "" {
			t.Errorf("%s: %v, %+v, %v", reply, list, missing, err)
		}
	}
}

func TestAnIDThatIsNoneOfAnEnvironmentIsRefused(t *testing.T) {
	server := answering(t, nil)
	for _, id := range []string{"", "../x", "a/b", "a?b", strings.Repeat("a", 65)} {
		if _, _, err := ReadConnections(t.Context(), server.service(), id); err == nil {
			t.Errorf("%q was accepted", id)
		}
	}
	if len(server.asked) != 0 {
		t.Errorf("asked: %v", server.asked)
	}
}

func FuzzConnection(f *testing.F) {
	for _, name := range []string{"get_connections.json", "connection_serviceprincipal.shape.json"} {
		var list struct {
			Value []json.RawMessage `json:"value"`
		}
		if err := json.Unmarshal([]byte(liveSample(f, name)), &list); err != nil {
			f.Fatal(err)
		}
		for _, raw := range list.Value {
			f.Add([]byte(raw))
		}
	}
	f.Add([]byte(`{"name":"a/b","properties":{"connectionParameters":{"token:grantType":"code","token:clientId":{"value":"` + firstApp + `"}}}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var p platformConnection
		if decode(raw, &p) != nil {
			return
		}
		c := p.connection()
		if strings.Contains(c.ID+c.Connector, "/") || strings.ContainsAny(c.ID+c.Name+c.Connector, "\r\n\x00") {
			t.Errorf("%+v", c)
		}
		if _, err := parseGUID(c.AppID); c.AppID != "" && (err != nil || c.ServicePrincipal == nil || !*c.ServicePrincipal) {
			t.Errorf("client id of what is no service principal, or none: %+v", c)
		}
	})
}

func TestConnectionsListedTwiceAreOne(t *testing.T) {
	row := func(name, set string) string {
		return fmt.Sprintf(`{"name":%q,"properties":{"apiId":"/providers/x/shared_commondataserviceforapps","connectionParametersSet":{"name":%q}}}`, name, set)
	}
	server := answering(t, map[string]string{"/connectivity/environments/e/connections?api-version=2024-10-01": list(
		row("A", "oauth"), row("a", "oauth"), row("b", "oauth"), row("B", "servicePrincipalOauth"), row("c", "oauth"), row("", "oauth"))})
	connections, missing, err := ReadConnections(t.Context(), server.service(), "e")
	if err != nil || len(missing) != 1 || missing[0].Part != environment.PartConnections {
		t.Fatalf("%+v, %v", missing, err)
	}
	said := map[string]string{}
	for _, c := range connections {
		said[c.ID] = "not said"
		if c.ServicePrincipal != nil {
			said[c.ID] = fmt.Sprint(*c.ServicePrincipal)
		}
	}
	if diff := cmp.Diff(map[string]string{"a": "false", "b": "not said", "c": "false"}, said); diff != "" || len(connections) != 3 {
		t.Errorf("%d connections: %s", len(connections), diff)
	}
}

package dataversetest

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestGraphTellsOfAppRegistrations(t *testing.T) {
	seed := Sample()
	seed.Registrations[0].Owners = append(seed.Registrations[0].Owners, seed.Registrations[0].Owners[0])
	seed.PageSize = 1
	s := Start(t, seed)
	token := signIn(t, s, SampleReaderAppID, SampleReader, s.GraphOrigin())
	app := s.GraphOrigin() + "/v1.0/applications(appId='" + SampleAppID + "')"
	principal := s.GraphOrigin() + "/v1.0/servicePrincipals(appId='" + SampleAppID + "')"
	tests := []struct {
		what, address string
		status        int
		rows          int
		first         map[string]string
	}{
		{"federated credentials", app + "/federatedIdentityCredentials", 200, 1, map[string]string{"subject": "repo:contoso/flows:environment:production"}},
		{"owners on pages", app + "/owners", 200, 2, map[string]string{"@odata.type": "#microsoft.graph.user", "displayName": "Maker"}},
		{"a principal", principal + "?$select=id,accountEnabled", 200, 0, map[string]string{"id": "22222222-0000-4000-8000-000000000002", "accountEnabled": "true", "appId": "-"}},
		{"groups of a principal", principal + "/transitiveMemberOf", 200, 1, map[string]string{"id": "66666666-0000-4000-8000-000000000005"}},
		{"groups of a principal by object id", s.GraphOrigin() + "/v1.0/servicePrincipals/22222222-0000-4000-8000-000000000002/transitiveMemberOf", 200, 1, nil},
		{"roles of applications", principal + "/appRoleAssignments", 200, 0, nil},
		{"an application that is not there", s.GraphOrigin() + "/v1.0/applications(appId='x')", 404, 0, nil},
		{"a property that is not there", app + "?$select=nothing", 400, 0, nil},
		{"a path that is not there", app + "/nothing", 400, 0, nil},
	}
	for _, tc := range tests {
		t.Run(tc.what, func(t *testing.T) {
			resp, body := ask(t, s, token, tc.address)
			if resp.StatusCode != tc.status {
				t.Fatalf("%d %v", resp.StatusCode, body)
			}
			rows := rowsIn(body)
			if rows != nil {
				rows, _ = all(t, s, token, tc.address)
			}
			if len(rows) != tc.rows {
				t.Errorf("%d rows: %v", len(rows), rows)
			}
			first := body
			if len(rows) > 0 {
				first = rows[0]
			}
			got := map[string]string{}
			for name := range tc.first {
				got[name] = "-"
				if value, ok := first[name]; ok {
					got[name] = shown(value)
				}
			}
			if diff := cmp.Diff(tc.first, got, equateEmpty); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestThePowerPlatformListsConnections(t *testing.T) {
	seed := Sample()
	seed.PageSize = 1
	s := Start(t, seed)
	token := signIn(t, s, SampleReaderAppID, SampleReader, s.PowerPlatformOrigin())
	for _, path := range []string{
		"/connectivity/environments/00000000-0000-0000-0000-000000000001/connections", "/connectivity/connections",
		"/providers/Microsoft.PowerApps/scopes/admin/environments/00000000-0000-0000-0000-000000000001/connections",
	} {
		got := map[string]any{}
		for address := s.PowerPlatformOrigin() + path + "?api-version=2024-10-01"; address != ""; {
			_, body := ask(t, s, token, address)
			for _, r := range rowsIn(body) {
				properties, _ := r["properties"].(map[string]any)
				got[shown(r["name"])] = properties["allowSharing"]
			}
			address, _ = body["nextLink"].(string)
		}
		if diff := cmp.Diff(map[string]any{"shared-commondataser-1": true, "shared-office365-1": false}, got); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
	}
	if resp, _ := ask(t, s, token, s.PowerPlatformOrigin()+"/connectivity/connections"); resp.StatusCode != 400 {
		t.Errorf("no version: %d", resp.StatusCode)
	}
}

package dataversetest

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"
)

// names are the paths of all members of a document, with [] for the elements of lists.
func names(prefix string, value any, into map[string]bool) {
	switch v := value.(type) {
	case map[string]any:
		for name, inner := range v {
			into[prefix+name] = true
			names(prefix+name+".", inner, into)
		}
	case []any:
		for _, inner := range v {
			names(strings.TrimSuffix(prefix, ".")+"[].", inner, into)
		}
	}
}

func TestAnswersHaveTheMembersOfTheSamples(t *testing.T) {
	seed := Sample()
	seed.PageSize = 1 // the sample of users has a next page of roles
	s := Start(t, seed)
	whole := Start(t, Sample())
	user := "systemusers(" + flowUserID + ")"
	tests := []struct {
		sample  string
		server  *Server
		address string
	}{
		{"systemusers_appuser.shape.json", s, api(s, "systemusers?$select=applicationid,systemuserid,fullname,isdisabled,deletedstate,_businessunitid_value,azureactivedirectoryobjectid,accessmode&$expand=systemuserroles_association($select=roleid,name,_businessunitid_value,_parentrootroleid_value,_roletemplateid_value,isinherited)&$filter=applicationid eq "+SampleAppID)},
		{"teams.shape.json", whole, api(whole, user+"/teammembership_association?$select=teamid,name,teamtype,azureactivedirectoryobjectid,membershiptype,_businessunitid_value")},
		{"RetrieveRolePrivilegesRole.shape.json", whole, api(whole, "RetrieveRolePrivilegesRole(RoleId="+accountsSales+")")},
		{"RetrieveUserSetOfPrivilegesByNames.recorded.json", whole, api(whole, user+`/Microsoft.Dynamics.CRM.RetrieveUserSetOfPrivilegesByNames(PrivilegeNames=@p)?@p=["prvReadAccount"]`)},
		{"connectionreferences.shape.json", whole, api(whole, "connectionreferences?$select=connectionreferencelogicalname,connectionreferencedisplayname,connectionid,connectorid,_ownerid_value,statecode")},
		{"workflows.shape.json", whole, api(whole, "workflows?$filter=category eq 5")},
		{"audits.shape.json", whole, api(whole, "audits?$orderby=createdon desc")},
		{"EntityDefinition_account.recorded.json", whole, api(whole, "EntityDefinitions(LogicalName='account')?$expand=Attributes,ManyToOneRelationships,OneToManyRelationships,ManyToManyRelationships")},
		{"graph_application.shape.json", whole, whole.GraphOrigin() + "/v1.0/applications(appId='" + SampleAppID + "')?$select=id,appId,displayName,signInAudience,passwordCredentials,keyCredentials,requiredResourceAccess"},
		{"connection_serviceprincipal.shape.json", whole, whole.PowerPlatformOrigin() + "/connectivity/environments/00000000-0000-0000-0000-000000000001/connections?api-version=2024-10-01"},
	}
	for _, tc := range tests {
		t.Run(tc.sample, func(t *testing.T) {
			raw, err := os.ReadFile(filepath.Join("testdata", "samples", tc.sample))
			if err != nil {
				t.Fatal(err)
			}
			var sample any
			if err := json.Unmarshal(raw, &sample); err != nil {
				t.Fatal(err)
			}
			wanted, got := map[string]bool{}, map[string]bool{}
			names("", sample, wanted)
			origin := strings.Join(strings.SplitN(tc.address, "/", 4)[:3], "/")
			resp, body := ask(t, tc.server, signIn(t, tc.server, SampleReaderAppID, SampleReader, origin), tc.address)
			if resp.StatusCode != 200 {
				t.Fatalf("%d %v", resp.StatusCode, body)
			}
			names("", body, got)
			var missing []string
			for _, name := range slices.Sorted(maps.Keys(wanted)) {
				if !got[name] {
					missing = append(missing, name)
				}
			}
			if diff := cmp.Diff([]string(nil), missing); diff != "" {
				t.Errorf("members of the sample that the answer lacks (+):\n%s", diff)
			}
		})
	}
}

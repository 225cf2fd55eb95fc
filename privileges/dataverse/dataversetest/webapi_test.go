package dataversetest

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRequestsAreAnsweredAsThePlatformWould(t *testing.T) {
	s := Start(t, Sample())
	token := asReader(t, s)
	user := "systemusers(" + flowUserID + ")"
	const missing = "0x80060888"
	tests := []struct {
		what, path string
		status     int
		code       string            // of an error
		rows       int               // of a list
		first      map[string]string // members of the answer or of its first row, as text
	}{
		{"who is it", "WhoAmI", 200, "", 0, map[string]string{"UserId": readerUserID, "BusinessUnitId": rootUnitID, "OrganizationId": "97793ec4-ace2-4e11-9049-0022486f7458"}},
		{"the organisation", "organizations?$select=name,isauditenabled,auditretentionperiodv2", 200, "", 1, map[string]string{"name": "Contoso", "isauditenabled": "true", "auditretentionperiodv2": "180"}},
		{"a user by application id", "systemusers?$select=fullname&$filter=applicationid eq " + SampleAppID, 200, "", 1, map[string]string{"fullname": "# svc-flow", "systemuserid": flowUserID}},
		{"a user by application id in capitals", "systemusers?$select=fullname&$filter=applicationid eq " + strings.ToUpper(SampleAppID), 200, "", 1, nil},
		{"application users are two with the reader, and not the maker", "systemusers?$select=fullname&$filter=applicationid ne null", 200, "", 2, nil},
		{"all users have the maker too", "systemusers?$select=fullname", 200, "", 3, nil},
		{"an id in quotes is a text", "systemusers?$filter=applicationid eq '" + SampleAppID + "'", 400, missing, 0, nil},
		{"an id that nobody has", "systemusers?$filter=applicationid eq 99999999-0000-4000-8000-000000000001", 200, "", 0, nil},
		{"$select keeps the key and nothing else", user + "?$select=accessmode", 200, "", 0, map[string]string{"systemuserid": flowUserID, "accessmode": "4", "fullname": "-"}},
		{"the roles of a user", user + "/systemuserroles_association?$select=roleid,_parentrootroleid_value", 200, "", 2, map[string]string{"roleid": accountsSales, "_parentrootroleid_value": accountsRoot}},
		{"the teams of a user", user + "/teammembership_association?$select=teamid,teamtype", 200, "", 3, map[string]string{"teamid": salesTeamID, "teamtype": "0"}},
		{"the roles of a team", "teams(" + groupTeamID + ")/teamroles_association", 200, "", 1, map[string]string{"roleid": readService}},
		{"the profiles of a user", user + "/systemuserprofiles_association?$select=name", 200, "", 1, map[string]string{"name": "Integration columns"}},
		{"the profiles of a team", "teams(" + groupTeamID + ")/teamprofiles_association", 200, "", 0, nil},
		{"the columns of a profile", "fieldpermissions?$select=entityname,canread,cancreate&$filter=_fieldsecurityprofileid_value eq " + columnsID, 200, "", 2, map[string]string{"entityname": "account", "canread": "4", "cancreate": "0"}},
		{"business units", "businessunits?$select=name,_parentbusinessunitid_value", 200, "", 3, map[string]string{"_parentbusinessunitid_value": "<nil>"}},
		{"copies of a role", "roles?$select=roleid&$filter=_parentrootroleid_value eq " + accountsRoot + " and _businessunitid_value eq " + salesUnitID, 200, "", 1, map[string]string{"roleid": accountsSales}},
		{"roles in a set", "roles?$filter=Microsoft.Dynamics.CRM.In(PropertyName='roleid',PropertyValues=['" + accountsSales + "','" + basicSales + "'])", 200, "", 2, nil},
		{"roles with or", "roles?$filter=(roleid eq " + accountsSales + " or roleid eq " + basicSales + ") and ismanaged eq true", 200, "", 1, map[string]string{"roleid": basicSales}},
		{"privileges of the root role", "RetrieveRolePrivilegesRole(RoleId=" + accountsRoot + ")", 200, "", 11, map[string]string{"PrivilegeName": "prvAppendAccount", "Depth": "Deep", "BusinessUnitId": rootUnitID}},
		{"privileges of a copy by alias", "RetrieveRolePrivilegesRole(RoleId=@p1)?@p1=" + accountsSales, 200, "", 11, map[string]string{"BusinessUnitId": salesUnitID}},
		{"an alias without a value", "RetrieveRolePrivilegesRole(RoleId=@p1)", 400, missing, 0, nil},
		{"privileges of a role that is not there", "RetrieveRolePrivilegesRole(RoleId=99999999-0000-4000-8000-000000000001)", 404, "0x80040217", 0, nil},
		{"the function is not bound to a role", "roles(" + accountsRoot + ")/Microsoft.Dynamics.CRM.RetrieveRolePrivilegesRole()", 404, "0x8006088a", 0, nil},
		{"named privileges of a user through a team", user + `/Microsoft.Dynamics.CRM.RetrieveUserSetOfPrivilegesByNames(PrivilegeNames=@p)?@p=["prvReadLead","prvDeleteLead"]`, 200, "", 1, map[string]string{"PrivilegeName": "prvReadLead", "Depth": "Deep", "BusinessUnitId": serviceUnitID}},
		{"the deepest of two grants", user + `/Microsoft.Dynamics.CRM.RetrieveUserSetOfPrivilegesByNames(PrivilegeNames=@p)?@p=["prvReadAccount"]`, 200, "", 1, map[string]string{"Depth": "Global"}},
		{"one privilege", user + "/Microsoft.Dynamics.CRM.RetrieveUserPrivilegeByPrivilegeName(PrivilegeName='prvReadLead',ExcludeTeamBasic=false)", 200, "", 1, map[string]string{"Depth": "Deep"}},
		{"one privilege by id", user + "/Microsoft.Dynamics.CRM.RetrieveUserPrivilegeByPrivilegeId(PrivilegeId=886b280c-6396-4d56-a0a3-2c1b0a50ceb0,ExcludeTeamBasic=false)", 200, "", 1, map[string]string{"PrivilegeName": "prvReadAccount"}},
		{"all privileges of a user", user + "/Microsoft.Dynamics.CRM.RetrieveUserPrivileges()", 200, "", 20, nil},
		{"privileges of a team", "teams(" + groupTeamID + ")/Microsoft.Dynamics.CRM.RetrieveTeamPrivileges()", 200, "", 2, map[string]string{"PrivilegeName": "prvReadContact"}},
		{"depths of roles by mask", "roleprivilegescollection?$select=roleid,privilegedepthmask&$filter=componentstate eq 0 and roleid eq " + readingRoot, 200, "", 2, map[string]string{"privilegedepthmask": "8"}},
		{"a privilege by name", "privileges?$select=name,accessright,canbebasic&$filter=name eq 'prvWriteAccount'", 200, "", 1, map[string]string{"accessright": "2", "canbebasic": "true"}},
		{"tables", "EntityDefinitions?$select=LogicalName,Privileges,IsAuditEnabled", 200, "", 16, map[string]string{"LogicalName": "account"}},
		{"one table", "EntityDefinitions(LogicalName='contact')?$select=EntitySetName", 200, "", 0, map[string]string{"EntitySetName": "contacts", "LogicalName": "-"}},
		{"a table that is not there", "EntityDefinitions(LogicalName='nothing')", 404, missing, 0, nil},
		{"1:N relationships", "RelationshipDefinitions/Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata?$select=SchemaName", 200, "", 59, nil},
		{"N:N relationships", "RelationshipDefinitions/Microsoft.Dynamics.CRM.ManyToManyRelationshipMetadata?$select=SchemaName,IntersectEntityName", 200, "", 9, map[string]string{"SchemaName": "accountleads_association", "IntersectEntityName": "accountleads"}},
		{"connection references", "connectionreferences?$select=connectionid,connectorid", 200, "", 3, map[string]string{"connectorid": "/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps"}},
		{"flows", "workflows?$select=name,clientdata&$filter=category eq 5", 200, "", 3, map[string]string{"name": "Nightly account sync"}},
		{"a classic workflow is no flow", "workflows?$select=name&$filter=category eq 0", 200, "", 1, map[string]string{"name": "A classic workflow"}},
		{"custom APIs", "customapis?$select=uniquename,executeprivilegename", 200, "", 1, map[string]string{"uniquename": "contoso_MergeIncidents"}},
		{"audit since a time, newest first", "audits?$select=operation,createdon&$filter=_userid_value eq " + flowUserID + " and createdon ge 2026-11-20T00:00:00Z&$orderby=createdon desc", 200, "", 15, map[string]string{"operation": "2", "createdon": "2026-11-22T09:00:00Z"}},
		{"a table set that is not there", "nothings", 404, "0x8006088a", 0, nil},
		{"a row that is not there", "systemusers(99999999-0000-4000-8000-000000000001)", 404, "0x80040217", 0, nil},
		{"a column that is not there", "systemusers?$select=nothing", 400, missing, 0, nil},
		{"a column in a filter that is not there", "systemusers?$filter=nothing eq 1", 400, missing, 0, nil},
		{"a filter that stops in the middle", "systemusers?$filter=fullname eq 'x", 400, missing, 0, nil},
		{"$skip", "systemusers?$skip=1", 400, missing, 0, nil},
		{"$apply", "audits?$apply=aggregate($count as n)", 400, missing, 0, nil},
		{"a page token of somebody else", "systemusers?$skiptoken=abc", 400, "0x80040203", 0, nil},
		{"a plus sign is no space", "systemusers?$filter=applicationid+ne+null", 400, missing, 0, nil},
	}
	for _, tc := range tests {
		t.Run(tc.what, func(t *testing.T) {
			resp, body := ask(t, s, token, api(s, tc.path))
			if resp.StatusCode != tc.status || errorCode(body) != tc.code {
				t.Fatalf("%d %v; want %d %s", resp.StatusCode, body, tc.status, tc.code)
			}
			rows := rowsIn(body)
			if rows == nil {
				rows = rowsIn(map[string]any{"value": body["RolePrivileges"]})
			}
			if len(rows) != tc.rows {
				t.Errorf("%d rows; want %d: %v", len(rows), tc.rows, rows)
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
				t.Errorf("members (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAllPrivilegesOfAUserSayNothingOfTheDepthOfTeams(t *testing.T) {
	s := Start(t, Sample())
	_, body := ask(t, s, asReader(t, s), api(s, "systemusers("+flowUserID+")/Microsoft.Dynamics.CRM.RetrieveUserPrivileges()"))
	got := map[string]string{}
	for _, r := range rowsIn(map[string]any{"value": body["RolePrivileges"]}) {
		switch name := shown(r["PrivilegeName"]); name {
		case "prvReadAccount", "prvReadContact", "prvReadLead", "prvReadActivity":
			got[name] = shown(r["Depth"])
		}
	}
	want := map[string]string{
		"prvReadAccount":  "Global", // of its own
		"prvReadContact":  "Deep",   // of its own, where a team has Global
		"prvReadActivity": "Basic",  // of its own, where a team has Local
		"prvReadLead":     "Basic",  // of a team alone, which has Deep
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAnswersSayWhatTheyAre(t *testing.T) {
	s := Start(t, Sample())
	resp, _ := ask(t, s, asReader(t, s), api(s, "teams?$select=name"), "Prefer: odata.maxpagesize=2")
	got := map[string]string{}
	for _, name := range []string{"Date", "OData-Version", "Content-Type", "Preference-Applied"} {
		got[name] = resp.Header.Get(name)
	}
	want := map[string]string{
		"Date": "Sun, 22 Nov 2026 10:00:00 GMT", "OData-Version": "4.0", "Content-Type": "application/json; odata.metadata=minimal",
		"Preference-Applied": "odata.maxpagesize=2",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestARowThatDidNotChangeIsNotSentAgain(t *testing.T) {
	s := Start(t, Sample())
	token := asReader(t, s)
	resp, _ := ask(t, s, token, api(s, "teams("+salesTeamID+")"))
	tag := resp.Header.Get("ETag")
	if resp, _ := ask(t, s, token, api(s, "teams("+salesTeamID+")"), "If-None-Match: "+tag); resp.StatusCode != http.StatusNotModified {
		t.Errorf("%d for the tag %s", resp.StatusCode, tag)
	}
	if resp, _ := ask(t, s, token, api(s, "teams("+salesTeamID+")"), "If-None-Match: null"); resp.StatusCode != http.StatusOK {
		t.Errorf("%d for no tag", resp.StatusCode)
	}
}

// all follows the links to further pages.
func all(t *testing.T, s *Server, token, address string, headers ...string) (rows []map[string]any, pages int) {
	t.Helper()
	for address != "" {
		resp, body := ask(t, s, token, address, headers...)
		if resp.StatusCode != 200 || pages > 100 {
			t.Fatalf("page %d: %d %v", pages+1, resp.StatusCode, body)
		}
		rows = append(rows, rowsIn(body)...)
		address, _ = body["@odata.nextLink"].(string)
		pages++
	}
	return rows, pages
}

func TestPagesAddUpToAllRows(t *testing.T) {
	s := Start(t, Sample())
	token := asReader(t, s)
	whole, one := all(t, s, token, api(s, "privileges?$select=name&$filter=accessright eq 1"))
	rows, pages := all(t, s, token, api(s, "privileges?$select=name&$filter=accessright eq 1"), "Prefer: odata.maxpagesize=4")
	if diff := cmp.Diff(whole, rows); diff != "" {
		t.Error(diff)
	}
	if one != 1 || pages != (len(whole)+3)/4 {
		t.Errorf("%d and %d pages for %d rows", one, pages, len(whole))
	}
}

func TestExpandedRolesHavePagesOfTheirOwn(t *testing.T) {
	for _, fromStart := range []bool{false, true} {
		seed := Sample()
		seed.PageSize, seed.NestedFromStart = 1, fromStart
		s := Start(t, seed)
		token := asReader(t, s)
		_, body := ask(t, s, token, api(s, "systemusers?$select=fullname&$expand=systemuserroles_association($select=name)&$filter=applicationid eq "+SampleAppID))
		row := rowsIn(body)[0]
		inline := rowsIn(map[string]any{"value": row["systemuserroles_association"]})
		link, _ := row["systemuserroles_association@odata.nextLink"].(string)
		rest, _ := all(t, s, token, link)
		got := []string{}
		for _, r := range append(inline, rest...) {
			got = append(got, shown(r["name"]))
		}
		want := []string{"Account Integration", "Basic User"}
		if fromStart {
			want = []string{"Account Integration", "Account Integration", "Basic User"}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("from the start %v: %s", fromStart, diff)
		}
	}
}

func TestSecuredColumnsAreFoundThroughTheirTables(t *testing.T) {
	s := Start(t, Sample())
	_, body := ask(t, s, asReader(t, s), api(s, "EntityDefinitions?$select=LogicalName&$expand=Attributes($select=LogicalName,IsSecured;$filter=IsSecured eq true)"))
	got := map[string][]string{}
	for _, table := range rowsIn(body) {
		for _, column := range rowsIn(map[string]any{"value": table["Attributes"]}) {
			name := shown(table["LogicalName"])
			got[name] = append(got[name], shown(column["LogicalName"]))
		}
	}
	want := map[string][]string{}
	for _, table := range Sample().Tables {
		if len(table.Secured) > 0 {
			want[table.LogicalName] = table.Secured
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestWhatTheReaderMaySee(t *testing.T) {
	tests := []struct {
		what       string
		privileges map[string]string
		path       string
		status     int
		rows       int
	}{
		{"nothing held, nothing told", map[string]string{}, "systemusers", 403, 0},
		{"WhoAmI takes nothing", map[string]string{}, "WhoAmI", 200, 0},
		{"permissions of profiles take nothing", map[string]string{}, "fieldpermissions", 200, 2},
		{"expanding roles takes reading them", map[string]string{"prvReadUser": "Global"}, "systemusers?$expand=systemuserroles_association", 403, 0},
		{"users of the business unit alone", map[string]string{"prvReadUser": "Local"}, "systemusers", 200, 2},
		{"users of the business unit and those below", map[string]string{"prvReadUser": "Deep"}, "systemusers", 200, 3},
		{"its own user alone", map[string]string{"prvReadUser": "Basic"}, "systemusers", 200, 1},
		{"names in any case", map[string]string{"PRVREADTEAM": "Global"}, "teams", 200, 3},
		{"teams of others are left out without a word", map[string]string{"prvReadTeam": "Local"}, "teams", 200, 0},
		{"a team of others is not found", map[string]string{"prvReadTeam": "Local"}, "teams(" + salesTeamID + ")", 404, 0},
		{"attributes take their own privilege", map[string]string{"prvReadEntity": "Global"}, "EntityDefinitions?$expand=Attributes", 403, 0},
		{"relationships take theirs", map[string]string{"prvReadEntity": "Global"}, "RelationshipDefinitions", 403, 0},
	}
	for _, tc := range tests {
		t.Run(tc.what, func(t *testing.T) {
			seed := Sample()
			seed.ReaderPrivileges = tc.privileges
			s := Start(t, seed)
			resp, body := ask(t, s, asReader(t, s), api(s, tc.path))
			if resp.StatusCode != tc.status || len(rowsIn(body)) != tc.rows {
				t.Errorf("%d with %d rows, want %d with %d: %v", resp.StatusCode, len(rowsIn(body)), tc.status, tc.rows, body)
			}
		})
	}
}

func TestALackingPrivilegeIsNamed(t *testing.T) {
	seed := Sample()
	seed.ReaderPrivileges = map[string]string{"prvReadUser": "Global"}
	s := Start(t, seed)
	_, body := ask(t, s, asReader(t, s), api(s, "teams"))
	want := map[string]any{"error": map[string]any{"code": "0x80040220", "message": "Principal user (Id=" + readerUserID +
		", type=8, roleCount=1, privilegeCount=1, accessMode='4 Non-interactive'), is missing prvReadTeam privilege (Id=663d1920-56e1-4166-89f0-47f3330923a8) on OTC=9 for entity 'team'. context.Caller=" + readerUserID}}
	if diff := cmp.Diff(want, body); diff != "" {
		t.Error(diff)
	}
}

func TestWritingIsRefused(t *testing.T) {
	s := Start(t, Sample())
	token := asReader(t, s)
	for _, method := range []string{"POST", "PATCH", "PUT", "DELETE"} {
		req, err := http.NewRequest(method, api(s, "roles"), strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+token)
		resp, err := s.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		if decoded(t, resp); resp.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("%s: %d", method, resp.StatusCode)
		}
	}
}

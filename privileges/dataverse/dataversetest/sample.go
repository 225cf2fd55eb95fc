package dataversetest

import (
	_ "embed"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"rolefit/privileges/environment"
)

// The tables and relationships are those of real environments, with the ids that their privileges have there.
var (
	//go:embed sample/tables.json
	sampleTables []byte
	//go:embed sample/relationships.json
	sampleRelationships []byte
)

// Ids of Sample that a test may want to name.
const (
	SampleAppID       = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee" // of the application user whose roles are to be looked at
	SampleSecret      = "PLANTED-CLIENT-SECRET-of-svc-flow"
	SampleReaderAppID = "bbbbbbbb-cccc-4ddd-8eee-ffffffffffff" // of the reader
	SampleReader      = "PLANTED-CLIENT-SECRET-of-svc-audit"   // secret of the reader
)

// Ids of the rows of Sample.
const (
	rootUnitID    = "b7f80dd9-3d6f-4111-8e5f-000d3a58db13"
	salesUnitID   = "b7f80dd9-3d6f-4111-8e5f-000d3a58db14"
	serviceUnitID = "b7f80dd9-3d6f-4111-8e5f-000d3a58db15"

	flowUserID   = "11111111-0000-4000-8000-000000000001"
	readerUserID = "11111111-0000-4000-8000-000000000002"
	makerUserID  = "11111111-0000-4000-8000-000000000003"

	accountsRoot  = "33333333-0000-4000-8000-000000000001"
	basicRoot     = "33333333-0000-4000-8000-000000000002"
	incidentsRoot = "33333333-0000-4000-8000-000000000003"
	readingRoot   = "33333333-0000-4000-8000-000000000004"
	accountsSales = "33333333-0000-4000-8000-000000000011"
	basicSales    = "33333333-0000-4000-8000-000000000012"
	incidentSales = "33333333-0000-4000-8000-000000000013"
	readService   = "33333333-0000-4000-8000-000000000024"

	salesTeamID  = "44444444-0000-4000-8000-000000000001"
	accessTeamID = "44444444-0000-4000-8000-000000000002"
	groupTeamID  = "44444444-0000-4000-8000-000000000003"

	columnsID = "55555555-0000-4000-8000-000000000001"
)

// Sample is a small environment: three business units, one application user with two roles of its own, teams of three
// kinds, sixteen tables, three flows, a custom API and an app registration. Its reader may read everything.
func Sample() Seed {
	var tables []environment.Table
	var relationships []environment.Relationship
	embedded(sampleTables, &tables)
	embedded(sampleRelationships, &relationships)
	direct, teamOnly := 1, 0
	read := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	user := environment.User{
		ID: flowUserID, AppID: SampleAppID, Name: "# svc-flow", AccessMode: 4, BusinessUnit: salesUnitID,
		DirectoryObject: "22222222-0000-4000-8000-000000000002", Roles: []string{accountsSales, basicSales},
		Teams: []string{salesTeamID, accessTeamID, groupTeamID}, Profiles: []string{columnsID},
	}
	seed := Seed{
		Secrets:     map[string]string{SampleAppID: SampleSecret, SampleReaderAppID: SampleReader},
		ReaderAppID: SampleReaderAppID,
		Environment: environment.Environment{
			OrganizationID: "97793ec4-ace2-4e11-9049-0022486f7458", Name: "Contoso", ReadAt: read,
			Reader: environment.Reader{UserID: readerUserID, Name: "# svc-audit"},
			BusinessUnits: []environment.BusinessUnit{
				{ID: rootUnitID, Name: "Contoso"}, {ID: salesUnitID, Name: "Sales", Parent: rootUnitID}, {ID: serviceUnitID, Name: "Service", Parent: rootUnitID},
			},
			Users: []environment.User{user},
			Teams: []environment.Team{
				{ID: salesTeamID, Name: "Sales", Kind: environment.OwnerTeam, BusinessUnit: salesUnitID, Default: true, Roles: []string{incidentSales}, Profiles: []string{}},
				{ID: accessTeamID, Name: "Account 4711 access", Kind: environment.AccessTeam, BusinessUnit: salesUnitID, Roles: []string{}, Profiles: []string{}},
				{ID: groupTeamID, Name: "grp-integration", Kind: environment.SecurityGroupTeam, BusinessUnit: serviceUnitID,
					Group: "66666666-0000-4000-8000-000000000005", Roles: []string{readService}, Profiles: []string{}},
			},
			Roles: []environment.Role{
				{ID: accountsSales, Root: accountsRoot, Name: "Account Integration", BusinessUnit: salesUnitID, Inherited: &direct},
				{ID: basicSales, Root: basicRoot, Name: "Basic User", Template: "236750cd-45ae-4939-ab12-b24b920ced93", BusinessUnit: salesUnitID, Inherited: &direct, Managed: true},
				{ID: incidentSales, Root: incidentsRoot, Name: "Incident Handler", BusinessUnit: salesUnitID, Inherited: &teamOnly},
				{ID: readService, Root: readingRoot, Name: "Directory Reader", BusinessUnit: serviceUnitID, Inherited: &direct},
			},
			RoleGrants: []environment.RoleGrants{
				{Root: accountsRoot, Grants: grants(tables,
					"prvCreateAccount Deep", "prvReadAccount Global", "prvWriteAccount Deep", "prvDeleteAccount Local", "prvAppendAccount Deep",
					"prvAppendToAccount Deep", "prvAssignAccount Deep", "prvShareAccount Basic", "prvReadContact Deep", "prvWriteContact Deep", "prvReadCustomAPI Global")},
				{Root: basicRoot, Grants: grants(tables,
					"prvReadAccount Basic", "prvReadContact Basic", "prvCreateNote Basic", "prvReadNote Basic", "prvReadActivity Basic", "prvReadUser Global", "prvReadBusinessUnit Global")},
				{Root: incidentsRoot, Grants: grants(tables, "prvCreateActivity Local", "prvReadActivity Local", "prvWriteActivity Basic", "prvAppendToContact Local")},
				{Root: readingRoot, Grants: grants(tables, "prvReadContact Global", "prvReadLead Deep")},
			},
			Profiles: []environment.Profile{{ID: columnsID, Name: "Integration columns", Permissions: []environment.ColumnPermission{
				{Table: "account", Column: "openrevenue", Read: true}, {Table: "contact", Column: "gendercode", Create: true, Read: true, Update: true},
			}}},
			Tables: tables, Relationships: relationships,
			CustomAPIs: []environment.CustomAPI{{UniqueName: "contoso_MergeIncidents", ExecutePrivilege: "prvReadCustomAPI", PluginType: "77777777-0000-4000-8000-000000000001"}},
			References: []environment.ConnectionReference{
				{LogicalName: "contoso_dataverse", DisplayName: "Dataverse", Connector: dataverseConnector, ConnectionID: "shared-commondataser-1", Owner: flowUserID},
				{LogicalName: "contoso_office365", DisplayName: "Outlook", Connector: "shared_office365", ConnectionID: "shared-office365-1", Owner: makerUserID},
				{LogicalName: "contoso_unbound", Connector: dataverseConnector, Owner: makerUserID},
			},
			Flows:       sampleFlows(),
			Connections: sampleConnections(), Registrations: []environment.Registration{sampleRegistration()},
			Audit: &environment.Audit{Enabled: true, Days: 90, RetentionDays: 180, Observations: []environment.Observation{
				{User: flowUserID, Table: "account", Right: "Create", Count: 3, Last: read.Add(-48 * time.Hour)},
				{User: flowUserID, Table: "account", Right: "Write", Count: 12, Last: read.Add(-time.Hour)},
				{User: flowUserID, Table: "contact", Right: "Assign", Count: 1, Last: read.Add(-240 * time.Hour)},
			}},
			Missing: []environment.Missing{},
		},
	}
	return seed
}

// embedded reads a file of this package.
func embedded(raw []byte, to any) {
	if err := json.Unmarshal(raw, to, json.RejectUnknownMembers(true)); err != nil {
		panic("dataversetest: reading the sample: " + err.Error()) // a test of this package reads it
	}
}

// grants are privileges with their depths, "prvReadAccount Global", in the order of their names.
func grants(tables []environment.Table, all ...string) []environment.Grant {
	ids := map[string]string{}
	for _, table := range tables {
		for _, p := range table.Privileges {
			ids[p.Name] = p.ID
		}
	}
	var list []environment.Grant
	for _, text := range all {
		name, depth, _ := strings.Cut(text, " ")
		list = append(list, environment.Grant{Privilege: name, ID: ids[name], Depth: depth})
	}
	slices.SortFunc(list, func(a, b environment.Grant) int { return strings.Compare(a.Privilege, b.Privilege) })
	return list
}

func sampleFlows() []environment.Flow {
	incident := action{"When_an_incident_comes", "SubscribeWebhookTrigger", object{
		{"subscriptionRequest/message", 1}, {"subscriptionRequest/entityname", "csa_csincident"}, {"subscriptionRequest/scope", 4},
	}}
	return []environment.Flow{
		{ID: "d9e875bf-1c9b-4911-a97c-000d3a110b01", Name: "Nightly account sync", State: 1, Owner: makerUserID, Definition: clientData("contoso_dataverse", "embedded", nil,
			action{"List_accounts", "ListRecords", object{{"entityName", "accounts"}, {"$select", "name"}, {"$filter", "statecode eq 0"}}},
			action{"Create_account", "CreateRecord", object{{"entityName", "accounts"}, {"item/name", "New"}}},
			action{"Update_contact", "UpdateOnlyRecord", object{{"entityName", "contacts"}, {"recordId", "@triggerBody()?['id']"}, {"item/parentcustomerid_account@odata.bind", "accounts(1)"}}})},
		{ID: "d9e875bf-1c9b-4911-a97c-000d3a110b02", Name: "Note on a new incident", State: 1, Owner: makerUserID, Definition: clientData("contoso_dataverse", "embedded", &incident,
			action{"Create_note", "CreateRecord", object{{"entityName", "annotations"}, {"item/subject", "Seen"}}},
			action{"Merge", "PerformUnboundAction", object{{"actionName", "contoso_MergeIncidents"}}})},
		{ID: "d9e875bf-1c9b-4911-a97c-000d3a110b03", Name: "Delete a lead", State: 0, Owner: makerUserID, Definition: clientData("contoso_unbound", "invoker", nil,
			action{"Delete_lead", "DeleteRecord", object{{"entityName", "leads"}, {"recordId", "@triggerBody()?['id']"}}})},
	}
}

func sampleConnections() []environment.Connection {
	principal, person := true, false
	return []environment.Connection{
		{ID: "shared-commondataser-1", Name: "Microsoft Dataverse", Connector: dataverseConnector, ServicePrincipal: &principal, AppID: SampleAppID},
		{ID: "shared-office365-1", Name: "maker@contoso.onmicrosoft.com", Connector: "shared_office365", ServicePrincipal: &person},
	}
}

func sampleRegistration() environment.Registration {
	day := func(year int, month time.Month) time.Time { return time.Date(year, month, 1, 0, 0, 0, 0, time.UTC) }
	return environment.Registration{
		AppID: SampleAppID, ObjectID: "abababab-0000-4000-8000-00000000000a", Name: "svc-flow", Audience: "AzureADMyOrg",
		Secrets: []environment.Credential{
			{ID: "cdcdcdcd-0000-4000-8000-00000000000b", Name: "ci", Start: day(2024, 1), End: day(2299, 12)},
			{ID: "cdcdcdcd-0000-4000-8000-00000000000c", Name: "old", Start: day(2022, 1), End: day(2024, 1)},
		},
		Keys: []environment.Credential{{ID: "efefefef-0000-4000-8000-00000000000c", Name: "CN=svc-flow", Start: day(2026, 1), End: day(2027, 1)}},
		Federated: []environment.Federated{{
			Name: "deploy", Issuer: "https://token.actions.githubusercontent.com", Subject: "repo:contoso/flows:environment:production",
		}},
		Permissions: []environment.Permission{{ResourceAppID: "00000007-0000-0000-c000-000000000000", ID: "78ce3f0f-a1ce-49c2-8cde-64b5c0896db4", Delegated: true}},
		Owners:      []environment.Owner{{ID: "22222222-0000-4000-8000-000000000009", Kind: "user", Name: "Maker"}},
	}
}

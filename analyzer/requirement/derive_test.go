package requirement_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/analyzer/pin"
	"rolefit/analyzer/requirement"
	"rolefit/flowparse/solution"
	"rolefit/privileges"
	"rolefit/privileges/catalog"
)

// world is an input with two user-owned tables, an organisation-owned one, an activity, and relationships between them.
func world() *solution.Input {
	return &solution.Input{
		Tables: []solution.Table{
			{LogicalName: "cfs_job", SchemaName: "cfs_Job", EntitySetName: "cfs_jobs", PrimaryID: "cfs_jobid", Ownership: solution.UserOwned, Columns: []solution.Column{{LogicalName: "cfs_text", Type: "memo"}}},
			{LogicalName: "cfs_site", SchemaName: "cfs_Site", EntitySetName: "cfs_sites", PrimaryID: "cfs_siteid", Ownership: solution.UserOwned},
			{LogicalName: "cfs_skill", SchemaName: "cfs_Skill", EntitySetName: "cfs_skills", PrimaryID: "cfs_skillid", Ownership: solution.OrganizationOwned},
			{LogicalName: "cfs_visit", SchemaName: "cfs_Visit", EntitySetName: "cfs_visits", PrimaryID: "activityid", Ownership: solution.UserOwned, Activity: true},
		},
		CustomAPIs: []solution.CustomAPI{
			{UniqueName: "cfs_CloseJob", ExecutePrivilege: "prvReadcfs_Job"}, {UniqueName: "cfs_RunCode", PluginType: "Contoso.Run"},
		},
		Models: []solution.Model{{ID: "b141656b-8546-437a-968e-94cce6c8be1c", Tables: []string{"cfs_job"}}, {ID: "b141656b-8546-437a-968e-94cce6c8be1d"}},
		Relations: []solution.Relationship{
			{Name: "cfs_site_job", ReferencingTable: "cfs_job", ReferencingColumn: "cfs_site", ReferencingNav: "cfs_Site", ReferencedTable: "cfs_site", ReferencedNav: "cfs_site_job"},
			{Name: "cfs_job_skill", ManyToMany: true, First: "cfs_job", Second: "cfs_skill", FirstNav: "cfs_job_skill", SecondNav: "cfs_job_skill", Intersect: "cfs_job_skill"},
		},
	}
}

// action is one call of the current connector.
func action(name, operationID, parameters, after string) string {
	runAfter := ""
	if after != "" {
		runAfter = `"` + after + `":["Succeeded"]`
	}
	return fmt.Sprintf(`%q:{"type":"OpenApiConnection","runAfter":{%s},"inputs":{"host":{"apiId":"/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps","connectionName":"c","operationId":%q},"parameters":{%s}}}`,
		name, runAfter, operationID, parameters)
}

func trigger(parameters string) string {
	return `"T":{"type":"OpenApiConnectionWebhook","inputs":{"host":{"apiId":"/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps","connectionName":"c","operationId":"SubscribeWebhookTrigger"},"parameters":{` + parameters + `}}}`
}

// request is a Web API request through the connector that passes requests on.
func request(method, url, headers, body string) string {
	return fmt.Sprintf(`"R":{"type":"OpenApiConnection","inputs":{"host":{"apiId":"/providers/Microsoft.PowerApps/apis/shared_webcontents","connectionName":"c","operationId":"InvokeHttp"},"parameters":{"request/method":%q,"request/url":%q,"request/headers":{%s},"request/body":%q}}}`,
		method, url, headers, body)
}

// derive runs both stages over a flow and writes what came out, one line each: privilege, level, reason, state.
func derive(t *testing.T, triggers string, actions ...string) []string {
	t.Helper()
	return derived(t, world(), pin.Set{}, triggers, actions...)
}

func TestEachOperationNeedsWhatItsRowSays(t *testing.T) {
	const rowOfTrigger = `"recordId":"@triggerOutputs()?['body/cfs_jobid']"`
	everyJob := trigger(`"subscriptionRequest/entityname":"cfs_job","subscriptionRequest/scope":4`)
	for name, c := range map[string]struct {
		triggers string
		actions  []string
		want     []string
	}{
		"a list reads its table and every table it joins": {actions: []string{
			action("L", "ListRecords", `"entityName":"cfs_jobs","$expand":"cfs_Site($select=cfs_name)","$filter":"cfs_job_skill/any(s:s/cfs_name eq 'x')"`, ""),
		}, want: []string{"prvReadcfs_Job Global assumed needed", "prvReadcfs_Site Global assumed needed", "prvReadcfs_Skill Global assumed needed"}},
		"selecting a lookup column joins nothing": {actions: []string{
			action("L", "ListRecords", `"entityName":"cfs_jobs","$select":"_cfs_site_value"`, ""),
		}, want: []string{"prvReadcfs_Job Global assumed needed"}},
		"a create without an owner is the identity's own": {actions: []string{
			action("C", "CreateRecord", `"entityName":"cfs_jobs","item/cfs_name":"x"`, ""),
		}, want: []string{"prvCreatecfs_Job Basic proven needed", "prvReadcfs_Job Basic proven needed"}},
		"a create for an owner reaches as far as the owner, and sets no lookup": {actions: []string{
			action("C", "CreateRecord", `"entityName":"cfs_jobs","item/ownerid@odata.bind":"/teams(x)"`, ""),
		}, want: []string{"prvAssigncfs_Job Global assumed conditional", "prvCreatecfs_Job Global assumed needed", "prvReadcfs_Job Global assumed needed"}},
		"a create for the owner of an own row stays basic": {
			triggers: trigger(`"subscriptionRequest/entityname":"cfs_job","subscriptionRequest/scope":1`), actions: []string{
				action("C", "CreateRecord", `"entityName":"cfs_sites","item/ownerid@odata.bind":"systemusers(@{triggerOutputs()?['body/_ownerid_value']})"`, ""),
			}, want: []string{"prvAssigncfs_Site Basic proven conditional", "prvCreatecfs_Site Basic proven needed", "prvReadcfs_Job Basic documented needed", "prvReadcfs_Site Basic proven needed"}},
		"a lookup appends, and appends to its target": {actions: []string{
			action("C", "CreateRecord", `"entityName":"cfs_jobs","item/cfs_Site@odata.bind":"/cfs_sites(@{variables('x')})"`, ""),
		}, want: []string{"prvAppendTocfs_Site Global assumed needed", "prvAppendcfs_Job Basic proven needed", "prvCreatecfs_Job Basic proven needed", "prvReadcfs_Job Basic proven needed", "prvReadcfs_Site Global assumed needed"}},
		"a lookup that is null on one branch counts as set": {actions: []string{
			action("C", "CreateRecord", `"entityName":"cfs_jobs","item/cfs_Site@odata.bind":"@if(triggerBody()?['b'],null,concat('cfs_sites(',variables('x'),')'))"`, ""),
		}, want: []string{"prvAppendTocfs_Site Global assumed needed", "prvAppendcfs_Job Basic proven needed", "prvCreatecfs_Job Basic proven needed", "prvReadcfs_Job Basic proven needed", "prvReadcfs_Site Global assumed needed"}},
		"a lookup that is cleared needs nothing more": {triggers: everyJob, actions: []string{
			action("U", "UpdateOnlyRecord", `"entityName":"cfs_jobs",`+rowOfTrigger+`,"item/cfs_Site@odata.bind":null`, ""),
		}, want: []string{"prvReadcfs_Job Global documented needed", "prvWritecfs_Job Global assumed needed"}},
		"a bare id follows the lookup's metadata": {actions: []string{
			action("C", "CreateRecord", `"entityName":"cfs_jobs","item/cfs_Site@odata.bind":"@variables('x')"`, ""),
		}, want: []string{"prvAppendTocfs_Site Global assumed needed", "prvAppendcfs_Job Basic proven needed", "prvCreatecfs_Job Basic proven needed", "prvReadcfs_Job Basic proven needed", "prvReadcfs_Site Global assumed needed"}},
		"a bare id for a lookup that no metadata knows is a blind spot": {actions: []string{
			action("C", "CreateRecord", `"entityName":"cfs_jobs","item/cfs_Unknown@odata.bind":"@variables('x')"`, ""),
		}, want: []string{"blind opaque-bind", "prvAppendcfs_Job Basic proven needed", "prvCreatecfs_Job Basic proven needed", "prvReadcfs_Job Basic proven needed"}},
		"an upsert of the trigger's own row creates nothing": {triggers: everyJob, actions: []string{
			action("U", "UpdateRecord", `"entityName":"cfs_jobs",`+rowOfTrigger, ""),
		}, want: []string{"prvReadcfs_Job Global documented needed", "prvWritecfs_Job Global assumed needed"}},
		"an upsert with a fresh id on some branch creates": {actions: []string{
			action("U", "UpdateRecord", `"entityName":"cfs_jobs","recordId":"@if(triggerBody()?['b'],guid(),variables('x'))"`, ""),
		}, want: []string{"prvCreatecfs_Job Basic proven needed", "prvReadcfs_Job Global assumed needed", "prvWritecfs_Job Global assumed needed"}},
		"an upsert by alternate key creates": {actions: []string{
			action("U", "UpdateRecord", `"entityName":"cfs_jobs","recordId":"cfs_code='@{variables('x')}'"`, ""),
		}, want: []string{"prvCreatecfs_Job Basic proven needed", "prvReadcfs_Job Global assumed needed", "prvWritecfs_Job Global assumed needed"}},
		"an upsert of an unknown id may create": {actions: []string{
			action("U", "UpdateRecord", `"entityName":"cfs_jobs","recordId":"@variables('x')"`, ""),
		}, want: []string{"prvCreatecfs_Job Basic proven conditional", "prvReadcfs_Job Global assumed needed", "prvWritecfs_Job Global assumed needed"}},
		"an upsert of an id that a get has found creates nothing": {actions: []string{
			action("G", "GetItem", `"entityName":"cfs_jobs","recordId":"@triggerBody()?['text']"`, ""),
			action("U", "UpdateRecord", `"entityName":"cfs_jobs","recordId":"@{triggerBody()?['text']}"`, "G"),
		}, want: []string{"prvReadcfs_Job Global assumed needed", "prvWritecfs_Job Global assumed needed"}},
		"a row made in this run is own until its owner is set": {actions: []string{
			action("C", "CreateRecord", `"entityName":"cfs_jobs","item/cfs_name":"x"`, ""),
			action("O", "UpdateOnlyRecord", `"entityName":"cfs_jobs","recordId":"@outputs('C')?['body/cfs_jobid']","item/ownerid@odata.bind":"/teams(x)"`, "C"),
			action("D", "DeleteRecord", `"entityName":"cfs_jobs","recordId":"@outputs('C')?['body/cfs_jobid']"`, "O"),
		}, want: []string{"prvAssigncfs_Job Basic proven needed", "prvCreatecfs_Job Basic proven needed", "prvDeletecfs_Job Global assumed needed", "prvReadcfs_Job Global assumed needed", "prvWritecfs_Job Basic proven needed"}},
		"the trigger's scope reaches the row it delivers, read again too": {
			triggers: trigger(`"subscriptionRequest/entityname":"cfs_job","subscriptionRequest/scope":2`), actions: []string{
				action("G", "GetItem", `"entityName":"cfs_jobs",`+rowOfTrigger, ""),
				action("U", "UpdateOnlyRecord", `"entityName":"cfs_jobs","recordId":"@body('G')?['cfs_jobid']"`, "G"),
			}, want: []string{"prvReadcfs_Job Local documented needed", "prvWritecfs_Job Local proven needed"}},
		"an organisation-owned table has one level": {actions: []string{
			action("C", "CreateRecord", `"entityName":"cfs_skills","item/cfs_name":"x"`, ""),
		}, want: []string{"prvCreatecfs_Skill Global proven needed", "prvReadcfs_Skill Global proven needed"}},
		"activities share their privileges": {actions: []string{
			action("C", "CreateRecord", `"entityName":"cfs_visits","item/subject":"x"`, ""),
			action("D", "DeleteRecord", `"entityName":"emails","recordId":"@variables('x')"`, "C"),
		}, want: []string{"prvCreateActivity Basic proven needed", "prvDeleteActivity Global assumed needed", "prvReadActivity Basic proven needed"}},
		"a party of an activity is appended to": {actions: []string{
			action("C", "CreateRecord", `"entityName":"emails","item/email_activity_parties":[{"participationtypemask":2,"partyid@odata.bind":"/contacts(@{variables('x')})"},{"participationtypemask":2,"addressused":"x"}]`, ""),
		}, want: []string{"prvAppendActivity Basic proven needed", "prvAppendToContact Global assumed needed", "prvCreateActivity Basic proven needed", "prvReadActivity Basic proven needed", "prvReadContact Global assumed needed"}},
		"many-to-many needs both sides": {actions: []string{
			action("A", "AssociateEntities", `"entityName":"cfs_jobs","recordId":"@variables('x')","associationEntityRelationship":"cfs_job_skill","item/@odata.id":"@variables('y')"`, ""),
		}, want: []string{
			"prvAppendTocfs_Job Global assumed needed", "prvAppendTocfs_Skill Global assumed needed", "prvAppendcfs_Job Global assumed needed", "prvAppendcfs_Skill Global assumed needed",
			"prvReadcfs_Job Global assumed needed", "prvReadcfs_Skill Global assumed needed", "prvWritecfs_Job Global assumed conditional"}},
		"one-to-many changes the child": {actions: []string{
			action("A", "DisassociateEntities", `"entityName":"cfs_sites","recordId":"@variables('x')","associationEntityRelationship":"cfs_site_job","$id":"@variables('y')"`, ""),
		}, want: []string{
			"prvAppendTocfs_Site Global assumed needed", "prvAppendcfs_Job Global assumed needed", "prvReadcfs_Job Global assumed needed", "prvReadcfs_Site Global assumed needed", "prvWritecfs_Job Global assumed needed"}},
		"assigning a role needs every right in it": {actions: []string{
			action("A", "AssociateEntities", `"entityName":"systemusers","recordId":"@variables('x')","associationEntityRelationship":"systemuserroles_association","item/@odata.id":"@variables('y')"`, ""),
		}, want: []string{
			"blind assigned-role", "prvAppendRole Global assumed conditional", "prvAppendToRole Global assumed conditional", "prvAppendToUser Global assumed needed", "prvAppendUser Global assumed needed",
			"prvAssignRole Global assumed needed", "prvReadRole Global assumed needed", "prvReadUser Global assumed needed"}},
		"files are columns of their row": {actions: []string{
			action("F", "UpdateEntityFileImageFieldContent", `"entityName":"cfs_jobs","recordId":"@variables('x')","fileImageFieldName":"cfs_file"`, ""),
		}, want: []string{"prvReadcfs_Job Global assumed needed", "prvWritecfs_Job Global assumed needed"}},
		"a table that no metadata knows is a blind spot and keeps its need": {actions: []string{
			action("L", "ListRecords", `"entityName":"ext_things","$select":"ext_thingid"`, ""),
		}, want: []string{"blind unknown-table", "prvReadext_thing Global assumed needed"}},
		"a set that nothing names is never made singular": {actions: []string{
			action("L", "ListRecords", `"entityName":"ext_categories"`, ""),
		}, want: []string{"blind unknown-table", "prvRead(ext_categories) Global assumed needed"}},
		"a navigation property that no metadata knows is a blind spot": {actions: []string{
			action("L", "ListRecords", `"entityName":"cfs_jobs","$expand":"cfs_Unknown"`, ""),
		}, want: []string{"blind unknown-navigation", "prvRead(nav:cfs_Unknown) Global assumed needed", "prvReadcfs_Job Global assumed needed"}},
		"a table chosen by an expression is a blind spot": {actions: []string{
			action("L", "ListRecords", `"entityName":"@triggerBody()?['table']"`, ""),
		}, want: []string{"blind dynamic-table"}},
		"a message that no page lists is a blind spot": {actions: []string{
			action("M", "PerformUnboundAction", `"actionName":"msdyn_SomethingNew"`, ""),
		}, want: []string{"blind opaque-message"}},
		"a message chosen at run time is a blind spot": {actions: []string{
			action("M", "PerformUnboundAction", `"actionName":"@triggerBody()?['m']"`, ""),
		}, want: []string{"blind opaque-message"}},
		"sending an own mail writes it, reads users and sends as somebody": {actions: []string{
			action("C", "CreateRecord", `"entityName":"emails","item/email_activity_parties":[{"participationtypemask":1,"partyid@odata.bind":"/queues(x)"}]`, ""),
			action("M", "PerformBoundAction", `"entityName":"emails","actionName":"Microsoft.Dynamics.CRM.SendEmail","recordId":"@outputs('C')?['body/activityid']","item/IssueSend":true`, "C"),
		}, want: []string{
			"prvAppendActivity Basic proven needed", "prvAppendToQueue Global assumed needed", "prvCreateActivity Basic proven needed", "prvReadActivity Basic proven needed",
			"prvReadQueue Global assumed needed", "prvReadUser Global assumed needed", "prvSendAsUser Global assumed needed", "prvWriteActivity Basic proven needed"}},
		"sharing a row needs Share, Read and every right that is given": {actions: []string{
			action("M", "PerformUnboundAction", `"actionName":"GrantAccess","item/Target":"cfs_jobs(@{variables('x')})","item/PrincipalAccess":{"AccessMask":"ReadAccess,WriteAccess","Principal":{"teamid":"x","@@odata.type":"Microsoft.Dynamics.CRM.team"}}`, ""),
		}, want: []string{"prvReadcfs_Job Global assumed needed", "prvSharecfs_Job Global assumed needed", "prvWritecfs_Job Global assumed needed"}},
		"a mask that is no constant may give anything": {actions: []string{
			action("M", "PerformUnboundAction", `"actionName":"ModifyAccess","item/Target":{"cfs_skillid":"x","@@odata.type":"Microsoft.Dynamics.CRM.cfs_skill"},"item/PrincipalAccess/AccessMask":"@variables('m')"`, ""),
		}, want: []string{
			"prvAppendTocfs_Skill Global assumed conditional", "prvAppendcfs_Skill Global assumed conditional", "prvDeletecfs_Skill Global assumed conditional",
			"prvReadcfs_Skill Global assumed needed", "prvWritecfs_Skill Global assumed conditional"}},
		"an access team needs Share on the table of the record, not of the user": {actions: []string{
			action("M", "PerformBoundAction", `"entityName":"systemusers","actionName":"Microsoft.Dynamics.CRM.RemoveUserFromRecordTeam","recordId":"@variables('u')","item/Record":"/cfs_jobs(@{variables('x')})","item/TeamTemplate/teamtemplateid":"y"`, ""),
		}, want: []string{"prvReadCustomization Global assumed needed", "prvReadUser Global assumed needed", "prvReadcfs_Job Global assumed needed", "prvSharecfs_Job Global assumed needed"}},
		"a custom API asks for the privilege that it names": {actions: []string{
			action("M", "PerformUnboundAction", `"actionName":"cfs_CloseJob"`, ""),
		}, want: []string{"prvReadcfs_Job Global assumed needed"}},
		"a custom API's plug-in runs as its caller": {actions: []string{
			action("M", "PerformUnboundAction", `"actionName":"cfs_RunCode"`, ""),
		}, want: []string{"blind caller-context-code"}},
		"an object that a column keeps as text is no row": {actions: []string{
			action("C", "CreateRecord", `"entityName":"cfs_jobs","item/cfs_text":{"a":1}`, ""),
		}, want: []string{"prvCreatecfs_Job Basic proven needed", "prvReadcfs_Job Basic proven needed"}},
		"an array that is computed is a row where metadata knows one": {actions: []string{
			`"S":{"type":"Select","inputs":{"from":"@createArray('x')","select":{"cfs_name":"@item()"}},"runAfter":{}}`,
			action("C", "CreateRecord", `"entityName":"cfs_jobs","item/cfs_unknown":"@body('S')"`, "S"),
			action("D", "CreateRecord", `"entityName":"cfs_sites","item/cfs_site_job":"@body('S')"`, "C"),
		}, want: []string{"prvAppendTocfs_Site Basic proven needed", "prvAppendcfs_Job Basic proven needed", "prvCreatecfs_Job Basic proven needed", "prvCreatecfs_Site Basic proven needed", "prvReadcfs_Job Basic proven needed", "prvReadcfs_Site Basic proven needed"}},
		"a prediction reads its model": {actions: []string{
			action("P", "aibuilderpredict_customprompt", `"recordId":"x"`, ""),
		}, want: []string{
			"prvAppendTomsdyn_AIModel Global assumed conditional", "prvAppendmsdyn_AIEvent Basic proven conditional", "prvCreatemsdyn_AIEvent Basic proven conditional", "prvReadmsdyn_AIModel Global assumed needed"}},
		"a prompt is given rows of the tables that its definition names": {actions: []string{
			action("P", "aibuilderpredict_customprompt", `"recordId":"B141656B-8546-437a-968e-94cce6c8be1c"`, ""),
		}, want: []string{"prvAppendTomsdyn_AIModel Global assumed conditional", "prvAppendmsdyn_AIEvent Basic proven conditional", "prvCreatemsdyn_AIEvent Basic proven conditional", "prvReadcfs_Job Global assumed conditional", "prvReadmsdyn_AIModel Global assumed needed"}},
		"a search reads the tables it names": {actions: []string{
			action("S", "GetRelevantRows", `"SearchRequest/search":"x","SearchRequest/entities":["contact"]`, ""),
		}, want: []string{"prvReadContact Global assumed needed"}},
		"a raw list reads and joins as the connector's does": {actions: []string{
			request("GET", "/api/data/v9.2/cfs_jobs?$select=cfs_name&$expand=cfs_Site($select=cfs_name)&$filter=cfs_name%20eq%20'@{variables('x')}'", "", ""),
		}, want: []string{"prvReadcfs_Job Global assumed needed", "prvReadcfs_Site Global assumed needed"}},
		"a raw create sets lookups from its text": {actions: []string{
			request("POST", "https://a.crm.dynamics.com/api/data/v9.2/cfs_jobs", "", `{"cfs_name":"@{variables('x')}","cfs_Site@odata.bind":"/cfs_sites(@{variables('y')})"}`),
		}, want: []string{"prvAppendTocfs_Site Global assumed needed", "prvAppendcfs_Job Basic proven needed", "prvCreatecfs_Job Basic proven needed", "prvReadcfs_Job Basic proven needed", "prvReadcfs_Site Global assumed needed"}},
		"a raw create without an owner to be asks for no read": {actions: []string{
			request("POST", "/api/data/v9.2/cfs_skills", "", `{"cfs_name":"x"}`),
		}, want: []string{"prvCreatecfs_Skill Global proven needed"}},
		"a raw create that asks for the row reads it": {actions: []string{
			request("POST", "/api/data/v9.2/cfs_skills", `"Prefer":"return=representation"`, `{"cfs_name":"x"}`),
		}, want: []string{"prvCreatecfs_Skill Global proven needed", "prvReadcfs_Skill Global proven needed"}},
		"a raw patch is an upsert": {actions: []string{
			request("PATCH", "/api/data/v9.2/cfs_jobs(@{variables('x')})", "", `{"cfs_name":"x"}`),
		}, want: []string{"prvCreatecfs_Job Basic proven conditional", "prvReadcfs_Job Global assumed needed", "prvWritecfs_Job Global assumed needed"}},
		"a raw patch with If-Match is an update": {actions: []string{
			request("PATCH", "/api/data/v9.2/cfs_jobs(@{variables('x')})", `"If-Match":"*"`, `{"cfs_name":"x"}`),
		}, want: []string{"prvReadcfs_Job Global assumed needed", "prvWritecfs_Job Global assumed needed"}},
		"a raw delete": {actions: []string{
			request("DELETE", "/api/data/v9.2/cfs_jobs(@{variables('x')})", "", ""),
		}, want: []string{"prvDeletecfs_Job Global assumed needed"}},
		"a raw body that only a run knows is a blind spot": {actions: []string{
			request("POST", "/api/data/v9.2/cfs_jobs", "", "@variables('body')"),
		}, want: []string{"blind opaque-bind", "prvCreatecfs_Job Global assumed needed", "prvReadcfs_Job Global assumed needed"}},
		"a raw address with alternatives is read in each": {actions: []string{
			request("GET", "@if(triggerBody()?['b'],'/api/data/v9.2/cfs_jobs','/api/data/v9.2/cfs_sites')", "", ""),
		}, want: []string{"prvReadcfs_Job Global assumed needed", "prvReadcfs_Site Global assumed needed"}},
		"a raw address that may lead anywhere is a blind spot too": {actions: []string{
			request("GET", "@if(triggerBody()?['b'],'/api/data/v9.2/cfs_jobs',triggerBody()?['c'])", "", ""),
		}, want: []string{"blind opaque-http", "prvReadcfs_Job Global assumed needed"}},
		"a raw action that no page describes is a blind spot that names it": {actions: []string{
			request("POST", "/api/data/v9.2/cfs_DoIt", "", "{}"),
		}, want: []string{"blind opaque-message"}},
		"a raw message needs its published set": {actions: []string{
			request("POST", "/api/data/v9.2/queues(@{variables('x')})/Microsoft.Dynamics.CRM.AddToQueue", "", `{"Target":{"@odata.type":"Microsoft.Dynamics.CRM.contact","contactid":"x"}}`),
		}, want: []string{"prvAppendToQueue Global assumed needed", "prvReadContact Global assumed conditional", "prvReadQueue Global assumed needed"}},
		"a raw row of a set that nothing knows": {actions: []string{
			request("GET", "/api/data/v9.2/cfs_strange(@{variables('x')})", "", ""),
		}, want: []string{"blind unknown-table", "prvRead(cfs_strange) Global assumed needed"}},
		"who the caller is needs nothing": {actions: []string{request("GET", "/api/data/v9.2/WhoAmI", "", "")}},
		"definitions with what is expanded": {actions: []string{
			request("GET", "/api/data/v9.2/EntityDefinitions(LogicalName='account')?$select=LogicalName&$expand=Attributes($select=LogicalName)", "", ""),
		}, want: []string{"prvReadAttribute Global documented needed", "prvReadEntity Global documented needed"}},
		"one property is set by PUT": {actions: []string{
			request("PUT", "/api/data/v9.2/cfs_jobs(@{variables('x')})/cfs_name", "", `{"value":"x"}`),
		}, want: []string{"prvWritecfs_Job Global assumed needed"}},
		"a lookup cleared by its reference": {actions: []string{
			request("DELETE", "/api/data/v9.2/cfs_jobs(@{variables('x')})/cfs_Site/$ref", "", ""),
		}, want: []string{"prvWritecfs_Job Global assumed needed"}},
		"the row behind a lookup is read by its property": {actions: []string{
			request("GET", "/api/data/v9.2/cfs_jobs(@{variables('x')})/cfs_Site", "", ""),
		}, want: []string{"prvReadcfs_Job Global assumed needed", "prvReadcfs_Site Global assumed needed"}},
		"rows are counted": {actions: []string{request("GET", "/api/data/v9.2/cfs_jobs/$count", "", "")}, want: []string{"prvReadcfs_Job Global assumed needed"}},
		"each request of a batch": {actions: []string{
			request("POST", "/api/data/v9.2/$batch", "", "--b\nContent-Type: application/http\n\nPOST /api/data/v9.2/cfs_skills HTTP/1.1\n\n{\"cfs_name\":\"@{variables('x')}\"}\n--b\nContent-Type: application/http\n\nDELETE /api/data/v9.2/cfs_jobs(@{variables('y')}) HTTP/1.1\n\n--b--"),
		}, want: []string{"prvCreatecfs_Skill Global proven needed", "prvDeletecfs_Job Global assumed needed"}},
		"a batch joined from a template": {actions: []string{
			`"T":{"type":"Compose","inputs":"--c\nContent-Type: application/http\n\nPATCH /api/data/v9.2/cfs_jobs(|ID|) HTTP/1.1\nIf-Match: *\n\n|ROW|\n","runAfter":{}}`,
			`"S":{"type":"Select","inputs":{"from":"@triggerBody()?['rows']","select":"@replace(replace(outputs('T'),'|ID|',item()?['id']),'|ROW|',string(item()))"},"runAfter":{}}`,
			request("POST", "/api/data/v9.2/$batch", "", "--b\n@{join(body('S'),'\n')}\n--b--"),
		}, want: []string{"blind opaque-bind", "prvReadcfs_Job Global assumed needed", "prvWritecfs_Job Global assumed needed"}},
		"a batch that only a run knows": {actions: []string{
			request("POST", "/api/data/v9.2/$batch", "", "@triggerBody()?['text']"),
		}, want: []string{"blind opaque-http"}},
		"a workflow that is started leaves a job": {actions: []string{
			action("G", "GetItem", `"entityName":"cfs_jobs","recordId":"x"`, ""),
			action("M", "PerformBoundAction", `"entityName":"workflows","actionName":"Microsoft.Dynamics.CRM.ExecuteWorkflow","recordId":"y","item/EntityId":"@outputs('G')?['body/cfs_jobid']"`, ""),
		}, want: []string{"prvCreateAsyncOperation Basic proven conditional", "prvReadAsyncOperation Basic proven needed", "prvReadWorkflow Global assumed needed", "prvReadcfs_Job Global assumed needed", "prvWorkflowExecution Global assumed conditional"}},
		"a message in the background leaves a job too": {actions: []string{
			action("B", "PerformBackgroundOperation", `"entityName":"none","actionName":"RetrieveRolePrivilegesRole"`, ""),
		}, want: []string{"prvCreateAsyncOperation Basic proven conditional", "prvReadAsyncOperation Basic proven needed", "prvReadRole Global assumed needed", "prvWorkflowExecution Global assumed conditional"}},
		"a file is deleted from the row that its id was read from": {actions: []string{
			action("G", "GetItem", `"entityName":"cfs_jobs","recordId":"x"`, ""),
			action("D", "PerformUnboundAction", `"actionName":"DeleteFile","item/FileId":"@outputs('G')?['body/cfs_report']"`, ""),
		}, want: []string{"prvReadcfs_Job Global assumed needed", "prvWritecfs_Job Global assumed needed"}},
		"a file whose row cannot be told": {actions: []string{
			action("D", "PerformUnboundAction", `"actionName":"DeleteFile","item/FileId":"@triggerBody()?['x']"`, ""),
		}, triggers: `"T":{"type":"Request"}`, want: []string{"blind opaque-message"}},
		"rows made in bulk may set lookups": {actions: []string{
			action("M", "PerformBoundAction", `"entityName":"cfs_skills","actionName":"CreateMultiple"`, ""),
		}, want: []string{"blind opaque-bind", "prvCreatecfs_Skill Global assumed needed", "prvReadcfs_Skill Global assumed needed"}},
		"one of two messages, each in its own branch": {actions: []string{
			action("M", "PerformUnboundAction", `"actionName":"@if(triggerBody()?['b'],'RetrieveUserPrivileges','RetrieveRolePrivilegesRole')"`, ""),
		}, want: []string{"prvReadOrganization Global assumed needed", "prvReadRole Global assumed needed", "prvReadUser Global assumed needed"}},
		"one of two tables, each needed": {actions: []string{
			action("L", "ListRecords", `"entityName":"@if(triggerBody()?['b'],'cfs_jobs','cfs_sites')"`, ""),
		}, want: []string{"prvReadcfs_Job Global assumed needed", "prvReadcfs_Site Global assumed needed"}},
		"a search that names no table looks through all": {actions: []string{
			action("S", "GetRelevantRows", `"SearchRequest/search":"x"`, ""),
		}, want: []string{"blind searches-everything"}},
		"fetchXml reads its tables and passes through intersect tables": {actions: []string{
			action("L", "ListRecords", `"entityName":"cfs_jobs","fetchXml":"<fetch><entity name='cfs_job'><link-entity name='cfs_job_skill' from='a' to='a'><link-entity name='cfs_skill' from='b' to='b'/></link-entity></entity></fetch>"`, ""),
		}, want: []string{"prvReadcfs_Job Global assumed needed", "prvReadcfs_Skill Global assumed needed"}},
		"the owner expanded is a user or a team": {actions: []string{
			action("L", "ListRecords", `"entityName":"cfs_jobs","$expand":"ownerid"`, ""),
		}, want: []string{"prvReadTeam Global assumed needed", "prvReadUser Global assumed needed", "prvReadcfs_Job Global assumed needed"}},
		"a child table is guarded by its parent": {actions: []string{
			action("U", "UpdateOnlyRecord", `"entityName":"environmentvariablevalues","recordId":"@variables('x')","item/value":"x"`, ""),
		}, want: []string{"prvReadEnvironmentVariableDefinition Global assumed needed", "prvWriteEnvironmentVariableDefinition Global assumed needed"}},
	} {
		t.Run(name, func(t *testing.T) {
			triggers := c.triggers
			if triggers == "" {
				triggers = `"T":{"type":"Recurrence"}`
			}
			if diff := cmp.Diff(c.want, derive(t, triggers, c.actions...)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAddingAnActionNeverRemovesANeed(t *testing.T) {
	actions := []string{
		action("C", "CreateRecord", `"entityName":"cfs_jobs","item/cfs_name":"x"`, ""),
		action("O", "UpdateOnlyRecord", `"entityName":"cfs_jobs","recordId":"@outputs('C')?['body/cfs_jobid']","item/ownerid@odata.bind":"/teams(x)"`, "C"),
		action("U", "UpdateRecord", `"entityName":"cfs_sites","recordId":"@variables('x')"`, "O"),
		action("L", "ListRecords", `"entityName":"cfs_skills"`, "U"),
		action("A", "AssociateEntities", `"entityName":"cfs_jobs","recordId":"@variables('x')","associationEntityRelationship":"cfs_job_skill","item/@odata.id":"@variables('y')"`, "L"),
	}
	named := func(lines []string) map[string]bool {
		names := map[string]bool{}
		for _, l := range lines {
			names[strings.Fields(l)[0]] = true
		}
		return names
	}
	for n := 1; n < len(actions); n++ {
		before := named(derive(t, `"T":{"type":"Recurrence"}`, actions[:n]...))
		after := named(derive(t, `"T":{"type":"Recurrence"}`, actions[:n+1]...))
		for name := range before {
			if !after[name] {
				t.Errorf("with %d actions %s is needed, with one more it is not", n, name)
			}
		}
	}
}

func TestAPrivilegeKeepsItsRightWhoeverAsksFirst(t *testing.T) {
	named := requirement.Claim{Privilege: "prvReadAccount", Evidence: requirement.Evidence{Node: "a"}}
	right := requirement.Claim{Privilege: "prvReadAccount", Right: privileges.Read, Evidence: requirement.Evidence{Node: "b"}}
	for _, claims := range [][]requirement.Claim{{named, right}, {right, named}} {
		if n := requirement.Join(claims); len(n) != 1 || n[0].Right != privileges.Read {
			t.Errorf("needs = %+v", n)
		}
	}
}

func TestEveryMessageNeedIsUnderstood(t *testing.T) {
	facts := catalog.New()
	for _, need := range requirement.MessageNeeds() {
		if slices.Contains([]string{"none", "async", "binds", "opaque"}, need) {
			continue
		}
		right, table, onTable := strings.Cut(strings.TrimSuffix(need, "?"), "@")
		if !onTable {
			if _, ok := facts.Privilege(right); !ok && right != "prvDeleteQueueItem" && right != "prvReadVisualizationModule" {
				t.Errorf("no metadata knows %s", right) // the two: pages name them, the platform has no such privileges
			}
			continue
		}
		if _, ok := privileges.ParseRight(right); !ok && right != "mask" || table == "" {
			t.Errorf("%q is no need", need)
		}
	}
}

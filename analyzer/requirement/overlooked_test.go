package requirement_test

import (
	"slices"
	"strings"
	"testing"
)

// loop writes a container around actions.
func loop(name, kind, after, of string, actions ...string) string {
	runAfter := ""
	if after != "" {
		runAfter = `"` + after + `":["Succeeded"]`
	}
	return `"` + name + `":{"type":"` + kind + `","runAfter":{` + runAfter + `},` + of + `,"actions":{` + strings.Join(actions, ",") + `}}`
}

// TestNothingThatAFlowDoesIsOverlooked has flows with a need or an open question that is easily lost.
func TestNothingThatAFlowDoesIsOverlooked(t *testing.T) {
	made := action("C", "CreateRecord", `"entityName":"cfs_jobs","item/cfs_name":"x"`, "")
	const ofMade = `"entityName":"cfs_jobs","recordId":"@outputs('C')?['body/cfs_jobid']"`
	given := `"G":{"type":"Compose","runAfter":{},"inputs":{"Prefer":"return=representation"}}`
	id := `"V":{"type":"InitializeVariable","runAfter":{},"inputs":{"variables":[{"name":"id","type":"string","value":"@triggerBody()?['a']"}]}}`
	again := `"S":{"type":"SetVariable","runAfter":{"G":["Succeeded"]},"inputs":{"name":"id","value":"@triggerBody()?['b']"}}`
	for name, c := range map[string]struct {
		actions []string
		want    string
	}{
		"the row behind an expanded property is that of its own table": {[]string{
			action("G", "GetItem", `"entityName":"cfs_jobs","recordId":"1","$expand":"cfs_Site($select=cfs_siteid)"`, ""),
			action("A", "CreateRecord", `"entityName":"cfs_skills","item/cfs_Any@odata.bind":"@outputs('G')?['body/cfs_Site/@odata.id']"`, "G"),
		}, "prvAppendTocfs_Site Global assumed needed"},
		"every row that an id may be of is appended to": {[]string{
			action("G", "GetItem", `"entityName":"cfs_jobs","recordId":"1"`, ""),
			action("H", "GetItem", `"entityName":"cfs_sites","recordId":"1"`, "G"),
			action("A", "CreateRecord", `"entityName":"cfs_skills","item/cfs_Any@odata.bind":"@{triggerBody()?['s']}(@{if(triggerBody()?['b'],outputs('G')?['body/cfs_jobid'],outputs('H')?['body/cfs_siteid'])})"`, "H"),
		}, "prvAppendTocfs_Site Global assumed needed"},
		"text in parsed JSON is text, whatever it begins with": {[]string{
			action("A", "CreateRecord", `"entityName":"cfs_jobs","item":"@json('{\"cfs_Site@odata.bind\":\"@item()\"}')"`, ""),
		}, "prvAppendTocfs_Site Global assumed needed"},
		"a column whose name an expression makes may be a lookup": {[]string{
			action("A", "CreateRecord", `"entityName":"cfs_jobs","item":{"@{triggerBody()?['k']}":"x"}`, ""),
		}, "blind opaque-bind"},
		"parties in the text of a request": {[]string{
			request("POST", "/api/data/v9.2/cfs_visits", "", `{"cfs_visit_activity_parties":[{"partyid@odata.bind":"/cfs_sites(1)"}]}`),
		}, "prvAppendTocfs_Site Global assumed needed"},
		"rows that are made inside another": {[]string{
			action("A", "CreateRecord", `"entityName":"cfs_sites","item/cfs_site_job":[{"cfs_name":"x"}]`, ""),
		}, "prvCreatecfs_Job Basic proven needed"},

		"a clause of a filter in one branch": {[]string{
			action("L", "ListRecords", `"entityName":"cfs_jobs","$filter":"statecode eq 0@{if(triggerBody()?['b'],' and cfs_Site/cfs_name eq 1','')}"`, ""),
		}, "prvReadcfs_Site Global assumed needed"},
		"a clause of a filter that only a run knows": {[]string{
			action("L", "ListRecords", `"entityName":"cfs_jobs","$filter":"statecode eq 0 and @{triggerBody()?['f']}"`, ""),
		}, "blind dynamic-query"},
		"elements of FetchXML that only a run knows": {[]string{
			action("L", "ListRecords", `"entityName":"cfs_jobs","fetchXml":"<fetch><entity name='cfs_job'>@{triggerBody()?['f']}</entity></fetch>"`, ""),
		}, "blind dynamic-query"},
		"options of a request that only a run knows": {[]string{
			`"R":{"type":"OpenApiConnection","inputs":{"host":{"apiId":"/a/shared_webcontents","connectionName":"c","operationId":"InvokeHttp"},"parameters":{"request/method":"GET","request/url":"/api/data/v9.2/cfs_jobs?@{triggerBody()?['q']}"}}}`,
		}, "blind dynamic-query"},

		"headers that another node puts together": {[]string{
			given, `"R":{"type":"OpenApiConnection","runAfter":{"G":["Succeeded"]},"inputs":{"host":{"apiId":"/a/shared_webcontents","connectionName":"c","operationId":"InvokeHttp"},"parameters":{"request/method":"POST","request/url":"/api/data/v9.2/cfs_skills","request/headers":"@outputs('G')","request/body":"{}"}}}`,
		}, "prvReadcfs_Skill Global proven needed"},
		"a request for another user": {[]string{
			request("POST", "/api/data/v9.2/cfs_jobs", `"MSCRMCallerID":"@{triggerBody()?['u']}"`, `{}`),
		}, "prvActOnBehalfOfAnotherUser Global documented needed"},
		"an owner that is set by reference": {[]string{
			request("PUT", "/api/data/v9.2/cfs_jobs(1)/ownerid/$ref", "", `{"@odata.id":"systemusers(1)"}`),
		}, "prvAssigncfs_Job Global assumed needed"},
		"a row of a message that is one of two": {[]string{
			action("M", "PerformUnboundAction", `"actionName":"RevokeAccess","item/Target":"@if(triggerBody()?['b'],'cfs_jobs(1)',triggerBody()?['t'])"`, ""),
		}, "blind opaque-message"},

		"the owner is set beside the update": {[]string{
			made, action("U", "UpdateOnlyRecord", ofMade, "C"), action("O", "UpdateOnlyRecord", ofMade+`,"item/ownerid@odata.bind":"systemusers(1)"`, "C"),
		}, "prvWritecfs_Job Global assumed needed"},
		"the owner is set in the pass before": {[]string{
			made, loop("L", "Until", "C", `"expression":"@equals(1,2)","limit":{"count":2}`,
				action("U", "UpdateOnlyRecord", ofMade, ""), action("O", "UpdateOnlyRecord", ofMade+`,"item/ownerid@odata.bind":"systemusers(1)"`, "U")),
		}, "prvWritecfs_Job Global assumed needed"},
		"the owner is set on the row that was read again": {[]string{
			made, action("G", "GetItem", ofMade, "C"), action("O", "UpdateOnlyRecord", `"entityName":"cfs_jobs","recordId":"@outputs('G')?['body/cfs_jobid']","item/ownerid@odata.bind":"systemusers(1)"`, "G"),
			action("D", "DeleteRecord", ofMade, "O"),
		}, "prvDeletecfs_Job Global assumed needed"},
		"the owner is set by a message": {[]string{
			made, action("O", "PerformUnboundAction", `"actionName":"Assign","item/Target":"cfs_jobs(@{outputs('C')?['body/cfs_jobid']})"`, "C"), action("D", "DeleteRecord", ofMade, "O"),
		}, "prvDeletecfs_Job Global assumed needed"},

		"the variable of an id is set again": {[]string{
			id, action("G", "GetItem", `"entityName":"cfs_jobs","recordId":"@variables('id')"`, "V"), again, action("U", "UpdateRecord", `"entityName":"cfs_jobs","recordId":"@variables('id')"`, "S"),
		}, "prvCreatecfs_Job Basic proven conditional"},
		"the variable of an id is set again in the pass before": {[]string{
			id, action("G", "GetItem", `"entityName":"cfs_jobs","recordId":"@variables('id')"`, "V"), loop("L", "Until", "G", `"expression":"@equals(1,2)","limit":{"count":2}`,
				action("U", "UpdateRecord", `"entityName":"cfs_jobs","recordId":"@variables('id')"`, ""), strings.Replace(again, `"G"`, `"U"`, 1)),
		}, "prvCreatecfs_Job Basic proven conditional"},
		"the owner was set on the row that a variable kept of the pass before": {[]string{
			strings.Replace(id, `,"value":"@triggerBody()?['a']"`, "", 1), loop("L", "Until", "V", `"expression":"@equals(1,2)","limit":{"count":2}`,
				made, action("D", "DeleteRecord", `"entityName":"cfs_jobs","recordId":"@variables('id')"`, "C"),
				`"S":{"type":"SetVariable","runAfter":{"D":["Succeeded"]},"inputs":{"name":"id","value":"@outputs('C')?['body/cfs_jobid']"}}`,
				action("O", "UpdateOnlyRecord", ofMade+`,"item/ownerid@odata.bind":"systemusers(1)"`, "S")),
		}, "prvDeletecfs_Job Global assumed needed"},
		"a clause after a whole value": {[]string{
			action("L", "ListRecords", `"entityName":"cfs_jobs","$filter":"cfs_flag eq true @{triggerBody()?['f']}"`, ""),
		}, "blind dynamic-query"},
		"item() of another loop": {[]string{
			loop("A", "Foreach", "", `"foreach":"@triggerBody()?['a']"`, action("G", "GetItem", `"entityName":"cfs_jobs","recordId":"@item()"`, ""),
				loop("B", "Foreach", "G", `"foreach":"@triggerBody()?['b']"`, action("U", "UpdateRecord", `"entityName":"cfs_jobs","recordId":"@item()"`, ""))),
		}, "prvCreatecfs_Job Basic proven conditional"},
	} {
		if got := derive(t, "", c.actions...); !slices.Contains(got, c.want) {
			t.Errorf("%s: %q is not among\n%s", name, c.want, strings.Join(got, "\n"))
		}
	}
}

// TestWhatIsCertainStaysCertain has flows beside those above whose levels and queries are known.
func TestWhatIsCertainStaysCertain(t *testing.T) {
	const ofMade = `"entityName":"cfs_jobs","recordId":"@outputs('C')?['body/cfs_jobid']"`
	each := loop("L", "Foreach", "", `"foreach":"@triggerBody()?['a']"`,
		action("C", "CreateRecord", `"entityName":"cfs_jobs"`, ""), action("U", "UpdateOnlyRecord", ofMade, "C"), action("O", "UpdateOnlyRecord", ofMade+`,"item/ownerid@odata.bind":"systemusers(1)"`, "U"))
	if got := derive(t, "", each); !slices.Contains(got, "prvWritecfs_Job Basic proven needed") {
		t.Errorf("every pass has a row of its own:\n%s", strings.Join(got, "\n"))
	}
	for _, query := range []string{
		`"$filter":"cfs_name eq '@{triggerBody()?['a']}' and (cfs_siteid eq @{triggerBody()?['b']} or startswith(cfs_name,@{triggerBody()?['c']}))"`,
		`"$filter":"createdon gt @{triggerBody()?['a']}T00:00:00Z","$orderby":"cfs_name @{triggerBody()?['b']}"`,
		`"$filter":"Microsoft.Dynamics.CRM.In(PropertyName='cfs_name',PropertyValues=[@{triggerBody()?['a']}])"`,
		`"fetchXml":"<fetch><entity name='cfs_job'><filter><condition attribute='cfs_name' operator='in'><value>@{triggerBody()?['a']}</value></condition></filter></entity></fetch>"`,
	} {
		if got := derive(t, "", action("L", "ListRecords", `"entityName":"cfs_jobs",`+query, "")); len(got) != 1 {
			t.Errorf("%s asks more than a read of its table:\n%s", query, strings.Join(got, "\n"))
		}
	}
}

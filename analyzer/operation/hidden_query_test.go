package operation

import "testing"

// A part of a query that only a run knows may join any table: it is a blind spot, also when the rest of the query is known.
func TestPartOfAQueryThatOnlyARunKnowsIsABlindSpot(t *testing.T) {
	for options, want := range map[string]int{
		`"$filter":"@{triggerBody()?['path']}/name eq 'x'"`:                        1,
		`"$filter":"@{triggerBody()?['filter']}"`:                                  1,
		`"$filter":"statecode eq 0 and @{triggerBody()?['filter']}"`:               1,
		`"$orderby":"@{triggerBody()?['path']}/name desc"`:                         1,
		`"$expand":"createdby,@{triggerBody()?['path']}"`:                          1,
		`"$expand":"owninguser($expand=parent_@{triggerBody()?['path']})"`:         1,
		`"$filter":"contactid eq @{triggerBody()?['id']}"`:                         0,
		`"$filter":"@{if(triggerBody()?['a'],'a','b')} eq @{triggerBody()?['x']}"`: 0,
		`"$expand":"createdby($filter=x eq @{triggerBody()?['id']})"`:              0,
	} {
		r := readFlow(t, embedded, `"T":{"type":"Request","kind":"Button"}`, call("L", "ListRecords", `"entityName":"contacts","$select":"fullname",`+options))
		if len(r.Blindspots) != want || want == 1 && r.Blindspots[0].Kind != "dynamic-query" {
			t.Errorf("%s: blind spots %v, want %d", options, r.Blindspots, want)
		}
		for _, e := range r.Operations[0].Expands {
			if e.Navigation != "createdby" && e.Navigation != "owninguser" || len(e.Nested) > 0 {
				t.Errorf("%s: expands %v: a name that only a run knows is no name", options, e)
			}
		}
	}
}

// An address names one environment whatever follows the host, and what follows may be a secret.
func TestAnEnvironmentIsItsOriginAndNothingElseOfTheAddress(t *testing.T) {
	for _, address := range []string{
		"https://Org.crm.dynamics.com", "https://org.crm.dynamics.com/", "https://org.crm.dynamics.com/api/data/v9.2", "https://me:word@org.crm.dynamics.com/?sig=word#word",
	} {
		r := readFlow(t, embedded, `"T":{"type":"Recurrence"}`, call("L", "ListRecordsWithOrganization", `"organization":"`+address+`","entityName":"accounts"`))
		if got := r.Operations[0].Identity.Environment; got != "https://org.crm.dynamics.com" {
			t.Errorf("%s is the environment %s", address, got)
		}
	}
}

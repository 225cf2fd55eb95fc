package requirement_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestAMessageForManyRowsNeedsWhatItsRowsName: bound to no table, it works on the tables that its rows name by their type;
// otherwise the message is a blind spot, and nothing is needed on a table without a name.
func TestAMessageForManyRowsNeedsWhatItsRowsName(t *testing.T) {
	job, site := `{"@@odata.type":"Microsoft.Dynamics.CRM.cfs_job","cfs_name":"x"}`, `{"@@odata.type":"#Microsoft.Dynamics.CRM.cfs_site"}`
	const createJob, readJob = "prvCreatecfs_Job Global assumed needed", "prvReadcfs_Job Global assumed needed"
	for name, c := range map[string]struct {
		action string
		want   []string
	}{
		"rows of one table":       {action("M", "PerformUnboundAction", `"actionName":"CreateMultiple","item/Targets":[`+job+`,`+job+`]`, ""), []string{"blind opaque-bind", createJob, readJob}},
		"rows of several tables":  {action("M", "PerformUnboundAction", `"actionName":"UpdateMultiple","item":{"Targets":[`+job+`,`+site+`]}`, ""), []string{"blind opaque-bind", readJob, "prvReadcfs_Site Global assumed needed", "prvWritecfs_Job Global assumed needed", "prvWritecfs_Site Global assumed needed"}},
		"a table in each branch":  {action("M", "PerformUnboundAction", `"actionName":"DeleteMultiple","item/Targets":[{"@@odata.type":"Microsoft.Dynamics.CRM.@{if(triggerBody()?['b'],'cfs_job','cfs_site')}"}]`, ""), []string{"prvDeletecfs_Job Global assumed needed", "prvDeletecfs_Site Global assumed needed"}},
		"a whole type per branch": {action("M", "PerformUnboundAction", `"actionName":"DeleteMultiple","item/Targets":[{"@@odata.type":"@if(triggerBody()?['b'],'Microsoft.Dynamics.CRM.cfs_job','Microsoft.Dynamics.CRM.cfs_site')"}]`, ""), []string{"prvDeletecfs_Job Global assumed needed", "prvDeletecfs_Site Global assumed needed"}},
		"a request":               {request("POST", "/api/data/v9.2/UpsertMultiple", "", `{"Targets":[{"@odata.type":"Microsoft.Dynamics.CRM.cfs_job"}]}`), []string{"blind opaque-bind", createJob, readJob, "prvWritecfs_Job Global assumed needed"}},
		"a row without a type":    {action("M", "PerformUnboundAction", `"actionName":"CreateMultiple","item/Targets":[`+job+`,{"cfs_name":"x"}]`, ""), []string{"blind opaque-bind", "blind opaque-message", createJob, readJob}},
		"rows of a run":           {action("M", "PerformUnboundAction", `"actionName":"CreateMultiple","item/Targets":"@triggerBody()?['rows']"`, ""), []string{"blind opaque-bind", "blind opaque-message"}},
		"no rows":                 {action("M", "PerformUnboundAction", `"actionName":"DeleteMultiple"`, ""), []string{"blind opaque-message"}},
		"another message":         {action("M", "PerformUnboundAction", `"actionName":"SendEmail"`, ""), []string{"blind opaque-message", "prvReadUser Global assumed needed", "prvSendAsUser Global assumed needed"}},
		"bound, by its table":     {action("M", "PerformBoundAction", `"entityName":"cfs_jobs","actionName":"Microsoft.Dynamics.CRM.CreateMultiple","item/Targets":"@triggerBody()?['rows']"`, ""), []string{"blind opaque-bind", createJob, readJob}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, derive(t, `"T":{"type":"Request"}`, c.action)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

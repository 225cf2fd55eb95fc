package requirement_test

import (
	"slices"
	"strings"
	"testing"

	"rolefit/analyzer/pin"
	"rolefit/flowparse/solution"
	"rolefit/flowparse/xaml"
)

// TestARealTimeWorkflowMayGiveARowAway: the row that a flow made is its own until something sets the owner, and a workflow
// that runs inside the write does so before the next node.
func TestARealTimeWorkflowMayGiveARowAway(t *testing.T) {
	const ofMade = `"entityName":"cfs_jobs","recordId":"@outputs('C')?['body/cfs_jobid']"`
	made := action("C", "CreateRecord", `"entityName":"cfs_jobs","item/cfs_name":"x"`, "")
	deleted := action("D", "DeleteRecord", ofMade, "C")
	updated := action("U", "UpdateOnlyRecord", ofMade+`,"item/cfs_name":"y"`, "C")
	deletedLater := action("D", "DeleteRecord", ofMade, "U")
	assign := xaml.Step{Kind: xaml.Assign, Table: "cfs_job", Row: "primary", Columns: []string{"ownerid"}}
	state := xaml.Step{Kind: xaml.SetState, Table: "cfs_job", Row: "primary"}
	name := xaml.Step{Kind: xaml.Update, Table: "cfs_job", Row: "primary", Columns: []string{"cfs_name"}}
	workflow := func(id string, steps ...xaml.Step) solution.Process {
		return solution.Process{ID: id, RealTime: true, Activated: true, Table: "cfs_job", OnCreate: true, Definition: &xaml.Workflow{Steps: steps}}
	}
	as := func(p solution.Process, change func(*solution.Process)) solution.Process { change(&p); return p }
	caller := func(p *solution.Process) { p.RunsAsCaller = true }
	onName := func(p *solution.Process) { p.OnCreate, p.OnUpdateColumns = false, []string{"cfs_name"} }
	const deletesAnybodys, deletesOwn = "prvDeletecfs_Job Global assumed needed", "prvDeletecfs_Job Basic proven needed"
	for what, c := range map[string]struct {
		processes []solution.Process
		actions   []string
		want      string
	}{
		"when the row is made":            {[]solution.Process{as(workflow("w", assign), caller)}, []string{made, deleted}, deletesAnybodys},
		"as the workflow's owner":         {[]solution.Process{workflow("w", assign)}, []string{made, deleted}, deletesAnybodys},
		"the row is read back":            {[]solution.Process{workflow("w", assign)}, []string{made}, "prvReadcfs_Job Global assumed needed"},
		"it is made all the same":         {[]solution.Process{workflow("w", assign)}, []string{made}, "prvCreatecfs_Job Basic proven needed"},
		"by an update of the owner":       {[]solution.Process{workflow("w", xaml.Step{Kind: xaml.Update, Table: "cfs_job", Row: "primary", Columns: []string{"ownerid"}})}, []string{made, deleted}, deletesAnybodys},
		"when the row is updated":         {[]solution.Process{as(workflow("w", assign), onName)}, []string{made, updated, deletedLater}, deletesAnybodys},
		"the update itself comes before":  {[]solution.Process{as(workflow("w", assign), onName)}, []string{made, updated, deletedLater}, "prvWritecfs_Job Basic proven needed"},
		"by another that it sets off":     {[]solution.Process{workflow("w", name), as(workflow("x", assign), onName)}, []string{made, deleted}, deletesAnybodys},
		"by a child":                      {[]solution.Process{workflow("w", xaml.Step{Kind: xaml.ChildWorkflow, Workflow: "x"}), as(workflow("x", assign), func(p *solution.Process) { p.OnCreate = false })}, []string{made, deleted}, deletesAnybodys},
		"by a bound process action":       {[]solution.Process{{ID: "a", Category: 3, UniqueName: "cfs_Give", Table: "cfs_job", Definition: &xaml.Workflow{Steps: []xaml.Step{assign}}}}, []string{made, action("M", "PerformBoundAction", ofMade+`,"actionName":"Microsoft.Dynamics.CRM.cfs_Give"`, "C"), action("D", "DeleteRecord", ofMade, "M")}, deletesAnybodys},
		"a step after it":                 {[]solution.Process{as(workflow("w", assign, state), caller)}, []string{made}, "prvWritecfs_Job Global assumed needed"},
		"a step of another beside it":     {[]solution.Process{as(workflow("w", state), caller), as(workflow("x", assign), caller)}, []string{made}, "prvWritecfs_Job Global assumed needed"},
		"the step itself":                 {[]solution.Process{as(workflow("w", state, assign), caller)}, []string{made}, "prvAssigncfs_Job Basic proven needed"},
		"a row that the workflow made":    {[]solution.Process{workflow("w", xaml.Step{Kind: xaml.Assign, Table: "cfs_job", Row: "created:x"})}, []string{made, deleted}, deletesOwn},
		"a workflow that is switched off": {[]solution.Process{as(workflow("w", assign), func(p *solution.Process) { p.Activated = false })}, []string{made, deleted}, deletesOwn},
		"a workflow on other columns":     {[]solution.Process{as(workflow("w", assign), func(p *solution.Process) { p.OnCreate, p.OnUpdateColumns = false, []string{"cfs_code"} })}, []string{made, updated, deletedLater}, deletesOwn},
		"a workflow that assigns nothing": {[]solution.Process{as(workflow("w", state), caller)}, []string{made, deleted}, deletesOwn},
	} {
		in := world()
		in.Processes = c.processes
		if got := derived(t, in, pin.Set{}, "", c.actions...); !slices.Contains(got, c.want) {
			t.Errorf("%s: %q is not among\n%s", what, c.want, strings.Join(got, "\n"))
		}
	}
}

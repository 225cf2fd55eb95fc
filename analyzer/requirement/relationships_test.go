package requirement_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestEveryRelationshipThatALinkCanNameIsNeeded: a link names its relationship by an expression with several alternatives,
// or with one that only a run knows, and still reads its own table.
func TestEveryRelationshipThatALinkCanNameIsNeeded(t *testing.T) {
	link := func(set, relationship string) string {
		return action("A", "AssociateEntities", `"entityName":"`+set+`","recordId":"1","associationEntityRelationship":"`+relationship+`","item/@odata.id":"@variables('y')"`, "")
	}
	const jobAndSkill = "@if(triggerBody()?['b'],'cfs_job_skill',"
	both := []string{
		"prvAppendTocfs_Job Global assumed needed", "prvAppendTocfs_Skill Global assumed needed", "prvAppendcfs_Job Global assumed needed", "prvAppendcfs_Skill Global assumed needed",
		"prvReadcfs_Job Global assumed needed", "prvReadcfs_Skill Global assumed needed", "prvWritecfs_Job Global assumed conditional",
	}
	for name, c := range map[string]struct {
		action string
		want   []string
	}{
		"one of two, of which one is unknown to metadata": {link("cfs_jobs", jobAndSkill+"'cfs_other')"), append([]string{
			"blind unknown-navigation", "prvAppend(nav:cfs_other) Global assumed needed"}, append(append([]string{}, both[:4]...), "prvRead(nav:cfs_other) Global assumed needed", both[4], both[5], both[6])...)},
		"one known, or what a run chooses": {link("cfs_jobs", jobAndSkill+"triggerBody()?['r'])"), append([]string{"blind unknown-navigation"}, both...)},
		"what a run chooses": {link("cfs_jobs", "@triggerBody()?['r']"), []string{
			"blind unknown-navigation", "prvAppendTocfs_Job Global assumed needed", "prvReadcfs_Job Global assumed needed"}},
		"what a run chooses may hand out roles": {link("systemusers", "@triggerBody()?['r']"), []string{
			"blind assigned-role", "blind unknown-navigation", "prvAppendToUser Global assumed needed", "prvReadUser Global assumed needed"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, derive(t, `"T":{"type":"Request"}`, c.action)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

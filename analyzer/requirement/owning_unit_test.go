package requirement_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestTheOwningBusinessUnitIsNoLookup: setting it may ask for AppendTo on business units, and for nothing else beyond the
// write itself.
func TestTheOwningBusinessUnitIsNoLookup(t *testing.T) {
	const unit = "prvAppendToBusinessUnit Global assumed conditional"
	const ofJob = `"entityName":"cfs_jobs","recordId":"1",`
	for name, c := range map[string]struct {
		action string
		want   []string
	}{
		"on update": {action("U", "UpdateOnlyRecord", ofJob+`"item/owningbusinessunit@odata.bind":"businessunits(1)"`, ""), []string{
			unit, "prvReadcfs_Job Global assumed needed", "prvWritecfs_Job Global assumed needed"}},
		"with the table's name": {action("U", "UpdateOnlyRecord", ofJob+`"item/owningbusinessunit_cfs_job@odata.bind":"@variables('x')"`, ""), []string{
			unit, "prvReadcfs_Job Global assumed needed", "prvWritecfs_Job Global assumed needed"}},
		"on create": {action("C", "CreateRecord", `"entityName":"cfs_jobs","item/owningbusinessunit@odata.bind":"businessunits(1)"`, ""), []string{
			unit, "prvCreatecfs_Job Basic proven needed", "prvReadcfs_Job Basic proven needed"}},
		"cleared": {action("U", "UpdateOnlyRecord", ofJob+`"item/owningbusinessunit@odata.bind":null`, ""), []string{
			"prvReadcfs_Job Global assumed needed", "prvWritecfs_Job Global assumed needed"}},
		"by its reference": {request("PUT", "/api/data/v9.2/cfs_jobs(1)/owningbusinessunit/$ref", "", `{"@odata.id":"businessunits(1)"}`), []string{
			unit, "prvReadcfs_Job Global assumed needed", "prvWritecfs_Job Global assumed needed"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, derive(t, "", c.action)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

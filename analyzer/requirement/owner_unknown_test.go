package requirement_test

import (
	"slices"
	"strings"
	"testing"

	"rolefit/analyzer/pin"
)

// TestARowThatOnlyARunKnowsMaySetItsOwner: a level is proven only where no other owner can be set.
func TestARowThatOnlyARunKnowsMaySetItsOwner(t *testing.T) {
	const ofMade = `"entityName":"cfs_jobs","recordId":"@outputs('C')?['body/cfs_jobid']"`
	made := action("C", "CreateRecord", `"entityName":"cfs_jobs","item/cfs_name":"x"`, "")
	opaque := action("C", "CreateRecord", `"entityName":"cfs_jobs","item":"@triggerBody()?['row']"`, "")
	pins := func(lookups ...pin.Lookup) pin.Set {
		for i := range lookups {
			lookups[i].At = pin.At{Node: "C"}
		}
		return pin.Set{Lookups: lookups}
	}
	for name, c := range map[string]struct {
		pins    pin.Set
		actions []string
		want    string
	}{
		"it is made":         {actions: []string{opaque}, want: "prvCreatecfs_Job Global assumed needed"},
		"it is read back":    {actions: []string{opaque}, want: "prvReadcfs_Job Global assumed needed"},
		"it is deleted":      {actions: []string{opaque, action("D", "DeleteRecord", ofMade, "C")}, want: "prvDeletecfs_Job Global assumed needed"},
		"a name is computed": {actions: []string{action("C", "CreateRecord", `"entityName":"cfs_jobs","item":{"@{triggerBody()?['k']}":"x"}`, "")}, want: "prvCreatecfs_Job Global assumed needed"},
		"the name of a lookup is computed": {actions: []string{
			action("C", "CreateRecord", `"entityName":"cfs_jobs","item":{"@{triggerBody()?['k']}@odata.bind":"systemusers(1)"}`, "")}, want: "prvCreatecfs_Job Global assumed needed"},
		"a name in the text of a request": {actions: []string{request("POST", "/api/data/v9.2/cfs_jobs", "", `{"@{triggerBody()?['k']}":"x"}`)}, want: "prvCreatecfs_Job Global assumed needed"},
		"an update of a row that was made": {actions: []string{
			made, action("U", "UpdateOnlyRecord", ofMade+`,"item":"@triggerBody()?['row']"`, "C"), action("D", "DeleteRecord", ofMade, "U"),
		}, want: "prvDeletecfs_Job Global assumed needed"},
		"an upsert that may create": {actions: []string{
			action("U", "UpdateRecord", `"entityName":"cfs_jobs","recordId":"@guid()","item":"@triggerBody()?['row']"`, ""),
		}, want: "prvCreatecfs_Job Global assumed needed"},
		"pins that settle the owner":     {pins: pins(pin.Lookup{Name: "ownerid", Is: []string{"team"}}), actions: []string{opaque}, want: "prvCreatecfs_Job Global assumed needed"},
		"a pinned owner may need Assign": {pins: pins(pin.Lookup{Name: "ownerid", Is: []string{"team"}}), actions: []string{opaque}, want: "prvAssigncfs_Job Global assumed conditional"},

		"pins that name other lookups": {pins: pins(pin.Lookup{Name: "cfs_Site", Is: []string{"cfs_site"}}), actions: []string{opaque}, want: "prvCreatecfs_Job Basic proven needed"},
		"a pin that there are none":    {pins: pins(pin.Lookup{}), actions: []string{opaque}, want: "prvCreatecfs_Job Basic proven needed"},
		"a pin that no owner is set":   {pins: pins(pin.Lookup{Name: "ownerid"}), actions: []string{opaque}, want: "prvCreatecfs_Job Basic proven needed"},
		"pins beside a lookup whose name is computed": {pins: pins(pin.Lookup{Name: "cfs_Site", Is: []string{"cfs_site"}}), actions: []string{
			action("C", "CreateRecord", `"entityName":"cfs_jobs","item":{"@{triggerBody()?['k']}@odata.bind":"cfs_sites(1)"}`, "")}, want: "prvCreatecfs_Job Basic proven needed"},
		"an opaque list of parties": {actions: []string{action("C", "CreateRecord", `"entityName":"cfs_visits","item/cfs_visit_activity_parties":"@triggerBody()?['p']"`, "")}, want: "prvCreateActivity Basic proven needed"},
		"an opaque row inside":      {actions: []string{action("C", "CreateRecord", `"entityName":"cfs_sites","item/cfs_site_job":["@triggerBody()?['p']"]`, "")}, want: "prvCreatecfs_Site Basic proven needed"},
		"no row at all":             {actions: []string{action("C", "CreateRecord", `"entityName":"cfs_jobs","item":null`, "")}, want: "prvCreatecfs_Job Basic proven needed"},
	} {
		got := derived(t, world(), c.pins, `"T":{"type":"Request"}`, c.actions...)
		if !slices.Contains(got, c.want) {
			t.Errorf("%s: %q is not among\n%s", name, c.want, strings.Join(got, "\n"))
		}
		if c.pins.Lookups != nil && slices.Contains(got, "prvAppendToTeam Global assumed needed") {
			t.Errorf("%s: the owner is no lookup", name)
		}
	}
}

package requirement_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestTheFlowItselfNamesATable holds the evidence of semantics 4.4 for sets that no metadata knows.
func TestTheFlowItselfNamesATable(t *testing.T) {
	list := action("L", "ListRecords", `"entityName":"zz_widgets"`, "")
	for name, c := range map[string]struct {
		triggers string
		actions  []string
		want     []string
	}{
		"nothing does": {"", []string{list}, []string{"blind unknown-table", "prvRead(zz_widgets) Global assumed needed"}},
		"a key that is selected": {"", []string{action("L", "ListRecords", `"entityName":"zz_widgets","$select":"zz_name,zz_widgetid"`, "")},
			[]string{"blind unknown-table", "prvReadzz_widget Global assumed needed"}},
		"a key that the flow reads into a text": {"", []string{list, `"K":{"type":"Compose","inputs":"@first(outputs('L')?['body/value'])?['zz_widgetid']","runAfter":{"L":["Succeeded"]}}`},
			[]string{"blind unknown-table", "prvReadzz_widget Global assumed needed"}},
		"a key that a schema over the rows declares": {"", []string{list, `"J":{"type":"ParseJson","inputs":{"content":"@outputs('L')?['body/value']","schema":{"type":"array","items":{"type":"object","properties":{"zz_name":{"type":"string"},"zz_widgetid":{"type":"string"}}}}},"runAfter":{"L":["Succeeded"]}}`},
			[]string{"blind unknown-table", "prvReadzz_widget Global assumed needed"}},
		"a key that a schema over something else declares does not": {"", []string{list, `"J":{"type":"ParseJson","inputs":{"content":"@triggerBody()","schema":{"type":"object","properties":{"zz_widgetid":{"type":"string"}}}},"runAfter":{"L":["Succeeded"]}}`},
			[]string{"blind unknown-table", "prvRead(zz_widgets) Global assumed needed"}},
		"a lookup of the same name does not": {"", []string{action("L", "ListRecords", `"entityName":"zz_widgets","$select":"_zz_widgetid_value"`, "")},
			[]string{"blind unknown-table", "prvRead(zz_widgets) Global assumed needed"}},
		"a key that is used as a row's id": {"", []string{list, action("G", "GetItem", `"entityName":"accounts","recordId":"@first(outputs('L')?['body/value'])?['zz_widgetid']","$select":"name"`, "L")},
			[]string{"blind unknown-table", "prvReadAccount Global assumed needed", "prvReadzz_widget Global assumed needed"}},
		"the trigger's own key in a bind": {
			trigger(`"subscriptionRequest/entityname":"zz_widget","subscriptionRequest/scope":4`),
			[]string{action("C", "CreateRecord", `"entityName":"cfs_jobs","item/cfs_Any@odata.bind":"/zz_widgets(@{triggerOutputs()?['body/zz_widgetid']})"`, "")},
			[]string{
				"blind unknown-table", "blind unknown-table", "prvAppendTozz_widget Global assumed needed", "prvAppendcfs_Job Basic proven needed",
				"prvCreatecfs_Job Basic proven needed", "prvReadcfs_Job Basic proven needed", "prvReadzz_widget Global documented needed",
			},
		},
		"another column of the trigger in a bind does not": {
			trigger(`"subscriptionRequest/entityname":"zz_widget","subscriptionRequest/scope":4`),
			[]string{action("C", "CreateRecord", `"entityName":"cfs_jobs","item/cfs_Any@odata.bind":"/zz_widgets(@{triggerOutputs()?['body/zz_otherid']})"`, "")},
			[]string{
				"blind unknown-table", "blind unknown-table", "prvAppendTo(zz_widgets) Global assumed needed", "prvAppendcfs_Job Basic proven needed",
				"prvCreatecfs_Job Basic proven needed", "prvRead(zz_widgets) Global assumed needed", "prvReadcfs_Job Basic proven needed", "prvReadzz_widget Global documented needed",
			},
		},
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

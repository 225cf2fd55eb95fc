package operation

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/flowparse/flowtest"
)

// TestColumnsThatAreWrittenAreListedByTheirNames: a lookup is the column behind it, and the legacy connector's note of a
// lookup's table is none.
func TestColumnsThatAreWrittenAreListedByTheirNames(t *testing.T) {
	legacy := func(parameters string) string {
		return flowtest.Act("P", "OpenApiConnection", "", `"inputs":{"host":{"apiId":"/a/shared_commondataservice","connectionName":"c","operationId":"PatchItem_V2"},"parameters":{"dataset":"default.cds","table":"accounts","id":"1",`+parameters+`}}`)
	}
	for name, c := range map[string]struct {
		action string
		want   []string
	}{
		"a type by itself":         {legacy(`"item/name":"x","item/_ownerid_type":""`), []string{"name"}},
		"a lookup with its type":   {legacy(`"item/_primarycontactid_value":"1","item/_primarycontactid_type":"contacts"`), []string{"primarycontactid"}},
		"in one value":             {legacy(`"item":{"_primarycontactid_value":"1","_primarycontactid_type":"contacts","_ownerid_type":""}`), []string{"primarycontactid"}},
		"a lookup that is cleared": {legacy(`"item/_primarycontactid_value":null`), []string{"primarycontactid"}},
		"the current connector":    {asking("P", "", "CreateRecord", `"entityName":"accounts","item/primarycontactid@odata.bind":"contacts(1)","item/name":"x"`), []string{"name", "primarycontactid"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := readFlow(t, embedded, `"T":{"type":"Request"}`, c.action).Operations[0].Columns
			slices.Sort(got)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

package dataflow

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/flowparse/flowtest"
)

// TestAColumnThatNamesAMemberIsRead: what makes the name of a member is an expression like any other.
func TestAColumnThatNamesAMemberIsRead(t *testing.T) {
	for name, c := range map[string]struct {
		body   Body
		action string
	}{
		"of an object":  {RowBody, flowtest.Compose("P", "G", `{"@{outputs('G')?['body/secret']}":1}`)},
		"of a Select":   {ListBody, flowtest.Act("P", "Select", "G", `"inputs":{"from":"@outputs('G')?['body/value']","select":{"@{item()?['secret']}":1}}`)},
		"of its member": {RowBody, flowtest.Compose("P", "G", `{"a":"@{outputs('G')?['body/secret']}"}`)},
	} {
		ev := evaluatorOf(t, flowtest.Act("G", "Other", "", `"inputs":{}`), c.action)
		g := ev.nodes["G"]
		ev.Returns(g, c.body)
		if diff := cmp.Diff([]string{"secret"}, ev.ColumnsRead()[g]); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

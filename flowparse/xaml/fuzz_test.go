package xaml

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func FuzzParse(f *testing.F) {
	seed := document(sequence("CreateStep1: x", newRow(createdTemp, "new_order"),
		property("Get", customer, "account", "name", "CreateStep1_1", "mxs:EntityReference"),
		expression("SelectFirstNonNull", "CreateStep1_1", "mxs:EntityReference", "CreateStep1_2"),
		property("Set", createdTemp, "new_order", "new_name", "CreateStep1_2", "mxs:EntityReference"),
		`<mxswa:CreateEntity Entity="[`+createdTemp+`]" EntityName="new_order" />`) +
		container("ConditionBranch", "ConditionBranchStep2", "Then", property("Get", primary, "lead", "subject", "x", "x:Null")) +
		reference("Contoso.Do, Contoso, PublicKeyToken=null", "CustomActivityStep3", `<InArgument x:Key="a">[x]</InArgument>`) +
		`<mxswa:StartChildWorkflow WorkflowId="0B98A14C-9442-448C-8E40-96270ED6D02E" EntityName="lead" />`)
	f.Add([]byte(seed))
	f.Add([]byte("\xef\xbb\xbf" + document("<While />")))
	f.Add([]byte(`<!DOCTYPE a><Activity xmlns="http://schemas.microsoft.com/netfx/2009/xaml/activities"/>`))
	f.Add([]byte("\xff\xfe<\x00A\x00/\x00>\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		w, err := Parse(data)
		if err != nil {
			if !errors.Is(err, ErrUnreadable) && !errors.Is(err, ErrLimit) {
				t.Fatalf("unexpected error: %v", err)
			}
			return
		}
		again, err := Parse(data)
		if diff := cmp.Diff(w, again); diff != "" || err != nil {
			t.Fatalf("a second reading differs (%v):\n%s", err, diff)
		}
		for _, s := range w.Steps {
			if s.Kind == "" || s.Line < 1 || s.Column < 1 {
				t.Fatalf("a step without kind or place: %+v", s)
			}
			if !slices.IsSorted(s.Columns) || !slices.IsSortedFunc(s.Reads, compareColumns) || !slices.IsSortedFunc(s.Lookups, compareLookups) {
				t.Fatalf("unsorted: %+v", s)
			}
			if s.Table != strings.ToLower(s.Table) || s.Workflow != strings.ToLower(s.Workflow) {
				t.Fatalf("upper case: %+v", s)
			}
		}
		for _, o := range w.Opaque {
			if o.What == "" || len(o.What) > 300 || o.Line < 1 {
				t.Fatalf("a useless report: %+v", o)
			}
		}
	})
}

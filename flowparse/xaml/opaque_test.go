package xaml

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

func TestWhatIsNotUnderstoodIsReported(t *testing.T) {
	for name, tt := range map[string]struct{ xaml, want string }{
		"an unknown activity of the SDK":               {`<mxswa:MergeEntity />`, "element Microsoft.Xrm.Sdk.Workflow.Activities.MergeEntity, Microsoft.Xrm.Sdk.Workflow"},
		"an unknown statement":                         {`<While />`, "element activities:While"},
		"a custom activity as an element":              {`<contoso:Do />`, "element Contoso.Steps.Do, Contoso.Steps"},
		"a prefix without a namespace":                 {`<other:Do />`, "element other:Do"},
		"a prefix that spells a namespace of the list": {`<xaml:Do />`, "element xaml:Do"},
		"an unknown activity of the platform":          {reference("Microsoft.Crm.Workflow.Activities.Merge"+platformSuffix, "x", ""), "activity Microsoft.Crm.Workflow.Activities.Merge, Microsoft.Crm.Workflow"},
		"an activity without a type":                   {reference("", "x", ""), "ActivityReference without an assembly-qualified name"},
		"a sum over child rows":                        {expression("Sum", "x", "x:String", "y"), "operator Sum of EvaluateExpression"},
		"a child workflow that was never chosen":       {`<mxswa:StartChildWorkflow WorkflowId="` + noGUID + `" />`, "StartChildWorkflow names no workflow"},
		"a message without a name":                     {`<mcwa:InvokeSdkMessageActivity SdkMessageName="{x:Null}" />`, "InvokeSdkMessageActivity names no message"},
		"a row that is computed":                       {`<mxswa:UpdateEntity Entity="[rows(0)]" EntityName="lead" />`, "UpdateEntity names its row in an unknown way"},
		"a column that is computed":                    {property("Get", primary, "lead", "[name]", "x_1", "x:String"), "GetEntityProperty reads an unknown column"},
		"a made-up column that is not on the list":     {property("Get", primary, "lead", "!Process_Other_", "x_1", "x:String"), "GetEntityProperty reads an unknown column"},
		"columns that are set and never written":       {property("Set", primaryTemp, "lead", "subject", "x_1", "x:String"), `columns of table "lead" are set on a row that no step writes`},
		"columns that are set and then thrown away":    {property("Set", primaryTemp, "lead", "subject", "x_1", "x:String") + newRow(primaryTemp, "lead"), `columns of table "lead" are set on a row that no step writes`},
		"a column set on a row that has no name":       {`<mxswa:SetEntityProperty Attribute="subject" EntityName="lead" Value="[x]" />`, "SetEntityProperty sets an unknown column or row"},
	} {
		t.Run(name, func(t *testing.T) {
			w, err := Parse([]byte(document(tt.xaml)))
			if err != nil {
				t.Fatal(err)
			}
			if len(w.Opaque) != 1 || w.Opaque[0].What != tt.want {
				t.Errorf("opaque parts are %+v, want %q", w.Opaque, tt.want)
			}
		})
	}
}

func TestARowUnderAnUnknownKeyKeepsItsTableAndColumns(t *testing.T) {
	const odd = "CreatedEntities(&quot;odd&quot;)"
	w, err := Parse([]byte(document(property("Set", odd, "lead", "subject", "x_1", "x:String") + `<mxswa:UpdateEntity Entity="[` + odd + `]" />`)))
	if err != nil {
		t.Fatal(err)
	}
	want := []Step{{Kind: Update, Table: "lead", Columns: []string{"subject"}}}
	if diff := cmp.Diff(want, w.Steps, withoutPlaces); diff != "" || len(w.Opaque) != 2 {
		t.Errorf("opaque parts are %+v; steps (-want +got):\n%s", w.Opaque, diff)
	}
}

func TestReportsAreCutToABound(t *testing.T) {
	w, err := Parse([]byte(document("<" + strings.Repeat("é", 400) + " />")))
	if err != nil || len(w.Opaque) != 1 || len(w.Opaque[0].What) > 300 || !strings.HasSuffix(w.Opaque[0].What, "é...") {
		t.Errorf("got %+v, %v", w.Opaque, err)
	}
}

func TestForeignCodeUnderAPlatformNameIsCode(t *testing.T) {
	name := strings.Replace("Microsoft.Crm.Workflow.Activities.Composite"+platformSuffix, platformToken, "0000000000000000", 1)
	got := steps(t, reference(name, "x", ""))
	if len(got) != 1 || got[0].Kind != CustomActivity || got[0].Activity != name {
		t.Errorf("steps are %+v, want the custom activity %s", got, name)
	}
}

func TestActivitiesInsideUnknownOnesAreStillRead(t *testing.T) {
	w, err := Parse([]byte(document(`<While><mxswa:UpdateEntity Entity="[` + primary + `]" EntityName="lead" /></While>`)))
	if err != nil || len(w.Steps) != 1 || w.Steps[0].Table != "lead" || len(w.Opaque) != 1 {
		t.Errorf("got %+v, %v", w, err)
	}
}

func TestHostileAndBrokenInputIsRefused(t *testing.T) {
	for name, tt := range map[string]struct {
		xaml string
		want error
	}{
		"nothing":                        {"", ErrUnreadable},
		"no element":                     {"<!-- x -->", ErrUnreadable},
		"another root":                   {"<Workflow />", ErrUnreadable},
		"a second root":                  {document("") + document(""), ErrUnreadable},
		"an open element":                {strings.TrimSuffix(document(""), "</Activity>"), ErrUnreadable},
		"a document type":                {`<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>` + document(""), ErrUnreadable},
		"an entity of no document type":  {document("<Persist>&x;</Persist>"), ErrUnreadable},
		"Latin-1":                        {document("<Persist>\xe9</Persist>"), ErrUnreadable},
		"half a UTF-16 unit":             {"\xff\xfe<\x00A", ErrUnreadable},
		"elements nested 600 deep":       {document(strings.Repeat("<Sequence>", 600) + strings.Repeat("</Sequence>", 600)), ErrLimit},
		"more than 16 MiB":               {document(strings.Repeat(" ", maxBytes)), ErrLimit},
		"more than 20,000 steps":         {document(strings.Repeat("<TerminateWorkflow />", maxSteps+1)), ErrLimit},
		"more than 20,000 unknown parts": {document(strings.Repeat("<While />", maxSteps+1)), ErrLimit},
	} {
		t.Run(name, func(t *testing.T) {
			if w, err := Parse([]byte(tt.xaml)); !errors.Is(err, tt.want) || len(w.Steps) > 0 {
				t.Errorf("got %d steps and %v, want %v", len(w.Steps), err, tt.want)
			}
		})
	}
}

func TestUTF16IsReadWhateverTheDeclarationSays(t *testing.T) {
	text := `<?xml version="1.0" encoding="utf-16"?>` + document(`<mxswa:UpdateEntity Entity="[`+primary+`]" EntityName="lead" />`)
	raw := []byte("\xff\xfe")
	for _, u := range utf16.Encode([]rune(text)) {
		raw = append(raw, byte(u), byte(u>>8))
	}
	want, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	got, err := Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	if len(want.Steps) != 1 {
		t.Fatalf("steps are %+v, want one", want.Steps)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("UTF-16 against UTF-8 (-want +got):\n%s", diff)
	}
}

func TestLongChainsOfSourcesAreCutAndReported(t *testing.T) {
	var b strings.Builder
	for i := range maxOrigins + 1 {
		b.WriteString(property("Get", primary, "lead", fmt.Sprintf("new_%d", i), fmt.Sprintf("v_%d", i), "mxs:EntityReference"))
		b.WriteString(expression("SelectFirstNonNull", fmt.Sprintf("all, v_%d", i), "mxs:EntityReference", "all"))
	}
	w, err := Parse([]byte(document(b.String())))
	if err != nil || len(w.Opaque) != 1 || !strings.Contains(w.Opaque[0].What, "sources") {
		t.Errorf("opaque parts are %+v, %v", w.Opaque, err)
	}
}

func TestEveryLineOfThePlumbingListIsUsed(t *testing.T) {
	lines := 0
	for line := range strings.Lines(plumbingTSV) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		lines++
		f := strings.Split(strings.TrimSpace(line), "\t")
		if len(f) != 6 || !strings.Contains(f[5], "https://") || !strings.Contains(f[5], "(20") {
			t.Errorf("malformed line, or no dated source: %q", line)
		}
		switch role(f[4]) {
		case roleScope, roleBranch, rolePlumbing, roleData, roleClient:
		default:
			t.Errorf("unknown role: %q", line)
		}
	}
	if len(plumbing()) != lines {
		t.Errorf("%d lines make %d entries", lines, len(plumbing()))
	}
}

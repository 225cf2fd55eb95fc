package analyzer_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"rolefit/analyzer"
	"rolefit/analyzer/requirement"
	"rolefit/flowparse/solution"
)

const (
	childID  = "7d1c2a10-0f0e-4a63-9c55-1f0d8b7a0001"
	parentID = "7d1c2a10-0f0e-4a63-9c55-1f0d8b7a0002"
	otherID  = "7d1c2a10-0f0e-4a63-9c55-1f0d8b7a0003"
)

func flowFile(actions string) []byte {
	return []byte(`{"properties":{"connectionReferences":{"c":{"runtimeSource":"embedded","connection":{"connectionReferenceLogicalName":"cfs_c"},"api":{"name":"shared_commondataserviceforapps"}}},"definition":{"triggers":{"manual":{"type":"Request","kind":"Button"}},"actions":{` + actions + `}}}}`)
}

func caller(node, body string) string {
	return fmt.Sprintf(`%q:{"type":"Workflow","inputs":{"host":{"workflowReferenceName":%q},"body":{%s}}}`, node, childID, body)
}

func analyse(t *testing.T, files fstest.MapFS) *analyzer.Result {
	t.Helper()
	in, err := solution.Read(context.Background(), []solution.Root{{FS: files, Path: "."}}, solution.Options{})
	if err != nil {
		t.Fatal(err)
	}
	result, err := analyzer.Analyze(context.Background(), in, analyzer.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// TestARowKeepsItsTableOnTheWayToAChildFlow: the id of a row that the caller read is the id of an existing row in the child.
func TestARowKeepsItsTableOnTheWayToAChildFlow(t *testing.T) {
	upsert := `"Write":{"type":"OpenApiConnection","inputs":{"host":{"connectionName":"c","operationId":"UpdateRecord","apiId":"/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps"},"parameters":{"entityName":"accounts","recordId":"@triggerBody()?['text']","item/name":"x"}}}`
	read := func(table, column string) string {
		return fmt.Sprintf(`"Get":{"type":"OpenApiConnection","inputs":{"host":{"connectionName":"c","operationId":"GetItem","apiId":"/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps"},"parameters":{"entityName":%q,"recordId":"x","$select":"createdon"}},"runAfter":{}},`, table) +
			caller("Call", fmt.Sprintf(`"text":"@outputs('Get')?['body/%s']"`, column))
	}
	for name, c := range map[string]struct {
		parent  string
		creates bool
	}{
		"nobody calls":                {"", true},
		"the key of an account":       {read("accounts", "accountid"), false},
		"a lookup that points at one": {read("accounts", "_parentaccountid_value"), false},
		"the key of another table":    {read("contacts", "contactid"), true},
	} {
		t.Run(name, func(t *testing.T) {
			files := fstest.MapFS{"Workflows/Child-" + childID + ".json": {Data: flowFile(upsert)}}
			if c.parent != "" {
				files["Workflows/Parent-"+parentID+".json"] = &fstest.MapFile{Data: flowFile(c.parent)}
			}
			result := analyse(t, files)
			creates := slices.ContainsFunc(result.Needs, func(n requirement.Need) bool { return n.Privilege == "prvCreateAccount" })
			if creates != c.creates {
				t.Errorf("the upsert may create a row: %v, want %v", creates, c.creates)
			}
		})
	}
}

// TestAChildFlowWorksOnWhatItsCallersPass: an input of a child flow is every value that a caller in the input passes, and a
// blind spot as long as some caller computes it.
func TestAChildFlowWorksOnWhatItsCallersPass(t *testing.T) {
	list := `"List":{"type":"OpenApiConnection","inputs":{"host":{"connectionName":"c","operationId":"ListRecords","apiId":"/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps"},"parameters":{"entityName":"@triggerBody()?['text']","$select":"createdon"}}}`
	for name, c := range map[string]struct {
		parent, other string
		want          []string
	}{
		"no caller":                    {"", "", []string{"blind dynamic-table"}},
		"one caller":                   {caller("Call", `"text":"accounts"`), "", []string{"account"}},
		"two calls in one flow":        {caller("Call", `"text":"accounts"`) + "," + caller("Again", `"text":"contacts"`), "", []string{"account", "contact"}},
		"two flows":                    {caller("Call", `"text":"accounts"`), caller("Call", `"text":"leads"`), []string{"account", "lead"}},
		"one of two computes it":       {caller("Call", `"text":"accounts"`), caller("Call", `"text":"@triggerBody()?['x']"`), []string{"account", "blind dynamic-table"}},
		"a caller that passes no such": {caller("Call", `"text":"accounts"`), caller("Call", `"number":1`), []string{"account"}},
		"a value by way of a variable": {`"V":{"type":"InitializeVariable","inputs":{"variables":[{"name":"v","type":"string","value":"accounts"}]},"runAfter":{}},` + caller("Call", `"text":"@variables('v')"`), "", []string{"account"}},
	} {
		t.Run(name, func(t *testing.T) {
			files := fstest.MapFS{"Workflows/Child-" + childID + ".json": {Data: flowFile(list)}}
			if c.parent != "" {
				files["Workflows/Parent-"+parentID+".json"] = &fstest.MapFile{Data: flowFile(c.parent)}
			}
			if c.other != "" {
				files["Workflows/Other-"+otherID+".json"] = &fstest.MapFile{Data: flowFile(c.other)}
			}
			result := analyse(t, files)
			var got []string
			for _, n := range result.Needs {
				for _, table := range n.Tables {
					got = append(got, table.LogicalName)
				}
			}
			for _, b := range result.Blindspots {
				got = append(got, "blind "+b.Kind)
			}
			slices.Sort(got)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestANewIDStaysNewOnTheWayToAChildFlow: an upsert by an id that the caller makes on the spot creates the row, also where
// another caller passes the id of a row.
func TestANewIDStaysNewOnTheWayToAChildFlow(t *testing.T) {
	upsert := call("Write", "UpdateRecord", `"entityName":"accounts","recordId":"@triggerBody()?['text']","item/name":"x"`)
	get := call("Get", "GetItem", `"entityName":"accounts","recordId":"x"`)
	for name, c := range map[string]struct {
		parent string
		want   requirement.State
	}{
		"a new id":                  {caller("Call", `"text":"@guid()"`), requirement.Needed},
		"a new id in text":          {caller("Call", `"text":"@{guid()}"`), requirement.Needed},
		"a new id in one branch":    {get + "," + caller("Call", `"text":"@if(triggerBody()?['b'],guid(),outputs('Get')?['body/accountid'])"`), requirement.Needed},
		"a new id from one of two":  {get + "," + caller("Call", `"text":"@guid()"`) + "," + caller("Again", `"text":"@outputs('Get')?['body/accountid']"`), requirement.Needed},
		"an id that a run computes": {caller("Call", `"text":"@triggerBody()?['x']"`), requirement.Conditional},
	} {
		t.Run(name, func(t *testing.T) {
			result := analyse(t, fstest.MapFS{
				"Workflows/Child-" + childID + ".json":   {Data: flowFile(upsert)},
				"Workflows/Parent-" + parentID + ".json": {Data: flowFile(c.parent)},
			})
			i := slices.IndexFunc(result.Needs, func(n requirement.Need) bool { return n.Privilege == "prvCreateAccount" })
			if i < 0 || result.Needs[i].State != c.want {
				t.Errorf("needs = %+v, want Create of an account %v", result.Needs, c.want)
			}
		})
	}
}

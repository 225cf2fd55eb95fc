package solution

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/flowparse"
	"rolefit/flowparse/source"
)

func quoted(text string) string {
	b, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// Whatever form a flow comes in, it is found once, under its id and name, and its definition can be parsed.
func TestEveryFormOfInputGivesTheSameFlow(t *testing.T) {
	packaged := `{"name":"` + flowID + `","type":"Microsoft.Flow/flows","properties":{"displayName":"Close cases","definition":` + definition + `,"connectionReferences":` + references + `}}`
	pack := map[string]string{
		"manifest.json":                                           `{"schema":"1.0"}`,
		"Microsoft.Flow/flows/manifest.json":                      `{"packageSchemaVersion":"1.0"}`,
		"Microsoft.Flow/flows/" + flowID + "/definition.json":     packaged,
		"Microsoft.Flow/flows/" + flowID + "/apisMap.json":        `{}`,
		"Microsoft.Flow/flows/" + flowID + "/connectionsMap.json": `{}`,
	}
	backslashes := map[string]string{}
	for name, text := range export {
		backslashes[strings.ReplaceAll(name, "/", `\`)] = text
	}
	lower := map[string]string{}
	for name, text := range unpacked {
		lower[strings.Replace(strings.Replace(strings.Replace(name, "Workflows/", "workflows/", 1), "Customizations.xml", "customizations.xml", 1), "Solution.xml", "solution.xml", 1)] = text
	}
	arm := `{"$schema":"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#","resources":[{"type":"Microsoft.Web/connections"},{"type":"Microsoft.Logic/workflows","name":"Close cases","properties":{"definition":` + definition + `}}]}`
	row := func(clientdata string) string {
		return `{"workflowid":"` + flowID + `","name":"Close cases","category":5,"statecode":1,"clientdata":` + clientdata + `}`
	}
	yamlKit := map[string]string{
		"solutions/Kit/solution.yml":                                             "SolutionManifest:\n  UniqueName: Kit\n  Version: 1.0.0.3\n  Managed: '0'\n",
		"modernflows/Closecases-" + strings.ToUpper(flowID) + "/workflow.yml":    "Workflow:\n  '@WorkflowId': '{" + flowID + "}'\n  '@Name': Close cases\n  Category: '5'\n  StateCode: '1'\n",
		"modernflows/Closecases-" + strings.ToUpper(flowID) + "/definition.json": flowJSON,
	}
	cases := map[string]struct {
		root     Root
		file     string
		name     string // "" is flowName
		id       string // "-" is none, "" is flowID
		solution string
	}{
		"a server's zip":                     {root: oneFile("Kit.zip", zipped(t, export)), file: "Kit.zip!/" + flowFile, solution: "Kit"},
		"a zip of another name":              {root: oneFile("Kit.backup", zipped(t, export)), file: "Kit.backup!/" + flowFile, solution: "Kit"},
		"a zip with backslashes":             {root: oneFile("Kit.zip", zipped(t, backslashes)), file: "Kit.zip!/" + flowFile, solution: "Kit"},
		"a zip in a folder":                  {root: folder("out", map[string]string{"Kit.zip": zipped(t, export)}), file: "out/Kit.zip!/" + flowFile, solution: "Kit"},
		"a zip in a zip":                     {root: oneFile("All.zip", zipped(t, map[string]string{"in/Kit.zip": zipped(t, export)})), file: "All.zip!/in/Kit.zip!/" + flowFile, solution: "Kit"},
		"a zip with a folder around":         {root: oneFile("Kit.zip", zipped(t, below("Kit", export))), file: "Kit.zip!/Kit/" + flowFile, solution: "Kit"},
		"an unzipped folder":                 {root: folder("src", export), file: "src/" + flowFile, solution: "Kit"},
		"an unzipped folder without a label": {root: folder("", export), file: flowFile, solution: "Kit"},
		"an unpacked folder":                 {root: folder("src", unpacked), file: "src/" + flowFile, solution: "Kit"},
		"an unpacked folder in lower case":   {root: folder("src", lower), file: "src/workflows/" + flowFile[len("Workflows/"):], solution: "Kit"},
		"an unpacked folder, packed":         {root: oneFile("src.zip", zipped(t, unpacked)), file: "src.zip!/" + flowFile, solution: "Kit"},
		"a cloned project":                   {root: folder("repo", joined(below("Kit/src", unpacked), map[string]string{"Kit/Kit.cdsproj": "<Project />", ".git/x.json": flowJSON, "node_modules/y/z.json": flowJSON})), file: "repo/Kit/src/" + flowFile, solution: "Kit"},
		"a folder inside a file system":      {root: Root{Label: "src", FS: memory(below("a/b", export)), Path: "a/b"}, file: "src/" + flowFile, solution: "Kit"},
		"only a Workflows folder":            {root: folder("src", map[string]string{flowFile: flowJSON, flowFile + ".data.xml": flowRecord}), file: "src/" + flowFile},
		"files flattened at the root":        {root: folder("src", map[string]string{"Closecases-9290B17C-8C42-F111-BEC6-0022481DB41C.json": flowJSON, "Closecases-9290B17C-8C42-F111-BEC6-0022481DB41C.json.data.xml": flowRecord, "solution.xml": manifestXML, "customizations.xml": customizations("")}), file: "src/Closecases-9290B17C-8C42-F111-BEC6-0022481DB41C.json", solution: "Kit"},
		"the source-control layout":          {root: folder("src", yamlKit), file: "src/modernflows/Closecases-" + strings.ToUpper(flowID) + "/definition.json", solution: "Kit"},
		"a package":                          {root: oneFile("p.zip", zipped(t, pack)), file: "p.zip!/Microsoft.Flow/flows/" + flowID + "/definition.json"},
		"an unpacked package":                {root: folder("p", pack), file: "p/Microsoft.Flow/flows/" + flowID + "/definition.json"},
		"UTF-16":                             {root: folder("src", joined(export, map[string]string{flowFile: inUTF16(flowJSON)})), file: "src/" + flowFile, solution: "Kit"},
		"a definition.json alone":            {root: oneFile("definition.json", packaged), file: "definition.json"},
		"client data alone":                  {root: oneFile("flow.json", flowJSON), file: "flow.json", name: "flow", id: "-"},
		"client data as an object":           {root: oneFile("row.json", row(flowJSON)), file: "row.json"},
		"client data as a string":            {root: oneFile("row.json", row(quoted(flowJSON))), file: "row.json"},
		"an answer of the Web API":           {root: oneFile("rows.json", `{"@odata.context":"x","value":[`+row(quoted(flowJSON))+`]}`), file: "rows.json"},
		"a list of rows":                     {root: oneFile("rows.json", `[`+row(quoted(flowJSON))+`]`), file: "rows.json"},
		"a Logic Apps definition":            {root: oneFile("logic.json", `{"definition":`+definition+`}`), file: "logic.json", name: "logic", id: "-"},
		"a bare definition":                  {root: oneFile("wdl.json", definition), file: "wdl.json", name: "wdl", id: "-"},
		"an ARM template":                    {root: oneFile("arm.json", arm), file: "arm.json", id: "-"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			in := read(t, Limits{}, c.root)
			if len(in.Diagnostics) > 0 {
				t.Errorf("diagnostics: %v", in.Diagnostics)
			}
			if len(in.Flows) != 1 {
				t.Fatalf("found %d flows, want 1", len(in.Flows))
			}
			f := in.Flows[0]
			id, display := flowID, flowName
			if c.id != "" {
				id = strings.Trim(c.id, "-")
			}
			if c.name != "" {
				display = c.name
			}
			got := [...]any{f.WorkflowID, f.Name, f.Solution, f.Files, f.Version, f.Draft}
			want := [...]any{id, display, c.solution, []string{c.file}, 0, false}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			text, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			if text.Path != c.file {
				t.Errorf("opened as %q", text.Path)
			}
			parsed, problems := flowparse.Parse(text, flowparse.Options{})
			if parsed == nil || len(problems) > 0 || len(parsed.Actions) != 1 {
				t.Errorf("the definition does not parse: %v", problems)
			}
		})
	}
}

// A solution says the same whether it is zipped or unpacked.
func TestZipAndFolderAgreeOnMetadata(t *testing.T) {
	packed, loose := read(t, Limits{}, oneFile("k", zipped(t, export))), read(t, Limits{}, folder("k", unpacked))
	plain := cmp.FilterPath(func(p cmp.Path) bool {
		switch p.Last().String() {
		case ".Place", ".Files", ".Open", ".shelf":
			return true
		}
		return false
	}, cmp.Ignore())
	if diff := cmp.Diff(packed, loose, plain); diff != "" {
		t.Error(diff)
	}
	want := &Input{
		Manifests: []Manifest{{UniqueName: "Kit", Version: "1.0.0.3", Publisher: "contoso", PublisherTag: "Contoso", Prefix: "crx", OptionPrefix: 12078}},
		Flows:     []FlowFile{{WorkflowID: flowID, Name: flowName, Solution: "Kit", Digest: packed.Flows[0].Digest}},
		Tables: []Table{{
			LogicalName: "crx_console", SchemaName: "crx_Console", EntitySetName: "crx_consoles", PrimaryID: "crx_consoleid", Ownership: OrganizationOwned,
			Columns: []Column{{LogicalName: "crx_consoleid", Type: "primarykey"}, {LogicalName: "crx_script", Type: "ntext", Secured: true}},
		}},
		Relations: []Relationship{{
			Name: "crx_console_account", ReferencingTable: "crx_console", ReferencingColumn: "crx_accountid", ReferencingNav: "crx_AccountId",
			ReferencedTable: "account", ReferencedNav: "crx_console_account", Cascade: map[string]string{"Delete": "RemoveLink"},
		}},
		References:   []ConnectionReference{{LogicalName: "x_dv", DisplayName: "Dataverse", Connector: "shared_commondataserviceforapps"}},
		Variables:    []EnvironmentVariable{{SchemaName: "crx_Key", Type: "100000005", HasDefault: true}},
		CustomAPIs:   []CustomAPI{{UniqueName: "crx_Close", BindingType: 1, BoundTable: "account", ExecutePrivilege: "prvReadcrx_Console", PluginType: "crx.Close"}},
		Steps:        []PluginStep{{Name: "Close: Update", ID: "7a670000-0000-4000-8000-000000000001", MessageID: "20bebb1b-ea3e-db11-86a7-000a3a5473e8", Table: "crx_console", Synchronous: true, PluginType: "crx.Close"}},
		Roles:        []RoleElement{{ID: "aeea0ddc-0000-4000-8000-000000000001", Name: "Case clerk", XML: []byte(roleXML)}},
		Profiles:     []ColumnProfile{{ID: "274a2a66-0000-4000-8000-000000000001", Name: "Script readers", Permissions: []ColumnPermission{{Table: "crx_console", Column: "crx_script", Read: true}}}},
		ReadAnything: true,
	}
	if diff := cmp.Diff(want, packed, plain); diff != "" {
		t.Error(diff)
	}
}

// Every flow of a file with several is found, each under a place of its own.
func TestOneFileMayHoldManyFlows(t *testing.T) {
	other := "11111111-8c42-4111-bec6-0022481db41c"
	rows := `{"value":[{"workflowid":"` + flowID + `","name":"One","category":5,"statecode":0,"clientdata":` + quoted(flowJSON) +
		`},{"workflowid":"` + other + `","name":"Two","category":5,"statecode":1,"clientdata":` + flowJSON +
		`},{"workflowid":"22222222-8c42-4111-bec6-0022481db41c","name":"On a desktop","category":6,"clientdata":` + quoted(flowJSON) + `}]}`
	arm := `{"resources":[{"type":"Microsoft.Logic/workflows","name":"One","properties":{"definition":` + definition +
		`}},{"type":"microsoft.logic/workflows","name":"Two","properties":{"definition":{"triggers":{},"actions":{}}}}]}`
	admin := `{"value":[{"name":"` + flowID + `","properties":{"displayName":"One","definition":` + definition + `}},{"name":"` + other + `","properties":{"displayName":"Two","definition":` + definition + `}}]}`
	for name, text := range map[string]string{"rows": rows, "arm": arm, "admin": admin} {
		t.Run(name, func(t *testing.T) {
			in := read(t, Limits{}, oneFile(name+".json", text))
			var got []string
			for _, f := range in.Flows {
				got = append(got, f.Name+" "+strconv.FormatBool(f.Draft))
				text, err := f.Open()
				if err != nil {
					t.Fatal(err)
				}
				if text.Path != f.File() {
					t.Errorf("%s opens as %s", f.File(), text.Path)
				}
				if parsed, problems := flowparse.Parse(text, flowparse.Options{}); parsed == nil || len(problems) > 0 {
					t.Errorf("%s does not parse: %v", f.File(), problems)
				}
			}
			want := []string{"One " + strconv.FormatBool(name == "rows"), "Two false"}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			if name == "rows" && (len(in.Skipped) != 1 || in.Skipped[0].Kind != "desktop flow") {
				t.Errorf("the desktop flow is not reported: %v", in.Skipped)
			}
		})
	}
}

func TestTheSameContentIsOneFlowAndOtherContentAnotherVersion(t *testing.T) {
	changed := strings.Replace(flowJSON, `"List"`, `"List_rows"`, 1)
	escaped := strings.Replace(flowJSON, `"manual"`, `"\u006danual"`, 1)
	in := read(t, Limits{},
		oneFile("b.zip", zipped(t, export)), folder("a", unpacked), folder("c", joined(export, map[string]string{flowFile: escaped})),
		folder("d", joined(export, map[string]string{flowFile: changed})))
	want := [][]string{{"a/" + flowFile, "b.zip!/" + flowFile, "c/" + flowFile}, {"d/" + flowFile}}
	if len(in.Flows) != 2 || in.Flows[0].Version != 1 || in.Flows[1].Version != 2 {
		t.Fatalf("%+v", in.Flows)
	}
	if diff := cmp.Diff(want, [][]string{in.Flows[0].Files, in.Flows[1].Files}); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsNoCloudFlowIsSkippedByNameAndReason(t *testing.T) {
	process := func(id, category, more string) string {
		return `<Workflow WorkflowId="{` + id + `0000-0000-4000-8000-000000000001}" Name="P` + category + `"><Category>` + category + `</Category>` + more + `</Workflow>`
	}
	in := read(t, Limits{}, folder("src", joined(export, map[string]string{
		"customizations.xml": customizations("<Workflows>" + flowRecord + process("aaaa", "0", "<Mode>1</Mode><RunAs>1</RunAs><StateCode>1</StateCode><TriggerOnDelete>1</TriggerOnDelete><TriggerOnUpdateAttributeList>name,crx_Script</TriggerOnUpdateAttributeList><PrimaryEntity>crx_Console</PrimaryEntity>") +
			process("bbbb", "2", "") + process("cccc", "4", "<UniqueName>crx_bpf</UniqueName>") + process("dddd", "6", "<JsonFileName>/Workflows/D-DDDD0000-0000-4000-8000-000000000001.json</JsonFileName>") + process("eeee", "7", "") + "</Workflows>"),
		"Workflows/D-DDDD0000-0000-4000-8000-000000000001.json": flowJSON,
	})))
	var kinds []string
	for _, c := range in.Skipped {
		if c.Reason == "" || c.ID == "" || c.Name == "" {
			t.Errorf("%+v says too little", c)
		}
		kinds = append(kinds, c.Kind)
	}
	if diff := cmp.Diff([]string{"classic workflow", "business rule", "business process flow", "desktop flow", "AI flow"}, kinds); diff != "" {
		t.Error(diff)
	}
	if len(in.Flows) != 1 || len(in.Processes) != 3 || len(in.Diagnostics) > 0 {
		t.Errorf("%d flows, %d processes, %v", len(in.Flows), len(in.Processes), in.Diagnostics)
	}
	p := in.Processes[0]
	if !p.RealTime || !p.RunsAsCaller || !p.Activated || !p.OnDelete || p.Table != "crx_console" || !cmp.Equal(p.OnUpdateColumns, []string{"name", "crx_script"}) {
		t.Errorf("%+v", p)
	}
}

func TestRecordsAndDefinitionsThatMissEachOtherAreReported(t *testing.T) {
	in := read(t, Limits{}, folder("src", joined(export, map[string]string{
		flowFile: "", "Workflows/Other-11111111-8C42-4111-BEC6-0022481DB41C.json": flowJSON,
	})), folder("alone", map[string]string{"Workflows/Lone.json": flowJSON}))
	_ = in
	missing := joined(export, map[string]string{"Workflows/Other-11111111-8C42-4111-BEC6-0022481DB41C.json": flowJSON})
	delete(missing, flowFile)
	in = read(t, Limits{}, folder("src", missing), folder("alone", map[string]string{"Workflows/Lone.json": flowJSON}))
	want := []string{"orphan-flow src/Workflows/Other-11111111-8C42-4111-BEC6-0022481DB41C.json", "flow-without-definition src/customizations.xml"}
	if diff := cmp.Diff(want, codes(in, source.Warning)); diff != "" {
		t.Error(diff)
	}
	if len(in.Flows) != 2 {
		t.Errorf("orphans are analysed all the same; found %d flows", len(in.Flows))
	}
}

func TestSecretsAndValuesAreNeverKept(t *testing.T) {
	in := read(t, Limits{}, folder("src", export))
	kept, err := json.Marshal(struct{ V, D any }{in.Variables, in.Diagnostics})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(kept), "hunter") {
		t.Errorf("a secret or value was kept: %s", kept)
	}
	if !in.Variables[0].HasDefault {
		t.Error("that there is a default is no secret")
	}
}

func TestRolesAreFoundWhereverTheyStand(t *testing.T) {
	for name, root := range map[string]Root{
		"file":             oneFile("deep/er/Clerk.xml", roleXML),
		"utf-16":           oneFile("Clerk.xml", inUTF16(roleXML)),
		"folder":           folder("x", map[string]string{"Clerk.xml": roleXML}),
		"section":          oneFile("c.xml", customizations("<Roles>"+roleXML+"</Roles>")),
		"folder of a name": folder("x", map[string]string{"mine/Clerk.xml": "<?xml version=\"1.0\"?>\n<!-- mine -->\n" + roleXML}),
	} {
		in := read(t, Limits{}, root)
		if len(in.Roles) != 1 || in.Roles[0].Name != "Case clerk" || len(in.Diagnostics) > 0 {
			t.Errorf("%s: %d roles, %v", name, len(in.Roles), in.Diagnostics)
		}
	}
}

func TestOtherFilesOfATreeAreIgnoredSilently(t *testing.T) {
	in := read(t, Limits{}, folder("repo", joined(below("src", export), map[string]string{
		"package.json": `{"name":"x"}`, "data.json": `{"definition":"a word"}`, "broken.json": `{`, "policy.json": `{"properties":{"definition":{"if":1}}}`,
		"web.config.xml": "<configuration>", "pom.xml": "<!DOCTYPE x><project />", "ansible/roles/main.yml": "- hosts: all\n", "roles/web/x.yml": "a: b\n", "ci.yml": "a: [",
		"src/bots/b/configuration.json": `{"a":1}`, "src/Connector/c_openapidefinition.json": `{"swagger":"2.0"}`, "workflows/ci.yml": "on: push\n",
	})))
	if len(in.Diagnostics) > 0 || len(in.Flows) != 1 || len(in.Roles) != 1 {
		t.Errorf("%d flows, %d roles, %v", len(in.Flows), len(in.Roles), in.Diagnostics)
	}
}

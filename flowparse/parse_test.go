package flowparse

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/fixtures"
	"rolefit/flowparse/source"
)

func parseText(t *testing.T, text string) (*Flow, []source.Diagnostic) {
	t.Helper()
	return Parse(&source.Text{Path: "flow.json", Bytes: []byte(text)}, Options{})
}

// outline writes the nodes of a flow, one line each: route, type, and what it calls.
func outline(f *Flow) []string {
	var lines []string
	f.Walk(func(n *Node) {
		line := n.Place.Route + " " + n.Type
		if n.Call != nil {
			line += fmt.Sprintf(" -> %s %s %s", n.Call.API, n.Call.Key, n.Call.Operation)
		}
		lines = append(lines, strings.TrimRight(line, " "))
	})
	return lines
}

func TestEveryContainerIsDescendedInTheOrderOfRunning(t *testing.T) {
	flow, diagnostics := parseText(t, `{"definition":{"triggers":{"T":{"type":"Request"}},"actions":{
		"last":{"type":"Compose","runAfter":{"first":["Failed"]}},
		"first":{"type":"If","actions":{"yes":{"type":"Compose"}},"else":{"actions":{"no":{"type":"Scope","actions":{"deep":{"type":"Compose"}}}}}},
		"switch":{"type":"Switch","runAfter":{"last":["Succeeded"]},"cases":{"A":{"case":1,"actions":{"a":{"type":"Compose"}}}},"default":{"actions":{"d":{"type":"Compose"}}}},
		"agent":{"type":"Agent","runAfter":{"switch":["Succeeded"]},"tools":{"Find":{"actions":{"f":{"type":"Compose"}}}}},
		"odd":{"type":"SomethingNew","runAfter":{"agent":["Succeeded"]},"actions":{"inside":{"type":"Compose"}}}}}}`)
	if len(diagnostics) > 0 {
		t.Fatal(diagnostics)
	}
	want := []string{
		"T Request", "first If", "first > yes Compose", "first > else > no Scope", "first > else > no > deep Compose", "last Compose",
		"switch Switch", "switch > case A > a Compose", "switch > default > d Compose", "agent Agent ->", "agent > tool Find > f Compose", "odd SomethingNew", "odd > inside Compose",
	}
	if diff := cmp.Diff(want, outline(flow)); diff != "" {
		t.Error(diff)
	}
}

func TestCallsOfEveryFamilyTakeOneShape(t *testing.T) {
	flow, _ := parseText(t, `{"properties":{"connectionReferences":{
			"alias":{"runtimeSource":"invoker","connection":{"connectionReferenceLogicalName":"cfs_x"},"api":{"name":"shared_commondataserviceforapps"}},
			"packaged":{"connectionName":"c","source":"Embedded","id":"/providers/Microsoft.PowerApps/apis/shared_sharepointonline"}},
		"definition":{"triggers":{"hybrid":{"type":"Request","kind":"ApiConnection","inputs":{"host":{"connection":{"name":"@parameters('$connections')['alias']['connectionId']"}},"operationId":"RecordSelected","parameters":{"entityName":"accounts"}}}},
		"actions":{
			"current":{"type":"OpenApiConnection","inputs":{"host":{"apiId":"/providers/Microsoft.PowerApps/apis/shared_CommonDataServiceForApps","connectionName":"alias","operationId":"ListRecords"},"parameters":{}}},
			"by reference":{"type":"OpenApiConnection","inputs":{"host":{"connectionName":"packaged","operationId":"GetItem"},"parameters":{}}},
			"v1":{"type":"ApiConnection","metadata":{"flowSystemMetadata":{"swaggerOperationId":"GetItems_V2"}},"inputs":{"host":{"connection":{"name":"@json(decodeBase64(triggerOutputs().headers['X']))['$connections']['shared_commondataservice_2']['connectionId']"}},"method":"get","path":"/x"}},
			"child":{"type":"Workflow","inputs":{"host":{"workflowReferenceName":"ABC"}}},
			"http":{"type":"Http","inputs":{"method":"GET","uri":"https://x"}}}}}}`)
	want := []string{
		"hybrid Request -> shared_commondataserviceforapps alias RecordSelected", "current OpenApiConnection -> shared_commondataserviceforapps alias ListRecords",
		"by reference OpenApiConnection -> shared_sharepointonline packaged GetItem", "v1 ApiConnection -> shared_commondataservice shared_commondataservice_2 GetItems_V2",
		"child Workflow ->", "http Http ->",
	}
	if diff := cmp.Diff(want, outline(flow)); diff != "" {
		t.Error(diff)
	}
	if r, _ := flow.Reference("alias"); !r.Invoker || r.LogicalName != "cfs_x" {
		t.Errorf("reference = %+v", r)
	}
}

func TestWhatDoesNotFitIsADiagnosticWithItsPointerAndTheRestIsRead(t *testing.T) {
	for name, c := range map[string]struct{ text, code, pointer string }{
		"no JSON":         {`{"definition":`, "unreadable-json", ""},
		"no definition":   {`{"properties":{}}`, "no-definition", ""},
		"no type":         {`{"definition":{"actions":{"a/b":{"inputs":{}},"ok":{"type":"Compose"}}}}`, "misfit", "/definition/actions/a~1b"},
		"node is a list":  {`{"definition":{"actions":{"x y":[],"ok":{"type":"Compose"}}}}`, "misfit", "/definition/actions/x y"},
		"no operation":    {`{"definition":{"actions":{"a":{"type":"OpenApiConnection","inputs":{"host":{}}},"ok":{"type":"Compose"}}}}`, "misfit", "/definition/actions/a/inputs/host"},
		"duplicate names": {`{"definition":{"actions":{"ok":{"type":"Compose"},"ok":{"type":"Compose"}}}}`, "duplicate-name", ""},
	} {
		t.Run(name, func(t *testing.T) {
			flow, diagnostics := parseText(t, c.text)
			if len(diagnostics) == 0 || diagnostics[0].Code != c.code {
				t.Fatalf("diagnostics = %v, want %s", diagnostics, c.code)
			}
			if c.pointer != "" && diagnostics[0].Place.Pointer != c.pointer {
				t.Errorf("pointer = %q, want %q", diagnostics[0].Place.Pointer, c.pointer)
			}
			if diagnostics[0].Place.Line == 0 {
				t.Error("the diagnostic has no line")
			}
			if strings.Contains(c.text, `"ok"`) && (flow == nil || len(flow.Actions) == 0) {
				t.Error("the rest of the flow is lost")
			}
		})
	}
}

func TestAPlaceNamesTheBytesOfItsNode(t *testing.T) {
	text := "{\"definition\":{\"actions\":{\r\n  \"a\": {\"type\":\"Compose\"}}}}"
	flow, _ := parseText(t, text)
	p := flow.Actions[0].Place
	if got := text[p.Span.Start:p.Span.End]; got != `"a": {"type":"Compose"}` || p.Line != 2 || p.Column != 3 {
		t.Errorf("place = %+v, text %q", p, got)
	}
}

func FuzzParse(f *testing.F) {
	for _, name := range fixtures.Names() {
		folder, err := fixtures.Folder(name)
		if err != nil {
			f.Fatal(err)
		}
		_ = fs.WalkDir(folder, ".", func(file string, d fs.DirEntry, err error) error {
			if err == nil && strings.HasSuffix(file, ".json") {
				raw, _ := fs.ReadFile(folder, file)
				f.Add(raw)
			}
			return err
		})
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		text, err := source.Decode("x.json", raw)
		if err != nil {
			return
		}
		flow, diagnostics := Parse(text, Options{})
		if flow == nil && len(diagnostics) == 0 {
			t.Fatal("nothing was read and nothing was said")
		}
		if flow == nil {
			return
		}
		flow.Walk(func(n *Node) {
			if n.Place.Span.Start < 0 || n.Place.Span.End > len(text.Bytes) || n.Place.Span.Start > n.Place.Span.End {
				t.Fatalf("the place of %q lies outside the file", n.Name)
			}
		})
	})
}

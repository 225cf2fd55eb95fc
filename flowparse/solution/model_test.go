package solution

import (
	"context"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestAPromptNamesTheTablesThatItIsGiven(t *testing.T) {
	model := func(id, active, configurations string) string {
		return `<AIModel><msdyn_aimodelid>{` + id + `}</msdyn_aimodelid><msdyn_name>n</msdyn_name><msdyn_activerunconfigurationid>` + active + `</msdyn_activerunconfigurationid><AIConfigurations>` + configurations + `</AIConfigurations></AIModel>`
	}
	configuration := func(id, text string) string {
		return `<AIConfiguration><msdyn_aiconfigurationid>{` + id + `}</msdyn_aiconfigurationid><msdyn_customconfiguration>` + text + `</msdyn_customconfiguration></AIConfiguration>`
	}
	data := func(tables string) string {
		return `{"version":"GptDynamicPrompt-2","definitions":{"data":[` + tables + `]}}`
	}
	const a, b, c, d = "b141656b-8546-437a-968e-94cce6c8be1a", "b141656b-8546-437a-968e-94cce6c8be1b", "b141656b-8546-437a-968e-94cce6c8be1c", "b141656b-8546-437a-968e-94cce6c8be1d"
	in := readFiles(t, fstest.MapFS{"customizations.xml": {Data: []byte(`<ImportExportXml><AIModels>` +
		model(a, "{"+b+"}",
			configuration(b, data(`{"id":"cfs_Rate","type":"dataverseTable"},{"id":"account","type":"dataverseTable"},{"id":"mails","type":"connector"},{"id":"account","type":"dataverseTable"}`))+
				configuration(c, data(`{"id":"contact","type":"dataverseTable"}`))) +
		model(c, "", configuration(d, "DocumentScanning")) +
		model(d, "", configuration(d, `{"definitions":`)) +
		`</AIModels></ImportExportXml>`)}})
	want := []Model{{ID: a, Tables: []string{"account", "cfs_rate"}}, {ID: c}, {ID: d}}
	for i := range in.Models {
		in.Models[i].Place = want[i].Place
	}
	if diff := cmp.Diff(want, in.Models); diff != "" {
		t.Error(diff)
	}
	if len(in.Diagnostics) != 1 || in.Diagnostics[0].Code != "unreadable-ai-model" {
		t.Errorf("a broken configuration gives %v", in.Diagnostics)
	}
}

func readFiles(t *testing.T, files fstest.MapFS) *Input {
	t.Helper()
	in, err := Read(context.Background(), []Root{{FS: files, Path: "."}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return in
}

package analyzer_test

import (
	"context"
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"rolefit/analyzer"
	"rolefit/flowparse/solution"
)

// TestTheDefaultOfAnEnvironmentVariableIsShownWhereverTheExportHasIt holds that a default is known from the definition of the
// variable, or else from the flows that keep one, each once; and never that of a secret.
func TestTheDefaultOfAnEnvironmentVariableIsShownWhereverTheExportHasIt(t *testing.T) {
	flow := func(typed, value string) []byte {
		return []byte(fmt.Sprintf(`{"properties":{"connectionReferences":{},"definition":{"parameters":{"Org (cfs_Org)":{"type":%q,"defaultValue":%q,"metadata":{"schemaName":"cfs_Org"}}},"triggers":{"manual":{"type":"Request","kind":"Button"}},"actions":{}}}}`, typed, value))
	}
	definition := `<environmentvariabledefinition schemaname="cfs_Org"><type>100000000</type><defaultvalue>https://defined.crm.dynamics.com</defaultvalue></environmentvariabledefinition>`
	for name, c := range map[string]struct {
		files fstest.MapFS
		want  []string
	}{
		"of flows": {fstest.MapFS{
			"Workflows/A-" + childID + ".json":  {Data: flow("String", "https://b.crm.dynamics.com")},
			"Workflows/B-" + parentID + ".json": {Data: flow("String", "https://a.crm.dynamics.com")},
			"Workflows/C-" + otherID + ".json":  {Data: flow("String", "https://b.crm.dynamics.com")},
		}, []string{"https://a.crm.dynamics.com", "https://b.crm.dynamics.com"}},
		"of the definition": {fstest.MapFS{
			"Workflows/A-" + childID + ".json":                                         {Data: flow("String", "https://b.crm.dynamics.com")},
			"environmentvariabledefinitions/cfs_Org/environmentvariabledefinition.xml": {Data: []byte(definition)},
		}, []string{"https://defined.crm.dynamics.com"}},
		"a secret": {fstest.MapFS{"Workflows/A-" + childID + ".json": {Data: flow("SecureString", "word")}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			in, err := solution.Read(context.Background(), []solution.Root{{FS: c.files, Path: "."}}, solution.Options{})
			if err != nil {
				t.Fatal(err)
			}
			result, err := analyzer.Analyze(context.Background(), in, analyzer.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, result.Defaults("CFS_org")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

package solution

import (
	"context"
	"testing"
	"testing/fstest"
)

func TestAYAMLRecordWithoutAnIDIsNamedAndCostsOnlyItself(t *testing.T) {
	files := fstest.MapFS{
		"solutions/X/solution.yml":     {Data: []byte("SolutionManifest:\n  UniqueName: X\n")},
		"workflows/broken.yml":         {Data: []byte("Workflow:\n  '@WorkflowId': 'no id'\n  '@Name': Broken\n")},
		"roles/Reader.yml":             {Data: []byte("Role:\n  '@id': '{0a1b2c3d-0000-4000-8000-000000000001}'\n  '@name': Reader\n  RolePrivileges:\n    RolePrivilege:\n      '@name': prvReadAccount\n      '@level': Global\n")},
		"solutions/Empty/solution.yml": {Data: []byte("Nothing: here\n")},
	}
	in, err := Read(context.Background(), []Root{{FS: files, Path: "."}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	if len(in.Roles) != 1 || in.Roles[0].Name != "Reader" {
		t.Errorf("roles = %+v", in.Roles)
	}
	named := false
	for _, d := range in.Diagnostics {
		named = named || d.Code == "workflow-without-id" && d.Place.File == "workflows/broken.yml"
	}
	if !named {
		t.Errorf("no diagnostic names the record: %v", in.Diagnostics)
	}
}

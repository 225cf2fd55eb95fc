package solution

import (
	"context"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestACustomConnectorIsReadFromItsDefinition(t *testing.T) {
	fsys := fstest.MapFS{
		"Connector/cfs_orders_openapidefinition.json": {Data: []byte(`{"swagger":"2.0","host":"Contoso.crm4.dynamics.com","basePath":"/api/data/v9.2/","paths":{
			"/salesorders({id})":{"parameters":[{"in":"path","name":"id"}],"get":{"operationId":"GetOrder","parameters":[{"in":"query","name":"$select"}]},"patch":{"operationId":"ChangeOrder","parameters":[{"in":"body","name":"row"}]}}}}`)},
		"Connector/cfs_broken_openapidefinition.json": {Data: []byte(`{`)},
	}
	in, err := Read(context.Background(), []Root{{FS: fsys, Path: "."}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(in.Connectors) != 1 {
		t.Fatalf("%d connectors, want 1", len(in.Connectors))
	}
	want := []ConnectorOperation{
		{ID: "GetOrder", Method: "get", Path: "/salesorders({id})", Query: []string{"$select"}},
		{ID: "ChangeOrder", Method: "patch", Path: "/salesorders({id})", Body: "row"},
	}
	c := in.Connectors[0]
	if c.Name != "cfs_orders" || c.Host != "contoso.crm4.dynamics.com" || c.BasePath != "/api/data/v9.2" {
		t.Errorf("connector = %+v", c)
	}
	if diff := cmp.Diff(want, c.Operations); diff != "" {
		t.Error(diff)
	}
	if len(in.Diagnostics) != 1 || in.Diagnostics[0].Code != "unreadable-connector" {
		t.Errorf("a broken definition gives %v", in.Diagnostics)
	}
}

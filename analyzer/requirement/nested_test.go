package requirement_test

import (
	"slices"
	"strings"
	"testing"
)

// TestARowInsideAnotherIsReadLikeAnyRow: whose it is, and what only a run knows of it, counts as for a row by itself.
func TestARowInsideAnotherIsReadLikeAnyRow(t *testing.T) {
	const made, assumed, opaque = "prvCreatecfs_Job Basic proven needed", "prvCreatecfs_Job Global assumed needed", "blind opaque-bind"
	const lines = `"V":{"type":"InitializeVariable","runAfter":{},"inputs":{"variables":[{"name":"lines","type":"array"}]}},` +
		`"A":{"type":"AppendToArrayVariable","runAfter":{"V":["Succeeded"]},"inputs":{"name":"lines","value":{"cfs_name":"x"}}},`
	for name, c := range map[string]struct{ before, rows, want string }{
		"written out":                {"", `[{"cfs_name":"x"}]`, made},
		"gathered in a variable":     {lines, `"@variables('lines')"`, made},
		"computed":                   {"", `"@createArray(json('{\"cfs_name\":\"x\"}'))"`, made},
		"with an owner":              {"", `[{"ownerid@odata.bind":"teams(1)"}]`, assumed},
		"with an owner of its table": {"", `[{"ownerid_cfs_job@odata.bind":"teams(1)"}]`, assumed},
		"with an owner's id":         {"", `[{"ownerid":"1"}]`, assumed},
		"an owner may need Assign":   {"", `[{"ownerid@odata.bind":"teams(1)"}]`, "prvAssigncfs_Job Global assumed conditional"},
		"a lookup that a run names":  {"", `[{"@{triggerBody()?['k']}@odata.bind":"teams(1)"}]`, assumed},
		"a column that a run names":  {"", `[{"@{triggerBody()?['k']}":"x"}]`, assumed},
		"and what it sets is open":   {"", `[{"@{triggerBody()?['k']}":"x"}]`, opaque},
		"a row that a run knows":     {"", `["@triggerBody()?['p']"]`, assumed},
		"and what that sets is open": {"", `["@triggerBody()?['p']"]`, opaque},
	} {
		create := action("C", "CreateRecord", `"entityName":"cfs_sites","item/cfs_site_job":`+c.rows, "")
		if c.before != "" {
			create = action("C", "CreateRecord", `"entityName":"cfs_sites","item/cfs_site_job":`+c.rows, "A")
		}
		if got := derive(t, `"T":{"type":"Request"}`, c.before+create); !slices.Contains(got, c.want) {
			t.Errorf("%s: %q is not among\n%s", name, c.want, strings.Join(got, "\n"))
		}
	}
}

// TestACallForSomebodyElseProvesNoLevel: semantics 1 has it assumed Global where the level was proven.
func TestACallForSomebodyElseProvesNoLevel(t *testing.T) {
	for name, c := range map[string]struct{ method, address, body string }{
		"an upsert":            {"PATCH", "/api/data/v9.2/cfs_jobs(@{guid()})", `{"cfs_name":"x"}`},
		"a row inside another": {"POST", "/api/data/v9.2/cfs_sites", `{"cfs_site_job":[{"cfs_name":"y"}]}`},
	} {
		got := derive(t, `"T":{"type":"Request"}`, request(c.method, c.address, `"MSCRMCallerID":"@{triggerBody()?['u']}"`, c.body))
		if !slices.Contains(got, "prvCreatecfs_Job Global assumed needed") {
			t.Errorf("%s: %s", name, strings.Join(got, "\n"))
		}
	}
}

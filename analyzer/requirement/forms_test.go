package requirement_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestEveryFormOfAnAddressIsARequestOfItsOwn: what stands in one of several branches is certain, for the flow is written to
// take each; a name that only a run knows is no table.
func TestEveryFormOfAnAddressIsARequestOfItsOwn(t *testing.T) {
	const branch = "if(triggerBody()?['b'],"
	both := []string{"prvReadcfs_Job Global assumed needed", "prvReadcfs_Site Global assumed needed"}
	for name, c := range map[string]struct {
		method, address, body string
		want                  []string
	}{
		"a set in each branch":                {"GET", "/api/data/v9.2/@{" + branch + "'cfs_jobs','cfs_sites')}(@{variables('x')})", "", both},
		"a set with its key in each branch":   {"GET", "/api/data/v9.2/@{" + branch + "'cfs_jobs(1)','cfs_sites(2)')}", "", both},
		"a set around what is read":           {"GET", "/api/data/v9.2/@{" + branch + "concat('cfs_jobs(',variables('x'),')'),'cfs_sites')}", "", both},
		"a query in one branch":               {"GET", "/api/data/v9.2/cfs_jobs@{" + branch + "'?$expand=cfs_Site','')}", "", both},
		"an option of an expanded property":   {"GET", "/api/data/v9.2/cfs_jobs?$expand=cfs_job_skill(@{" + branch + "'$select=cfs_name','$filter=cfs_name eq 1')})", "", []string{"prvReadcfs_Job Global assumed needed", "prvReadcfs_Skill Global assumed needed"}},
		"a host in each branch":               {"GET", "https://@{" + branch + "'a.crm','a.crm4')}.dynamics.com/api/data/v9.2/cfs_jobs", "", []string{"prvReadcfs_Job Global assumed needed", "prvReadcfs_Job Global assumed needed"}},
		"a property in each branch":           {"GET", "/api/data/v9.2/cfs_jobs(1)/@{" + branch + "'cfs_Site','cfs_name')}", "", both},
		"a key in each branch is one request": {"DELETE", "/api/data/v9.2/cfs_jobs(@{" + branch + "'1',variables('x'))})", "", []string{"prvDeletecfs_Job Global assumed needed"}},
		"a value in quotes":                   {"GET", "/api/data/v9.2/cfs_jobs?$filter=cfs_name eq '@{" + branch + "'1',variables('x'))}'", "", []string{"prvReadcfs_Job Global assumed needed"}},
		"a branch that only a run knows":      {"GET", "/api/data/v9.2/@{" + branch + "'cfs_jobs',variables('x'))}(1)", "", []string{"blind opaque-http", "prvReadcfs_Job Global assumed needed"}},
		"a part of a name":                    {"GET", "/api/data/v9.2/cfs_@{variables('x')}s(1)", "", []string{"blind opaque-http"}},
		"what follows a name":                 {"GET", "/api/data/v9.2/cfs_jobs@{variables('x')}", "", []string{"blind opaque-http"}},
		"a part of a message's name":          {"POST", "/api/data/v9.2/cfs_Do@{variables('x')}", "{}", []string{"blind opaque-http"}},
		"a part of a relationship's name":     {"POST", "/api/data/v9.2/cfs_jobs(1)/cfs_@{variables('x')}/$ref", "{}", []string{"blind opaque-http"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := derive(t, `"T":{"type":"Request"}`, request(c.method, c.address, "", c.body))
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestFormsOfAnAddressAreBounded: many branches in one address do not multiply without end.
func TestFormsOfAnAddressAreBounded(t *testing.T) {
	option := "@{if(triggerBody()?['b'],'&$count=true','')}"
	address := "/api/data/v9.2/@{if(triggerBody()?['b'],'cfs_jobs','cfs_sites')}?$top=1" + strings.Repeat(option, 30)
	got := derive(t, `"T":{"type":"Request"}`, request("GET", address, "", ""))
	want := []string{"blind opaque-http", "prvReadcfs_Job Global assumed needed", "prvReadcfs_Site Global assumed needed"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestEveryFormOfARequestInABatchIsARequest: alternatives in a request line give requests of their own there too.
func TestEveryFormOfARequestInABatchIsARequest(t *testing.T) {
	const branch = "if(triggerBody()?['b'],"
	for name, c := range map[string]struct {
		line string
		want []string
	}{
		"a set in each branch":    {"DELETE /api/data/v9.2/@{" + branch + "'cfs_jobs','cfs_sites')}(1)", []string{"prvDeletecfs_Job Global assumed needed", "prvDeletecfs_Site Global assumed needed"}},
		"a set with its key":      {"DELETE /api/data/v9.2/@{" + branch + "'cfs_jobs(1)',concat('cfs_sites(',variables('x'),')'))}", []string{"prvDeletecfs_Job Global assumed needed", "prvDeletecfs_Site Global assumed needed"}},
		"a method in each branch": {"@{" + branch + "'GET','DELETE')} /api/data/v9.2/cfs_jobs(1)", []string{"prvDeletecfs_Job Global assumed needed", "prvReadcfs_Job Global assumed needed"}},
		"a method with its set":   {"@{" + branch + "'DELETE /api/data/v9.2/cfs_jobs','GET /api/data/v9.2/cfs_sites')}(1)", []string{"prvDeletecfs_Job Global assumed needed", "prvReadcfs_Site Global assumed needed"}},
		"a key in each branch":    {"DELETE /api/data/v9.2/cfs_jobs(@{" + branch + "'1','2')})", []string{"prvDeletecfs_Job Global assumed needed"}},
		"a query in one branch":   {"GET /api/data/v9.2/cfs_jobs@{" + branch + "'?$expand=cfs_Site','')}", []string{"prvReadcfs_Job Global assumed needed", "prvReadcfs_Site Global assumed needed"}},
		"a set of a run as well":  {"DELETE /api/data/v9.2/@{" + branch + "'cfs_jobs',variables('x'))}(1)", []string{"blind opaque-http", "prvDeletecfs_Job Global assumed needed"}},
		"more than are followed":  {"DELETE /api/data/v9.2/cfs_jobs(1)" + strings.Repeat("@{"+branch+"'','/cfs_name')}", 6), []string{"blind opaque-http", "blind opaque-http"}},
	} {
		t.Run(name, func(t *testing.T) {
			body := "--b\nContent-Type: application/http\n\n" + c.line + " HTTP/1.1\n\n\n--b--"
			if diff := cmp.Diff(c.want, derive(t, `"T":{"type":"Request"}`, request("POST", "/api/data/v9.2/$batch", "", body))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

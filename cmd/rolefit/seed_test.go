package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"rolefit/fixtures"
	"rolefit/flowparse/solution"
	"rolefit/flowparse/source"
	"rolefit/privileges"
	"rolefit/privileges/dataverse/dataversetest"
	"rolefit/privileges/environment"
	"rolefit/privileges/rolexml"
)

// Ids of the environment that a fixture is made to live in.
const (
	rootUnit   = "b0000000-0000-4000-8000-000000000001"
	flowsUser  = "50000000-0000-4000-8000-000000000001"
	flowsApp   = "a0000000-0000-4000-8000-000000000001"
	readerUser = "50000000-0000-4000-8000-0000000000ff"
	readerApp  = "a0000000-0000-4000-8000-0000000000ff"
	tenant     = "70000000-0000-4000-8000-000000000001"
)

// seedOf makes an environment in which the flows of a fixture run and whose application user holds some roles directly.
func seedOf(t testing.TB, fixture string, roles ...privileges.Role) dataversetest.Seed {
	t.Helper()
	in := fixtureInput(t, fixture)
	e := environment.Environment{
		OrganizationID: "0f000000-0000-4000-8000-000000000001", Name: "contoso",
		ReadAt:        time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC),
		Reader:        environment.Reader{UserID: readerUser, Name: "# rolefit-auditor"},
		BusinessUnits: []environment.BusinessUnit{{ID: rootUnit, Name: "contoso"}},
	}
	user := environment.User{ID: flowsUser, AppID: flowsApp, Name: "# svc-timeoff", AccessMode: 4, BusinessUnit: rootUnit}
	for i, r := range roles {
		id := cmp.Or(r.ID, fmt.Sprintf("40000000-0000-4000-8000-%012d", i+1))
		e.Roles = append(e.Roles, environment.Role{ID: id, Root: id, Name: r.Name, Template: r.TemplateID, BusinessUnit: rootUnit})
		granted := environment.RoleGrants{Root: id}
		for _, g := range r.Grants {
			granted.Grants = append(granted.Grants, environment.Grant{Privilege: g.Privilege, ID: privilegeID(g.Privilege), Depth: g.Level.String()})
		}
		e.RoleGrants = append(e.RoleGrants, granted)
		user.Roles = append(user.Roles, id)
	}
	e.Users = []environment.User{user}
	for _, table := range in.Tables {
		e.Tables = append(e.Tables, environment.Table{
			LogicalName: table.LogicalName, SchemaName: table.SchemaName, EntitySetName: table.EntitySetName, PrimaryID: table.PrimaryID, Ownership: string(table.Ownership),
		})
	}
	for i, r := range in.References {
		e.References = append(e.References, environment.ConnectionReference{
			LogicalName: r.LogicalName, DisplayName: r.DisplayName, Connector: r.Connector, ConnectionID: fmt.Sprintf("connection%d", i+1), Owner: flowsUser,
		})
	}
	for _, f := range in.Flows {
		text, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		e.Flows = append(e.Flows, environment.Flow{ID: f.WorkflowID, Name: f.Name, State: 1, Owner: flowsUser, Definition: string(text.Bytes)})
	}
	return dataversetest.Seed{
		Environment: e, TenantID: tenant, ReaderAppID: readerApp, Secrets: map[string]string{readerApp: plantedSecret, flowsApp: "unused-" + plantedSecret},
	}
}

// plantedSecret is the reader's client secret. Nothing that the program writes may hold it.
const plantedSecret = "PLANTED~secret~8Q"

// privilegeID makes an id for a privilege that the fake has to name by one.
func privilegeID(name string) string {
	sum := uint64(14695981039346656037)
	for _, b := range []byte(strings.ToLower(name)) {
		sum = (sum ^ uint64(b)) * 1099511628211
	}
	return fmt.Sprintf("%08x-%04x-4000-8000-%012x", uint32(sum>>32), uint16(sum>>16), sum&0xffffffffffff)
}

func fixtureInput(t testing.TB, name string) *solution.Input {
	t.Helper()
	folder, err := fixtures.Folder(name)
	if err != nil {
		t.Fatal(err)
	}
	in, err := solution.Read(context.Background(), []solution.Root{{FS: folder, Path: "."}}, solution.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// roleFixture reads a role of the fixtures.
func roleFixture(t testing.TB, name string) privileges.Role {
	t.Helper()
	raw, err := os.ReadFile("../../fixtures/roles/" + name)
	if err != nil {
		t.Fatal(err)
	}
	role, problems := rolexml.Parse(bytes.TrimSpace(raw), source.Place{File: name})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return role
}

// walkSeed is the environment of the document about an audit: the flows of one solution run as an application user that
// holds too much of one role and too little, and whose app registration has a secret that ends soon.
func walkSeed(t testing.TB) dataversetest.Seed {
	seed := seedOf(t, "timeoff", roleFixture(t, "TimeOff.xml"))
	seed.Registrations = []environment.Registration{{
		AppID: flowsApp, ObjectID: "0b000000-0000-4000-8000-000000000001", Name: "svc-timeoff", Audience: "AzureADMyOrg",
		Secrets: []environment.Credential{{
			ID: "0c000000-0000-4000-8000-000000000001", Name: "flows", Start: seed.ReadAt.AddDate(0, -11, 0), End: seed.ReadAt.AddDate(0, 0, 12),
		}},
	}}
	for _, lookup := range [][2]string{{"cfs_Employee", "contact"}, {"cfs_Policy", "cfs_policy"}} {
		seed.Relationships = append(seed.Relationships, environment.Relationship{
			Name: "cfs_timeoffrequest_" + lookup[0], ReferencingTable: "cfs_timeoffrequest", ReferencingColumn: strings.ToLower(lookup[0]),
			ReferencingNav: lookup[0], ReferencedTable: lookup[1], ReferencedNav: "cfs_timeoffrequest_" + lookup[0],
		})
	}
	return seed
}

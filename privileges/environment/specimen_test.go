package environment

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// id makes a GUID out of a number.
func id(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012x", n) }

// The business units of the tests:
//
//	root
//	└─ parent
//	   ├─ own
//	   │  └─ child
//	   └─ sibling
const (
	root = iota + 1
	parent
	own
	child
	sibling
	stranger // described nowhere
)

func units() []BusinessUnit {
	return []BusinessUnit{
		{ID: id(root), Name: "Root"}, {ID: id(parent), Name: "Parent", Parent: id(root)}, {ID: id(own), Name: "Own", Parent: id(parent)},
		{ID: id(child), Name: "Child", Parent: id(own)}, {ID: id(sibling), Name: "Sibling", Parent: id(parent)},
	}
}

func ptr[T any](v T) *T { return &v }

// specimen is an environment with something in every list.
func specimen() Environment {
	at := time.Date(2026, 11, 26, 9, 30, 0, 0, time.UTC)
	return Environment{
		URL: "https://contoso.crm.dynamics.com", OrganizationID: id(100), Name: "Contoso <test> & co", ReadAt: at, Reader: Reader{UserID: id(101), Name: "Reader"},
		BusinessUnits: units(),
		Users: []User{
			{ID: id(10), AppID: id(110), Name: "Flow Runner", AccessMode: 4, BusinessUnit: id(own), Roles: []string{id(20), id(22)}, Teams: []string{id(31), id(30)}, Profiles: []string{id(40)}, Unexplained: []string{"prvReadLead", "prvMerge"}},
			{ID: id(11), AppID: id(111), Name: "Other", BusinessUnit: id(root), Disabled: true, Roles: []string{}, Teams: []string{}, Profiles: []string{}},
		},
		Teams: []Team{
			{ID: id(30), Name: "Sales", Kind: OwnerTeam, BusinessUnit: id(sibling), Roles: []string{id(21)}, Profiles: []string{id(40)}},
			{ID: id(31), Name: "Group", Kind: SecurityGroupTeam, BusinessUnit: id(own), Group: id(131), Roles: []string{}, Profiles: []string{}},
		},
		Roles: []Role{
			{ID: id(20), Root: id(120), Name: "Clerk", BusinessUnit: id(own), Inherited: ptr(1)},
			{ID: id(21), Root: id(120), Name: "Clerk", BusinessUnit: id(sibling), Inherited: ptr(1)},
			{ID: id(22), Root: id(122), Name: "Unread", BusinessUnit: id(own)},
		},
		RoleGrants: []RoleGrants{{Root: id(120), Grants: []Grant{{Privilege: "prvReadAccount", ID: id(200), Depth: "Local"}, {Privilege: "prvCreateAccount", Depth: "Basic"}, {Privilege: "prvReadorg", Depth: "Global"}}}},
		Profiles:   []Profile{{ID: id(40), Name: "Salaries", Permissions: []ColumnPermission{{Table: "account", Column: "salary", Read: true}, {Table: "account", Column: "bonus", Update: true}}}},
		Tables: []Table{
			{LogicalName: "account", SchemaName: "Account", EntitySetName: "accounts", PrimaryID: "accountid", Ownership: "UserOwned", Audited: true, Secured: []string{"salary", "bonus"}, Privileges: []TablePrivilege{
				{Name: "prvReadAccount", ID: id(200), Right: "Read", Levels: []string{"Basic", "Local", "Deep", "Global"}},
				{Name: "prvCreateAccount", Right: "Create", Levels: []string{"Basic", "Local", "Deep", "Global"}},
			}},
			{LogicalName: "org", SchemaName: "org", Ownership: "OrganizationOwned", Privileges: []TablePrivilege{{Name: "prvReadorg", Right: "Read", Levels: []string{"Global"}}}},
		},
		Relationships: []Relationship{
			{Name: "account_parent", ReferencingTable: "account", ReferencingColumn: "parentid", ReferencingNav: "ParentId", ReferencedTable: "account", ReferencedNav: "children", Cascade: map[string]string{"Delete": "Cascade", "Assign": "NoCascade"}},
			{Name: "account_owner_org", ReferencingTable: "account", ReferencingColumn: "parentid", ReferencedTable: "org"},
			{Name: "account_org", Intersect: "account_orgs", First: "account", Second: "org", FirstNav: "orgs", SecondNav: "accounts"},
		},
		CustomAPIs: []CustomAPI{{UniqueName: "new_Sum", BindingType: 1, BoundTable: "account", ExecutePrivilege: "prvReadAccount", PluginType: id(50), Function: true}},
		References: []ConnectionReference{
			{LogicalName: "new_b", Connector: "shared_commondataserviceforapps", ConnectionID: "c1", Owner: id(11)},
			{LogicalName: "new_a", DisplayName: "Dataverse", Connector: "shared_commondataserviceforapps", Owner: id(10)},
		},
		Flows: []Flow{
			{ID: id(61), Name: "Nightly/sync", State: 1, Owner: id(11), Definition: `{"properties":{"definition":{"triggers":{},"actions":{}}},"x":"<&>"}`},
			{ID: id(60), Name: "Draft", Definition: `{"properties":{"definition":{"triggers":{},"actions":{}}}}`},
			{ID: id(62), Name: "Broken", State: 1},
		},
		Connections: []Connection{{ID: "c1", Connector: "shared_commondataserviceforapps", ServicePrincipal: ptr(true), AppID: id(110)}, {ID: "c0", Connector: "shared_http"}},
		Registrations: []Registration{{
			AppID: id(110), ObjectID: id(210), Name: "App", Audience: "AzureADMyOrg",
			Secrets: []Credential{{ID: id(71), Name: "s", End: at.Add(time.Hour)}, {ID: id(70), Start: at}}, Keys: []Credential{},
			Federated:   []Federated{{Name: "gh", Issuer: "https://i", Subject: "repo:x"}},
			Permissions: []Permission{{ResourceAppID: id(73), ID: id(74), Delegated: true}}, Owners: []Owner{{ID: id(75), Kind: "user", Name: "o"}},
		}},
		Audit: &Audit{Enabled: true, Days: 30, RetentionDays: -1, Observations: []Observation{
			{User: id(10), Table: "org", Right: "Create", Count: 2, Last: at.Add(123456789)}, {User: id(10), Table: "account", Right: "Write", Count: 1, Last: at},
		}},
		Missing: []Missing{{Part: "role:Unread", Why: "the reader lacks prvReadRole", Fix: "Grant it."}, {Part: "flow:Broken", Why: "its definition is broken", Fix: "Save it again."}},
	}
}

// shuffled returns the environment with its lists in another order.
func shuffled(e Environment, seed uint64) Environment {
	r := rand.New(rand.NewPCG(seed, 7))
	e.BusinessUnits, e.Users, e.Teams, e.Roles = mixed(r, e.BusinessUnits), mixed(r, e.Users), mixed(r, e.Teams), mixed(r, e.Roles)
	e.RoleGrants, e.Profiles, e.Tables, e.Relationships = mixed(r, e.RoleGrants), mixed(r, e.Profiles), mixed(r, e.Tables), mixed(r, e.Relationships)
	e.References, e.Flows, e.Connections, e.Registrations, e.Missing = mixed(r, e.References), mixed(r, e.Flows), mixed(r, e.Connections), mixed(r, e.Registrations), mixed(r, e.Missing)
	for i := range e.Users {
		e.Users[i].Roles, e.Users[i].Teams, e.Users[i].Unexplained = mixed(r, e.Users[i].Roles), mixed(r, e.Users[i].Teams), mixed(r, e.Users[i].Unexplained)
	}
	for i := range e.RoleGrants {
		e.RoleGrants[i].Grants = mixed(r, e.RoleGrants[i].Grants)
	}
	for i := range e.Profiles {
		e.Profiles[i].Permissions = mixed(r, e.Profiles[i].Permissions)
	}
	for i := range e.Tables {
		t := &e.Tables[i]
		t.Secured, t.Privileges = mixed(r, t.Secured), mixed(r, t.Privileges)
		for j := range t.Privileges {
			t.Privileges[j].Levels = mixed(r, t.Privileges[j].Levels)
		}
	}
	for i := range e.Registrations {
		e.Registrations[i].Secrets = mixed(r, e.Registrations[i].Secrets)
	}
	audit := *e.Audit
	audit.Observations = mixed(r, audit.Observations)
	e.Audit = &audit
	e.ReadAt = e.ReadAt.In(time.FixedZone("east", 3600))
	return e
}

func mixed[T any](r *rand.Rand, list []T) []T {
	list = append([]T(nil), list...)
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

// quote writes a text as JSON.
func quote(text string) string {
	quoted, err := jsontext.AppendQuote(nil, text)
	if err != nil {
		return `""`
	}
	return string(quoted)
}

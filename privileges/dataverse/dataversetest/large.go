package dataversetest

import (
	"fmt"
	"strconv"
	"time"

	"rolefit/privileges/environment"
)

// AdministratorPrivileges is how many privileges the first role of Large has, which is what System Administrator has in
// a real environment.
const AdministratorPrivileges = 4132

// Large is an environment with so many teams, roles, tables and flows, and one application user, SampleAppID with
// SampleSecret. The user holds the first role itself and is a member of every team; the other roles are dealt out to the
// teams in turn, or to the user when there is no team. The reader is that of Sample.
func Large(teams, roles, tables, flows int) Seed {
	inherited := 1
	user := environment.User{
		ID: flowUserID, AppID: SampleAppID, Name: "# svc-flow", AccessMode: 4, BusinessUnit: rootUnitID,
		DirectoryObject: "22222222-0000-4000-8000-000000000002", Roles: []string{}, Teams: []string{}, Profiles: []string{},
	}
	env := environment.Environment{
		OrganizationID: "97793ec4-ace2-4e11-9049-0022486f7458", Name: "Large", ReadAt: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC),
		Reader:        environment.Reader{UserID: readerUserID, Name: "# svc-audit"},
		BusinessUnits: []environment.BusinessUnit{{ID: rootUnitID, Name: "Contoso"}},
		References:    []environment.ConnectionReference{{LogicalName: "contoso_dataverse", Connector: dataverseConnector, ConnectionID: "shared-commondataser-1", Owner: flowUserID}},
		Missing:       []environment.Missing{},
	}
	for i := range tables {
		env.Tables = append(env.Tables, largeTable(i))
		if i > 0 {
			env.Relationships = append(env.Relationships, environment.Relationship{
				Name: fmt.Sprintf("new_table%05d_parent", i), ReferencingTable: env.Tables[i].LogicalName, ReferencingColumn: "new_parentid",
				ReferencingNav: "new_parentid", ReferencedTable: env.Tables[i-1].LogicalName, ReferencedNav: fmt.Sprintf("new_table%05d_parent", i),
			})
		}
	}
	for i := range teams {
		env.Teams = append(env.Teams, environment.Team{
			ID: stable("large team", strconv.Itoa(i)), Name: fmt.Sprintf("Team %05d", i), Kind: environment.OwnerTeam, BusinessUnit: rootUnitID,
			Roles: []string{}, Profiles: []string{},
		})
		user.Teams = append(user.Teams, env.Teams[i].ID)
	}
	for i := range roles {
		id := stable("large role", strconv.Itoa(i))
		env.Roles = append(env.Roles, environment.Role{ID: id, Root: id, Name: fmt.Sprintf("Role %05d", i), BusinessUnit: rootUnitID, Inherited: &inherited})
		count := 40
		if i == 0 {
			count = AdministratorPrivileges
		}
		env.RoleGrants = append(env.RoleGrants, environment.RoleGrants{Root: id, Grants: largeGrants(env.Tables, i, count)})
		if i == 0 || teams == 0 {
			user.Roles = append(user.Roles, id)
			continue
		}
		team := &env.Teams[(i-1)%teams]
		team.Roles = append(team.Roles, id)
	}
	for i := range flows {
		name := "accounts"
		if tables > 0 {
			name = env.Tables[i%tables].EntitySetName
		}
		env.Flows = append(env.Flows, environment.Flow{
			ID: stable("large flow", strconv.Itoa(i)), Name: fmt.Sprintf("Flow %05d", i), State: 1, Owner: makerUserID,
			Definition: clientData("contoso_dataverse", "embedded", nil,
				action{"List_rows", "ListRecords", object{{"entityName", name}}},
				action{"Update_row", "UpdateOnlyRecord", object{{"entityName", name}, {"recordId", "@triggerBody()?['id']"}, {"item/new_name", "x"}}}),
		})
	}
	env.Users = []environment.User{user}
	return Seed{
		Environment: env, Secrets: map[string]string{SampleAppID: SampleSecret, SampleReaderAppID: SampleReader}, ReaderAppID: SampleReaderAppID,
	}
}

func largeTable(i int) environment.Table {
	name := fmt.Sprintf("new_table%05d", i)
	table := environment.Table{LogicalName: name, SchemaName: name, EntitySetName: name + "s", PrimaryID: name + "id", Ownership: "UserOwned"}
	for _, right := range []string{"Append", "AppendTo", "Assign", "Create", "Delete", "Read", "Share", "Write"} {
		privilege := "prv" + right + name
		table.Privileges = append(table.Privileges, environment.TablePrivilege{Name: privilege, ID: stable("large privilege", privilege), Right: right, Levels: depths})
	}
	return table
}

// largeGrants are so many grants, on tables from the one at first, and where there are no more on nothing known.
func largeGrants(tables []environment.Table, first, count int) []environment.Grant {
	var list []environment.Grant
	for i := 0; len(list) < count; i++ {
		if i >= len(tables) {
			name := fmt.Sprintf("prvLarge%05d", len(list))
			list = append(list, environment.Grant{Privilege: name, ID: stable("large privilege", name), Depth: "Global"})
			continue
		}
		for _, p := range tables[(first+i)%len(tables)].Privileges {
			if len(list) < count {
				list = append(list, environment.Grant{Privilege: p.Name, ID: p.ID, Depth: depths[(first+i)%len(depths)]})
			}
		}
	}
	return list
}

package dataverse

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"rolefit/privileges"
	"rolefit/privileges/environment"
)

// metadata is the definitions of tables and relationships. The service gives each list in one reply, without pages.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query-metadata-web-api (2026-11-22)
type metadata struct {
	tables     []environment.Table
	secured    map[string][]string // columns by table
	oneToMany  []environment.Relationship
	manyToMany []environment.Relationship
}

type privilegeRow struct {
	Name   string `json:"Name"`
	ID     guid   `json:"PrivilegeId"`
	Right  string `json:"PrivilegeType"`
	Basic  bool   `json:"CanBeBasic"`
	Local  bool   `json:"CanBeLocal"`
	Deep   bool   `json:"CanBeDeep"`
	Global bool   `json:"CanBeGlobal"`
}

func (m *metadata) readTables(ctx context.Context, c *client) error {
	rows, err := all[struct {
		LogicalName   string `json:"LogicalName"`
		SchemaName    string `json:"SchemaName"`
		EntitySetName string `json:"EntitySetName"`
		PrimaryID     string `json:"PrimaryIdAttribute"`
		Ownership     string `json:"OwnershipType"`
		Activity      bool   `json:"IsActivity"`
		Audited       struct {
			Value bool `json:"Value"`
		} `json:"IsAuditEnabled"`
		Privileges *[]privilegeRow `json:"Privileges"`
	}](ctx, c, "EntityDefinitions"+query("$select",
		"LogicalName,SchemaName,EntitySetName,PrimaryIdAttribute,OwnershipType,IsActivity,IsAuditEnabled,Privileges"))
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.LogicalName == "" || row.Privileges == nil {
			err = errors.New("the reply has a table without its name or its privileges")
			continue
		}
		list, unnamed := tablePrivileges(*row.Privileges)
		err = cmp.Or(err, unnamed)
		m.tables = append(m.tables, environment.Table{
			LogicalName: row.LogicalName, SchemaName: row.SchemaName, EntitySetName: row.EntitySetName, PrimaryID: row.PrimaryID,
			Ownership: row.Ownership, Activity: row.Activity, Audited: row.Audited.Value, Privileges: list,
		})
	}
	return err
}

// tablePrivileges returns the privileges that have a name, and an error when there are others.
func tablePrivileges(rows []privilegeRow) ([]environment.TablePrivilege, error) {
	rows, err := named(rows, "table privilege", func(row privilegeRow) string { return row.Name })
	list := []environment.TablePrivilege{}
	for _, row := range rows {
		levels := []string{}
		for i, can := range []bool{row.Basic, row.Local, row.Deep, row.Global} {
			if can {
				levels = append(levels, (privileges.Basic + privileges.Level(i)).String())
			}
		}
		list = append(list, environment.TablePrivilege{Name: row.Name, ID: string(row.ID), Right: row.Right, Levels: levels})
	}
	return ordered(list, func(p environment.TablePrivilege) string { return p.Name }), err
}

func (m *metadata) readSecured(ctx context.Context, c *client) error {
	rows, err := all[struct {
		LogicalName string `json:"LogicalName"`
		Attributes  *[]struct {
			LogicalName string `json:"LogicalName"`
			Secured     bool   `json:"IsSecured"`
		} `json:"Attributes"`
		More string `json:"Attributes@odata.nextLink"`
	}](ctx, c, "EntityDefinitions"+query("$select", "LogicalName",
		"$expand", "Attributes($select=LogicalName,IsSecured;$filter=IsSecured eq true)"))
	if err != nil {
		return err
	}
	secured := map[string][]string{}
	for _, row := range rows {
		if row.Attributes == nil || row.More != "" {
			return errors.New("the reply has a table without all of its columns")
		}
		for _, column := range *row.Attributes {
			if column.LogicalName == "" {
				err = errors.New("the reply has a column without its name")
			} else if column.Secured {
				secured[row.LogicalName] = append(secured[row.LogicalName], column.LogicalName)
			}
		}
		slices.Sort(secured[row.LogicalName])
	}
	m.secured = secured
	return err
}

func (m *metadata) readOneToMany(ctx context.Context, c *client) error {
	type row struct {
		Name              string             `json:"SchemaName"`
		ReferencingTable  string             `json:"ReferencingEntity"`
		ReferencingColumn string             `json:"ReferencingAttribute"`
		ReferencingNav    string             `json:"ReferencingEntityNavigationPropertyName"`
		ReferencedTable   string             `json:"ReferencedEntity"`
		ReferencedNav     string             `json:"ReferencedEntityNavigationPropertyName"`
		Cascade           map[string]*string `json:"CascadeConfiguration"`
	}
	rows, err := all[row](ctx, c, "RelationshipDefinitions/Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata"+query("$select",
		"SchemaName,ReferencingEntity,ReferencingAttribute,ReferencingEntityNavigationPropertyName,ReferencedEntity,ReferencedEntityNavigationPropertyName,CascadeConfiguration"))
	if err != nil {
		return err
	}
	rows, err = named(rows, "relationship", func(r row) string { return r.Name })
	for _, row := range rows {
		relationship := environment.Relationship{
			Name: row.Name, ReferencingTable: row.ReferencingTable, ReferencingColumn: row.ReferencingColumn,
			ReferencingNav: row.ReferencingNav, ReferencedTable: row.ReferencedTable, ReferencedNav: row.ReferencedNav,
		}
		for action, behaviour := range row.Cascade {
			if behaviour != nil && *behaviour != "NoCascade" { // which is nothing to know, and most of them
				if relationship.Cascade == nil {
					relationship.Cascade = map[string]string{}
				}
				relationship.Cascade[action] = *behaviour
			}
		}
		m.oneToMany = append(m.oneToMany, relationship)
	}
	return err
}

func (m *metadata) readManyToMany(ctx context.Context, c *client) error {
	type row struct {
		Name      string `json:"SchemaName"`
		Intersect string `json:"IntersectEntityName"`
		First     string `json:"Entity1LogicalName"`
		Second    string `json:"Entity2LogicalName"`
		FirstNav  string `json:"Entity1NavigationPropertyName"`
		SecondNav string `json:"Entity2NavigationPropertyName"`
	}
	rows, err := all[row](ctx, c, "RelationshipDefinitions/Microsoft.Dynamics.CRM.ManyToManyRelationshipMetadata"+query("$select",
		"SchemaName,IntersectEntityName,Entity1LogicalName,Entity2LogicalName,Entity1NavigationPropertyName,Entity2NavigationPropertyName"))
	if err != nil {
		return err
	}
	rows, err = named(rows, "relationship", func(r row) string { return r.Name })
	for _, row := range rows {
		m.manyToMany = append(m.manyToMany, environment.Relationship{
			Name: row.Name, Intersect: row.Intersect, First: row.First, Second: row.Second, FirstNav: row.FirstNav, SecondNav: row.SecondNav,
		})
	}
	return err
}

// tablesWithColumns returns the tables with their secured columns, in order.
func (m *metadata) tablesWithColumns() []environment.Table {
	list := append([]environment.Table{}, m.tables...)
	for i, t := range list {
		list[i].Secured = m.secured[t.LogicalName]
	}
	return ordered(list, func(t environment.Table) string { return strings.ToLower(t.LogicalName) })
}

func (m *metadata) relationships() []environment.Relationship {
	list := slices.Concat([]environment.Relationship{}, m.oneToMany, m.manyToMany)
	return ordered(list, func(r environment.Relationship) string { return r.Name })
}

func (r *reading) readCustomAPIs(ctx context.Context) error {
	byName := map[string]environment.CustomAPI{}
	rows, err := all[struct {
		Name       string `json:"uniquename"`
		Binding    int    `json:"bindingtype"`
		Table      string `json:"boundentitylogicalname"`
		Privilege  string `json:"executeprivilegename"`
		PluginType guid   `json:"_plugintypeid_value"`
		Function   bool   `json:"isfunction"`
	}](ctx, r.client, "customapis"+query("$select", "uniquename,bindingtype,boundentitylogicalname,executeprivilegename,_plugintypeid_value,isfunction"))
	for _, row := range rows {
		if row.Name == "" {
			err = errors.New("the reply has a custom API without its name")
			continue
		}
		byName[strings.ToLower(row.Name)] = environment.CustomAPI{
			UniqueName: row.Name, BindingType: row.Binding, BoundTable: row.Table, ExecutePrivilege: row.Privilege,
			PluginType: string(row.PluginType), Function: row.Function,
		}
	}
	r.env.CustomAPIs = []environment.CustomAPI{}
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		r.env.CustomAPIs = append(r.env.CustomAPIs, byName[name])
	}
	return err
}

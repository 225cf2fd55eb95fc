package dataversetest

import (
	"slices"
	"strings"

	"rolefit/privileges/environment"
)

// definitions are the table definitions. Columns are the primary id, those of relationships, and the secured ones.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/entitymetadata (2026-11-22)
func (w *world) definitions() []object {
	var all []object
	for i, table := range w.seed.Tables {
		var grants []object
		for _, p := range table.Privileges {
			id := p.ID
			if id == "" {
				id = w.privileges[strings.ToLower(p.Name)].id
			}
			grants = append(grants, object{
				{"CanBeBasic", slices.Contains(p.Levels, "Basic")}, {"CanBeDeep", slices.Contains(p.Levels, "Deep")},
				{"CanBeGlobal", slices.Contains(p.Levels, "Global")}, {"CanBeLocal", slices.Contains(p.Levels, "Local")},
				{"CanBeEntityReference", false}, {"CanBeParentEntityReference", false}, {"CanBeRecordFilter", false},
				{"Name", p.Name}, {"PrivilegeId", id}, {"PrivilegeType", p.Right},
			})
		}
		all = append(all, object{
			{"MetadataId", stable("table", table.LogicalName)}, {"LogicalName", table.LogicalName}, {"SchemaName", table.SchemaName},
			{"EntitySetName", orNull(table.EntitySetName)}, {"LogicalCollectionName", orNull(table.EntitySetName)}, {"OwnershipType", table.Ownership},
			{"ObjectTypeCode", w.codeOf(table.LogicalName, i)}, {"PrimaryIdAttribute", orNull(table.PrimaryID)}, {"IsIntersect", w.intersects(table.LogicalName)},
			{"IsPrivate", false}, {"IsLogicalEntity", false}, {"IsActivity", table.Activity}, {"IsManaged", true}, {"IsCustomEntity", strings.Contains(table.LogicalName, "_")},
			{"TableType", "Standard"}, {"IsAuditEnabled", managed(table.Audited, "canmodifyauditsettings")}, {"Privileges", list(grants)},
		})
	}
	return all
}

// managed is a property that a solution may lock.
func managed(value bool, name string) object {
	return object{{"Value", value}, {"CanBeChanged", true}, {"ManagedPropertyLogicalName", name}}
}

// list is what is written for rows: no list is null.
func list(rows []object) []object {
	if rows == nil {
		return []object{}
	}
	return rows
}

// codeOf is the object type code of a table; custom ones are numbered from 10000 in each environment.
func (w *world) codeOf(table string, at int) int {
	for _, s := range w.sets {
		if s.table == table {
			return s.code
		}
	}
	switch table {
	case "account":
		return 1
	case "contact":
		return 2
	case "lead":
		return 4
	case "annotation":
		return 5
	}
	return 10200 + at
}

func (w *world) intersects(table string) bool {
	return slices.ContainsFunc(w.seed.Relationships, func(r environment.Relationship) bool { return r.Intersect == table })
}

// attributes are the columns of a table in the order of their names.
func (w *world) attributes(table environment.Table) []object {
	kinds := map[string]string{}
	for _, name := range table.Secured {
		kinds[name] = "String"
	}
	for _, r := range w.seed.Relationships {
		if r.ReferencingTable == table.LogicalName && r.ReferencingColumn != "" {
			kinds[r.ReferencingColumn] = "Lookup"
		}
	}
	if table.PrimaryID != "" {
		kinds[table.PrimaryID] = "Uniqueidentifier"
	}
	var all []object
	for _, name := range sortedKeys(kinds) {
		all = append(all, object{
			{"@odata.type", "#Microsoft.Dynamics.CRM." + kinds[name] + "AttributeMetadata"},
			{"MetadataId", stable("column", table.LogicalName, name)}, {"LogicalName", name}, {"SchemaName", name}, {"EntityLogicalName", table.LogicalName},
			{"AttributeType", kinds[name]}, {"AttributeOf", nil}, {"IsSecured", slices.Contains(table.Secured, name)},
			{"IsPrimaryId", name == table.PrimaryID}, {"IsValidForCreate", true}, {"IsValidForRead", true}, {"IsValidForUpdate", name != table.PrimaryID},
			{"IsAuditEnabled", managed(table.Audited, "canmodifyauditsettings")},
		})
	}
	return all
}

// cascades are the actions of a relationship.
var cascades = []string{"Assign", "Delete", "Archive", "Merge", "Reparent", "Share", "Unshare", "RollupView"}

// oneToMany are the 1:N relationships that pass.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/onetomanyrelationshipmetadata (2026-11-22)
func (w *world) oneToMany(pass func(environment.Relationship) bool) []object {
	var all []object
	for _, r := range w.seed.Relationships {
		if r.Intersect != "" || !pass(r) {
			continue
		}
		var cascade object
		for _, action := range cascades {
			kind := r.Cascade[action]
			if kind == "" {
				kind = "NoCascade"
			}
			cascade = cascade.with(action, kind)
		}
		referenced := ""
		for _, table := range w.seed.Tables {
			if table.LogicalName == r.ReferencedTable {
				referenced = table.PrimaryID
			}
		}
		all = append(all, object{
			{"MetadataId", stable("relationship", r.Name)}, {"SchemaName", r.Name}, {"RelationshipType", "OneToManyRelationship"},
			{"SecurityTypes", "Append"}, {"IsCustomRelationship", false}, {"IsManaged", true}, {"IsHierarchical", false},
			{"ReferencedAttribute", orNull(referenced)}, {"ReferencedEntity", r.ReferencedTable}, {"ReferencingAttribute", r.ReferencingColumn},
			{"ReferencingEntity", r.ReferencingTable}, {"ReferencedEntityNavigationPropertyName", orNull(r.ReferencedNav)},
			{"ReferencingEntityNavigationPropertyName", orNull(r.ReferencingNav)}, {"CascadeConfiguration", cascade},
		})
	}
	return all
}

// manyToMany are the N:N relationships that pass.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/manytomanyrelationshipmetadata (2026-11-22)
func (w *world) manyToMany(pass func(environment.Relationship) bool) []object {
	var all []object
	for _, r := range w.seed.Relationships {
		if r.Intersect == "" || !pass(r) {
			continue
		}
		all = append(all, object{
			{"MetadataId", stable("relationship", r.Name)}, {"SchemaName", r.Name}, {"RelationshipType", "ManyToManyRelationship"},
			{"SecurityTypes", "None"}, {"IsCustomRelationship", false}, {"IsManaged", true},
			{"Entity1LogicalName", r.First}, {"Entity2LogicalName", r.Second}, {"IntersectEntityName", r.Intersect},
			{"Entity1IntersectAttribute", r.First + "id"}, {"Entity2IntersectAttribute", r.Second + "id"},
			{"Entity1NavigationPropertyName", orNull(r.FirstNav)}, {"Entity2NavigationPropertyName", orNull(r.SecondNav)},
		})
	}
	return all
}

package dataversetest

import (
	"net/http"
	"slices"
	"strings"

	"rolefit/privileges/environment"
)

// entityDefinitions answers with table definitions. Metadata is not paged.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query-metadata-web-api (2026-11-22)
func (c *call) entityDefinitions(segments []string, key string, keyed bool) (object, error) {
	if err := c.mustHold("prvReadEntity", "entity", 9800); err != nil {
		return nil, err
	}
	if len(segments) > 1 {
		return nil, noSegment(segments[1])
	}
	all := c.definitions()
	context := c.base + "$metadata#EntityDefinitions" + contextOf(c.query)
	if !keyed {
		rows, err := c.chosen(all, "EntityMetadata", c.query)
		if err != nil {
			return nil, err
		}
		return object{{"@odata.context", context}, {"value", list(rows)}}, nil
	}
	name, named := strings.CutPrefix(key, "LogicalName=")
	for i, table := range c.seed.Tables {
		if named && strings.Trim(name, "'") == table.LogicalName || !named && key == all[i].text("MetadataId") {
			rows, err := c.chosen(all[i:i+1], "EntityMetadata", c.query)
			if err != nil {
				return nil, err
			}
			return append(object{{"@odata.context", context + "/$entity"}}, rows[0]...), nil
		}
	}
	if named {
		return nil, &refusal{http.StatusNotFound, "0x80060888", "Could not find an entity with specified entity key."}
	}
	return nil, &refusal{http.StatusNotFound, "0x80040217", "Could not find an entity with id " + key + "."}
}

// relationshipDefinitions answers with relationships, of one kind where the path casts to it.
func (c *call) relationshipDefinitions(segments []string) (object, error) {
	if err := c.mustHold("prvReadRelationship", "relationship", 9809); err != nil {
		return nil, err
	}
	all := func(environment.Relationship) bool { return true }
	cast := ""
	switch {
	case len(segments) == 2 && segments[0] == "RelationshipDefinitions":
		cast = segments[1]
	case len(segments) != 1 || segments[0] != "RelationshipDefinitions":
		return nil, noSegment(segments[len(segments)-1])
	}
	var rows []object
	kind, context := "RelationshipMetadataBase", "RelationshipDefinitions"
	switch cast {
	case "":
		for _, r := range c.oneToMany(all) {
			rows = append(rows, append(object{{"@odata.type", "#Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata"}}, r...))
		}
		for _, r := range c.manyToMany(all) {
			rows = append(rows, append(object{{"@odata.type", "#Microsoft.Dynamics.CRM.ManyToManyRelationshipMetadata"}}, r...))
		}
	case "Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata":
		rows, kind = c.oneToMany(all), "OneToManyRelationshipMetadata"
		context += "/" + cast
	case "Microsoft.Dynamics.CRM.ManyToManyRelationshipMetadata":
		rows, kind = c.manyToMany(all), "ManyToManyRelationshipMetadata"
		context += "/" + cast
	default:
		return nil, noSegment(cast)
	}
	rows, err := c.chosen(rows, kind, c.query)
	if err != nil {
		return nil, err
	}
	return object{{"@odata.context", c.base + "$metadata#" + context + contextOf(c.query)}, {"value", list(rows)}}, nil
}

// chosen are the metadata that pass the filter, with the members asked for and the id.
func (c *call) chosen(all []object, kind string, q query) ([]object, error) {
	if q.order != "" || q.after != "" {
		return nil, badQuery("The query option is not supported for metadata.")
	}
	pass := func(func(string) any) bool { return true }
	if len(all) > 0 {
		known := func(name string) (string, bool) { return all[0].kindOf(name) }
		for _, name := range q.selected {
			if _, ok := known(name); !ok {
				return nil, badQuery("Could not find a property named '%s' on type 'Microsoft.Dynamics.CRM.%s'.", name, kind)
			}
		}
		f, err := parseFilter(q.filter, kind, known)
		if err != nil {
			return nil, err
		}
		pass = f
	}
	var rows []object
	for _, o := range all {
		if !pass(o.value) {
			continue
		}
		row := slices.Clone(o)
		if q.selected != nil {
			row = slices.DeleteFunc(row, func(m member) bool {
				return m.name != "MetadataId" && m.name != "@odata.type" && !slices.Contains(q.selected, m.name)
			})
		}
		for _, e := range q.expand {
			inner, err := c.related(o.text("LogicalName"), kind, e)
			if err != nil {
				return nil, err
			}
			row = row.with(e.property, list(inner))
		}
		rows = append(rows, row)
		if q.top > 0 && len(rows) == q.top {
			break
		}
	}
	return rows, nil
}

// related is what a property of a table definition expands to.
func (c *call) related(table, kind string, e expansion) ([]object, error) {
	unknown := badQuery("Could not find a property named '%s' on type 'Microsoft.Dynamics.CRM.%s'.", e.property, kind)
	if kind != "EntityMetadata" {
		return nil, unknown
	}
	if e.property == "Attributes" {
		if err := c.mustHold("prvReadAttribute", "attribute", 9808); err != nil {
			return nil, err
		}
		at := slices.IndexFunc(c.seed.Tables, func(t environment.Table) bool { return t.LogicalName == table })
		return c.chosen(c.attributes(c.seed.Tables[at]), "AttributeMetadata", e.query)
	}
	if err := c.mustHold("prvReadRelationship", "relationship", 9809); err != nil {
		return nil, err
	}
	switch e.property {
	case "ManyToOneRelationships":
		return c.chosen(c.oneToMany(func(r environment.Relationship) bool { return r.ReferencingTable == table }), "OneToManyRelationshipMetadata", e.query)
	case "OneToManyRelationships":
		return c.chosen(c.oneToMany(func(r environment.Relationship) bool { return r.ReferencedTable == table }), "OneToManyRelationshipMetadata", e.query)
	case "ManyToManyRelationships":
		return c.chosen(c.manyToMany(func(r environment.Relationship) bool { return r.First == table || r.Second == table }), "ManyToManyRelationshipMetadata", e.query)
	}
	return nil, unknown
}

// value is a member, or that of a complex member: "IsAuditEnabled/Value".
func (o object) value(path string) any {
	name, rest, deeper := strings.Cut(path, "/")
	for _, m := range o {
		if m.name != name {
			continue
		}
		if inner, ok := m.value.(object); ok && deeper {
			return inner.value(rest)
		}
		return m.value
	}
	return nil
}

// text is a member that is a text.
func (o object) text(name string) string {
	text, _ := o.value(name).(string)
	return text
}

// kindOf is the Edm type of a member, and whether there is one.
func (o object) kindOf(path string) (string, bool) {
	name, _, _ := strings.Cut(path, "/")
	if !slices.ContainsFunc(o, func(m member) bool { return m.name == name && !strings.HasPrefix(name, "@") }) {
		return "", false
	}
	switch o.value(path).(type) {
	case bool:
		return "Boolean", true
	case int:
		return "Int32", true
	}
	if path == "MetadataId" {
		return "Guid", true
	}
	return "String", true
}

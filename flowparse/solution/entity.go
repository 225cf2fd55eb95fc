package solution

import (
	"strings"

	"rolefit/flowparse/source"
)

func (r *reader) readEntityFile(text *source.Text, root *element) { r.readEntity(text, root) }

// readEntity reads an <Entity>: a table's definition, or a shell of one.
func (r *reader) readEntity(text *source.Text, e *element) {
	named := e.child("Name")
	definition := e.child("EntityInfo").child("entity")
	schema := definition.attr("Name")
	if schema == "" && named != nil {
		schema = strings.TrimSpace(named.text)
	}
	if schema == "" {
		return
	}
	t := Table{LogicalName: strings.ToLower(schema), SchemaName: schema, Place: place(text, e)}
	if definition != nil {
		t.EntitySetName = definition.value("EntitySetName")
		t.Ownership = ownershipOf(definition.value("OwnershipTypeMask"))
		t.Activity = definition.value("IsActivity") == "1"
		for _, a := range definition.child("attributes").all("attribute") {
			c, primary := columnOf(a)
			if primary {
				t.PrimaryID = c.LogicalName
			}
			t.Columns = append(t.Columns, c)
		}
	}
	r.addTable(t)
}

// tableName is the logical name of a table: its schema name in lower case.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/entity-metadata (2026-11-22)
func tableName(e *element) string {
	if schema := e.child("EntityInfo").child("entity").attr("Name"); schema != "" {
		return strings.ToLower(schema)
	}
	return strings.ToLower(e.value("Name"))
}

// columnOf reads an <attribute>.
func columnOf(a *element) (c Column, primary bool) {
	c = Column{LogicalName: strings.ToLower(a.value("LogicalName")), Type: a.value("Type"), Secured: a.value("IsSecured") == "1"}
	if c.LogicalName == "" {
		c.LogicalName = strings.ToLower(a.value("Name"))
	}
	for _, l := range a.child("LookupTypes").all("LookupType") {
		if !isNumber(l.text) { // numbers are type codes, which differ between environments
			c.Targets = append(c.Targets, strings.ToLower(strings.TrimSpace(l.text)))
		}
	}
	return c, strings.EqualFold(c.Type, "primarykey")
}

func isNumber(s string) bool { return strings.Trim(strings.TrimSpace(s), "0123456789") == "" }

// ownershipOf maps the words of Entity.xml to those of the metadata.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/ownershiptypes (2026-11-22)
func ownershipOf(mask string) Ownership {
	for _, m := range strings.FieldsFunc(mask, func(r rune) bool { return r == ',' || r == ' ' || r == '|' }) {
		switch strings.ToLower(m) {
		case "userowned":
			return UserOwned
		case "orgowned", "organizationowned":
			return OrganizationOwned
		case "businessowned":
			return BusinessOwned
		case "none":
			return NoOwner
		}
	}
	return ""
}

// addTable joins a table with what is already known of it: the richer facts win, the smaller place is kept.
func (r *reader) addTable(t Table) {
	have, ok := r.tables[t.LogicalName]
	if !ok {
		r.tables[t.LogicalName] = &t
		return
	}
	// A schema name that differs in case only is more than a logical name in disguise.
	if have.SchemaName == "" || have.SchemaName == have.LogicalName && t.SchemaName != "" {
		have.SchemaName = t.SchemaName
	}
	if have.EntitySetName == "" {
		have.EntitySetName = t.EntitySetName
	}
	if have.PrimaryID == "" {
		have.PrimaryID = t.PrimaryID
	}
	if have.Ownership == "" {
		have.Ownership = t.Ownership
	}
	have.Activity = have.Activity || t.Activity
	if len(have.Privileges) == 0 {
		have.Privileges = t.Privileges
	}
	for _, c := range t.Columns {
		have.addColumn(c)
	}
	if source.Compare(t.Place, have.Place) < 0 {
		have.Place = t.Place
	}
}

func (t *Table) addColumn(c Column) {
	for i := range t.Columns {
		if t.Columns[i].LogicalName == c.LogicalName {
			t.Columns[i].Secured = t.Columns[i].Secured || c.Secured
			if len(t.Columns[i].Targets) == 0 {
				t.Columns[i].Targets = c.Targets
			}
			return
		}
	}
	t.Columns = append(t.Columns, c)
}

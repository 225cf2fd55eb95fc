package solution

import (
	"strings"

	"rolefit/flowparse/jsontree"
	"rolefit/flowparse/source"
)

func (r *reader) readCanvasFile(text *source.Text, root *element) { r.readCanvas(text, root) }

// readCanvas reads which sets and tables a canvas app names: pairs that name tables outside the solution too.
func (r *reader) readCanvas(text *source.Text, e *element) {
	references := e.value("DatabaseReferences")
	if references == "" {
		return
	}
	root, _, err := jsontree.Parse([]byte(references), jsontree.Limits{Depth: 64, Nodes: 100_000})
	if err != nil {
		r.note(source.Warning, "unreadable-canvas-references", place(text, e), "the database references of a canvas app cannot be read", "")
		return
	}
	for _, database := range root.Entries() {
		for _, s := range database.Value.Get("dataSources").Entries() {
			t := Table{
				LogicalName:   strings.ToLower(s.Value.Get("logicalName").Str()),
				EntitySetName: s.Value.Get("entitySetName").Str(), Place: place(text, e),
			}
			if t.LogicalName != "" && t.EntitySetName != "" {
				r.addTable(t)
			}
		}
	}
}

// readTableDefinition reads the metadata that an unpacked canvas app keeps of a table.
func (r *reader) readTableDefinition(f file) {
	text, ok := r.text(f)
	if !ok {
		return
	}
	root, _, err := jsontree.Parse(text.Bytes, jsontree.Limits{})
	if err != nil {
		r.note(source.Warning, "unreadable-table-definition", source.Place{File: f.place}, "a table definition of a canvas app cannot be read", "")
		return
	}
	r.embeddedMetadata(text, root, 0)
}

// maxEmbedding bounds values inside values, JSON inside strings included.
const maxEmbedding = 32

// embeddedMetadata looks for table metadata wherever it stands: unpacked apps wrap it in lists, under the table's name,
// and as JSON inside a string of JSON, differently from one version of the tools to the next.
func (r *reader) embeddedMetadata(text *source.Text, n *jsontree.Node, depth int) {
	switch {
	case n == nil || depth > maxEmbedding:
	case n.Kind == jsontree.String:
		if !strings.HasPrefix(strings.TrimSpace(n.Text), "{") || !strings.Contains(n.Text, "LogicalName") {
			return
		}
		if inner, _, err := jsontree.Parse([]byte(n.Text), jsontree.Limits{}); err == nil {
			r.embeddedMetadata(text, inner, depth+1)
		}
	case n.Get("LogicalName").Str() != "" && (n.Get("EntitySetName") != nil || n.Get("Privileges") != nil):
		r.entityMetadata(text, n)
	default:
		for _, m := range n.Members {
			r.embeddedMetadata(text, m.Value, depth+1)
		}
		for _, item := range n.Items {
			r.embeddedMetadata(text, item, depth+1)
		}
	}
}

// entityMetadata reads an EntityMetadata object as the Web API answers it.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/entitymetadata (2026-11-22)
func (r *reader) entityMetadata(text *source.Text, m *jsontree.Node) {
	t := Table{
		LogicalName: m.Get("LogicalName").Str(), SchemaName: m.Get("SchemaName").Str(), EntitySetName: m.Get("EntitySetName").Str(),
		PrimaryID: m.Get("PrimaryIdAttribute").Str(), Ownership: ownershipOf(m.Get("OwnershipType").Str()),
		Activity: m.Get("IsActivity").Scalar() == "true", Place: source.Place{File: text.Path},
	}
	if t.LogicalName == "" {
		return
	}
	for _, p := range m.Get("Privileges").Elements() {
		is := func(name string) bool { return p.Get(name).Scalar() == "true" }
		t.Privileges = append(t.Privileges, TablePrivilege{
			Name: p.Get("Name").Str(), Right: p.Get("PrivilegeType").Str(),
			CanBasic: is("CanBeBasic"), CanLocal: is("CanBeLocal"), CanDeep: is("CanBeDeep"), CanGlobal: is("CanBeGlobal"),
		})
	}
	for _, a := range m.Get("Attributes").Elements() {
		c := Column{LogicalName: a.Get("LogicalName").Str(), Type: a.Get("AttributeType").Str(), Secured: a.Get("IsSecured").Scalar() == "true"}
		for _, target := range a.Get("Targets").Elements() {
			c.Targets = append(c.Targets, target.Str())
		}
		t.Columns = append(t.Columns, c)
	}
	r.addTable(t)
	for _, kind := range []string{"ManyToOneRelationships", "OneToManyRelationships"} {
		for _, rel := range m.Get(kind).Elements() {
			r.in.Relations = append(r.in.Relations, Relationship{
				Name: rel.Get("SchemaName").Str(), ReferencingTable: rel.Get("ReferencingEntity").Str(), ReferencedTable: rel.Get("ReferencedEntity").Str(),
				ReferencingColumn: rel.Get("ReferencingAttribute").Str(), ReferencingNav: rel.Get("ReferencingEntityNavigationPropertyName").Str(),
				ReferencedNav: rel.Get("ReferencedEntityNavigationPropertyName").Str(), Place: source.Place{File: text.Path},
			})
		}
	}
	for _, rel := range m.Get("ManyToManyRelationships").Elements() {
		r.in.Relations = append(r.in.Relations, Relationship{
			Name: rel.Get("SchemaName").Str(), ManyToMany: true, First: rel.Get("Entity1LogicalName").Str(), Second: rel.Get("Entity2LogicalName").Str(),
			FirstNav: rel.Get("Entity1NavigationPropertyName").Str(), SecondNav: rel.Get("Entity2NavigationPropertyName").Str(),
			Intersect: rel.Get("IntersectEntityName").Str(), Place: source.Place{File: text.Path},
		})
	}
}

package solution

import (
	"strings"

	"rolefit/flowparse/source"
)

func (r *reader) readRelationshipFile(text *source.Text, root *element) {
	for _, e := range root.all("EntityRelationship") {
		r.readRelationship(text, e)
	}
}

// readRelationship reads an <EntityRelationship>. A name without a definition, as in Relationships.xml, says nothing.
func (r *reader) readRelationship(text *source.Text, e *element) {
	rel := Relationship{Name: e.attr("Name"), Place: place(text, e)}
	lower := func(name string) string { return strings.ToLower(e.value(name)) }
	switch {
	case e.value("EntityRelationshipType") == "ManyToMany" || e.child("IntersectEntityName") != nil:
		rel.ManyToMany = true
		rel.First, rel.Second, rel.Intersect = lower("FirstEntityName"), lower("SecondEntityName"), lower("IntersectEntityName")
	case e.child("ReferencingEntityName") != nil:
		rel.ReferencingTable, rel.ReferencedTable = lower("ReferencingEntityName"), lower("ReferencedEntityName")
		rel.ReferencingColumn = lower("ReferencingAttributeName")
		for _, c := range e.children {
			if what, ok := strings.CutPrefix(c.name, "Cascade"); ok && what != "" {
				if rel.Cascade == nil {
					rel.Cascade = map[string]string{}
				}
				rel.Cascade[what] = strings.TrimSpace(c.text)
			}
		}
	default:
		return
	}
	for i, role := range e.child("EntityRelationshipRoles").all("EntityRelationshipRole") {
		nav := role.value("NavigationPropertyName")
		switch {
		case rel.ManyToMany && i == 0:
			rel.FirstNav = nav
		case rel.ManyToMany:
			rel.SecondNav = nav
		case role.value("RelationshipRoleType") == "1":
			rel.ReferencingNav = nav
		default:
			rel.ReferencedNav = nav
		}
	}
	r.in.Relations = append(r.in.Relations, rel)
}

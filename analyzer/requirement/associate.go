package requirement

import (
	"strings"

	"rolefit/analyzer/operation"
	"rolefit/privileges"
)

// Relationships that hand out membership or roles; linking through them is administration of rights.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/role (2026-11-22)
const (
	userRoles   = "systemuserroles_association"
	teamRoles   = "teamroles_association"
	teamMembers = "teammembership_association"
)

// associate derives linking and unlinking rows through a collection-valued property.
func (d *deriver) associate(op *operation.Operation, t table, reach level) {
	if op.Relationship == "" {
		d.linkedSomehow(op, t, reach)
		return
	}
	switch strings.ToLower(op.Relationship) {
	case userRoles, teamRoles:
		d.assignRole(op, t, reach)
		return
	case teamMembers:
		d.joinTeam(op, t, reach)
		return
	}
	link, ok := d.schema.Link(t.logical, op.Relationship)
	if !ok || t.logical == "" {
		d.unlinked(op, t, reach)
		return
	}
	if link.ManyToMany {
		both := rule{name: "link rows, many-to-many", source: sourceAccess}
		far := d.byName(link.Far)
		other := d.relatedReach(op, far)
		for _, right := range []privileges.Right{privileges.Read, privileges.Append, privileges.AppendTo} {
			d.need(op, t, right, reach, both)
			d.need(op, far, right, other, both)
		}
		d.conditional(op, t, privileges.Write, reach, "a page of 2016 lists Write on the primary table", both)
		return
	}
	one := rule{name: "link rows, one-to-many", basis: BasisInferred, source: sourceAccessRights}
	child := d.byName(link.Child)
	other := d.relatedReach(op, child)
	for _, right := range []privileges.Right{privileges.Read, privileges.Write, privileges.Append} {
		d.need(op, child, right, other, one)
	}
	d.need(op, t, privileges.Read, reach, one)
	d.need(op, t, privileges.AppendTo, reach, one)
	for _, c := range d.schema.SecuredColumns(child.logical) {
		if c.Name == link.Column {
			d.columnNeed(op, child, c, ColumnUpdate, rule{name: "set a secured column", source: sourceColumns}, "")
		}
	}
}

// unlinked derives a link whose relationship no metadata knows: what both kinds of relationship need.
func (d *deriver) unlinked(op *operation.Operation, t table, reach level) {
	d.unknownNavigation(op, t, op.Relationship)
	link := rule{name: "link rows", basis: BasisInferred, source: sourceAccessRights}
	d.need(op, t, privileges.Read, reach, link)
	d.need(op, t, privileges.AppendTo, reach, link)
	far := table{reference: "nav:" + op.Relationship}
	for _, target := range op.Related {
		if target.Set != "" {
			far = d.ofSet(target.Set)
		}
	}
	d.need(op, far, privileges.Read, assumed, link)
	d.need(op, far, privileges.Append, assumed, link)
}

// linkedSomehow derives a link of which only a run knows the relationship: what every relationship of the table needs.
func (d *deriver) linkedSomehow(op *operation.Operation, t table, reach level) {
	link := rule{name: "link rows", basis: BasisInferred, source: sourceAccessRights}
	d.need(op, t, privileges.Read, reach, link)
	if t.logical != "role" {
		d.need(op, t, privileges.AppendTo, reach, link)
	}
	switch t.logical {
	case "role", "systemuser", "team":
		d.blind(op, "assigned-role", "the relationship is chosen by an expression and may be that of security roles; who assigns a role must hold every privilege in it, as deep",
			"name the relationship as a constant in the flow, or state the privileges in the configuration (reviewed)")
	}
}

func (d *deriver) relatedReach(op *operation.Operation, t table) level {
	var row []operation.Origin
	for _, target := range op.Related {
		row = append(row, target.Row...)
	}
	return d.reach(op, row, t)
}

// assignRole derives giving or taking a security role: the rights on roles and members, and every right in the role.
func (d *deriver) assignRole(op *operation.Operation, t table, reach level) {
	r := rule{name: "assign a security role", source: sourceElevation}
	role := d.byName("role")
	member := d.byName("systemuser")
	if strings.ToLower(op.Relationship) == teamRoles {
		member = d.byName("team")
	}
	d.need(op, role, privileges.Read, assumed, r)
	d.need(op, role, privileges.Assign, assumed, r)
	for _, right := range []privileges.Right{privileges.Read, privileges.Append, privileges.AppendTo} {
		d.need(op, member, right, assumed, r)
	}
	for _, right := range []privileges.Right{privileges.Append, privileges.AppendTo} {
		d.conditional(op, role, right, assumed, "the generic link rule lists it for both sides", r)
	}
	d.blind(op, "assigned-role", "who assigns a role must hold every privilege in it, as deep; the role is not known",
		"find out which role it is, and state its privileges in the configuration (reviewed)")
	d.administers(op)
}

// joinTeam derives adding to or removing from a team.
func (d *deriver) joinTeam(op *operation.Operation, t table, reach level) {
	r := rule{name: "change a team's members", basis: BasisObserved, source: sourceElevation}
	for _, side := range []table{d.byName("team"), d.byName("systemuser")} {
		for _, right := range []privileges.Right{privileges.Read, privileges.Append, privileges.AppendTo} {
			d.need(op, side, right, assumed, r)
		}
	}
	d.conditional(op, d.byName("team"), privileges.Write, assumed, "the page of the message AddMembersTeam lists it", r)
	d.administers(op)
}

func (d *deriver) administers(op *operation.Operation) {
	d.result.Marks = append(d.result.Marks, operation.Mark{
		Kind: "administers-roles", Identity: op.Identity, Flow: op.Flow, Node: op.Node, Place: op.Place,
	})
}

// cascade notes that a delete reaches further than the table it names.
func (d *deriver) cascade(op *operation.Operation, t table) {
	reached := d.schema.DeleteReaches(t.logical)
	if len(reached) == 0 {
		return
	}
	text := "deleting a row of " + t.display() + " also deletes rows of "
	for i, name := range reached {
		if i > 0 {
			text += ", "
		}
		text += name
	}
	d.result.Notes = append(d.result.Notes, Note{Kind: "reach", Text: text + "; no privilege is asked for them", Place: op.Place, Node: op.Node})
}

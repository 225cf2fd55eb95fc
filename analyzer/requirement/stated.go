package requirement

import (
	"rolefit/analyzer/operation"
	"rolefit/analyzer/schema"
	"rolefit/privileges"
)

// Names claims privileges that no operation of a flow asks for, by what metadata knows of them.
type Names struct{ d deriver }

// NewNames makes Names over a schema.
func NewNames(s *schema.Schema) *Names { return &Names{deriver{schema: s}} }

// Stated claims what the configuration states that a reviewed blind spot needs.
func (n *Names) Stated(b Blindspot, needs []privileges.Grant, because string) []Claim {
	var claims []Claim
	for _, need := range needs {
		g := n.d.schema.Privilege(need.Privilege)
		t := n.d.guarded(g)
		claims = append(claims, Claim{
			Identity: b.Identity, Privilege: g.Privilege, Right: g.Right, Known: true, Table: t, Shared: g.Shared,
			Evidence: Evidence{
				Place: b.Place, Flow: b.Flow, FlowID: b.FlowID, Node: b.Node, Operation: "reviewed", Table: t,
				Level: clamp(level{need.Level, Pinned}, g.Levels).level, Reason: Pinned, Basis: BasisObserved,
				Rule: "stated in the configuration", Note: because, Source: g.Source,
			},
		})
	}
	return claims
}

// Owner claims what an identity needs that owns flows or connection references.
// Source: https://learn.microsoft.com/power-automate/dataverse/manage-dataverse-connections (2026-11-22)
func (n *Names) Owner(i operation.Identity) []Claim {
	d := deriver{schema: n.d.schema}
	op := &operation.Operation{Name: "own flows", Identity: i}
	own := rule{name: "own flows or connection references", source: sourceConnections}
	for _, name := range []string{"workflow", "connectionreference"} {
		d.conditional(op, d.byName(name), privileges.Read, level{privileges.Basic, Documented},
			"the configuration says that the identity owns flows or connection references", own)
	}
	return d.result.Evidence
}

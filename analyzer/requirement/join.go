package requirement

import (
	"cmp"
	"slices"
	"strings"

	"rolefit/analyzer/operation"
	"rolefit/flowparse/source"
	"rolefit/privileges"
)

// Join turns claims into needs: one for each identity and privilege, with all its evidence. The order of the claims
// does not matter.
func Join(claims []Claim) []Need {
	type at struct {
		identity  operation.Identity
		privilege privileges.Key
	}
	index := map[at]int{}
	var needs []Need
	for _, c := range claims {
		k := at{c.Identity, privileges.KeyOf(c.Privilege)}
		i, ok := index[k]
		if !ok {
			i = len(needs)
			index[k] = i
			needs = append(needs, Need{Identity: c.Identity, Privilege: c.Privilege, Right: c.Right})
		}
		n := &needs[i]
		n.Privilege = min(n.Privilege, c.Privilege)
		// A claim by name alone may not know the right; any claim that does names the same one.
		n.Right = max(n.Right, c.Right)
		n.Known = n.Known || c.Known
		if c.Table != (Table{}) && !slices.Contains(n.Tables, c.Table) {
			n.Tables = append(n.Tables, c.Table)
		}
		for _, s := range c.Shared {
			if !slices.Contains(n.Shared, s) {
				n.Shared = append(n.Shared, s)
			}
		}
		n.Evidence = append(n.Evidence, c.Evidence)
	}
	for i := range needs {
		finish(&needs[i])
	}
	slices.SortFunc(needs, compareNeeds)
	return needs
}

// finish settles a need's state, level and reason from its evidence.
func finish(n *Need) {
	slices.SortFunc(n.Evidence, CompareEvidence)
	n.Evidence = slices.Compact(n.Evidence)
	slices.SortFunc(n.Tables, CompareTables)
	for i := len(n.Tables) - 2; i >= 0; i-- { // the same table, once without its set
		if t := n.Tables[i]; t.LogicalName != "" && t.LogicalName == n.Tables[i+1].LogicalName && t.EntitySetName == "" && t.Reference == "" {
			n.Tables = slices.Delete(n.Tables, i, i+1)
		}
	}
	n.Shared = slices.DeleteFunc(n.Shared, func(s string) bool {
		return slices.ContainsFunc(n.Tables, func(t Table) bool { return t.LogicalName == s })
	})
	slices.Sort(n.Shared)
	n.State = Conditional
	for _, e := range n.Evidence {
		if e.State == Needed {
			n.State = Needed
		}
	}
	n.Level, n.Reason = privileges.None, Assumed
	for _, e := range n.Evidence {
		if e.State != n.State {
			continue
		}
		switch {
		case e.Level > n.Level:
			n.Level, n.Reason = e.Level, e.Reason
		case e.Level == n.Level:
			n.Reason = min(n.Reason, e.Reason)
		}
	}
}

func compareNeeds(a, b Need) int {
	return cmp.Or(
		operation.CompareIdentities(a.Identity, b.Identity),
		cmp.Compare(strings.ToLower(a.Privilege), strings.ToLower(b.Privilege)),
	)
}

// CompareTables orders tables by logical name, set and reference.
func CompareTables(a, b Table) int {
	return cmp.Or(
		cmp.Compare(a.LogicalName, b.LogicalName),
		cmp.Compare(a.EntitySetName, b.EntitySetName),
		cmp.Compare(a.Reference, b.Reference),
	)
}

// CompareEvidence orders evidence by place, then by what it asks for.
func CompareEvidence(a, b Evidence) int {
	return cmp.Or(
		source.Compare(a.Place, b.Place),
		cmp.Compare(a.FlowID, b.FlowID),
		cmp.Compare(a.Node, b.Node),
		cmp.Compare(a.State, b.State),
		cmp.Compare(b.Level, a.Level),
		cmp.Compare(a.Reason, b.Reason),
		CompareTables(a.Table, b.Table),
		cmp.Compare(a.Rule, b.Rule),
		cmp.Compare(a.Note, b.Note),
		cmp.Compare(a.Condition, b.Condition),
		cmp.Compare(a.Decision, b.Decision),
		cmp.Compare(a.Operation, b.Operation),
		cmp.Compare(a.Basis, b.Basis),
	)
}

// CompareBlindspots orders blind spots by place, kind and reason.
func CompareBlindspots(a, b Blindspot) int {
	return cmp.Or(
		source.Compare(a.Place, b.Place),
		cmp.Compare(a.Kind, b.Kind),
		cmp.Compare(a.Why, b.Why),
		operation.CompareIdentities(a.Identity, b.Identity),
	)
}

// JoinAs joins the claims of several identities into the needs of one: a role for all of them must meet every claim.
func JoinAs(claims []Claim, as operation.Identity, member func(operation.Identity) bool) []Need {
	return Join(chargedTo(as, claims, member, func(c *Claim) *operation.Identity { return &c.Identity }))
}

// chargedTo takes the claims of some identities as those of one. payer points at the identity of a claim.
func chargedTo[C any](as operation.Identity, claims []C, member func(operation.Identity) bool, payer func(*C) *operation.Identity) []C {
	var kept []C
	for _, c := range claims {
		if i := payer(&c); member(*i) {
			*i = as
			kept = append(kept, c)
		}
	}
	return kept
}

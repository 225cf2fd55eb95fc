package fit

import (
	"fmt"

	"rolefit/analyzer/requirement"
	"rolefit/privileges"
)

// Omitted is a need, or the deeper part of one, that is not in the minimal role, and why.
type Omitted struct {
	Need        requirement.Need
	Why         string // a clause, such as "it is needed on a condition only"
	OnCondition bool   // it would be in the role if conditional needs were
}

// Minimal returns the grants of the smallest role that meets the needs: every privilege that is needed and has a known name,
// once, at the level that is needed, assumed levels included. Conditional needs and dependency reads are in it as the options
// say. A name is also known when Options.Held has it. Never in it are privileges that the platform keeps in every role, names
// that nothing knows, and what is needed by whoever runs or owns a flow rather than by its connection.
//
// Grants are ordered by privilege name, without regard to case. left says what is not in the role, in the same order.
func Minimal(needs []requirement.Need, opts Options) (grants []privileges.Grant, left []Omitted) {
	var own []requirement.Need
	for _, a := range askedFor(others(needs), opts) {
		left = append(left, Omitted{Need: a.need, Why: "it is needed by whoever runs or owns the flow, not by its connection"})
	}
	for _, n := range needs {
		if n.Identity.IsGrantable() {
			own = append(own, n)
		}
	}
	for _, a := range askedFor(own, opts) {
		known := a.need.Known
		if held, ok := opts.Held.Get(privileges.KeyOf(a.need.Privilege)); ok && !known {
			known, a.need.Privilege = true, held.Privilege
		}
		switch {
		case a.need.Privilege == "" || !known:
			left = append(left, Omitted{Need: a.need, Why: "no metadata knows the privilege"})
		case a.dropped:
			left = append(left, Omitted{Need: a.need, Why: "it is a dependency read, and those are omitted"})
		case !a.wanted:
			left = append(left, Omitted{Need: a.need, Why: "it is needed on a condition only", OnCondition: true})
		case opts.baseline(a.need.Privilege) == Forced:
			left = append(left, Omitted{Need: a.need, Why: "the platform keeps it in every role"})
		default:
			grants = append(grants, privileges.Grant{Privilege: a.need.Privilege, Level: a.need.Level})
			if a.conditional > a.need.Level {
				left = append(left, Omitted{Need: conditionalPart(a), Why: fmt.Sprintf("beyond %v it is needed on a condition only", a.need.Level), OnCondition: true})
			}
		}
	}
	return grants, left
}

// others returns the needs that no role of a connection can meet.
func others(needs []requirement.Need) []requirement.Need {
	var left []requirement.Need
	for _, n := range needs {
		if !n.Identity.IsGrantable() {
			left = append(left, n)
		}
	}
	return left
}

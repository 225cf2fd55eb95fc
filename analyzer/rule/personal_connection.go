package rule

import (
	"cmp"
	"fmt"
	"slices"

	"rolefit/analyzer/operation"
	"rolefit/flowparse/source"
)

func personalConnection() Rule {
	return Rule{
		ID: "RF303", Name: "personal-connection", Severity: Warning, Since: "0.2.0",
		Summary: "A connection reference is bound to the connection of a person, not of a service principal.",
		Fix:     "Create a connection that signs in as a service principal, and bind the connection reference to it.",
		Check:   checkPersonalConnection,
	}
}

func checkPersonalConnection(facts Facts) []Finding {
	type personal struct {
		connection string
		flows      []string
		place      source.Place
		others     []source.Place
	}
	byIdentity := map[operation.Identity]*personal{}
	var identities []operation.Identity
	uses := slices.SortedStableFunc(slices.Values(facts.Uses), func(a, b Use) int {
		return cmp.Or(source.Compare(a.Place, b.Place), cmp.Compare(a.Flow, b.Flow), operation.CompareIdentities(a.Identity, b.Identity))
	})
	for _, u := range uses {
		connection, ok := facts.connectionOf(u.Identity)
		if !ok || connection.ServicePrincipal == nil || *connection.ServicePrincipal {
			continue
		}
		p := byIdentity[u.Identity]
		if p == nil {
			p = &personal{connection: cmp.Or(connection.Name, connection.ID), place: u.Place}
			byIdentity[u.Identity] = p
			identities = append(identities, u.Identity)
		} else if u.Place != p.place && !slices.Contains(p.others, u.Place) {
			p.others = append(p.others, u.Place)
		}
		if !slices.Contains(p.flows, u.Flow) {
			p.flows = append(p.flows, u.Flow)
		}
	}
	var found []Finding
	for _, identity := range identities {
		p := byIdentity[identity]
		slices.Sort(p.flows)
		found = append(found, Finding{
			Identity: identity.ID, Place: p.place, Related: p.others,
			Message: fmt.Sprintf("%s is bound to the connection %s, which a person signed in to: %s (%s) with everything that this person may do, and no role of an application user limits it.",
				identity.ID, p.connection, working(len(p.flows)), listed(p.flows)),
		})
	}
	return found
}

// working says how many flows work.
func working(flows int) string {
	if flows == 1 {
		return "1 flow works"
	}
	return fmt.Sprintf("%d flows work", flows)
}

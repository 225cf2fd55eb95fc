package environment

import (
	"slices"
	"strings"
)

// ConnectionsOfOthers returns the logical names of the connection references whose connection is known to sign in as
// somebody else than an application user: as a person, or as another app registration. They are sorted.
func (e Environment) ConnectionsOfOthers(u User) []string {
	var names []string
	for _, r := range e.References {
		for _, c := range e.Connections {
			if r.ConnectionID == "" || !strings.EqualFold(c.ID, r.ConnectionID) || !sameConnector(c.Connector, r.Connector) || c.ServicePrincipal == nil {
				continue
			}
			if !*c.ServicePrincipal || c.AppID != "" && !strings.EqualFold(c.AppID, u.AppID) {
				names = append(names, r.LogicalName)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

package environment

import (
	"slices"
	"strings"
)

// ConnectionOf returns the connection that a connection reference stands for: the one with its id and, where both name a
// connector, the same connector, since ids are unique within a connector only. It is false where no connection is known, or
// several fit and none names the connector of the reference.
func (e Environment) ConnectionOf(ref ConnectionReference) (Connection, bool) {
	var found []Connection
	for _, c := range e.Connections {
		if ref.ConnectionID == "" || !strings.EqualFold(c.ID, ref.ConnectionID) {
			continue
		}
		if ref.Connector != "" && strings.EqualFold(c.Connector, ref.Connector) {
			return c, true
		}
		if ref.Connector == "" || c.Connector == "" {
			found = append(found, c)
		}
	}
	if len(found) != 1 {
		return Connection{}, false
	}
	return found[0], true
}

// ConnectionsOf returns the logical names of the connection references through which flows act as an application user, as
// far as the environment says so: those whose connection is a service principal with the user's application id, and those
// that the user owns, unless their connection is known to be somebody else's. They are sorted.
//
// A reference that is not listed may still act as the user: connections often do not say whom they sign in as.
func (e Environment) ConnectionsOf(u User) []string {
	var names []string
	for _, r := range e.References {
		c, known := e.ConnectionOf(r)
		owned := u.ID != "" && r.Owner == u.ID && !(known && c.ofAnother(u))
		if owned || known && c.actsAs(u) {
			names = append(names, r.LogicalName)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// ConnectionsOfOthers returns the logical names of the connection references through which flows are known to act as
// somebody else than an application user: as a person, as another app registration, or as another application user that
// owns the reference. They are sorted.
func (e Environment) ConnectionsOfOthers(u User) []string {
	var names []string
	for _, r := range e.References {
		c, known := e.ConnectionOf(r)
		owned := slices.ContainsFunc(e.Users, func(other User) bool { return other.ID != u.ID && other.ID == r.Owner })
		if known && c.ofAnother(u) || owned && !(known && c.actsAs(u)) {
			names = append(names, r.LogicalName)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// actsAs reports whether a connection is known to sign in as the user.
func (c Connection) actsAs(u User) bool {
	return c.ServicePrincipal != nil && *c.ServicePrincipal && u.AppID != "" && strings.EqualFold(c.AppID, u.AppID)
}

// ofAnother reports whether a connection is known to sign in as somebody else than the user.
func (c Connection) ofAnother(u User) bool {
	return c.ServicePrincipal != nil && (!*c.ServicePrincipal || c.AppID != "" && !strings.EqualFold(c.AppID, u.AppID))
}

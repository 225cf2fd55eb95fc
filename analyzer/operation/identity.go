package operation

import (
	"cmp"
	"strings"
)

// Identity is who pays for a call: the principal whose privileges Dataverse checks (semantics 1).
type Identity struct {
	ID          string // "connection:<logical name>", "connection:<workflow id>/<key>", Invoker, ModifyingUser, RowOwner, FlowOwner, "app:<client id>"
	Environment string // CurrentEnvironment, DynamicEnvironment or a literal URL
	Expression  string // of a dynamic environment: the expression or environment variable that names it, so that different ones stay apart
	Variable    string // of a dynamic environment: schema name of the environment variable that holds it; empty: none does
}

// Identities that are not a connection.
const (
	Invoker       = "invoker"
	ModifyingUser = "modifying-user"
	RowOwner      = "row-owner"
	FlowOwner     = "flow-owner"
)

// Environments that are not a URL.
const (
	CurrentEnvironment = "current"
	DynamicEnvironment = "dynamic"
)

// IsConnection reports whether a connection pays, so that a role for its application user can meet the needs.
func (i Identity) IsConnection() bool { return strings.HasPrefix(i.ID, "connection:") }

// IsGrantable reports whether a role for the identity is something that can be written: the people who run and own flows
// have roles of their own, each their own.
func (i Identity) IsGrantable() bool {
	switch i.ID {
	case Invoker, ModifyingUser, RowOwner, FlowOwner:
		return false
	}
	return true
}

// CompareIdentities orders identities: the current environment first, connections before people, then by name.
func CompareIdentities(a, b Identity) int {
	rank := func(i Identity) int {
		r := 0
		if i.Environment != CurrentEnvironment {
			r = 4
		}
		switch {
		case i.IsConnection():
		case strings.HasPrefix(i.ID, "app:"):
			r++
		default:
			r += 2
		}
		return r
	}
	return cmp.Or(
		cmp.Compare(rank(a), rank(b)),
		cmp.Compare(strings.ToLower(a.ID), strings.ToLower(b.ID)),
		cmp.Compare(a.ID, b.ID),
		cmp.Compare(a.Environment, b.Environment),
		cmp.Compare(a.Expression, b.Expression),
		cmp.Compare(a.Variable, b.Variable),
	)
}

// Kind names what sort of principal the identity is: "connection", "application", "invoker", "modifying-user",
// "row-owner" or "flow-owner".
func (i Identity) Kind() string {
	switch {
	case i.IsConnection():
		return "connection"
	case strings.HasPrefix(i.ID, "app:"):
		return "application"
	}
	return i.ID
}

package privileges

import (
	"cmp"
	"strings"
)

// ActOnBehalf is the privilege to send requests in the name of another user. It works only from a role that is assigned
// to the user directly; see Held.Direct.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/impersonate-another-user (2026-11-22)
const ActOnBehalf = "prvActOnBehalfOfAnotherUser"

// Key is a privilege name made comparable: names compare without regard to case.
type Key string

// KeyOf returns the comparable form of a privilege name such as "prvReadAccount".
func KeyOf(name string) Key { return Key(strings.ToLower(name)) }

// Grant is one privilege held through one role.
type Grant struct {
	Privilege    string // name in the casing of its source, such as "prvReadAccount"
	Level        Level
	RecordFilter bool // granted through a record filter: held, at a reach that is not known
	// Allowed are the levels that the privilege can be granted at, where the source says so. A privilege that can be held
	// at Global only, as those of organisation-owned tables, gains nothing from where its role is anchored.
	Allowed Levels
}

// Key returns the grant's privilege name in comparable form.
func (g Grant) Key() Key { return KeyOf(g.Privilege) }

// CompareGrants orders grants by privilege name without regard to case, then by level, then by casing.
func CompareGrants(a, b Grant) int {
	return cmp.Or(cmp.Compare(a.Key(), b.Key()), cmp.Compare(a.Level, b.Level), cmp.Compare(a.Privilege, b.Privilege))
}

// Inheritance says what a team's members have of a role's Basic grants: the attribute isinherited. The zero value means
// that the source does not say; the platform's default, and so the reading of role XML without it, is DirectUser.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/role (2026-11-22)
type Inheritance uint8

// The kinds of inheritance.
const (
	UnknownInheritance Inheritance = iota
	DirectUser                     // isinherited 1: members hold Basic grants as if assigned directly
	TeamOnly                       // isinherited 0: Basic grants reach rows that the team owns, no others
)

// String returns "unknown", "direct user" or "team only".
func (i Inheritance) String() string {
	switch i {
	case DirectUser:
		return "direct user"
	case TeamOnly:
		return "team only"
	}
	return "unknown"
}

// Anchor says where the copy of a role that is held stands, seen from its holder: Local and Deep grants reach the rows of
// that business unit, not those of the holder's. The zero value means that the source does not say, and grants are taken
// as they are.
// Source: https://learn.microsoft.com/power-platform/admin/wp-security-cds (2026-11-26)
type Anchor uint8

// The anchors.
const (
	UnknownAnchor Anchor = iota
	OwnUnit              // the holder's own business unit
	AboveUnit            // a business unit above the holder's
	OtherUnit            // any other business unit: below the holder's, beside it, or not known which
)

// String returns "unknown", "own unit", "unit above" or "other unit".
func (a Anchor) String() string {
	switch a {
	case OwnUnit:
		return "own unit"
	case AboveUnit:
		return "unit above"
	case OtherUnit:
		return "other unit"
	}
	return "unknown"
}

// Role is a security role as one source describes it, and how its holder came by it where the source knows.
type Role struct {
	ID         string // lower-case GUID without braces; empty when the source names none
	Name       string
	TemplateID string      // role template, lower-case GUID; empty in role XML, which carries none
	Grants     []Grant     // in no particular order; the same privilege may occur more than once
	Inherited  Inheritance // what members of a team have of the Basic grants
	Team       string      // name of the team it is held through; empty when assigned directly or not known
	AtRoot     bool        // known to be the copy of the root business unit, where Deep reaches everything
	Anchor     Anchor      // where it is anchored, seen from its holder
	Origin     string      // where it was read: a path of the input, or "builtin"
	AsOf       string      // date (YYYY-MM-DD) of a catalogue dump; empty for files
}

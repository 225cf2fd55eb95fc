// Package privileges is the vocabulary of Dataverse authorisation: rights, access levels, privilege names, grants and roles.
//
// It is pure: no input, no output, no platform facts. Those live in privileges/catalog; reading and writing role XML
// lives in privileges/rolexml.
package privileges

import (
	"fmt"
	"strings"
)

// Right is one of the eight things a privilege can allow on a table. The zero value, NoRight, stands for a privilege
// that is not about a table (a miscellaneous privilege).
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/security-access-rights (2026-11-22)
type Right uint8

// The rights, in the order of the columns of the role editor.
const (
	NoRight Right = iota
	Create
	Read
	Write
	Delete
	Append
	AppendTo
	Assign
	Share
)

// Rights returns the eight rights in the order of the role editor.
func Rights() []Right {
	return []Right{Create, Read, Write, Delete, Append, AppendTo, Assign, Share}
}

var rightNames = [...]string{"", "Create", "Read", "Write", "Delete", "Append", "AppendTo", "Assign", "Share"}

// String returns the right as it stands in privilege names, and "" for NoRight.
func (r Right) String() string {
	if int(r) < len(rightNames) {
		return rightNames[r]
	}
	return fmt.Sprintf("Right(%d)", uint8(r))
}

// Changes reports whether the right lets its holder alter rows or their reach, rather than only see them.
func (r Right) Changes() bool { return r != Read }

// ParseRight reads a right's name without regard to case.
func ParseRight(s string) (Right, bool) {
	for i, name := range rightNames {
		if i > 0 && strings.EqualFold(s, name) {
			return Right(i), true
		}
	}
	return NoRight, false
}

// RightFromAccessMask maps one bit of the platform's AccessRights enumeration to a right.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/accessrights (2026-11-22)
func RightFromAccessMask(bit int) (Right, bool) {
	switch bit {
	case 1:
		return Read, true
	case 2:
		return Write, true
	case 4:
		return Append, true
	case 16:
		return AppendTo, true
	case 32:
		return Create, true
	case 65536:
		return Delete, true
	case 262144:
		return Share, true
	case 524288:
		return Assign, true
	}
	return NoRight, false
}

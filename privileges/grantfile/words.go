package grantfile

import (
	"strconv"
	"strings"

	"rolefit/privileges"
)

// levelWords are the names of access levels in the role editors, beside those that privileges.ParseLevel knows.
// Source: https://learn.microsoft.com/power-platform/admin/security-roles-privileges (2026-11-22)
func levelWord(text string) (privileges.Level, bool) {
	switch text {
	case "user", "basic user", "user (basic)":
		return privileges.Basic, true
	case "business unit", "business unit (local)":
		return privileges.Local, true
	case "parent: child business units", "parent: child business unit", "parent:child business units", "parent:child business unit":
		return privileges.Deep, true
	case "organization", "organisation", "organization (global)":
		return privileges.Global, true
	case "none", "none selected", "no access":
		return privileges.None, true
	}
	return privileges.None, false
}

// problem is why a level could not be read.
type problem uint8

const (
	readable  problem = iota
	unknown           // no word and no number of a level
	ambiguous         // a number, and nothing says of which enumeration
)

// levelOf reads a level of CSV: a name of the platform, a word of the role editors, or a number. None is a level here: the
// row says that nothing is held.
func levelOf(text string, numbers Numbers) (reach, problem) {
	text = folded(text)
	if level, ok := privileges.ParseLevel(text); ok {
		return reach{level: level}, readable
	}
	if level, ok := levelWord(text); ok {
		return reach{level: level}, readable
	}
	if text == "recordfilter" || text == "record filter" {
		return reach{filter: true}, readable
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return reach{}, unknown
	}
	if numbers == NumbersRefused {
		return reach{}, ambiguous
	}
	if numbers == NumbersAreMasks && n == 0 {
		return reach{}, readable
	}
	level, filter, ok := privileges.LevelFromMask(n)
	if numbers == NumbersAreDepths {
		level, filter, ok = privileges.LevelFromDepth(n)
	}
	if !ok {
		return reach{}, unknown
	}
	return reach{level, filter}, readable
}

// rightOf reads the name of a right, which the role editors write with a space: "Append To".
func rightOf(text string) (privileges.Right, bool) {
	text = folded(text)
	if text == "append to" {
		return privileges.AppendTo, true
	}
	return privileges.ParseRight(text)
}

// folded makes words comparable: lower case, single spaces.
func folded(text string) string { return strings.ToLower(strings.Join(strings.Fields(text), " ")) }

// Package fit compares what identities need with what their roles grant, derives the smallest role that meets the needs,
// and verifies that role against the needs. It implements sections 5 to 7 of the semantics.
//
// It works on values only: needs from analyzer/requirement, grants from privileges. What it has to know of the platform
// (which privileges every role holds, which older names still count, which right a privilege is about) comes in with Options.
//
// Limitations. The comparison is about privileges and their levels. Column permissions, shares, hierarchy security and
// business unit boundaries below the access level are not looked at.
package fit

import (
	"rolefit/analyzer/requirement"
	"rolefit/privileges"
	"rolefit/privileges/catalog"
)

// BaselineKind says whether roles hold a privilege without anybody having granted it; the kinds are the catalogue's.
type BaselineKind = catalog.Baseline

// The kinds of baseline.
const (
	NotBaseline = catalog.NotBaseline
	Forced      = catalog.Forced
	Default     = catalog.Default
)

// ConditionalChoice says what happens to needs that only exist on a condition. The zero value omits them.
type ConditionalChoice uint8

// The choices.
const (
	OmitConditional ConditionalChoice = iota
	GrantConditional
)

// DependencyChoice says what happens to the Read on a lookup's target that the documentation asks for and the platform was
// not seen to enforce on API callers. The zero value keeps it.
type DependencyChoice uint8

// The choices.
const (
	KeepDependencyReads DependencyChoice = iota
	OmitDependencyReads
)

// Options says what the comparison may know and how it treats what is not certain. The zero value knows nothing of the
// platform, omits conditional needs and keeps dependency reads.
type Options struct {
	// Baseline tells the kind of baseline a privilege belongs to; nil: none is baseline.
	Baseline func(privilege string) BaselineKind
	// OlderNames lists the privileges that earlier versions asked for where a piece of evidence asks for the privilege now.
	// They are accepted as held when every piece of evidence for a need has such a name that is held. nil: none.
	OlderNames func(e requirement.Evidence, privilege string) []string
	// Right tells which right a privilege is about, NoRight for a miscellaneous one; ok is false when nothing knows it.
	// nil: nothing knows any, so that every blind spot could touch every privilege.
	Right func(privilege string) (right privileges.Right, ok bool)

	Conditional     ConditionalChoice
	DependencyReads DependencyChoice

	// Blindspots are the open blind spots of the identities compared, and those that name no identity.
	Blindspots []requirement.Blindspot
	// Columns are the rights on secured columns that nothing known to be held gives.
	Columns []requirement.ColumnNeed
	// ColumnsKnown: the field security profiles of the user are known. Otherwise any of them may give what is in Columns.
	ColumnsKnown bool
	// AllWork: the flows given are all that the identities do. Otherwise surplus is surplus for these flows.
	AllWork bool
	// Incomplete: not everything that was given could be read, so more may be needed than what is known.
	Incomplete bool
	// HeldPartly: not everything that is held could be read. What seems to be missing may be held, and what is held may be
	// more than what is known.
	HeldPartly bool
	// Held is what roles grant; Minimal uses it to accept names that no metadata knows. Compare has an argument for it.
	Held privileges.Set
}

func (o Options) baseline(privilege string) BaselineKind {
	if o.Baseline == nil {
		return NotBaseline
	}
	return o.Baseline(privilege)
}

func (o Options) right(privilege string) (privileges.Right, bool) {
	if o.Right == nil {
		return privileges.NoRight, false
	}
	return o.Right(privilege)
}

package fit

import (
	"rolefit/analyzer/requirement"
	"rolefit/privileges"
)

// Comparison is what is needed against what is held, privilege by privilege. Every privilege that is needed or held stands in
// exactly one of the lists; each list is ordered by privilege name. Needs are joined over the identities compared; the
// Identity of a joined need is the first of them.
type Comparison struct {
	Gaps        []Gap              // needed and held at no level
	Shallow     []Shallow          // held at a lower level than needed
	Unresolved  []Match            // needed, held deep enough at most through a record filter or in another business unit: not decided
	Unknown     []requirement.Need // needed under a name that neither metadata nor a role knows
	Surplus     []Surplus          // held and not needed
	TooDeep     []TooDeep          // held deeper than needed; never against an assumed level
	Conditional []Match            // held and only conditionally needed: neither surplus nor gap
	Exact       []Match            // held as needed, or deeper than a level that is assumed
	Omitted     []requirement.Need // only conditionally needed, or needed as a dependency read that is omitted, and not held
	Baseline    []Baseline         // held, not needed, and there without anybody having granted it

	AssumedLevels int  // how many needed privileges rest on an assumed level
	AllWork       bool // the flows are all that the identities do; otherwise surplus is surplus for these flows

	Sufficient Verdict // do the roles grant everything that is needed?
	Minimal    Verdict // do they grant nothing else?
}

// Match is a need beside what is held for it.
type Match struct {
	Need requirement.Need
	Held privileges.Held
	Via  string // how it is held when not under the need's own name: an older privilege, or "forced baseline"; else empty
}

// Gap is a need that is held at no level. The platform looks at this before it looks at levels, so a gap is certain whenever
// its path is; it is only possible for a conditional need that the options grant.
type Gap struct {
	Need    requirement.Need
	Certain bool
	Why     string // why a held privilege of that name does not count, or why the gap is only possible; may be empty
}

// Shallow is a need that is held at a lower level.
type Shallow struct {
	Need    requirement.Need
	Held    privileges.Held
	Certain bool   // the needed level is documented, pinned or proven; otherwise it is assumed
	Why     string // may be empty
}

// Surplus is a privilege that is held and not needed.
type Surplus struct {
	Held       privileges.Held
	Right      privileges.Right // NoRight for a miscellaneous privilege, and when RightKnown is false
	RightKnown bool
	// Open are the blind spots that could need it, shared between surpluses: read only. Empty: certainly nothing that was given needs it.
	Open []requirement.Blindspot
}

// TooDeep is a privilege that is held deeper than needed.
type TooDeep struct {
	Need requirement.Need
	Held privileges.Held
	Open []requirement.Blindspot // blind spots that could need the depth; shared: read only
}

// Baseline is a privilege that is held, not needed, and there without anybody having granted it.
type Baseline struct {
	Held privileges.Held
	Kind BaselineKind
}

// Answer answers yes, no, or that it cannot be decided. The zero value is Undecided.
type Answer uint8

// The answers.
const (
	Undecided Answer = iota
	Yes
	No
)

// String returns "undecided", "yes" or "no".
func (a Answer) String() string { return [...]string{"undecided", "yes", "no"}[a] }

// Verdict is an answer with the sentences that support it, most important first.
type Verdict struct {
	Answer Answer
	Why    []string
}

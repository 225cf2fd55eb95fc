package privileges

import (
	"fmt"
	"strings"
)

// Level is an access level, also called depth: how far from its holder a privilege reaches. Levels are ordered, so they
// compare with < and >. The zero value is None: not held.
// Source: https://learn.microsoft.com/power-platform/admin/security-roles-privileges (2026-11-22)
type Level uint8

// The access levels with the names of the role editor.
const (
	None   Level = iota // no access
	Basic               // user: own rows and rows of own teams
	Local               // business unit
	Deep                // parent: child business units
	Global              // organisation
)

var levelNames = [...]string{"None", "Basic", "Local", "Deep", "Global"}

// String returns the level as it is written in role XML, and "None" for the zero value.
func (l Level) String() string {
	if int(l) < len(levelNames) {
		return levelNames[l]
	}
	return fmt.Sprintf("Level(%d)", uint8(l))
}

// ParseLevel reads the level names of role XML and of the Web API's PrivilegeDepth without regard to case.
// "RecordFilter" is not a level; see Grant.RecordFilter.
func ParseLevel(s string) (Level, bool) {
	for i, name := range levelNames {
		if strings.EqualFold(s, name) {
			return Level(i), true
		}
	}
	return None, false
}

// LevelFromDepth maps the Web API's PrivilegeDepth number: 0 Basic, 1 Local, 2 Deep, 3 Global.
// 4 is RecordFilter: no level, recordFilter true.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/privilegedepth (2026-11-22)
func LevelFromDepth(depth int) (level Level, recordFilter, ok bool) {
	switch {
	case depth >= 0 && depth <= 3:
		return Level(depth + 1), false, true
	case depth == 4:
		return None, true, true
	}
	return None, false, false
}

// LevelFromMask maps a privilegedepthmask: bits 1 Basic, 2 Local, 4 Deep, 8 Global; the highest level bit counts.
// Bit 16 is RecordFilter.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/roleprivileges (2026-11-22)
func LevelFromMask(mask int) (level Level, recordFilter, ok bool) {
	if mask <= 0 || mask > 31 {
		return None, false, false
	}
	for bit := 3; bit >= 0; bit-- {
		if mask&(1<<bit) != 0 {
			return Level(bit + 1), mask&16 != 0, true
		}
	}
	return None, true, true
}

// Levels is the set of access levels that a privilege can be granted at. The zero value means "not known".
type Levels uint8

// LevelsOf returns the set that holds the given levels; None is ignored.
func LevelsOf(levels ...Level) Levels {
	var set Levels
	for _, l := range levels {
		if l > None {
			set |= 1 << (l - 1)
		}
	}
	return set
}

// Has reports whether the level is in the set.
func (s Levels) Has(l Level) bool { return l > None && l <= Global && s&(1<<(l-1)) != 0 }

// Lowest returns the shallowest level of the set, and None for the empty set.
func (s Levels) Lowest() Level {
	for l := Basic; l <= Global; l++ {
		if s.Has(l) {
			return l
		}
	}
	return None
}

// Highest returns the deepest level of the set, and None for the empty set.
func (s Levels) Highest() Level {
	for l := Global; l > None; l-- {
		if s.Has(l) {
			return l
		}
	}
	return None
}

// Clamp returns the shallowest level of the set that reaches at least as far as l, or the deepest level of the set when none does.
// With an unknown set it returns l.
func (s Levels) Clamp(l Level) Level {
	if s == 0 || l == None {
		return l
	}
	for ; l <= Global; l++ {
		if s.Has(l) {
			return l
		}
	}
	return s.Highest()
}

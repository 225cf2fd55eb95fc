package privileges

import (
	"cmp"
	"slices"
	"strings"
)

// ColumnPermission is what may be done with one secured column of one table. No role grants it: a field security profile
// does, and so does the System Administrator role. The zero value allows nothing.
//
// Where a masking rule applies, Read gives the masked value; the permission to read what is behind it is not kept here.
//
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/column-level-security (2026-11-25)
type ColumnPermission struct {
	Table, Column string // logical names
	Create        bool   // set the column in a new row
	Read          bool   // see its value; without it the platform answers as if the column were empty, and with no error
	Update        bool   // change it in a row that exists
}

// ColumnProfile is a field security profile: column permissions that are given together to users and teams.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/fieldsecurityprofile (2026-11-25)
type ColumnProfile struct {
	ID          string // lower-case GUID without braces
	Name        string
	Description string             // may be empty
	Permissions []ColumnPermission // in no particular order
}

// Allows reports whether anything is allowed at all.
func (p ColumnPermission) Allows() bool { return p.Create || p.Read || p.Update }

// CompareColumns orders permissions by table and column, without regard to what they allow. Names compare as they are.
func CompareColumns(a, b ColumnPermission) int {
	return cmp.Or(cmp.Compare(a.Table, b.Table), cmp.Compare(a.Column, b.Column))
}

// MergeColumnPermissions joins permissions into one for each column, which allows what any of them allowed, by table and
// column. Names compare without regard to case and come out in lower case; what allows nothing is left out.
func MergeColumnPermissions(permissions []ColumnPermission) []ColumnPermission {
	var merged []ColumnPermission
	for _, p := range permissions {
		if p.Allows() {
			p.Table, p.Column = strings.ToLower(p.Table), strings.ToLower(p.Column)
			merged = append(merged, p)
		}
	}
	slices.SortFunc(merged, CompareColumns)
	last := 0
	for _, p := range merged {
		if CompareColumns(merged[last], p) != 0 {
			last++
			merged[last] = p
			continue
		}
		kept := &merged[last]
		kept.Create, kept.Read, kept.Update = kept.Create || p.Create, kept.Read || p.Read, kept.Update || p.Update
	}
	return merged[:min(last+1, len(merged))]
}

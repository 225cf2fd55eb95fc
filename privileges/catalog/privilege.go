package catalog

import (
	"strings"

	"rolefit/privileges"
)

// Privilege is what the catalogue knows about one privilege name.
type Privilege struct {
	Name         string           // in the platform's casing
	Right        privileges.Right // NoRight for miscellaneous privileges
	Tables       []string         // logical names of the tables it guards; several tables can share one privilege
	Levels       privileges.Levels
	LevelsSource string // tag for SourceText; "roles" means: at least these levels; "" with unknown levels
	ID           string // lower-case GUID, equal in every organisation; "" when not known or when it differs
	Misc         bool   // miscellaneous: not one of the eight rights on a table
	Label        string // English name in the role editor, for most miscellaneous privileges
	Source       string // tags for SourceText
}

// Privilege returns the privilege with the name, compared without regard to case.
func (c *Catalog) Privilege(name string) (Privilege, bool) {
	r, ok := findOne(c.privileges, name)
	if !ok {
		return Privilege{}, false
	}
	right, _ := privileges.ParseRight(r.Field(1))
	p := Privilege{
		Name: r.Field(0), Right: right, Misc: r.Field(2) == "m", Levels: levelsOf(r.Field(3)), ID: r.Field(5),
		Source: r.Field(6), LevelsSource: r.Field(7), Label: r.Field(8),
	}
	if r.Field(4) != "" {
		p.Tables = strings.Split(r.Field(4), ";")
	}
	return p, true
}

// levelsOf reads four digits, "1" for each level that can be granted, from Basic to Global. No digits mean "not known".
func levelsOf(digits string) privileges.Levels {
	var levels []privileges.Level
	for i, digit := range digits {
		if digit == '1' {
			levels = append(levels, privileges.Basic+privileges.Level(i))
		}
	}
	return privileges.LevelsOf(levels...)
}

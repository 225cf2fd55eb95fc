package rolexml

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"rolefit/privileges"
)

// profileComponent is the component type of a field security profile.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/solutioncomponent (2026-11-22)
const profileComponent = "70"

// Limits of a field security profile in characters.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/fieldsecurityprofile (2026-11-25)
const (
	maxProfileName        = 100
	maxProfileDescription = 2000
)

// What CheckProfile and everything that writes reports about a profile that the platform would refuse; ErrName and ErrID
// are shared with roles.
var (
	ErrDescription = errors.New("the description is too long, or holds characters that XML cannot carry")
	ErrColumn      = errors.New("not the logical names of a table and a column")
	ErrNothing     = errors.New("nothing is allowed")
	ErrColumnTwice = errors.New("the column stands twice in the profile")
)

// logicalNamePattern takes the logical name of a table or a column; the length is that of columns, which may be longer.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/fieldpermission (2026-11-25)
var logicalNamePattern = regexp.MustCompile(`^[a-z][a-z0-9_]{0,127}$`)

// CheckProfile reports what would keep the platform from importing a profile: its name has 1 to 100 characters, its
// description 2000 at most, its id is a GUID, and it has at least one permission, each on a column of its own and allowing
// something. It fails with ErrName, ErrID, ErrDescription, ErrColumn, ErrNothing and ErrColumnTwice.
func CheckProfile(profile privileges.ColumnProfile) error {
	if !validName(profile.Name, maxProfileName) {
		return fmt.Errorf("field security profile with id %q: %w", profile.ID, ErrName)
	}
	wrong := func(err error) error { return fmt.Errorf("field security profile %q: %w", profile.Name, err) }
	switch {
	case !privileges.IsID(profile.ID):
		return wrong(ErrID)
	case utf8.RuneCountInString(profile.Description) > maxProfileDescription || !writable(profile.Description):
		return wrong(ErrDescription)
	case len(profile.Permissions) == 0:
		return wrong(ErrNothing)
	}
	seen := map[[2]string]bool{}
	for _, p := range profile.Permissions {
		if !logicalNamePattern.MatchString(p.Table) || !logicalNamePattern.MatchString(p.Column) {
			return wrong(fmt.Errorf("column %q of table %q: %w", p.Column, p.Table, ErrColumn))
		}
		column := [2]string{p.Table, p.Column}
		switch {
		case !p.Allows():
			return wrong(fmt.Errorf("column %s of table %s: %w", p.Column, p.Table, ErrNothing))
		case seen[column]:
			return wrong(fmt.Errorf("column %s of table %s: %w", p.Column, p.Table, ErrColumnTwice))
		}
		seen[column] = true
	}
	return nil
}

// validName reports whether a role or profile may have the name.
func validName(name string, limit int) bool {
	return strings.TrimSpace(name) != "" && utf8.RuneCountInString(name) <= limit && writable(name)
}

// profilesFile returns the file that holds the profiles of an unpacked solution.
func profilesFile(profiles []privileges.ColumnProfile) []byte {
	m := newMarkup(byteOrderMark, "\n")
	m.profiles(profiles, "xmlns:xsi", instance)
	return m.bytes()
}

// profiles writes the FieldSecurityProfiles element. The element CanReadUnMasked, which newer versions know, is left out as
// in the exports seen: without it nobody is allowed to see what a masking rule hides.
func (m *markup) profiles(profiles []privileges.ColumnProfile, attributes ...string) {
	if len(profiles) == 0 {
		m.empty("FieldSecurityProfiles", attributes...)
		return
	}
	m.start("FieldSecurityProfiles", attributes...)
	for _, profile := range profiles {
		own := []string{"name", profile.Name}
		if profile.Description != "" {
			own = append(own, "description", profile.Description)
		}
		m.start("FieldSecurityProfile", append(own, "fieldsecurityprofileid", "{"+profile.ID+"}")...)
		m.start("FieldPermissions")
		for _, p := range slices.SortedFunc(slices.Values(profile.Permissions), privileges.CompareColumns) {
			m.start("FieldPermission")
			m.text("EntityName", p.Table)
			m.text("AttributeName", p.Column)
			m.text("CanRead", permissionType(p.Read))
			m.text("CanUpdate", permissionType(p.Update))
			m.text("CanCreate", permissionType(p.Create))
			m.end()
		}
		m.end()
		m.end()
	}
	m.end()
}

// permissionType returns a value of the choice field_security_permission_type: 4 is allowed, 0 is not.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/fieldpermission (2026-11-25)
func permissionType(allowed bool) string {
	if allowed {
		return "4"
	}
	return "0"
}

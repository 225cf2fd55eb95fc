package rolexml

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"rolefit/privileges"
)

// What Check and everything that writes reports about a role that the platform would refuse.
var (
	ErrName      = errors.New("the name is empty, too long, or holds characters that XML cannot carry")
	ErrID        = errors.New("the id is not a lower-case GUID without braces")
	ErrEmpty     = errors.New("the role grants nothing")
	ErrPrivilege = errors.New("not the form of a privilege name")
	ErrLevel     = errors.New("role XML cannot express the level")
	ErrDuplicate = errors.New("the privilege stands twice in the role")
)

// Check reports what would keep the platform from importing a role: its name has 1 to 100 characters, its id is a GUID,
// and it grants at least one privilege, each once and at a level. It fails with the errors above.
func Check(role privileges.Role) error {
	if !validName(role.Name, maxName) {
		return fmt.Errorf("role with id %q: %w", role.ID, ErrName)
	}
	if !privileges.IsID(role.ID) {
		return fmt.Errorf("role %q: %w", role.Name, ErrID)
	}
	if len(role.Grants) == 0 {
		return fmt.Errorf("role %q: %w", role.Name, ErrEmpty)
	}
	seen := map[privileges.Key]bool{}
	for _, g := range role.Grants {
		switch {
		case !privileges.IsName(g.Privilege):
			return fmt.Errorf("role %q, privilege %q: %w", role.Name, g.Privilege, ErrPrivilege)
		case g.RecordFilter || g.Level == privileges.None || g.Level > privileges.Global:
			return fmt.Errorf("role %q, privilege %s: %w", role.Name, g.Privilege, ErrLevel)
		case seen[g.Key()]:
			return fmt.Errorf("role %q, privilege %s: %w", role.Name, g.Privilege, ErrDuplicate)
		}
		seen[g.Key()] = true
	}
	return nil
}

// WriteRole writes a role as the file that stands for it in an unpacked solution: a byte order mark, a declaration and the
// Role element with its privileges in alphabetical order without regard to case. The attribute isinherited is written when
// the role states it. It fails with the errors of Check and with those of w.
func WriteRole(w io.Writer, role privileges.Role) error {
	content, err := roleFile(role)
	if err != nil {
		return err
	}
	if _, err := w.Write(content); err != nil {
		return fmt.Errorf("writing role %q: %w", role.Name, err)
	}
	return nil
}

func roleFile(role privileges.Role) ([]byte, error) {
	if err := Check(role); err != nil {
		return nil, err
	}
	m := newMarkup(byteOrderMark, "\n")
	m.role(role, "xmlns:xsi", instance)
	return m.bytes(), nil
}

// role writes the Role element: what exports of 2024 hold, which is also what the published schema knows.
func (m *markup) role(role privileges.Role, attributes ...string) {
	own := []string{"id", "{" + role.ID + "}", "name", role.Name}
	switch role.Inherited {
	case privileges.DirectUser:
		own = append(own, "isinherited", "1")
	case privileges.TeamOnly:
		own = append(own, "isinherited", "0")
	}
	m.start("Role", append(own, attributes...)...)
	m.text("IsCustomizable", "1")
	m.start("RolePrivileges")
	for _, g := range slices.SortedFunc(slices.Values(role.Grants), privileges.CompareGrants) {
		m.empty("RolePrivilege", "name", g.Privilege, "level", g.Level.String())
	}
	m.end()
	m.end()
}

package rolexml

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"rolefit/privileges"
)

// ErrPublisher reports a publisher that the platform would refuse.
var ErrPublisher = errors.New("not a publisher that the platform accepts")

// ErrVersion reports a solution version that is not two to four numbers with dots between them.
var ErrVersion = errors.New("not a solution version")

// ErrTwice reports two roles or two profiles of one solution with the same id or name.
var ErrTwice = errors.New("id or name stands twice in one solution")

// Publisher is who a solution belongs to. The zero value stands for a publisher called "rolefit".
type Publisher struct {
	UniqueName   string // letters, digits and underscores
	DisplayName  string // empty: the unique name
	Prefix       string // customization prefix: 2 to 8 lower-case letters and digits, a letter first, not starting with "mscrm"
	OptionPrefix int    // customization option value prefix: 10000 to 99999
}

// Package is an unmanaged solution that holds roles, field security profiles or both, and nothing else.
type Package struct {
	Publisher    Publisher
	SolutionName string // becomes the unique name, with what that may not hold replaced; empty: "rolefit_roles"
	DisplayName  string // empty: SolutionName as given
	Version      string // two to four numbers; empty: "1.0.0.0"
	Language     int    // language code of the names; 0: 1033, English
	Roles        []privileges.Role
	Profiles     []privileges.ColumnProfile
}

// File is one file of a solution.
type File struct {
	Name    string // slash-separated
	Content []byte
}

var (
	solutionNamePattern = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,64}$`)
	prefixPattern       = regexp.MustCompile(`^[a-z][a-z0-9]{1,7}$`)
	versionPattern      = regexp.MustCompile(`^[0-9]{1,9}(\.[0-9]{1,9}){1,3}$`)
)

// UniqueName returns a solution's unique name made from a name for people: letters, digits and underscores, 65 at most.
func UniqueName(name string) string {
	var b strings.Builder
	for _, r := range name {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9' && b.Len() > 0, r == '_':
			b.WriteRune(r)
		default:
			b.WriteByte('_')
		}
		if b.Len() == 65 {
			break
		}
	}
	if strings.Trim(b.String(), "_") == "" {
		return "rolefit_roles"
	}
	return b.String()
}

// complete returns the package with every default filled in and its components in order, or what is wrong with it.
func (p Package) complete() (Package, error) {
	if p.DisplayName == "" {
		p.DisplayName = cmp.Or(p.SolutionName, "rolefit roles")
	}
	p.SolutionName = UniqueName(p.SolutionName)
	p.Version = cmp.Or(p.Version, "1.0.0.0")
	p.Language = cmp.Or(p.Language, 1033)
	var err error
	if p.Publisher, err = p.Publisher.complete(); err != nil {
		return p, err
	}
	if !versionPattern.MatchString(p.Version) {
		return p, fmt.Errorf("%w: %q", ErrVersion, p.Version)
	}
	if p.Language < 1 {
		return p, fmt.Errorf("language code %d is not positive", p.Language)
	}
	if !writable(p.DisplayName) {
		return p, fmt.Errorf("display name of the solution: %w", ErrName)
	}
	if len(p.Roles) == 0 && len(p.Profiles) == 0 {
		return p, errors.New("a solution without roles and field security profiles")
	}
	p.Roles = slices.SortedFunc(slices.Values(p.Roles), func(a, b privileges.Role) int {
		return compareNames(a.Name, b.Name, a.ID, b.ID)
	})
	p.Profiles = slices.SortedFunc(slices.Values(p.Profiles), func(a, b privileges.ColumnProfile) int {
		return compareNames(a.Name, b.Name, a.ID, b.ID)
	})
	return p, p.checkComponents()
}

// compareNames orders by name without regard to case, then by casing, then by id.
func compareNames(nameA, nameB, idA, idB string) int {
	return cmp.Or(cmp.Compare(strings.ToLower(nameA), strings.ToLower(nameB)), cmp.Compare(nameA, nameB), cmp.Compare(idA, idB))
}

func (p Package) checkComponents() error {
	roles, profiles := taken{}, taken{}
	for _, role := range p.Roles {
		if err := Check(role); err != nil {
			return err
		}
		if !roles.take(role.ID, role.Name) {
			return fmt.Errorf("role %q: %w", role.Name, ErrTwice)
		}
	}
	for _, profile := range p.Profiles {
		if err := CheckProfile(profile); err != nil {
			return err
		}
		if !profiles.take(profile.ID, profile.Name) {
			return fmt.Errorf("field security profile %q: %w", profile.Name, ErrTwice)
		}
	}
	return nil
}

// taken holds the ids and names that components of one kind have so far.
type taken map[string]bool

// take notes an id and a name; it answers false when another component has one of them. Names compare without regard to case.
func (t taken) take(id, name string) bool {
	id, name = "id "+id, "name "+strings.ToLower(name)
	free := !t[id] && !t[name]
	t[id], t[name] = true, true
	return free
}

func (p Publisher) complete() (Publisher, error) {
	if p == (Publisher{}) {
		return Publisher{UniqueName: "rolefit", DisplayName: "rolefit", Prefix: "rfit", OptionPrefix: 39017}, nil
	}
	p.DisplayName = cmp.Or(p.DisplayName, p.UniqueName)
	switch {
	case !solutionNamePattern.MatchString(p.UniqueName):
		return p, fmt.Errorf("%w: unique name %q", ErrPublisher, p.UniqueName)
	case !prefixPattern.MatchString(p.Prefix) || strings.HasPrefix(p.Prefix, "mscrm"):
		return p, fmt.Errorf("%w: customization prefix %q", ErrPublisher, p.Prefix)
	case p.OptionPrefix < 10000 || p.OptionPrefix > 99999:
		return p, fmt.Errorf("%w: option value prefix %d", ErrPublisher, p.OptionPrefix)
	case !writable(p.DisplayName):
		return p, fmt.Errorf("%w: display name holds characters that XML cannot carry", ErrPublisher)
	}
	return p, nil
}

package rule

import (
	"cmp"
	"slices"
	"strings"

	"rolefit/analyzer/fit"
	"rolefit/analyzer/operation"
	"rolefit/analyzer/requirement"
	"rolefit/flowparse/solution"
	"rolefit/flowparse/source"
	"rolefit/privileges"
	"rolefit/privileges/environment"
)

// Facts is everything that rules look at. Every field may be empty: rules that need it are then silent.
type Facts struct {
	Subjects    []Subject
	Blindspots  []requirement.Blindspot
	Columns     []requirement.ColumnNeed
	Marks       []operation.Mark
	Uses        []Use
	Components  []solution.Component // recognised and not analysed
	Diagnostics []source.Diagnostic

	// AdminCore are the privileges that, held together at Global, make an administrator in effect.
	AdminCore []string
	// SystemAdministrator is the role that holds everything, as the platform ships it.
	SystemAdministrator privileges.Role
	// OwnAdministrator is the same role as the environment has it; no grants when it was not read.
	OwnAdministrator privileges.Role
	// Escalations are the ways in which privileges lead further than their names say.
	Escalations []Escalation
	// Privilege says what a privilege is about; nil: nothing is known of any.
	Privilege func(name string) (Privilege, bool)

	// Environment is the reading of the live environment; nil: none was read. What is not in it, and what it says could not
	// be read, is not known: rules that need it are silent.
	Environment *environment.Environment
	// Asked are the client ids of the application users that the environment was asked for.
	Asked []string
	// ExpiryDays says how many days before its end a credential is reported as expiring; 0: 30 days.
	ExpiryDays int
}

// Privilege is what a privilege is about.
type Privilege struct {
	Right  privileges.Right // NoRight for a miscellaneous privilege
	Tables []string         // logical names of the tables it guards
}

// Subject is one set of identities that share their roles.
type Subject struct {
	Name       string // empty: the ids of the identities
	User       string // id of its user in Environment; empty: not known
	Identities []operation.Identity
	Roles      []privileges.Role
	Held       privileges.Set
	Needs      []requirement.Need
	Comparison *fit.Comparison // nil when no roles were given

	SeesEveryColumn bool                              // holds the role that may do everything with secured columns
	ColumnsKnown    bool                              // it is known which field security profiles it is a member of
	Permits         func(requirement.ColumnNeed) bool // reports whether one of these gives a right on a column; nil: none does
}

// Use is one flow that works under a connection reference.
type Use struct {
	Identity operation.Identity
	Flow     string // display name
	Solution string // unique name; empty for a flow outside a solution
	Place    source.Place
	Needs    []string // names of the privileges that the flow needs under the identity
}

// name names the subject for people.
func (s Subject) name() string {
	if s.Name != "" {
		return s.Name
	}
	var ids []string
	for _, i := range s.Identities {
		ids = append(ids, i.ID)
	}
	return cmp.Or(strings.Join(ids, ", "), "the identity")
}

// origin returns the place that the first of some roles was read from.
func (s Subject) origin(roles ...string) source.Place {
	for _, r := range s.Roles {
		if len(roles) == 0 || slices.Contains(roles, r.Name) {
			return source.Place{File: r.Origin}
		}
	}
	return source.Place{}
}

// about returns what a privilege is about.
func (f Facts) about(privilege string) (Privilege, bool) {
	if f.Privilege == nil {
		return Privilege{}, false
	}
	return f.Privilege(privilege)
}

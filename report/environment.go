package report

import (
	"cmp"
	"slices"
	"time"

	"rolefit/privileges/environment"
)

// Environment says which live environment the input was completed from, and what its application users hold. The zero value
// stands for none.
type Environment struct {
	URL            string            `json:"url"`
	OrganizationID string            `json:"organizationId,omitempty"`
	Name           string            `json:"name,omitempty"`
	ReadAt         string            `json:"readAt,omitempty"` // RFC 3339, UTC, by the environment's clock
	Reader         string            `json:"reader,omitempty"` // whom it was read as
	Users          []EnvironmentUser `json:"users"`            // the application users asked for
	Observed       []Observed        `json:"observed"`         // what auditing saw them do; empty where it was not asked
	AuditDays      int               `json:"auditDays,omitzero"`
	Missing        []MissingPart     `json:"missing"` // parts that could not be read
}

// EnvironmentUser is an application user with what it holds and through what.
type EnvironmentUser struct {
	ID           string     `json:"id"`
	AppID        string     `json:"appId"`
	Name         string     `json:"name"`
	Disabled     bool       `json:"disabled,omitzero"`
	Deleted      bool       `json:"deleted,omitzero"`
	AccessMode   int        `json:"accessMode"`   // 0 read-write, 4 non-interactive, …
	BusinessUnit string     `json:"businessUnit"` // name, or id where no name was read
	Roles        []HeldRole `json:"roles"`
	Profiles     []string   `json:"columnProfiles"` // names of column security profiles, its own and its teams'
}

// HeldRole is a role of an application user and how it came by it.
type HeldRole struct {
	Name         string `json:"name"`
	ID           string `json:"id"`
	BusinessUnit string `json:"businessUnit"`        // where this copy is anchored: name, or id where no name was read
	Team         string `json:"team,omitempty"`      // name; absent: assigned directly
	TeamKind     string `json:"teamKind,omitempty"`  // "owner", "access", "security-group" or "microsoft-365-group"
	Inherited    string `json:"inherited,omitempty"` // what members of the team have of its Basic grants: "direct-user", "team-only"; absent: not said
}

// Observed is one kind of thing that an application user was seen to do with a table.
type Observed struct {
	User  string `json:"user"`  // id
	Table string `json:"table"` // logical name
	Right string `json:"right"`
	Count int    `json:"count"`
	Last  string `json:"last"` // RFC 3339, UTC
}

// MissingPart is a part of the environment that could not be read.
type MissingPart struct {
	Part string `json:"part"`
	Why  string `json:"why"`
	Fix  string `json:"fix"`
}

// environmentOf describes a reading, without its flows and tables: those are in the answer itself.
func environmentOf(e environment.Environment) Environment {
	out := Environment{
		URL: e.URL, OrganizationID: e.OrganizationID, Name: e.Name, ReadAt: written(e.ReadAt), Reader: cmp.Or(e.Reader.Name, e.Reader.UserID),
		Users: []EnvironmentUser{}, Observed: []Observed{}, Missing: []MissingPart{},
	}
	for _, u := range e.Users {
		out.Users = append(out.Users, environmentUser(e, u))
	}
	if e.Audit != nil {
		out.AuditDays = e.Audit.Days
		for _, o := range e.Audit.Observations {
			out.Observed = append(out.Observed, Observed{o.User, o.Table, o.Right, o.Count, written(o.Last)})
		}
	}
	for _, m := range e.Missing {
		out.Missing = append(out.Missing, MissingPart(m))
	}
	return out
}

func environmentUser(e environment.Environment, u environment.User) EnvironmentUser {
	out := EnvironmentUser{
		ID: u.ID, AppID: u.AppID, Name: u.Name, Disabled: u.Disabled, Deleted: u.Deleted, AccessMode: u.AccessMode,
		BusinessUnit: unitName(e, u.BusinessUnit), Roles: []HeldRole{}, Profiles: []string{},
	}
	out.take(e, u.Roles, u.Profiles, environment.Team{})
	for _, t := range e.Teams {
		if slices.Contains(u.Teams, t.ID) {
			out.take(e, t.Roles, t.Profiles, t)
		}
	}
	slices.Sort(out.Profiles)
	out.Profiles = slices.Compact(out.Profiles)
	return out
}

// take adds the roles and profiles held directly, or through a team.
func (u *EnvironmentUser) take(e environment.Environment, roles, profiles []string, through environment.Team) {
	for _, r := range e.Roles {
		if slices.Contains(roles, r.ID) {
			u.Roles = append(u.Roles, HeldRole{
				Name: r.Name, ID: r.ID, BusinessUnit: unitName(e, r.BusinessUnit), Team: through.Name, TeamKind: string(through.Kind), Inherited: inherited(r),
			})
		}
	}
	for _, p := range e.Profiles {
		if slices.Contains(profiles, p.ID) {
			u.Profiles = append(u.Profiles, p.Name)
		}
	}
}

func inherited(r environment.Role) string {
	switch {
	case r.Inherited == nil:
		return ""
	case *r.Inherited == 0:
		return "team-only"
	}
	return "direct-user"
}

func unitName(e environment.Environment, id string) string {
	for _, b := range e.BusinessUnits {
		if b.ID == id {
			return b.Name
		}
	}
	return id
}

func written(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

package environment

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"rolefit/privileges"
)

// Sort returns a copy of an environment with every list in its fixed order, times in UTC, and lists that are always
// written empty instead of nil. Equal readings are equal then, in whatever order their parts arrived.
func Sort(e Environment) Environment {
	e.ReadAt = utc(e.ReadAt)
	e.BusinessUnits = sorted(e.BusinessUnits, func(b BusinessUnit) string { return b.ID })
	e.Users = each(e.Users, func(u *User) {
		u.Roles, u.Teams, u.Profiles = texts(u.Roles), texts(u.Teams), texts(u.Profiles)
		u.Unexplained = optional(texts(u.Unexplained))
	}, func(u User) string { return u.ID })
	e.Teams = each(e.Teams, func(t *Team) {
		t.Roles, t.Profiles = texts(t.Roles), texts(t.Profiles)
	}, func(t Team) string { return t.ID })
	e.Roles = sorted(e.Roles, func(r Role) string { return r.ID })
	e.RoleGrants = each(e.RoleGrants, func(g *RoleGrants) {
		g.Grants = sorted(g.Grants, func(g Grant) string { return g.Privilege })
	}, func(g RoleGrants) string { return g.Root })
	e.Profiles = each(e.Profiles, func(p *Profile) {
		p.Permissions = sorted(p.Permissions, func(c ColumnPermission) string { return c.Table + "." + c.Column })
	}, func(p Profile) string { return p.ID })
	e.Tables = each(e.Tables, sortTable, func(t Table) string { return t.LogicalName })
	e.Relationships = each(e.Relationships, func(r *Relationship) {
		if r.Cascade = maps.Clone(r.Cascade); len(r.Cascade) == 0 {
			r.Cascade = nil
		}
	}, func(r Relationship) string { return r.Name })
	e.CustomAPIs = sorted(e.CustomAPIs, func(a CustomAPI) string { return a.UniqueName })
	e.References = sorted(e.References, func(r ConnectionReference) string { return r.LogicalName })
	e.Flows = sorted(e.Flows, func(f Flow) string { return f.ID })
	e.Connections = optional(sorted(e.Connections, func(c Connection) string { return c.ID }))
	e.Registrations = optional(each(e.Registrations, sortRegistration, func(r Registration) string { return r.AppID }))
	if e.Audit != nil {
		audit := *e.Audit
		audit.Observations = each(audit.Observations, func(o *Observation) { o.Last = utc(o.Last) }, func(o Observation) string {
			return o.User + " " + o.Table + " " + o.Right
		})
		e.Audit = &audit
	}
	e.Missing = sorted(e.Missing, func(m Missing) string { return m.Part })
	return e
}

func sortTable(t *Table) {
	t.Secured = optional(texts(t.Secured))
	t.Privileges = each(t.Privileges, func(p *TablePrivilege) {
		p.Levels = append([]string{}, p.Levels...)
		slices.SortFunc(p.Levels, func(a, b string) int {
			first, _ := privileges.ParseLevel(a)
			second, _ := privileges.ParseLevel(b)
			return cmp.Or(cmp.Compare(first, second), cmp.Compare(a, b))
		})
	}, func(p TablePrivilege) string { return p.Name })
}

func sortRegistration(r *Registration) {
	credential := func(c *Credential) { c.Start, c.End = utc(c.Start), utc(c.End) }
	id := func(c Credential) string { return c.ID }
	r.Secrets, r.Keys = each(r.Secrets, credential, id), each(r.Keys, credential, id)
	r.Federated = sorted(r.Federated, func(f Federated) string { return f.Name })
	r.Permissions = sorted(r.Permissions, func(p Permission) string { return p.ResourceAppID + " " + p.ID })
	r.Owners = sorted(r.Owners, func(o Owner) string { return o.ID })
}

// utc returns the time as it is written and read again. What lies outside the years that can be written, as
// "9999-12-31T23:59:59-01:00" does in UTC, becomes the nearest moment inside.
func utc(t time.Time) time.Time {
	t = t.UTC().Round(0)
	switch {
	case t.IsZero():
		return time.Time{}
	case t.Year() > 9999:
		return time.Date(9999, time.December, 31, 23, 59, 59, 0, time.UTC)
	case t.Year() < 0:
		return time.Date(0, time.January, 1, 0, 0, 0, 0, time.UTC)
	}
	return t
}

func texts(list []string) []string { return sorted(list, func(s string) string { return s }) }

// optional returns nil for a list that is left out when it is empty.
func optional[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list
}

// each copies a list, settles its elements and sorts it.
func each[T any](list []T, settle func(*T), key func(T) string) []T {
	list = append([]T{}, list...)
	for i := range list {
		settle(&list[i])
	}
	return sorted(list, key)
}

// sorted copies a list and sorts it by key; what has the same key is sorted by everything it holds.
func sorted[T any](list []T, key func(T) string) []T {
	list = append([]T{}, list...)
	slices.SortStableFunc(list, func(a, b T) int {
		if c := cmp.Compare(key(a), key(b)); c != 0 {
			return c
		}
		return bytes.Compare(written(a), written(b))
	})
	return list
}

// written is a value as JSON. What cannot be written compares equal, and is refused when it is written.
func written(value any) []byte {
	raw, err := json.Marshal(value)
	if err != nil {
		return nil
	}
	return raw
}

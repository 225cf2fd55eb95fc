package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"rolefit/analyzer"
	"rolefit/flowparse/solution"
	"rolefit/privileges"
	"rolefit/privileges/environment"
)

// join puts what an environment says of its application users beside what a configuration states of them. A statement
// wins: it may be about a role that is planned. It fails where --connection does not say whose a connection is.
func (f environmentFlags) join(users []analyzer.User, e environment.Environment, stated map[string]int) ([]analyzer.User, error) {
	chosen := f.chosen(e, slices.Sorted(maps.Keys(stated)))
	if len(f.connections) > 0 && len(chosen) != 1 {
		return nil, fmt.Errorf("--connection names what is one application user's, and %d can act here: name that one with --app-id", len(chosen))
	}
	for _, u := range chosen {
		at, ok := stated[u.AppID]
		if !ok {
			at = len(users)
			users = append(users, analyzer.User{Name: cmp.Or(u.Name, "app:"+u.AppID), Connections: []string{"app:" + u.AppID}})
		}
		user := &users[at]
		user.ID = u.ID
		if user.Roles == nil {
			user.Roles = held(e, u)
		}
		if user.Profiles == nil {
			user.Memberships = memberships(e, u)
		}
		known := unstated(e.ConnectionsOf(u), users)
		alone := len(chosen) == 1 && len(f.connections) == 0 && !statesConnections(users)
		user.Connections, user.Named = appendOthers(appendOthers(user.Connections, known...), f.connections...), f.connections
		user.Rest, user.NotRest = alone, e.ConnectionsOfOthers(u)
		if len(known) > 0 {
			user.NotRest = appendOthers(user.NotRest, bound(e)...) // those that are the user's own are known
		}
	}
	return users, nil
}

// statesConnections reports whether a configuration says whose some connection is: then nothing is presumed of the others.
func statesConnections(users []analyzer.User) bool {
	return slices.ContainsFunc(users, func(u analyzer.User) bool {
		return u.Line > 0 && slices.ContainsFunc(u.Connections, func(c string) bool { return !strings.HasPrefix(c, "app:") })
	})
}

// bound lists the connection references that are in the environment.
func bound(e environment.Environment) []string {
	var names []string
	for _, r := range e.References {
		names = append(names, r.LogicalName)
	}
	return names
}

// chosen are the application users to look at: those that the flags name or the configuration states, else all that were
// read. Where several could act for one client id none is compared: what they hold together is not what any of them holds.
func (f environmentFlags) chosen(e environment.Environment, stated []string) []environment.User {
	ids := f.clientIDs(stated)
	var out []environment.User
	for _, u := range e.Users {
		live := e.Live(u.AppID)
		if (len(ids) == 0 || slices.Contains(ids, u.AppID)) && len(live) == 1 && live[0].ID == u.ID {
			out = append(out, u)
		}
	}
	return out
}

// unstated leaves out the connections that the configuration states to be some user's: whose they are is settled.
func unstated(connections []string, users []analyzer.User) []string {
	return slices.DeleteFunc(connections, func(c string) bool {
		return slices.ContainsFunc(users, func(u analyzer.User) bool {
			return u.Line > 0 && slices.ContainsFunc(u.Connections, func(s string) bool { return strings.EqualFold(s, c) })
		})
	})
}

// held is what the user holds: never nil, for an application user without roles is compared as well. What the environment
// says is held beyond its roles is held at a reach that is not known.
func held(e environment.Environment, u environment.User) []privileges.Role {
	roles := append([]privileges.Role{}, e.Held(u)...)
	if len(u.Unexplained) > 0 {
		unexplained := privileges.Role{Name: "none that was read", Team: "not known", Origin: e.URL}
		for _, name := range u.Unexplained {
			unexplained.Grants = append(unexplained.Grants, privileges.Grant{Privilege: name, RecordFilter: true})
		}
		roles = append(roles, unexplained)
	}
	return roles
}

// memberships are the column security profiles of a user and its teams; nil where they could not be read.
func memberships(e environment.Environment, u environment.User) []solution.ColumnProfile {
	if e.Lacks(environment.PartProfiles) || e.Lacks(environment.PartProfile) || e.Lacks(environment.PartTeams) {
		return nil
	}
	ids := slices.Clone(u.Profiles)
	for _, t := range e.Teams {
		if slices.Contains(u.Teams, t.ID) {
			ids = append(ids, t.Profiles...)
		}
	}
	found := []solution.ColumnProfile{}
	for _, p := range e.Profiles {
		if !slices.Contains(ids, p.ID) {
			continue
		}
		profile := solution.ColumnProfile{ID: p.ID, Name: p.Name}
		for _, c := range p.Permissions {
			profile.Permissions = append(profile.Permissions, solution.ColumnPermission(c))
		}
		found = append(found, profile)
	}
	return found
}

func appendOthers(list []string, more ...string) []string {
	for _, m := range more {
		if !slices.ContainsFunc(list, func(have string) bool { return strings.EqualFold(have, m) }) {
			list = append(list, m)
		}
	}
	return list
}

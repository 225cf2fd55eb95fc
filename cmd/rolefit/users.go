package main

import (
	"cmp"
	"slices"
	"strings"

	"rolefit/analyzer"
	"rolefit/flowparse/solution"
	"rolefit/privileges"
	"rolefit/privileges/environment"
)

// join puts what an environment says of its application users beside what a configuration states of them. A statement
// wins: it may be about a role that is planned.
func (f environmentFlags) join(users []analyzer.User, e environment.Environment, stated map[string]int) []analyzer.User {
	chosen := f.chosen(e)
	for _, u := range chosen {
		at, ok := stated[u.AppID]
		if !ok {
			users = append(users, f.user(e, u, len(chosen) == 1 && len(stated) == 0))
			continue
		}
		user := &users[at]
		user.ID = u.ID
		user.Connections = appendOthers(user.Connections, e.ConnectionsOf(u)...)
		if user.Roles == nil {
			user.Roles = held(e, u)
		}
		if user.Profiles == nil {
			user.Memberships = memberships(e, u)
		}
	}
	return users
}

// chosen are the application users to look at: those that the flags name, else all that were read. One that is deleted or
// of which there are several for one client id is not compared: what it could do is not what anybody holds.
func (f environmentFlags) chosen(e environment.Environment) []environment.User {
	ids := f.clientIDs(nil)
	live := map[string]int{}
	for _, u := range e.Users {
		if !u.Deleted {
			live[u.AppID]++
		}
	}
	var out []environment.User
	for _, u := range e.Users {
		if (len(ids) == 0 || slices.Contains(ids, u.AppID)) && !u.Deleted && live[u.AppID] == 1 {
			out = append(out, u)
		}
	}
	return out
}

// user is an application user that only the environment knows. Where it is the only one and nothing says which connections
// are its own, it stands for all that are not known to be somebody else's.
func (f environmentFlags) user(e environment.Environment, u environment.User, only bool) analyzer.User {
	user := analyzer.User{
		Name: cmp.Or(u.Name, "app:"+u.AppID), ID: u.ID, Connections: []string{"app:" + u.AppID}, Roles: held(e, u), Memberships: memberships(e, u),
	}
	user.Connections = appendOthers(user.Connections, e.ConnectionsOf(u)...)
	if only {
		user.Connections = appendOthers(user.Connections, f.connections...)
		user.Rest = len(user.Connections) == 1
		user.NotRest = e.ConnectionsOfOthers(u)
	}
	return user
}

// held is what the user holds: never nil, for an application user without roles is compared as well.
func held(e environment.Environment, u environment.User) []privileges.Role {
	return append([]privileges.Role{}, e.Held(u)...)
}

// memberships are the column security profiles of a user and its teams; nil where they could not be read.
func memberships(e environment.Environment, u environment.User) []solution.ColumnProfile {
	if e.Lacks(environment.PartProfiles) || e.Lacks(environment.PartProfile) {
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

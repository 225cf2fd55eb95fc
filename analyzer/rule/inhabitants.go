package rule

import (
	"strings"

	"rolefit/analyzer/operation"
	"rolefit/privileges/environment"
)

// lacks reports whether a part of the environment, or some of it, could not be read.
func (f Facts) lacks(part string) bool { return f.Environment == nil || f.Environment.Lacks(part) }

// missing returns why a part could not be read.
func (f Facts) missing(part string) (environment.Missing, bool) {
	if f.Environment == nil {
		return environment.Missing{}, false
	}
	for _, m := range f.Environment.Missing {
		if strings.EqualFold(m.Part, part) {
			return m, true
		}
	}
	return environment.Missing{}, false
}

// user returns the environment's user with an id.
func (f Facts) user(id string) (environment.User, bool) {
	if f.Environment == nil || id == "" {
		return environment.User{}, false
	}
	for _, u := range f.Environment.Users {
		if strings.EqualFold(u.ID, id) {
			return u, true
		}
	}
	return environment.User{}, false
}

// ofApplication names whom an application is about: the subject whose user it is, or else its identity.
func (f Facts) ofApplication(appID string) string {
	for _, s := range f.Subjects {
		if u, ok := f.user(s.User); ok && strings.EqualFold(u.AppID, appID) {
			return s.name()
		}
	}
	return "app:" + appID
}

// connectionOf returns the connection that the environment binds a connection reference to. Connections used without a
// reference have no name there by which they could be found.
func (f Facts) connectionOf(i operation.Identity) (environment.Connection, bool) {
	name, ok := strings.CutPrefix(i.ID, "connection:")
	if f.Environment == nil || !ok || i.Environment != operation.CurrentEnvironment {
		return environment.Connection{}, false
	}
	for _, r := range f.Environment.References {
		if strings.EqualFold(r.LogicalName, name) {
			return f.Environment.ConnectionOf(r)
		}
	}
	return environment.Connection{}, false
}

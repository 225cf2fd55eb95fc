package environment

import "strings"

// Live returns the application users that can act for an application id, in the order of Users: those that are not deleted
// and enabled or, where every one is disabled, the disabled ones, since one of them is what would be enabled again. Where it
// returns several, the environment does not say which of them acts.
func (e Environment) Live(appID string) []User {
	var enabled, disabled []User
	for _, u := range e.Users {
		switch {
		case appID == "" || u.Deleted || !strings.EqualFold(u.AppID, appID):
		case u.Disabled:
			disabled = append(disabled, u)
		default:
			enabled = append(enabled, u)
		}
	}
	if len(enabled) > 0 {
		return enabled
	}
	return disabled
}

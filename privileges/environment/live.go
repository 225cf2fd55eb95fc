package environment

import "slices"

// Live returns the application users of an app registration that can be what it acts as: those that are not deleted, and of
// these the enabled ones, if there are any.
func (e Environment) Live(appID string) []User {
	var present, enabled []User
	for _, u := range e.Users {
		if u.AppID != appID || u.Deleted {
			continue
		}
		if present = append(present, u); !u.Disabled {
			enabled = append(enabled, u)
		}
	}
	if len(enabled) > 0 {
		return enabled
	}
	return slices.Clip(present)
}

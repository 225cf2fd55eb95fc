package rule

import (
	"fmt"
	"slices"
	"strings"

	"rolefit/privileges/environment"
)

// Access modes that are no mode for an application: 0, read-write, and 4, non-interactive, leave everything to the roles.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/systemuser (2026-11-22)
const (
	administrativeAccess = 1
	readAccess           = 2
	supportAccess        = 3
	delegatedAccess      = 5
)

func unusableApplicationUser() Rule {
	return Rule{
		ID: "RF304", Name: "disabled-or-missing-application-user", Severity: Error, Since: "0.2.0",
		Summary: "The application user is not in the environment, cannot act there, or there is more than one for its app registration.",
		Fix:     "Add the application user to the environment, or enable it, in the Power Platform admin center.",
		Check:   checkUnusableApplicationUser,
	}
}

func checkUnusableApplicationUser(facts Facts) []Finding {
	if facts.Environment == nil {
		return nil
	}
	var found []Finding
	for _, app := range facts.applications() {
		var deleted []environment.User
		for _, u := range facts.Environment.Users {
			if u.Deleted && strings.EqualFold(u.AppID, app) {
				deleted = append(deleted, u)
			}
		}
		for _, f := range facts.unusable(app, facts.Environment.Live(app), deleted) {
			f.Identity = facts.ofApplication(app)
			found = append(found, f)
		}
		for _, r := range facts.Environment.Registrations {
			if strings.EqualFold(r.AppID, app) && r.Disabled {
				found = append(found, Finding{
					Identity: facts.ofApplication(app),
					Message:  fmt.Sprintf("The service principal of %s is disabled in Microsoft Entra: nothing can sign in as it.", registrationName(r)),
					Fix:      "Allow users to sign in to the enterprise application in Microsoft Entra, or use another application.",
				})
			}
		}
	}
	return found
}

// applications lists the client ids that were asked for or that subjects stand for, each once, in order.
func (f Facts) applications() []string {
	var all []string
	for _, app := range f.Asked {
		all = append(all, strings.ToLower(app))
	}
	for _, s := range f.Subjects {
		if u, ok := f.user(s.User); ok && u.AppID != "" {
			all = append(all, strings.ToLower(u.AppID))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// unusable says what keeps the users of one application from acting. That there is none is only known when the reader could
// see all.
func (f Facts) unusable(app string, present, deleted []environment.User) []Finding {
	switch {
	case len(present) > 1:
		var names []string
		for _, u := range present {
			names = append(names, fmt.Sprintf("%s (%s)", u.Name, u.ID))
		}
		slices.Sort(names)
		return []Finding{{
			Message: fmt.Sprintf("The environment has %d application users for the app registration %s: %s. As which of them a connection acts is not determined.", len(present), app, listed(names)),
			Fix:     "Keep one application user for the app registration and delete the others.",
		}}
	case len(present) == 0 && len(deleted) > 0:
		return []Finding{{
			Message: fmt.Sprintf("The application user %s (app registration %s) is marked as deleted: connections of the app registration fail.", deleted[0].Name, app),
			Fix:     "Restore the application user, or delete it for good and add it again.",
		}}
	case len(present) == 0 && f.lacks(environment.PartUsers):
		return nil
	case len(present) == 0:
		m, missing := f.missing(environment.PartOf(environment.PartUser, app))
		switch {
		case missing && m.Why != environment.NotFound:
			return nil // it could not be read, which says nothing of whether it is there
		case missing:
			return []Finding{{Message: fmt.Sprintf("The application user of the app registration %s was not found: connections of it fail.", app), Fix: m.Fix}}
		}
		return []Finding{{Message: fmt.Sprintf("The environment has no application user for the app registration %s: connections of it fail.", app)}}
	}
	u := present[0]
	var found []Finding
	if u.Disabled {
		found = append(found, Finding{Message: fmt.Sprintf("The application user %s (app registration %s) is disabled: connections of it fail.", u.Name, app)})
	}
	for _, unit := range f.Environment.BusinessUnits {
		if unit.ID == u.BusinessUnit && unit.Disabled {
			found = append(found, disabledUnit(u, unit))
		}
	}
	return append(found, limited(u)...)
}

// disabledUnit reports a business unit whose users cannot sign in.
// Source: https://learn.microsoft.com/power-platform/admin/delete-business-unit (2026-11-26)
func disabledUnit(u environment.User, unit environment.BusinessUnit) Finding {
	return Finding{
		Message: fmt.Sprintf("The business unit %s of the application user %s is disabled, and so are its users: connections of it fail.", unit.Name, u.Name),
		Fix:     "Move the application user to another business unit and assign its roles again, or enable the business unit.",
	}
}

// limited reports an access mode in which the platform sets bounds of its own to what the roles give.
func limited(u environment.User) []Finding {
	mode := ""
	switch u.AccessMode {
	case administrativeAccess:
		mode = "administrative, which is for settings and not for the rows of business tables"
	case readAccess:
		mode = "read, which is for seeing rows and not for changing them"
	case supportAccess:
		mode = "support user, which is for Microsoft"
	case delegatedAccess:
		mode = "delegated administrator, which is for people of a partner"
	default:
		return nil
	}
	return []Finding{{
		Severity: Warning,
		Message:  fmt.Sprintf("The access mode of the application user %s is %d, %s: its roles may not have the effect that is computed here.", u.Name, u.AccessMode, mode),
		Fix:      "Set the access mode of the application user to 4, non-interactive.",
	}}
}

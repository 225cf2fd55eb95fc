package rule

import (
	"cmp"
	"fmt"
	"slices"
)

func registrationOwners() Rule {
	return Rule{
		ID: "RF406", Name: "registration-owners", Severity: Note, Since: "0.2.0",
		Summary: "People own the app registration, so that each of them can become the application.",
		Fix:     "Take away owners who do not need it, and leave the registration to administrators of applications.",
		Check:   checkRegistrationOwners,
	}
}

// checkRegistrationOwners names people. Applications that own a registration act by themselves and have rules of their own.
// Source: https://learn.microsoft.com/entra/fundamentals/users-default-permissions (2026-11-26)
func checkRegistrationOwners(facts Facts) []Finding {
	var found []Finding
	for _, r := range facts.registrations() {
		var people []string
		for _, o := range r.Owners {
			if o.Kind == "user" {
				people = append(people, cmp.Or(o.Name, o.ID))
			}
		}
		if len(people) == 0 {
			continue
		}
		slices.Sort(people)
		found = append(found, Finding{
			Identity: facts.ofApplication(r.AppID),
			Message: fmt.Sprintf("The %s has %s: %s. An owner can add a secret to it, and then act with everything that its application user holds.",
				registrationName(r), counted(len(people), "owner who is a person", "owners who are people"), listed(people)),
		})
	}
	return found
}

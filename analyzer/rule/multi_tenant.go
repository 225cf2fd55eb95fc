package rule

import "fmt"

func multiTenantRegistration() Rule {
	return Rule{
		ID: "RF405", Name: "multi-tenant-registration", Severity: Warning, Since: "0.2.0",
		Summary: "The app registration can be used outside its own tenant.",
		Fix:     "Set the supported account types of the app registration to this organizational directory only.",
		Check:   checkMultiTenantRegistration,
	}
}

func checkMultiTenantRegistration(facts Facts) []Finding {
	var found []Finding
	for _, r := range facts.registrations() {
		who := beyondTenant(r.Audience)
		if who == "" {
			continue
		}
		found = append(found, Finding{
			Identity: facts.ofApplication(r.AppID),
			Message: fmt.Sprintf("The %s is open to %s (%s): its credentials work in every tenant that accepts the application, and an application user needs one tenant only.",
				registrationName(r), who, r.Audience),
		})
	}
	return found
}

// beyondTenant says whom an audience admits beyond the tenant of the registration; empty: nobody, or not known.
// Source: https://learn.microsoft.com/graph/api/resources/application (2026-11-22)
func beyondTenant(audience string) string {
	switch audience {
	case "AzureADMultipleOrgs":
		return "every Microsoft Entra tenant"
	case "AzureADandPersonalMicrosoftAccount":
		return "every Microsoft Entra tenant and personal Microsoft accounts"
	case "PersonalMicrosoftAccount":
		return "personal Microsoft accounts"
	}
	return ""
}

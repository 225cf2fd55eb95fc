package rule

import (
	"fmt"
	"strings"
)

// The delegated permission user_impersonation of the application Dynamics CRM, which Dataverse is in Microsoft Entra.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/walkthrough-register-app-azure-active-directory (2026-11-22)
const (
	dynamicsCRM       = "00000007-0000-0000-c000-000000000000"
	userImpersonation = "78ce3f0f-a1ce-49c2-8cde-64b5c0896db4"
)

func needlessPermission() Rule {
	return Rule{
		ID: "RF404", Name: "needless-api-permission", Severity: Note, Since: "0.2.0",
		Summary: "The app registration asks for the delegated permission on Dataverse, which a service principal does not need.",
		Fix:     "Take the permission user_impersonation of Dynamics CRM out of the app registration, unless people sign in with it too.",
		Check:   checkNeedlessPermission,
	}
}

func checkNeedlessPermission(facts Facts) []Finding {
	var found []Finding
	for _, r := range facts.registrations() {
		for _, p := range r.Permissions {
			if !p.Delegated || !strings.EqualFold(p.ResourceAppID, dynamicsCRM) || !strings.EqualFold(p.ID, userImpersonation) {
				continue
			}
			found = append(found, Finding{
				Identity: facts.ofApplication(r.AppID),
				Message: fmt.Sprintf("The %s asks for user_impersonation of Dynamics CRM: for a service principal the roles of its application user decide, and this permission only lets the application act for people who sign in to it.",
					registrationName(r)),
			})
			break
		}
	}
	return found
}

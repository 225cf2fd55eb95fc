package rule

import "fmt"

func secretCredential() Rule {
	return Rule{
		ID: "RF403", Name: "secret-where-certificate-would-do", Severity: Note, Since: "0.2.0",
		Summary: "The app registration signs in with a secret, where a certificate would do.",
		Fix:     "Let connections sign in with a client certificate, which never leaves its holder, and delete the secret.",
		Check:   checkSecretCredential,
	}
}

func checkSecretCredential(facts Facts) []Finding {
	var found []Finding
	for _, r := range facts.registrations() {
		secrets := liveSecrets(r, facts.Environment.ReadAt)
		if len(secrets) == 0 {
			continue
		}
		found = append(found, Finding{
			Identity: facts.ofApplication(r.AppID),
			Message: fmt.Sprintf("The %s has %s (%s): a copy of it is enough to act as the application, and connections to Dataverse can sign in with a certificate instead.",
				registrationName(r), counted(len(secrets), "secret that is good now", "secrets that are good now"), listed(secrets)),
		})
	}
	return found
}

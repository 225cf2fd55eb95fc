package rule

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"rolefit/flowparse/source"
	"rolefit/privileges/environment"
)

func broadFederation() Rule {
	return Rule{
		ID: "RF407", Name: "broad-federation", Severity: Warning, Since: "0.2.0",
		Summary: "A federated credential lets more than one certain workload sign in as the application.",
		Fix:     "Name one repository and one branch or environment of it, or one service account, as the subject.",
		Check:   checkBroadFederation,
	}
}

func checkBroadFederation(facts Facts) []Finding {
	var found []Finding
	for _, r := range facts.registrations() {
		for _, c := range r.Federated {
			severity, why := broad(c)
			if why == "" {
				continue
			}
			found = append(found, Finding{
				Severity: severity, Identity: facts.ofApplication(r.AppID),
				Message: fmt.Sprintf("The federated credential %s of the %s (issuer %s) %s.", cmp.Or(c.Name, "without a name"), registrationName(r), c.Issuer, why),
			})
		}
	}
	return found
}

// broad says why a federated credential admits more than one workload; empty: it names one.
// Source: https://learn.microsoft.com/entra/workload-id/workload-identities-flexible-federated-identity-credentials (2026-11-26)
func broad(c environment.Federated) (Severity, string) {
	switch {
	case c.Matching != "" && wild(c.Matching):
		return Warning, fmt.Sprintf("admits whoever fits a pattern: %s", source.OneLine(c.Matching, 200))
	case c.Matching != "":
		return Note, fmt.Sprintf("admits by an expression: %s. Check that only one workload fits it", source.OneLine(c.Matching, 200))
	case c.Subject == "":
		return Warning, "names no subject: an expression that could not be read says who may sign in"
	case strings.Contains(c.Subject, "*"):
		// Subjects are compared as they are: https://learn.microsoft.com/graph/api/resources/federatedidentitycredential (2026-11-26)
		return Warning, fmt.Sprintf("has a wildcard in its subject %s, which is compared as it stands and so admits nobody it means, and as an expression would admit all of them", c.Subject)
	case ofPullRequests(c.Subject):
		return Warning, fmt.Sprintf("has the subject %s: whoever can open a pull request in the repository can run a workflow that signs in as the application", c.Subject)
	}
	return 0, ""
}

// ofPullRequests reports whether a subject is that of GitHub workflows that pull requests start.
// Source: https://docs.github.com/actions/reference/security/oidc (2026-11-26)
func ofPullRequests(subject string) bool {
	parts := strings.Split(subject, ":")
	return parts[0] == "repo" && slices.Contains(parts[1:], "pull_request")
}

var literal = regexp.MustCompile(`'[^']*'`)

// wild reports whether a matching expression compares a claim with a pattern: only "matches" knows wildcards, "*" for any
// number of characters and "?" for one.
func wild(expression string) bool {
	if !slices.ContainsFunc(strings.Fields(literal.ReplaceAllString(expression, " ")), func(w string) bool { return strings.EqualFold(w, "matches") }) {
		return false
	}
	return slices.ContainsFunc(literal.FindAllString(expression, -1), func(l string) bool { return strings.ContainsAny(l, "*?") })
}

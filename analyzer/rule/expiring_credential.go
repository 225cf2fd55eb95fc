package rule

import (
	"cmp"
	"fmt"
	"math"
	"strings"
	"time"

	"rolefit/privileges/environment"
)

// defaultExpiryDays is how long before its end a credential is reported when nothing else is asked for.
const defaultExpiryDays = 30

// longestYears is how long a secret can be made to last in the Microsoft Entra admin center; Microsoft advises less than one
// year.
// Source: https://learn.microsoft.com/entra/identity-platform/how-to-add-credentials (2026-11-26)
const longestYears = 2

func expiringCredential() Rule {
	return Rule{
		ID: "RF402", Name: "expiring-credential", Severity: Error, Since: "0.2.0",
		Summary: "A secret or certificate of the app registration has ended, ends soon, or lasts longer than it should.",
		Fix:     "Add a new certificate, give it to every connection of the application, and delete the old credential.",
		Check:   checkExpiringCredential,
	}
}

func checkExpiringCredential(facts Facts) []Finding {
	var found []Finding
	for _, r := range facts.registrations() {
		now := facts.Environment.ReadAt
		found = append(found, endedCredentials(facts, r, now)...)
		for _, c := range credentials(r) {
			if !c.live(now) {
				continue
			}
			if f, ok := soon(r, c, now, cmp.Or(facts.ExpiryDays, defaultExpiryDays)); ok {
				f.Identity = facts.ofApplication(r.AppID)
				found = append(found, f)
			}
			if f, ok := tooLong(r, c); ok {
				f.Identity = facts.ofApplication(r.AppID)
				found = append(found, f)
			}
		}
		if secrets := liveSecrets(r, now); len(secrets) > 1 {
			found = append(found, Finding{
				Severity: Note, Identity: facts.ofApplication(r.AppID),
				Message: fmt.Sprintf("The %s has %d secrets that are good now: %s. Each of them is enough to act as the application.", registrationName(r), len(secrets), listed(secrets)),
				Fix:     "Delete the secrets that no connection uses any more.",
			})
		}
	}
	return found
}

// endedCredentials sums up what has ended. That is an error only when nothing is left that a connection could sign in with:
// otherwise the ended ones are most likely those that were replaced.
func endedCredentials(facts Facts, r environment.Registration, now time.Time) []Finding {
	var ended []string
	left := 0
	for _, c := range credentials(r) {
		switch {
		case c.ended(now):
			ended = append(ended, fmt.Sprintf("%s (%s)", c.name(), c.End.UTC().Format(time.DateOnly)))
		case c.live(now):
			left++
		}
	}
	if len(ended) == 0 {
		return nil
	}
	f := Finding{Identity: facts.ofApplication(r.AppID), Message: fmt.Sprintf("Of the credentials of the %s, %s ended.", registrationName(r), listed(ended))}
	switch {
	case left > 0:
		f.Severity = Note
		f.Message += fmt.Sprintf(" It has %s that %s good now; a connection that still uses an ended one fails.", counted(left, "other credential", "other credentials"), isAre(left))
		f.Fix = "Check that every connection uses a credential that is good now, and delete the ended ones."
	case len(r.Federated) > 0:
		f.Severity = Warning
		f.Message += " Only federated credentials are left, with which a connection to Dataverse cannot sign in."
	case facts.lacks(environment.PartOf(environment.PartRegistration, strings.ToLower(r.AppID))):
		f.Severity = Warning
		f.Message += " None that is good now was found, and not all could be read."
	default:
		f.Message += " Nothing is left to sign in with: connections of the application fail."
	}
	return []Finding{f}
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// soon reports a credential, good now, that ends within days.
func soon(r environment.Registration, c credential, now time.Time, days int) (Finding, bool) {
	if c.endless() || c.End.After(now.AddDate(0, 0, days)) {
		return Finding{}, false
	}
	left := int(math.Ceil(c.End.Sub(now).Hours() / 24))
	return Finding{
		Severity: Warning,
		Message: fmt.Sprintf("The %s of the %s ends on %s, in %s: connections that use it fail from then on.",
			c.name(), registrationName(r), c.End.UTC().Format(time.DateOnly), counted(left, "day", "days")),
	}, true
}

// tooLong reports a credential that lasts for ever or longer than the limit. A day more than the limit is let pass: offered
// as "24 months", an end is counted in the time zone of whoever chose it.
func tooLong(r environment.Registration, c credential) (Finding, bool) {
	fix := fmt.Sprintf("Replace it by a %s that lasts a year or less, and plan its rotation.", c.kind)
	if c.endless() {
		return Finding{
			Severity: Warning, Fix: fix,
			Message: fmt.Sprintf("The %s of the %s never ends: whoever has it can act as the application for ever.", c.name(), registrationName(r)),
		}, true
	}
	if c.Start.IsZero() || !c.End.After(c.Start.AddDate(longestYears, 0, 1)) {
		return Finding{}, false
	}
	return Finding{
		Severity: Note, Fix: fix,
		Message: fmt.Sprintf("The %s of the %s lasts from %s to %s, longer than %d years.",
			c.name(), registrationName(r), c.Start.UTC().Format(time.DateOnly), c.End.UTC().Format(time.DateOnly), longestYears),
	}, true
}

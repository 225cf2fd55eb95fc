package rule

import (
	"cmp"
	"fmt"
	"time"

	"rolefit/privileges/environment"
)

// registrations returns the app registrations of the environment; none when it was not read.
func (f Facts) registrations() []environment.Registration {
	if f.Environment == nil {
		return nil
	}
	return f.Environment.Registrations
}

// registrationName names an app registration for people.
func registrationName(r environment.Registration) string {
	if r.Name == "" {
		return "app registration " + r.AppID
	}
	return fmt.Sprintf("app registration %s (%s)", r.Name, r.AppID)
}

// credential is a secret or certificate with the word for it.
type credential struct {
	environment.Credential
	kind string
}

// credentials lists the secrets of a registration, then its certificates.
func credentials(r environment.Registration) []credential {
	var all []credential
	for _, c := range r.Secrets {
		all = append(all, credential{c, "secret"})
	}
	for _, c := range r.Keys {
		all = append(all, credential{c, "certificate"})
	}
	return all
}

// name names a credential for people.
func (c credential) name() string { return c.kind + " " + cmp.Or(c.Name, c.ID, "without a name") }

// lastsForever is the year from which on an end stands for none: what offered "never expires" wrote 2299-12-31.
// Source: https://learn.microsoft.com/graph/api/resources/passwordcredential (2026-11-26)
const lastsForever = 2299

// endless reports whether a credential never ends.
func (c credential) endless() bool { return c.End.IsZero() || c.End.Year() >= lastsForever }

// ended reports whether a credential is known to have ended.
func (c credential) ended(now time.Time) bool {
	return !c.endless() && !now.IsZero() && !c.End.After(now)
}

// live reports whether a credential is known to be good now.
func (c credential) live(now time.Time) bool {
	if !now.IsZero() && c.Start.After(now) {
		return false
	}
	return c.endless() || !now.IsZero() && c.End.After(now)
}

// liveSecrets names the secrets of a registration that are good now.
func liveSecrets(r environment.Registration, now time.Time) []string {
	var names []string
	for _, c := range credentials(r) {
		if c.kind == "secret" && c.live(now) {
			names = append(names, cmp.Or(c.Name, c.ID, "without a name"))
		}
	}
	return names
}

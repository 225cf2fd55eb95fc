package dataverse

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// Cloud is one of the clouds that Dataverse runs in, with the hosts that belong together.
type Cloud struct {
	Name          string // "public", "GCC", "GCC High", "DoD", "China"
	Authority     string // of sign-ins, such as "https://login.microsoftonline.com/"
	Graph         string // origin of Microsoft Graph
	PowerPlatform string // origin of the Power Platform API, which is its scope too; empty: not known
}

// Clouds returns every cloud known, the public one after those with more special hosts.
func Clouds() []Cloud {
	var list []Cloud
	for _, entry := range stanzas("clouds.txt") {
		list = append(list, cloudFrom(entry))
	}
	return list
}

func cloudFrom(entry map[string][]string) Cloud {
	return Cloud{only(entry, "name"), only(entry, "authority"), only(entry, "graph"), only(entry, "power-platform")}
}

// CloudOf returns the cloud that an environment with this address lies in; false where the host is none of Dataverse's. As
// for Origin, what a browser's address bar adds after the host is no part of the address.
func CloudOf(environment string) (Cloud, bool) {
	u, err := parseOrigin(withoutPath(environment))
	if err != nil {
		return Cloud{}, false
	}
	for _, entry := range stanzas("clouds.txt") {
		for _, host := range entry["host"] {
			if hostPattern(host).MatchString(u.Host) {
				return cloudFrom(entry), true
			}
		}
	}
	return Cloud{}, false
}

// hostPattern matches the hosts of the environments under a domain: one label for the organisation, and "api" where it is written.
func hostPattern(domain string) *regexp.Regexp {
	domain = strings.ReplaceAll(regexp.QuoteMeta(domain), "#", `\d{0,2}`)
	return regexp.MustCompile(`^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.(?:api\.)?` + domain + `$`)
}

// HostError is an address that is none of a Dataverse environment: no token is sent there.
type HostError struct{ Host string }

func (e *HostError) Error() string {
	return fmt.Sprintf("%s is not a host of Dataverse, so no sign-in is sent to it", e.Host)
}

// Origin reads the address of an environment and returns it as "https://" and host. A host outside the domains of Dataverse
// is a *HostError, unless any host is allowed.
func Origin(address string, anyHost bool) (string, error) {
	u, err := parseOrigin(withoutPath(address))
	if err != nil {
		return "", err
	}
	origin := u.Scheme + "://" + u.Host
	if _, known := CloudOf(origin); !known && !anyHost {
		return "", &HostError{Host: u.Host}
	}
	return origin, nil
}

// withoutPath drops what a browser's address bar adds after the host.
func withoutPath(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Scheme == "" || u.Host == "" {
		return address
	}
	u.Path, u.RawPath, u.RawQuery, u.Fragment = "", "", "", ""
	return u.String()
}

package rolexml

import (
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"
)

// The UUID namespaces of role and profile ids. They were drawn once at random and never change: another value would give
// every role or profile a new id, and an import would add them instead of updating them.
const (
	Namespace        = "f0667b89-e08f-4a60-b359-0f18e5d5720f"
	ProfileNamespace = "99d78d97-f1a6-4f3b-9d2e-69242c4e47ff"
)

// RoleID returns the id of a generated role, a lower-case GUID: the UUIDv5 in Namespace of the publisher's unique name, the
// environment, the identities that the role serves in any order, and the role's name. Equal arguments give the same role, so
// that a later run updates what an earlier run created.
func RoleID(publisher, environment string, identities []string, name string) string {
	return componentID(Namespace, publisher, environment, identities, name)
}

// ProfileID returns the id of a generated field security profile, a lower-case GUID: the UUIDv5 in ProfileNamespace of the
// same things as RoleID, so that a profile never has the id of the role beside it.
func ProfileID(publisher, environment string, identities []string, name string) string {
	return componentID(ProfileNamespace, publisher, environment, identities, name)
}

func componentID(namespace, publisher, environment string, identities []string, name string) string {
	sorted := slices.Compact(slices.Sorted(slices.Values(identities)))
	parts := append([]string{publisher, environment, name}, sorted...)
	var b strings.Builder
	for _, part := range parts { // lengths keep "ab"+"c" and "a"+"bc" apart
		b.WriteString(strconv.Itoa(len(part)) + ":" + part)
	}
	return uuid.NewSHA1(uuid.MustParse(namespace), []byte(b.String())).String()
}

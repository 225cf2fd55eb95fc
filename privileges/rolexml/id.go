package rolexml

import (
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"
)

// Namespace is the UUID namespace of role ids. It was drawn once at random and never changes: another value would give
// every role a new id, and an import would add roles instead of updating them.
const Namespace = "f0667b89-e08f-4a60-b359-0f18e5d5720f"

// RoleID returns the id of a generated role, a lower-case GUID: the UUIDv5 in Namespace of the publisher's unique name, the
// environment, the identities that the role serves in any order, and the role's name. Equal arguments give the same role, so
// that a later run updates what an earlier run created.
func RoleID(publisher, environment string, identities []string, name string) string {
	sorted := slices.Compact(slices.Sorted(slices.Values(identities)))
	parts := append([]string{publisher, environment, name}, sorted...)
	var b strings.Builder
	for _, part := range parts { // lengths keep "ab"+"c" and "a"+"bc" apart
		b.WriteString(strconv.Itoa(len(part)) + ":" + part)
	}
	return uuid.NewSHA1(uuid.MustParse(Namespace), []byte(b.String())).String()
}

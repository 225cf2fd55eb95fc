package rule

import (
	"embed"
	"fmt"
)

//go:embed doc/*.md
var pages embed.FS

// All returns every rule in the order of the IDs. It is the only list of rules.
func All() []Rule {
	return []Rule{
		missingPrivilege(),
		insufficientLevel(),
		surplusPrivilege(),
		surplusLevel(),
		administratorRole(),
		administratorEquivalent(),
		escalationPath(),
		actsOnBehalf(),
		administersRoles(),
		rawConnection(),
		runsAsCaller(),
		personalConnection(),
		unusableApplicationUser(),
		sharedIdentity(),
		observedNotNeeded(),
		unexplainedGrants(),
		expiringCredential(),
		secretCredential(),
		needlessPermission(),
		multiTenantRegistration(),
		registrationOwners(),
		broadFederation(),
		dynamicTable(),
		unknownOperation(),
		opaqueMessage(),
		unreadComponent(),
		callerContextCode(),
		columnPermission(),
	}
}

// ByID returns the rule with the ID, such as "RF101".
func ByID(id string) (Rule, bool) {
	for _, r := range All() {
		if r.ID == id {
			return r, true
		}
	}
	return Rule{}, false
}

// Doc returns the page of a rule as Markdown. It fails for an ID that no rule has.
func Doc(id string) (string, error) {
	if _, ok := ByID(id); !ok {
		return "", fmt.Errorf("no rule has the ID %q", id)
	}
	page, err := pages.ReadFile("doc/" + id + ".md")
	if err != nil {
		return "", fmt.Errorf("reading the page of %s: %w", id, err)
	}
	return string(page), nil
}

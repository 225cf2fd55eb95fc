package rolexml_test

import (
	"fmt"
	"math/rand/v2"

	"rolefit/privileges"
)

const someID = "0f2a6f0e-7c1d-4a50-9a6e-3b1f3d0c9a11"

func grant(name string, level privileges.Level) privileges.Grant {
	return privileges.Grant{Privilege: name, Level: level}
}

// randomRole returns a role that the platform would accept, the same one for the same seed.
func randomRole(seed uint64) privileges.Role {
	random := rand.New(rand.NewPCG(seed, 1))
	letters := []rune("aZ09 _-<>&\"'äöü漢\t\n\r🙂")
	name := []rune{'R'}
	for range random.IntN(99) {
		name = append(name, letters[random.IntN(len(letters))])
	}
	role := privileges.Role{
		ID:        fmt.Sprintf("%08x-0000-4000-8000-%012x", random.Uint32(), random.Uint64()&0xffffffffffff),
		Name:      string(name),
		Inherited: privileges.Inheritance(random.IntN(3)),
	}
	seen := map[privileges.Key]bool{}
	for range 1 + random.IntN(60) {
		right := privileges.Rights()[random.IntN(8)]
		g := grant(fmt.Sprintf("prv%snew_%c%d", right, 'A'+rune(random.IntN(26)), random.IntN(9)), privileges.Basic+privileges.Level(random.IntN(4)))
		if !seen[g.Key()] {
			seen[g.Key()] = true
			role.Grants = append(role.Grants, g)
		}
	}
	return role
}

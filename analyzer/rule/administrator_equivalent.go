package rule

import (
	"fmt"

	"rolefit/privileges"
)

// How much of the administrator's privileges make an administrator in effect. The thresholds were chosen on the 161 built-in
// roles: System Administrator and three Microsoft service roles are above them; System Customizer, which holds 93 % of the
// set and 6 of the 20, is the nearest below.
const (
	enoughCore       = 16 // of the 20 core privileges, at Global
	enoughOfShipped  = 90 // per cent of the shipped System Administrator, as deep
	enoughOfOwnAdmin = 98 // per cent of the environment's own System Administrator, as deep
)

func administratorEquivalent() Rule {
	return Rule{
		ID: "RF202", Name: "administrator-equivalent", Severity: Error, Since: "0.1.0",
		Summary: "The union of the identity's roles makes it an administrator in effect, whatever the roles are called.",
		Fix:     "Give the identity the generated role and take the wide roles away.",
		Check:   checkAdministratorEquivalent,
	}
}

func checkAdministratorEquivalent(facts Facts) []Finding {
	var found []Finding
	for _, s := range facts.Subjects {
		if why := facts.administratorInEffect(s.Held); why != "" {
			var names []string
			for _, r := range s.Roles {
				names = append(names, r.Name)
			}
			found = append(found, Finding{
				Identity: s.name(), Place: s.origin(),
				Message: fmt.Sprintf("%s is an administrator in effect through role %s: it holds %s.", s.name(), listed(names), why),
			})
		}
	}
	return found
}

// administratorInEffect says what makes the holder an administrator in effect, or nothing. It looks at the union of roles
// and never at a share of all privileges there are.
func (f Facts) administratorInEffect(held privileges.Set) string {
	core := 0
	for _, name := range f.AdminCore {
		if h, ok := held.Get(privileges.KeyOf(name)); ok && h.Level == privileges.Global {
			core++
		}
	}
	shipped, ofShipped := covered(held, f.SystemAdministrator)
	own, ofOwn := covered(held, f.OwnAdministrator)
	switch {
	case len(f.AdminCore) > 0 && core == len(f.AdminCore):
		return fmt.Sprintf("all %d privileges that make an administrator at Global", core)
	case core >= enoughCore && ofShipped > 0 && shipped*100 >= ofShipped*enoughOfShipped:
		return fmt.Sprintf("%d of the %d privileges that make an administrator at Global and %d of the %d privileges of System Administrator",
			core, len(f.AdminCore), shipped, ofShipped)
	case ofOwn > 0 && own*100 >= ofOwn*enoughOfOwnAdmin:
		return fmt.Sprintf("%d of the %d privileges that the environment's System Administrator role holds", own, ofOwn)
	}
	return ""
}

// covered counts the privileges of a role that are held at the same level or deeper.
func covered(held privileges.Set, role privileges.Role) (n, of int) {
	deepest := map[privileges.Key]privileges.Level{}
	for _, g := range role.Grants {
		deepest[g.Key()] = max(deepest[g.Key()], g.Level)
	}
	for key, level := range deepest { // counting only: the order does not matter
		if h, ok := held.Get(key); ok && h.Level >= level && h.Level > privileges.None {
			n++
		}
	}
	return n, len(deepest)
}

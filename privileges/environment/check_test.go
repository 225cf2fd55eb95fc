package environment

import (
	"fmt"
	"testing"

	"rolefit/privileges"
)

// Both would take days if each id were looked for in a list.
func TestAHostileSnapshotIsCheckedInOneGo(t *testing.T) {
	const many = 100_000
	e := specimen()
	e.Missing = nil
	for i := range many {
		e.Missing = append(e.Missing, Missing{Part: fmt.Sprint("role:x", i), Why: "w"})
		e.Users[0].Roles = append(e.Users[0].Roles, id(100_000+i))
		e.Teams = append(e.Teams, Team{ID: id(1_000_000 + i), BusinessUnit: id(own)})
		e.Users[0].Teams = append(e.Users[0].Teams, id(2_000_000+i))
		e.BusinessUnits = append(e.BusinessUnits, BusinessUnit{ID: id(3_000_000 + i), Parent: id(3_000_000 + i - 1)})
		e.Roles = append(e.Roles, Role{ID: id(4_000_000 + i), Root: id(120), BusinessUnit: id(sibling)})
	}
	e.BusinessUnits[len(units())].Parent = id(root)
	u := e.Users[0]
	u.BusinessUnit, u.Roles = id(3_000_000+many-1), nil
	for i := range many {
		u.Roles = append(u.Roles, id(4_000_000+i))
	}
	if problems := e.Problems(); len(problems) < 2*many {
		t.Errorf("%d problems", len(problems))
	}
	if held := e.Held(u); len(held) < many || held[0].Anchor != privileges.OtherUnit {
		t.Errorf("%d roles are held", len(held))
	}
}

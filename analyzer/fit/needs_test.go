package fit_test

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"rolefit/analyzer/operation"
	"rolefit/analyzer/requirement"
	"rolefit/flowparse/source"
	"rolefit/privileges"
)

var reference = operation.Identity{ID: "connection:new_ref", Environment: operation.CurrentEnvironment}

// need returns a need with one piece of evidence per level given.
func need(name string, right privileges.Right, evidence ...requirement.Evidence) requirement.Need {
	n := requirement.Need{
		Identity: reference, Privilege: name, Right: right, Known: true, State: requirement.Conditional,
		Tables: []requirement.Table{{LogicalName: "new_" + name}}, Reason: requirement.Assumed,
	}
	for _, e := range evidence {
		if e.State == requirement.Needed {
			n.State = requirement.Needed
		}
	}
	for _, e := range evidence {
		if e.State == n.State && (e.Level > n.Level || e.Level == n.Level && e.Reason < n.Reason) {
			n.Level, n.Reason = e.Level, e.Reason
		}
	}
	n.Evidence = evidence
	return n
}

func at(level privileges.Level, reason requirement.Reason) requirement.Evidence {
	return requirement.Evidence{
		Place: source.Place{File: "flow.json", Line: 1}, Node: "List_rows", Operation: "ListRecords", Level: level, Reason: reason,
	}
}

func conditionally(e requirement.Evidence) requirement.Evidence {
	e.State, e.Condition = requirement.Conditional, "the row does not exist yet"
	return e
}

func dependency(e requirement.Evidence) requirement.Evidence {
	e.Note = "dependency read"
	return e
}

func read(name string, level privileges.Level, reason requirement.Reason) requirement.Need {
	return need("prvRead"+name, privileges.Read, at(level, reason))
}

func grant(name string, level privileges.Level) privileges.Grant {
	return privileges.Grant{Privilege: name, Level: level}
}

func holding(grants ...privileges.Grant) privileges.Set {
	return privileges.Union(privileges.Role{Name: "R", Grants: grants})
}

// regularRight reads the right off the regular form of a privilege's name.
func regularRight(name string) (privileges.Right, bool) {
	rights := privileges.Rights()
	slices.Reverse(rights) // AppendTo before Append
	for _, right := range rights {
		if len(name) > 3+len(right.String()) && name[3:3+len(right.String())] == right.String() {
			return right, true
		}
	}
	return privileges.NoRight, true
}

// randomNeeds returns needs as the requirement package derives them, the same for the same seed.
func randomNeeds(seed uint64) []requirement.Need {
	random := rand.New(rand.NewPCG(seed, 3))
	var needs []requirement.Need
	for i := range 2 + random.IntN(12) {
		right := privileges.Rights()[random.IntN(8)]
		var evidence []requirement.Evidence
		for j := range 1 + random.IntN(4) {
			e := at(privileges.Basic+privileges.Level(random.IntN(4)), requirement.Reason(random.IntN(4)))
			e.Place.Line = i*10 + j
			switch random.IntN(5) {
			case 0:
				e = conditionally(e)
			case 1:
				e = dependency(e)
			}
			evidence = append(evidence, e)
		}
		n := need(fmt.Sprintf("prv%sT%d", right, random.IntN(9)), right, evidence...)
		if random.IntN(6) == 0 {
			n.Known = false
		}
		if random.IntN(3) == 0 {
			n.Identity.ID = "connection:new_other"
		}
		if random.IntN(12) == 0 {
			n.Identity.ID = operation.Invoker
		}
		needs = append(needs, n)
	}
	return needs
}

package rule_test

import (
	"rolefit/analyzer/fit"
	"rolefit/analyzer/operation"
	"rolefit/analyzer/requirement"
	"rolefit/analyzer/rule"
	"rolefit/flowparse/source"
	"rolefit/privileges"
)

var reference = operation.Identity{ID: "connection:new_ref", Environment: operation.CurrentEnvironment}

func grant(name string, level privileges.Level) privileges.Grant {
	return privileges.Grant{Privilege: name, Level: level}
}

func read(name string, level privileges.Level, reason requirement.Reason) requirement.Need {
	return requirement.Need{
		Identity: reference, Privilege: name, Right: privileges.Read, Known: true, Level: level, Reason: reason,
		Tables: []requirement.Table{{LogicalName: "account"}},
		Evidence: []requirement.Evidence{{
			Place: source.Place{File: "Workflows/f.json", Line: 7, Column: 3}, Flow: "My flow", Node: "List_rows", Level: level, Reason: reason,
		}},
	}
}

// subject returns facts about one identity with the role and the needs.
func subject(role privileges.Role, needs ...requirement.Need) rule.Facts {
	return subjectUnder(fit.Options{Right: regularRight}, role, needs...)
}

func subjectUnder(opts fit.Options, role privileges.Role, needs ...requirement.Need) rule.Facts {
	s := rule.Subject{Identities: []operation.Identity{reference}, Needs: needs}
	if role.Name == "" {
		role.Name = "My role"
	}
	role.Origin = "Roles/r.xml"
	s.Roles = []privileges.Role{role}
	s.Held = privileges.Union(role)
	c := fit.Compare(needs, s.Held, opts)
	s.Comparison = &c
	return rule.Facts{Subjects: []rule.Subject{s}, Privilege: about}
}

func holding(grants ...privileges.Grant) privileges.Role {
	return privileges.Role{Grants: grants}
}

// about knows the privileges of two tables, and two that are about none.
func about(name string) (rule.Privilege, bool) {
	for _, table := range []string{"Account", "Contact"} {
		for _, right := range privileges.Rights() {
			if name == "prv"+right.String()+table {
				return rule.Privilege{Right: right, Tables: []string{table}}, true
			}
		}
	}
	return rule.Privilege{}, name == "prvMerge" || name == "prvPromoteToAdmin"
}

func regularRight(name string) (privileges.Right, bool) {
	p, ok := about(name)
	return p.Right, ok
}

func blindspot(kind string) rule.Facts {
	return rule.Facts{Blindspots: []requirement.Blindspot{{
		Identity: reference, Kind: kind, Why: "it is known at run time only", Fix: "pin it", Flow: "My flow", Node: "List_rows",
		Place: source.Place{File: "Workflows/f.json", Line: 3},
	}}}
}

func marked(kind string) rule.Facts {
	return rule.Facts{Marks: []operation.Mark{{
		Kind: kind, Identity: reference, Flow: operation.Flow{Name: "My flow"}, Node: "List_rows", Key: "shared_x",
		Place: source.Place{File: "Workflows/f.json", Line: 3},
	}}}
}

// term returns a group of alternatives.
func term(names ...string) []rule.Term {
	var terms []rule.Term
	for _, name := range names {
		terms = append(terms, rule.Term{Privilege: name})
	}
	return terms
}

// withAdministrator adds an administrator to compare with.
func withAdministrator(facts rule.Facts) rule.Facts {
	facts.SystemAdministrator = privileges.Role{
		Name: "System Administrator", TemplateID: "627090ff-40a3-4053-8790-584edc5be201",
		Grants: []privileges.Grant{grant("prvReadAccount", privileges.Global), grant("prvWriteAccount", privileges.Global)},
	}
	facts.AdminCore = []string{"prvWriteRole", "prvAssignRole"}
	return facts
}

func withEscalations(facts rule.Facts, escalations ...rule.Escalation) rule.Facts {
	facts.Escalations = escalations
	return facts
}

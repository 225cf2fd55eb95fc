package rule

import "fmt"

func administersRoles() Rule {
	return Rule{
		ID: "RF205", Name: "administers-roles", Severity: Warning, Since: "0.1.0",
		Summary: "A flow assigns roles or changes who belongs to a team.",
		Fix:     "Keep who may change the flow as few as who may assign the roles; name the roles or teams as constants.",
		Check:   checkAdministersRoles,
	}
}

func checkAdministersRoles(facts Facts) []Finding {
	var found []Finding
	for _, m := range facts.marksOf("administers-roles") {
		found = append(found, Finding{
			Identity: m.identity.ID, Place: m.place, Related: m.others,
			Message: fmt.Sprintf("%s of flow %s changes, as %s, who has which roles: nobody can assign a role without holding every privilege in it, as deep.",
				listed(m.nodes), m.flow.Name, m.identity.ID),
		})
	}
	return found
}

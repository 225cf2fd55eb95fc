package rule

import "fmt"

func rawConnection() Rule {
	return Rule{
		ID: "RF301", Name: "raw-connection", Severity: Warning, Since: "0.1.0",
		Summary: "A flow uses a connection directly instead of a connection reference.",
		Fix:     "Turn the connection into a connection reference of the solution and bind it to an application user.",
		Check:   checkRawConnection,
	}
}

func checkRawConnection(facts Facts) []Finding {
	var found []Finding
	for _, m := range facts.marksOf("raw-connection") {
		found = append(found, Finding{
			Identity: m.identity.ID, Place: m.place, Related: m.others,
			Message: fmt.Sprintf("Flow %s uses the connection %s without a connection reference: whose it is changes with whoever imports the flow. \"rolefit role\" writes the role that it needs; who has to hold that role, the flow does not say.",
				m.flow.Name, m.key),
		})
	}
	return found
}

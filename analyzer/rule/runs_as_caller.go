package rule

import "fmt"

func runsAsCaller() Rule {
	return Rule{
		ID: "RF302", Name: "runs-as-caller", Severity: Note, Since: "0.1.0",
		Summary: "Operations of a flow run with the privileges of whoever starts it.",
		Fix:     "See to it that everybody who starts the flow holds what is listed for the invoker, or bind the reference to an application user.",
		Check:   checkRunsAsCaller,
	}
}

func checkRunsAsCaller(facts Facts) []Finding {
	var found []Finding
	for _, m := range facts.marksOf("runs-as-caller") {
		found = append(found, Finding{
			Identity: m.identity.ID, Place: m.place, Related: m.others,
			Message: fmt.Sprintf("Flow %s runs %s with the privileges of whoever starts it; these needs are listed and are in no generated role.",
				m.flow.Name, listed(m.nodes)),
		})
	}
	return found
}

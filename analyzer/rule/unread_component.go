package rule

import (
	"cmp"
	"fmt"

	"rolefit/flowparse/source"
)

func unreadComponent() Rule {
	return Rule{
		ID: "RF504", Name: "unread-component", Severity: Error, Since: "0.1.0",
		Summary: "A part of the input was not analysed: it could not be read, is of a kind that is not analysed, or is missing.",
		Fix:     "Export the part again, add what is missing, or review by hand what the component does in Dataverse.",
		Check:   checkUnreadComponent,
	}
}

func checkUnreadComponent(facts Facts) []Finding {
	found := facts.blind("RF504")
	for _, d := range facts.Diagnostics {
		if d.Severity == source.Error {
			found = append(found, Finding{
				Severity: Error, Place: d.Place, Fix: d.Hint,
				Message: fmt.Sprintf("The result is incomplete: %s (%s).", d.Message, d.Code),
			})
		}
	}
	for _, c := range facts.Components {
		found = append(found, Finding{
			Severity: Note, Place: c.Place,
			Message: fmt.Sprintf("The %s %s is not analysed%s.", cmp.Or(c.Kind, "component"), cmp.Or(c.Name, c.ID, "without a name"), clause(c.Reason)),
			Fix:     "Review by hand what the component does in Dataverse.",
		})
	}
	return found
}

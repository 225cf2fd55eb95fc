package rule

import (
	"fmt"

	"rolefit/privileges"
)

func actsOnBehalf() Rule {
	return Rule{
		ID: "RF204", Name: "acts-on-behalf", Severity: Note, Since: "0.1.0",
		Summary: "The identity may send requests in the name of other users.",
		Fix:     "Take the privilege away unless a flow of the identity runs as somebody else.",
		Check:   checkActsOnBehalf,
	}
}

func checkActsOnBehalf(facts Facts) []Finding {
	var found []Finding
	for _, s := range facts.Subjects {
		h, ok := s.Held.Get(privileges.KeyOf(privileges.ActOnBehalf))
		if !ok {
			continue
		}
		message := fmt.Sprintf("%s holds %s (%s): it can reach, with user-level rights, the rows of every user who holds them too, and act under another name.",
			s.name(), h.Privilege, through(h))
		if !h.Direct {
			message = fmt.Sprintf("%s holds %s (%s) through a team only, where it has no effect.", s.name(), h.Privilege, through(h))
		}
		found = append(found, Finding{Identity: s.name(), Place: s.origin(h.Roles...), Privilege: h.Privilege, Message: message})
	}
	return found
}

package rule

import (
	"fmt"
)

func unexplainedGrants() Rule {
	return Rule{
		ID: "RF307", Name: "unexplained-grants", Severity: Warning, Since: "0.2.0",
		Summary: "The environment says that an application user holds privileges that none of its roles grants.",
		Fix:     "Look for a team or an Entra group that it belongs to and that was not listed, and read the environment again.",
		Check:   checkUnexplainedGrants,
	}
}

func checkUnexplainedGrants(facts Facts) []Finding {
	if facts.Environment == nil {
		return nil
	}
	var found []Finding
	for _, u := range facts.Environment.Users {
		if len(u.Unexplained) == 0 {
			continue
		}
		one := ""
		if len(u.Unexplained) == 1 {
			one = u.Unexplained[0]
		}
		found = append(found, Finding{
			Identity: facts.ofApplication(u.AppID), Privilege: one,
			Message: fmt.Sprintf("%s holds %s by what the environment says (%s), and none of its roles or of its teams' roles grants %s: the comparison counts %s as held, at a reach that is not known.",
				facts.ofApplication(u.AppID), counted(len(u.Unexplained), "privilege", "privileges"), listed(u.Unexplained), itOrThem(len(u.Unexplained)), itOrThem(len(u.Unexplained))),
		})
	}
	return found
}

func itOrThem(n int) string {
	if n == 1 {
		return "it"
	}
	return "them"
}

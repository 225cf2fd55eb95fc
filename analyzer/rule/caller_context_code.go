package rule

func callerContextCode() Rule {
	return Rule{
		ID: "RF505", Name: "caller-context-code", Severity: Warning, Since: "0.1.0",
		Summary: "An operation sets off code that runs with the caller's privileges and cannot be read.",
		Fix:     "Ask whoever wrote the code what it touches and state it in the configuration, or let the code run as SYSTEM where that is meant.",
		Check:   func(facts Facts) []Finding { return facts.blind("RF505") },
	}
}

package rule

func unknownOperation() Rule {
	return Rule{
		ID: "RF502", Name: "unknown-operation", Severity: Warning, Since: "0.1.0",
		Summary: "An operation reaches Dataverse in a way of which too little is known to derive privileges.",
		Fix:     "Look up what the operation needs and state it in the configuration, or use an operation that says what it does.",
		Check:   func(facts Facts) []Finding { return facts.blind("RF502") },
	}
}

package rule

func opaqueMessage() Rule {
	return Rule{
		ID: "RF503", Name: "opaque-message", Severity: Warning, Since: "0.1.0",
		Summary: "A message is sent of which no source says which privileges it needs.",
		Fix:     "Look up what the message needs and state it in the configuration.",
		Check:   func(facts Facts) []Finding { return facts.blind("RF503") },
	}
}

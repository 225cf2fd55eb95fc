package rule

func dynamicTable() Rule {
	return Rule{
		ID: "RF501", Name: "dynamic-table", Severity: Warning, Since: "0.1.0",
		Summary: "Which table an operation touches, or which privileges guard it, is not known before it runs.",
		Fix:     "Name the table in the flow, add the solution that defines it, or pin it in the configuration.",
		Check:   func(facts Facts) []Finding { return facts.blind("RF501") },
	}
}

package source

// MaxComplaints is how many diagnostics of one file Complaints keeps; one more says that there were more.
const MaxComplaints = 200

// Complaints collects the diagnostics of one file up to a bound. The zero value holds none.
type Complaints struct {
	All  []Diagnostic
	more bool
}

// Add keeps a diagnostic. Beyond MaxComplaints it keeps one that says under the code more that there were more.
func (c *Complaints) Add(d Diagnostic, more string) {
	switch {
	case len(c.All) < MaxComplaints:
		c.All = append(c.All, d)
	case !c.more:
		c.more = true
		c.All = append(c.All, Diagnostic{Severity: Error, Code: more, Place: d.Place, Message: "more is wrong from here on and not listed"})
	}
}

package grantfile

import "rolefit/flowparse/source"

// complaints collects the diagnostics of one file up to a bound.
type complaints struct {
	all  []source.Diagnostic
	more bool
}

func (c *complaints) add(severity source.Severity, code string, at source.Place, message, hint string) {
	if len(c.all) < maxDiagnostics {
		c.all = append(c.all, source.Diagnostic{Severity: severity, Code: code, Place: at, Message: message, Hint: hint})
		return
	}
	if !c.more {
		c.more = true
		c.all = append(c.all, source.Diagnostic{
			Severity: source.Error, Code: "role-too-many-problems", Place: at,
			Message: "more is wrong from here on and not listed",
		})
	}
}

// nameForPeople quotes a privilege name, or says that it is unprintable: text that is not a name is never repeated.
func nameForPeople(privilege string) string {
	if privilegePattern.MatchString(privilege) {
		return privilege
	}
	return "a privilege"
}

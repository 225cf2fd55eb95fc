package grantfile

import "rolefit/flowparse/source"

// complaints collects the diagnostics of one file.
type complaints struct{ source.Complaints }

func (c *complaints) add(severity source.Severity, code string, at source.Place, message, hint string) {
	c.Add(source.Diagnostic{Severity: severity, Code: code, Place: at, Message: message, Hint: hint}, "role-too-many-problems")
}

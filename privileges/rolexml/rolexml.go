// Package rolexml reads and writes security roles: the <Role> element of exported solutions, and solutions that hold nothing
// but roles and field security profiles. Granted privileges in other files are read by package grantfile.
//
// Reading keeps what can be kept: what is wrong with one privilege costs that privilege and leaves a diagnostic, never the
// role. Writing refuses what the platform would refuse, and equal input gives equal bytes on every run.
//
// Limitations. Role XML carries neither template, business unit nor assignment, so roles read here never know where they
// are anchored. The written solution is unmanaged and has the shape of real exports; whether a target environment knows
// every privilege and column in it cannot be seen from here. Profiles are written only; package solution reads them. To whom
// a role or profile is assigned is no part of a solution.
package rolexml

import (
	"rolefit/flowparse/source"
)

// Limits on what is read from one file: far above any real export, far below what exhausts memory. The System
// Administrator role holds some 4,000 privileges, the deepest real customizations.xml nests some 30 elements.
const (
	maxDepth  = 256    // elements inside elements
	maxGrants = 50_000 // privileges of one role
	maxRoles  = 10_000 // roles of one file
)

// maxName is the longest role name in characters.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/role (2026-11-22)
const maxName = 100

// complaints collects the diagnostics of one file or element.
type complaints struct{ source.Complaints }

func (c *complaints) add(severity source.Severity, code string, at source.Place, message, hint string) {
	c.Add(source.Diagnostic{Severity: severity, Code: code, Place: at, Message: message, Hint: hint}, "role-too-many-problems")
}

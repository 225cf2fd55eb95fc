package rule

import (
	"fmt"
	"strings"

	"rolefit/flowparse/source"
	"rolefit/privileges"
)

func administratorRole() Rule {
	return Rule{
		ID: "RF201", Name: "administrator-role", Severity: Error, Since: "0.1.0",
		Summary: "The identity has the System Administrator role.",
		Fix:     "Give the identity the generated role and take System Administrator away.",
		Check:   checkAdministratorRole,
	}
}

func checkAdministratorRole(facts Facts) []Finding {
	var found []Finding
	for _, s := range facts.Subjects {
		for _, r := range s.Roles {
			byTemplate, byName := facts.isSystemAdministrator(r)
			if !byTemplate && !byName {
				continue
			}
			how := "by its role template"
			if !byTemplate {
				how = "by its name only: role XML names no template"
			}
			if r.Team != "" {
				how += ", through team " + r.Team
			}
			found = append(found, Finding{
				Identity: s.name(), Place: source.Place{File: r.Origin},
				Message: fmt.Sprintf("%s has the role %s (told %s), which grants everything, secured columns included.", s.name(), r.Name, how),
			})
		}
	}
	return found
}

// isSystemAdministrator tells the role by its template, or by its very name where the source has no template.
func (f Facts) isSystemAdministrator(r privileges.Role) (byTemplate, byName bool) {
	admin := f.SystemAdministrator
	if r.TemplateID != "" {
		return admin.TemplateID != "" && strings.EqualFold(r.TemplateID, admin.TemplateID), false
	}
	return false, admin.Name != "" && strings.EqualFold(strings.TrimSpace(r.Name), admin.Name)
}

// hasAdministratorRole reports whether RF201 fires for the subject.
func (f Facts) hasAdministratorRole(s Subject) bool {
	for _, r := range s.Roles {
		if byTemplate, byName := f.isSystemAdministrator(r); byTemplate || byName {
			return true
		}
	}
	return false
}

// isAdministrator reports whether RF201 or RF202 fires for the subject.
func (f Facts) isAdministrator(s Subject) bool {
	return f.hasAdministratorRole(s) || f.administratorInEffect(s.Held) != ""
}

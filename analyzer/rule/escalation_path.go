package rule

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"rolefit/privileges"
)

func escalationPath() Rule {
	return Rule{
		ID: "RF203", Name: "escalation-path", Severity: Error, Since: "0.1.0",
		Summary: "The identity holds privileges that lead further than their names say.",
		Fix:     "Take the privileges out of the role, unless an operation needs them; then guard who can change that flow.",
		Check:   checkEscalationPath,
	}
}

func checkEscalationPath(facts Facts) []Finding {
	var found []Finding
	for _, s := range facts.Subjects {
		paths := slices.DeleteFunc(facts.paths(s.Held), isActingOnBehalf)
		if len(paths) > 0 && facts.isAdministrator(s) {
			found = append(found, administratorsPaths(facts, s, paths))
			continue
		}
		for _, p := range paths {
			f := Finding{Severity: severityOf(p.class), Identity: s.name(), Message: wording(s, p)}
			if len(p.held) > 0 {
				f.Place = s.origin(p.held[0].Roles...)
			}
			if len(p.held) == 1 {
				f.Privilege = p.held[0].Privilege
			}
			found = append(found, f)
		}
	}
	return found
}

// isActingOnBehalf finds the path that has a rule of its own.
func isActingOnBehalf(p path) bool {
	return len(p.held) == 1 && privileges.KeyOf(p.held[0].Privilege) == privileges.KeyOf(privileges.ActOnBehalf)
}

// administratorsPaths says in one line what an administrator can do anyway.
func administratorsPaths(facts Facts, s Subject, paths []path) Finding {
	count := map[Class]int{}
	for _, p := range paths {
		count[p.class]++
	}
	message := fmt.Sprintf("As an administrator %s has %s (%d unbounded, %d through others, %d bounded)", s.name(),
		counted(len(paths), "escalation path", "escalation paths"), count[Unbounded], count[ThroughOthers], count[Bounded])
	for _, e := range facts.Escalations {
		if e.Kind != ByAdministratorCopy {
			continue
		}
		if _, ok := facts.evaluate(s.Held).groups(e.All, e); ok {
			message += " and can " + it(e.Gives)
		}
	}
	return Finding{
		Identity: s.name(), Place: s.origin(), Message: message + ". They are not listed one by one.",
		Fix: "Give the identity the generated role; what then remains is listed.",
	}
}

// wording is the sentence of one path.
func wording(s Subject, p path) string {
	var names, roles []string
	levels := map[privileges.Level]bool{}
	level := privileges.Global
	for _, h := range p.held {
		names = append(names, h.Privilege)
		reached := max(h.Level, h.Elsewhere)
		levels[reached] = true
		level = min(level, reached)
		for _, r := range h.Roles {
			if !slices.Contains(roles, r) {
				roles = append(roles, r)
			}
		}
	}
	slices.Sort(roles)
	reach := level.String()
	switch {
	case level == privileges.None:
		reach = "in part at a reach that is not known"
		if len(levels) == 1 {
			reach = "at a reach that is not known"
		}
	case len(levels) > 1:
		reach += " or deeper"
	}
	text := fmt.Sprintf("With %s (role %s, %s) %s can %s", listed(names), listed(roles), reach, s.name(), it(p.Gives))
	if p.Condition != "" {
		text += ", if " + it(p.Condition)
	}
	text += "."
	if p.class == Unbounded {
		text += " This is equal to System Administrator."
	}
	if p.Note != "" {
		text += " " + it(p.Note)
		if !strings.HasSuffix(text, ".") {
			text += "."
		}
	}
	return text
}

// placeholder is the X that stands for the holder in the texts of escalations.
var placeholder = regexp.MustCompile(`\bX('s)?\b`)

// it puts a pronoun where the texts of escalations name the holder X.
func it(text string) string {
	return placeholder.ReplaceAllStringFunc(text, func(x string) string {
		if x == "X" {
			return "it"
		}
		return "its"
	})
}

func severityOf(c Class) Severity {
	switch c {
	case Unbounded:
		return Error
	case ThroughOthers:
		return Warning
	}
	return Note
}

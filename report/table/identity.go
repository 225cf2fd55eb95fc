package table

import (
	"rolefit/report"
)

// identities prints the needs of everybody who stands in no comparison: all of them without roles, else the people and
// the other environments that no role of the connections can serve.
func identities(p *printer, all []report.Identity, compared map[report.IdentityRef]bool) error {
	for _, i := range all {
		if compared[report.IdentityRef{ID: i.ID, Environment: i.Environment, EnvironmentExpression: i.EnvironmentExpression}] || len(i.Needs) == 0 {
			continue
		}
		p.heading("Needs of " + clean(identityName(i.ID, i.Environment, i.EnvironmentExpression)))
		if text := explanation(i); text != "" {
			p.line(0, faint, "%s", text)
		}
		m := newMatrix()
		for _, n := range i.Needs {
			m.add(n.Privilege, n.Right, n.Tables, cellOfNeed(n))
		}
		if err := draw(p, m); err != nil {
			return err
		}
	}
	return nil
}

// identityName names an identity and, when it is not the current one, its environment.
func identityName(id, environment, expression string) string {
	switch {
	case environment == "current" || environment == "":
		return id
	case expression != "":
		return id + " in another environment: " + expression
	}
	return id + " in " + environment
}

// explanation says who an identity is where its id alone may not.
func explanation(i report.Identity) string {
	switch i.Kind {
	case "invoker":
		return "whoever runs the flow; never the service principal, and no role is written for it"
	case "modifying-user":
		return "the user whose change triggers the flow; no role is written for it"
	case "row-owner":
		return "the owner of the row that triggers the flow; no role is written for it"
	case "flow-owner":
		return "whoever owns and saves the flow; no role is written for it"
	case "application":
		return "an app registration that the action signs in as; no role is written for it"
	}
	if i.Environment != "current" {
		return "an application user of that environment needs a role of its own"
	}
	return ""
}

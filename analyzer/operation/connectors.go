package operation

import (
	_ "embed"
	"strings"
	"sync"

	"rolefit/flowparse"
)

// connectorFacts lists the connectors whose calls touch Dataverse in ways that no connection role shows: one line each,
// "connector | class | verbs", with its source above it.
//
//go:embed connectors.txt
var connectorFacts string

type connectorFact struct {
	class string
	verbs []string // words an operation id begins with, or contains after a dash, for the class to hold; none: always
}

var connectorTable = sync.OnceValue(func() map[string]connectorFact {
	table := map[string]connectorFact{}
	for fields := range records(connectorFacts) {
		table[fields[0]] = connectorFact{fields[1], strings.Fields(fields[2])}
	}
	return table
})

// otherConnector files a call to a connector that is neither Dataverse nor a general HTTP client.
func (r *reader) otherConnector(n *flowparse.Node, identity Identity) {
	c := n.Call
	fact, ok := connectorTable()[c.API]
	if !ok || !fact.holds(c.Operation) {
		r.untouched(n, c.API, "")
		return
	}
	switch fact.class {
	case "desktop-flow":
		r.blind(n, identity, "desktop-flow", "the desktop flow that it starts is not analysed", "review what the desktop flow does in Dataverse")
	case "component-side-effects":
		r.blind(n, identity, "component-side-effects", "the operation "+c.Operation+" changes an environment or parts of it, which are rows of Dataverse",
			"look up what the account needs for it and state it in the configuration (reviewed)")
	}
}

func (f connectorFact) holds(operation string) bool {
	if len(f.verbs) == 0 {
		return true
	}
	lower := strings.ToLower(operation)
	words := append([]string{lower}, strings.Split(strings.TrimPrefix(lower, "admin"), "-")...)
	words = append(words, strings.TrimPrefix(lower, "admin"))
	for _, w := range words {
		for _, verb := range f.verbs {
			if strings.HasPrefix(w, verb) {
				return true
			}
		}
	}
	return false
}

package flowtest

import (
	"fmt"
	"strings"
	"testing"

	"rolefit/flowparse"
	"rolefit/flowparse/source"
)

// Parse reads a flow of actions, each written as a member of a JSON object, as Act writes them. Its trigger is a request; its
// parameter Table is "contacts".
func Parse(t testing.TB, actions ...string) *flowparse.Flow {
	t.Helper()
	text := `{"definition":{"parameters":{"Table":{"type":"String","defaultValue":"contacts"}},"triggers":{"T":{"type":"Request"}},"actions":{` + strings.Join(actions, ",") + `}}}`
	flow, diagnostics := flowparse.Parse(&source.Text{Path: "f", Bytes: []byte(text)}, flowparse.Options{})
	if len(diagnostics) > 0 {
		t.Fatalf("%v\n%s", diagnostics, text)
	}
	return flow
}

// Act writes one action. After says what it runs after: names apart by blanks, each with outcomes after a colon, as in
// "A B:Failed,Skipped"; without outcomes it is success. Rest is further members of its JSON object.
func Act(name, kind, after, rest string) string {
	var deps []string
	for _, d := range strings.Fields(after) {
		n, outcomes, found := strings.Cut(d, ":")
		if !found {
			outcomes = Succeeded
		}
		deps = append(deps, fmt.Sprintf(`%q:["%s"]`, n, strings.ReplaceAll(outcomes, ",", `","`)))
	}
	if rest != "" {
		rest = "," + rest
	}
	return fmt.Sprintf(`%q:{"type":%q,"runAfter":{%s}%s}`, name, kind, strings.Join(deps, ","), rest)
}

// Compose writes a Compose of a JSON value.
func Compose(name, after, inputs string) string {
	return Act(name, "Compose", after, fmt.Sprintf(`"inputs":%s`, inputs))
}

// SetVariable writes a node that gives a variable a JSON value.
func SetVariable(name, after, variable, value string) string {
	return Act(name, "SetVariable", after, fmt.Sprintf(`"inputs":{"name":%q,"value":%s}`, variable, value))
}

// Within writes the actions of a container.
func Within(inner ...string) string { return `"actions":{` + strings.Join(inner, ",") + `}` }

// Otherwise writes the actions of the other branch of a condition.
func Otherwise(inner ...string) string { return `"else":{` + Within(inner...) + `}` }

// The rest of loops over two texts: one after the other, and all at once.
const (
	InTurn = `"foreach":["p","q"],"operationOptions":"Sequential",`
	AtOnce = `"foreach":["p","q"],`
)

package dataflow

import (
	"slices"
	"strings"
	"testing"
)

// alternatives evaluates the inputs of the node "Read" and writes its alternatives, sorted: texts as they are, null as "null",
// everything else as "?".
func alternatives(t *testing.T, actions ...string) string {
	t.Helper()
	ev := evaluatorOf(t, actions...)
	read := ev.nodes["Read"]
	var out []string
	for _, v := range ev.Of(read.Inputs, At(read)) {
		switch v := v.(type) {
		case Constant:
			out = append(out, v.Text)
		case Null:
			out = append(out, "null")
		default:
			out = append(out, "?")
		}
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), " ")
}

const (
	starts  = `"Init":{"type":"InitializeVariable","inputs":{"variables":[{"name":"v","type":"string","value":"a"}]},"runAfter":{}}`
	reading = `"Read":{"type":"Compose","inputs":"@variables('v')"`
)

func assigns(name, value, after string) string {
	return `"` + name + `":{"type":"SetVariable","inputs":{"name":"v","value":"` + value + `"},"runAfter":{` + after + `}}`
}

func following(name string) string { return `"` + name + `":["Succeeded"]` }

func readAfter(after string) string { return reading + `,"runAfter":{` + after + `}}` }

func container(name, kind, inner, after string) string {
	return `"` + name + `":{"type":"` + kind + `","actions":{` + inner + `},"runAfter":{` + after + `}`
}

// TestAVariableIsWhatCanReachItsReader holds the order in which nodes run against what a variable can be where it is read.
func TestAVariableIsWhatCanReachItsReader(t *testing.T) {
	for name, c := range map[string]struct {
		actions []string
		want    string
	}{
		"the last of several in a row": {
			[]string{starts, assigns("B", "b", following("Init")), assigns("C", "c", following("B")), readAfter(following("C"))}, "c",
		},
		"what comes later is not seen": {
			[]string{starts, readAfter(following("Init")), assigns("B", "b", following("Read"))}, "a",
		},
		"a node beside it may have run": {
			[]string{starts, assigns("B", "b", following("Init")), readAfter(following("Init"))}, "a b",
		},
		"an assignment that may have failed overwrites nothing": {
			[]string{starts, assigns("B", "b", following("Init")), readAfter(`"B":["Succeeded","Failed"]`)}, "a b",
		},
		"one branch or the other": {
			[]string{starts, container("If", "If", assigns("B", "b", ""), following("Init")) + `,"else":{"actions":{` + assigns("C", "c", "") + `}},"expression":"@triggerBody()"}`, readAfter(following("If"))}, "b c",
		},
		"the other branch is not seen inside one": {
			[]string{starts, container("If", "If", assigns("B", "b", "")+","+readAfter(following("B")), following("Init")) + `,"else":{"actions":{` + assigns("C", "c", "") + `}},"expression":"@triggerBody()"}`}, "b",
		},
		"inside a scope the scope's predecessors have run": {
			[]string{starts, assigns("B", "b", following("Init")), container("S", "Scope", readAfter(""), following("B")) + `}`}, "b",
		},
		"a loop one by one sees what its last pass left": {
			[]string{starts, container("Each", "Foreach", readAfter("")+","+assigns("B", "b", following("Read")), following("Init")) + `,"foreach":"@triggerBody()","operationOptions":"Sequential"}`}, "a b",
		},
		"a loop one by one that sets it first sees only that": {
			[]string{starts, container("Each", "Foreach", assigns("B", "b", "")+","+readAfter(following("B"))+","+assigns("C", "c", following("Read")), following("Init")) + `,"foreach":"@triggerBody()","operationOptions":"Sequential"}`}, "b",
		},
		"a loop side by side sees what any pass sets": {
			[]string{starts, container("Each", "Foreach", assigns("B", "b", "")+","+readAfter(following("B"))+","+assigns("C", "c", following("Read")), following("Init")) + `,"foreach":"@triggerBody()"}`}, "b c",
		},
		"after a loop that may have had no pass": {
			[]string{starts, container("Each", "Foreach", assigns("B", "b", ""), following("Init")) + `,"foreach":"@triggerBody()","operationOptions":"Sequential"}`, readAfter(following("Each"))}, "a b",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := alternatives(t, c.actions...); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

// TestABranchExcludesWhatItsConditionDoes holds every form of condition against what an expression can still be inside.
func TestABranchExcludesWhatItsConditionDoes(t *testing.T) {
	const value = `@triggerBody()?['x']`
	in := func(condition, branch string) string {
		inside := `"Read":{"type":"Compose","inputs":"` + value + `"}`
		if branch == "else" {
			return `"If":{"type":"If","expression":` + condition + `,"actions":{},"else":{"actions":{` + inside + `}}}`
		}
		return `"If":{"type":"If","expression":` + condition + `,"actions":{` + inside + `}}`
	}
	for name, c := range map[string]struct{ action, want string }{
		"equals":                        {in(`{"equals":["`+value+`","accounts"]}`, ""), "accounts"},
		"equals, the other way round":   {in(`{"equals":["accounts","`+value+`"]}`, ""), "accounts"},
		"with brackets that do not ask": {in(`{"equals":["@triggerBody()['x']","accounts"]}`, ""), "accounts"},
		"all of several":                {in(`{"and":[{"equals":["`+value+`","accounts"]},{"equals":["@triggerBody()?['y']","z"]}]}`, ""), "accounts"},
		"not one that differs":          {in(`{"not":{"equals":["`+value+`","accounts"]}}`, "else"), "accounts"},
		"as a call":                     {in(`"@equals(triggerBody()?['x'],'accounts')"`, ""), "accounts"},
		"as a call that is denied":      {in(`"@not(equals(triggerBody()?['x'],'accounts'))"`, "else"), "accounts"},
		"one of several says nothing":   {in(`{"or":[{"equals":["`+value+`","accounts"]},{"equals":["@triggerBody()?['y']","z"]}]}`, ""), "?"},
		"the else of all of several":    {in(`{"and":[{"equals":["`+value+`","accounts"]},{"equals":["@triggerBody()?['y']","z"]}]}`, "else"), "?"},
		"another expression":            {in(`{"equals":["@triggerBody()?['y']","accounts"]}`, ""), "?"},
		"an id says less than its row":  {in(`{"equals":["`+value+`","00000000-0000-0000-0000-000000000001"]}`, ""), "?"},
		"something that changes":        {in(`{"equals":["@toLower(triggerBody()?['x'])","accounts"]}`, ""), "?"},
		"a case of a switch":            {`"S":{"type":"Switch","expression":"` + value + `","cases":{"A":{"case":"accounts","actions":{"Read":{"type":"Compose","inputs":"` + value + `"}}}}}`, "accounts"},
		"a case that is no text":        {`"S":{"type":"Switch","expression":"` + value + `","cases":{"A":{"case":1,"actions":{"Read":{"type":"Compose","inputs":"` + value + `"}}}}}`, "?"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := alternatives(t, c.action); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
	const two = `"Init":{"type":"InitializeVariable","inputs":{"variables":[{"name":"v","type":"string"}]},"runAfter":{}}`
	choose := `"C":{"type":"If","expression":"@triggerBody()","actions":{` + assigns("B", "b", "") + `},"runAfter":{` + following("Init") + `}}`
	inside := func(condition, branch string) string {
		actions, other := `"Read":{"type":"Compose","inputs":"@variables('v')"}`, ""
		if branch == "else" {
			actions, other = other, actions
		}
		return `"If":{"type":"If","expression":` + condition + `,"actions":{` + actions + `},"else":{"actions":{` + other + `}},"runAfter":{` + following("C") + `}}`
	}
	for name, c := range map[string]struct{ condition, branch, want string }{
		"no condition on it": {`"@triggerBody()"`, "", "b null"},
		"not empty":          {`"@not(empty(variables('v')))"`, "", "b"},
		"empty equals false": {`{"equals":["@empty(variables('v'))",false]}`, "", "b"},
		"is null, else":      {`{"equals":["@variables('v')","@null"]}`, "else", "b"},
		"is null":            {`{"equals":["@variables('v')","@null"]}`, "", "null"},
		"is that text, else": {`{"equals":["@variables('v')","b"]}`, "else", "null"},
	} {
		t.Run("of two values: "+name, func(t *testing.T) {
			if got := alternatives(t, two, choose, inside(c.condition, c.branch)); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
	t.Run("a variable that the branch changes is not narrowed", func(t *testing.T) {
		branch := `"If":{"type":"If","expression":{"equals":["@variables('v')","b"]},"actions":{` + assigns("D", "d", "") + `,` + readAfter(`"D":["Succeeded","Failed"]`) + `},"runAfter":{` + following("C") + `}}`
		if got := alternatives(t, two, choose, branch); got != "b d null" {
			t.Errorf("%s, want b d null", got)
		}
	})
}

package operation

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// asking writes a call to Dataverse.
func asking(name, after, operation, parameters string) string {
	return act(name, "OpenApiConnection", after, fmt.Sprintf(`"inputs":{"host":{"apiId":"/a/shared_commondataserviceforapps","connectionName":"c","operationId":%q},"parameters":{%s}}`, operation, parameters))
}

// listing writes a call that lists the rows of a table that an expression names.
func listing(name, after, table string) string {
	return asking(name, after, "ListRecords", fmt.Sprintf(`"entityName":%q`, table))
}

// TestTablesThatAreEasilyMissedAreNamed has small flows in which a list of rows by P really asks for a table. The
// operations of P must name it, or a blind spot must say that they may not.
func TestTablesThatAreEasilyMissedAreNamed(t *testing.T) {
	queue := act("Init", "InitializeVariable", "", `"inputs":{"variables":[{"name":"q","type":"array","value":["accounts","contacts"]},{"name":"v","type":"string"}]}`)
	// turn passes the queue on to itself in a loop that asks for some of it in every pass.
	turn := func(asks, onward string) []string {
		return []string{queue, act("Until", "Until", "Init", `"expression":"@empty(variables('q'))","limit":{"count":3},`+within(
			listing("P", "", asks), compose("M", "P", `"`+onward+`"`), setTo("Set", "M", "q", `"@outputs('M')"`)))}
	}
	branch := act("If", "If", "", `"expression":"@triggerBody()?['b']",`+within(compose("C", "", `"leads"`)))
	for name, c := range map[string]struct {
		occurs  string
		actions []string
	}{
		"a queue that is taken from":   {"contacts", turn("@first(variables('q'))", "@skip(variables('q'),1)")},
		"a queue that is turned round": {"contacts", turn("@first(variables('q'))", "@reverse(variables('q'))")},
		"a queue that is cut short":    {"accounts", turn("@last(variables('q'))", "@take(variables('q'),1)")},
		"an array put into itself":     {"accounts", turn("@first(first(variables('q')))", "@createArray(variables('q'))")},
		"an array cut into pieces":     {"accounts", turn("@first(first(variables('q')))", "@chunk(variables('q'),1)")},
		"an element that is the array": {"accounts", []string{strings.Replace(queue, `["accounts","contacts"]`, `[["accounts"]]`, 1), act("Until", "Until", "Init", `"expression":"@empty(variables('q'))","limit":{"count":2},`+within(
			listing("P", "", "@first(variables('q'))"), compose("M", "P:Succeeded,Failed", `"@first(variables('q'))"`), setTo("Set", "M", "q", `"@outputs('M')"`)))}},
		"a filtered array by position": {"contacts", []string{queue, act("Until", "Until", "Init", `"expression":"@empty(variables('q'))","limit":{"count":3},`+within(
			listing("P", "", "@variables('q')?[0]"), act("M", "Query", "P", `"inputs":{"from":"@variables('q')","where":"@not(equals(item(),'accounts'))"}`), setTo("Set", "M", "q", `"@body('M')"`)))}},

		"JSON that is parsed":                   {"accounts", []string{act("J", "ParseJson", "", `"inputs":{"content":"[\"accounts\",\"contacts\"]","schema":{}}`), listing("P", "J", "@first(body('J'))")}},
		"an empty array that is parsed":         {"contacts", []string{act("J", "ParseJson", "", `"inputs":{"content":"[]","schema":{}}`), listing("P", "J", "@if(empty(body('J')),'contacts','accounts')")}},
		"a node in a branch that was not taken": {"contacts", []string{branch, listing("P", "If", "@coalesce(outputs('C'),'contacts')")}},
		"the run of such a node":                {"contacts", []string{branch, listing("P", "If", "@coalesce(actions('C')?['outputs'],'contacts')")}},
		"text with such a node in it":           {"contacts", []string{branch, listing("P", "If", "@{outputs('C')}contacts")}},
		"a node that failed":                    {"contacts", []string{compose("C", "", `"@toUpper(triggerBody()?['t'])"`), compose("D", "C:Succeeded,Failed", `"leads"`), compose("E", "D C", `"leads"`), listing("P", "E:Succeeded,Skipped", "@coalesce(outputs('E'),'contacts')")}},

		"the first of a filter that leaves nothing": {"contacts", []string{act("F", "Query", "", `"inputs":{"from":[{"t":"accounts"}],"where":"@equals(item()?['t'],triggerBody()?['t'])"}`), listing("P", "F", "@coalesce(first(body('F'))?['t'],'contacts')")}},
		"the first of what is left":                 {"contacts", []string{compose("L", "", `["accounts","@triggerBody()?['t']"]`), listing("P", "L", "@if(empty(first(skip(createArray('leads','accounts'),length(outputs('L'))))),'contacts','leads')")}},
		"a position that is not there":              {"contacts", []string{act("S", "Select", "", `"inputs":{"from":["a"],"select":"accounts"}`), listing("P", "S", "@coalesce(body('S')?[1],'contacts')")}},
		"a chosen position that is not there":       {"contacts", []string{listing("P", "", "@coalesce(json('[\"accounts\"]')?[triggerBody()?['n']],'contacts')")}},

		"a name that begins with an escape": {"accounts", []string{compose("O", "", `{"@@odata.id":"accounts"}`), listing("P", "O", "@coalesce(outputs('O')?['@odata.id'],'contacts')")}},
		"a name that is an expression":      {"accounts", []string{compose("O", "", `{"@{toLower('T')}":"accounts"}`), listing("P", "O", "@coalesce(outputs('O')?['t'],'contacts')")}},
		"an item in the array that is filtered": {"contacts", []string{act("E1", "Foreach", "", `"foreach":["accounts"],`+within(act("E2", "Foreach", "", `"foreach":["contacts"],`+within(
			act("F", "Query", "", `"inputs":{"from":"@createArray(item())","where":"@true"}`), listing("P", "F", "@first(body('F'))")))))}},
		"null that counts as an empty text": {"contacts", []string{compose("N", "", `"@if(triggerBody()?['b'],'',null)"`), act("If", "If", "N", `"expression":{"equals":["@{outputs('N')}",""]},`+within(
			listing("P", "", "@if(equals(coalesce(outputs('N'),'none'),'none'),'contacts','accounts')")))}},
		"null in a switch on text": {"contacts", []string{compose("N", "", `"@if(triggerBody()?['b'],'',null)"`), act("W", "Switch", "N", `"expression":"@{outputs('N')}","cases":{"X":{"case":"",`+within(
			listing("P", "", "@if(equals(coalesce(outputs('N'),'none'),'none'),'contacts','accounts')"))+`}}`)}},
	} {
		t.Run(name, func(t *testing.T) {
			r := readFlow(t, embedded, `"T":{"type":"Request"}`, strings.Join(c.actions, ","))
			var says []string
			for _, op := range r.Operations {
				if op.Node == "P" {
					says = append(says, op.Table.Set)
				}
			}
			blind := slices.ContainsFunc(r.Blindspots, func(b Blindspot) bool { return b.Node == "P" && b.Kind == "dynamic-table" })
			if !blind && !slices.Contains(says, c.occurs) {
				t.Errorf("%s occurs, the analyser says %v", c.occurs, says)
			}
		})
	}
}

// TestValuesThatAreEasilyMissedAreAmongTheAlternatives is the same for values that are no table names by themselves.
func TestValuesThatAreEasilyMissedAreAmongTheAlternatives(t *testing.T) {
	unknown := compose("U", "", `"@triggerBody()?['u']"`)
	for name, c := range map[string]struct {
		occurs  any
		actions []string
	}{
		"text found across a whole part":         {"contacts", []string{unknown, compose("P", "U", `"@replace(concat(outputs('U'),'-',outputs('U')),'x-x','contacts')"`)}},
		"JSON with angle brackets":               {`{"q":"<b>","u":1}`, []string{unknown, compose("O", "U", `{"q":"<b>","u":"@outputs('U')"}`), compose("P", "O", `"@string(outputs('O'))"`)}},
		"JSON with a name that is an expression": {`{"t":"x","u":1}`, []string{unknown, compose("O", "U", `{"@{toLower('T')}":"x","u":"@outputs('U')"}`), compose("P", "O", `"@string(outputs('O'))"`)}},
		"objects that are united":                {fields{{"u", 1}, {"t", "x"}}, []string{unknown, compose("O", "U", `{"u":"@outputs('U')"}`), compose("P", "O", `"@union(outputs('O'),json('{\"t\":\"x\"}'))"`)}},
		"the first character of a written list":  {"[", []string{act("F", "Query", "", `"inputs":{"from":["accounts"],"where":"@true"}`), compose("P", "F", `"@first(string(body('F')))"`)}},
	} {
		t.Run(name, func(t *testing.T) {
			ev := evaluatorOf(t, c.actions...)
			if got := inputsOf(ev, "P"); !(truths{ev}).lies(c.occurs, got) {
				t.Errorf("%s occurs, the analyser says %s", jsonOf(c.occurs), show(got))
			}
		})
	}
}

// TestLookupTargetsBehindAPrefixAreNamed has a reference whose entity set begins with a text that may be null.
func TestLookupTargetsBehindAPrefixAreNamed(t *testing.T) {
	r := readFlow(t, embedded, `"T":{"type":"Request"}`, strings.Join([]string{
		compose("C", "", `"@if(triggerBody()?['b'],'cfs_',null)"`),
		asking("P", "C", "CreateRecord", `"entityName":"accounts","item/cfs_Ref@odata.bind":"@{outputs('C')}teams(00000000-0000-0000-0000-000000000001)"`),
	}, ","))
	for _, target := range r.Operations[0].Lookups[0].Targets {
		if target.Set == "" || target.Set == "cfs_teams" {
			return
		}
	}
	t.Errorf("cfs_teams occurs, the analyser says %+v", r.Operations[0].Lookups[0].Targets)
}

// TestAnItemOfAFilterIsOneOfTheArrayAsItIs has a filter behind an assignment in the same container.
func TestAnItemOfAFilterIsOneOfTheArrayAsItIs(t *testing.T) {
	ev := evaluatorOf(t, started, act("G", "Scope", "Init", within(
		setTo("S", "", "a", `["new"]`), act("F", "Query", "S", `"inputs":{"from":"@variables('a')","where":"@equals(item(),'x')"}`))))
	if got := ev.item(&scope{node: ev.nodes["F"]}); !(truths{ev}).lies("new", got) {
		t.Errorf("'new' occurs, the analyser says %s", show(got))
	}
}

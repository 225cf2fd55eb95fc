package operation

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"rolefit/flowparse/flowtest"
)

// asking writes a call to Dataverse.
func asking(name, after, operation, parameters string) string {
	return flowtest.Act(name, "OpenApiConnection", after, fmt.Sprintf(`"inputs":{"host":{"apiId":"/a/shared_commondataserviceforapps","connectionName":"c","operationId":%q},"parameters":{%s}}`, operation, parameters))
}

// listing writes a call that lists the rows of a table that an expression names.
func listing(name, after, table string) string {
	return asking(name, after, "ListRecords", fmt.Sprintf(`"entityName":%q`, table))
}

// TestTablesThatAreEasilyMissedAreNamed has small flows in which a list of rows by P really asks for a table. The
// operations of P must name it, or a blind spot must say that they may not.
func TestTablesThatAreEasilyMissedAreNamed(t *testing.T) {
	queue := flowtest.Act("Init", "InitializeVariable", "", `"inputs":{"variables":[{"name":"q","type":"array","value":["accounts","contacts"]},{"name":"v","type":"string"}]}`)
	// turn passes the queue on to itself in a loop that asks for some of it in every pass.
	turn := func(asks, onward string) []string {
		return []string{queue, flowtest.Act("Until", "Until", "Init", `"expression":"@empty(variables('q'))","limit":{"count":3},`+flowtest.Within(
			listing("P", "", asks), flowtest.Compose("M", "P", `"`+onward+`"`), flowtest.SetVariable("Set", "M", "q", `"@outputs('M')"`)))}
	}
	branch := flowtest.Act("If", "If", "", `"expression":"@triggerBody()?['b']",`+flowtest.Within(flowtest.Compose("C", "", `"leads"`)))
	for name, c := range map[string]struct {
		occurs  string
		actions []string
	}{
		"a queue that is taken from":   {"contacts", turn("@first(variables('q'))", "@skip(variables('q'),1)")},
		"a queue that is turned round": {"contacts", turn("@first(variables('q'))", "@reverse(variables('q'))")},
		"a queue that is cut short":    {"accounts", turn("@last(variables('q'))", "@take(variables('q'),1)")},
		"an array put into itself":     {"accounts", turn("@first(first(variables('q')))", "@createArray(variables('q'))")},
		"an array cut into pieces":     {"accounts", turn("@first(first(variables('q')))", "@chunk(variables('q'),1)")},
		"an element that is the array": {"accounts", []string{strings.Replace(queue, `["accounts","contacts"]`, `[["accounts"]]`, 1), flowtest.Act("Until", "Until", "Init", `"expression":"@empty(variables('q'))","limit":{"count":2},`+flowtest.Within(
			listing("P", "", "@first(variables('q'))"), flowtest.Compose("M", "P:Succeeded,Failed", `"@first(variables('q'))"`), flowtest.SetVariable("Set", "M", "q", `"@outputs('M')"`)))}},
		"a filtered array by position": {"contacts", []string{queue, flowtest.Act("Until", "Until", "Init", `"expression":"@empty(variables('q'))","limit":{"count":3},`+flowtest.Within(
			listing("P", "", "@variables('q')?[0]"), flowtest.Act("M", "Query", "P", `"inputs":{"from":"@variables('q')","where":"@not(equals(item(),'accounts'))"}`), flowtest.SetVariable("Set", "M", "q", `"@body('M')"`)))}},

		"JSON that is parsed":                   {"accounts", []string{flowtest.Act("J", "ParseJson", "", `"inputs":{"content":"[\"accounts\",\"contacts\"]","schema":{}}`), listing("P", "J", "@first(body('J'))")}},
		"an empty array that is parsed":         {"contacts", []string{flowtest.Act("J", "ParseJson", "", `"inputs":{"content":"[]","schema":{}}`), listing("P", "J", "@if(empty(body('J')),'contacts','accounts')")}},
		"a node in a branch that was not taken": {"contacts", []string{branch, listing("P", "If", "@coalesce(outputs('C'),'contacts')")}},
		"the run of such a node":                {"contacts", []string{branch, listing("P", "If", "@coalesce(actions('C')?['outputs'],'contacts')")}},
		"text with such a node in it":           {"contacts", []string{branch, listing("P", "If", "@{outputs('C')}contacts")}},
		"a node that failed":                    {"contacts", []string{flowtest.Compose("C", "", `"@toUpper(triggerBody()?['t'])"`), flowtest.Compose("D", "C:Succeeded,Failed", `"leads"`), flowtest.Compose("E", "D C", `"leads"`), listing("P", "E:Succeeded,Skipped", "@coalesce(outputs('E'),'contacts')")}},

		"the first of a filter that leaves nothing": {"contacts", []string{flowtest.Act("F", "Query", "", `"inputs":{"from":[{"t":"accounts"}],"where":"@equals(item()?['t'],triggerBody()?['t'])"}`), listing("P", "F", "@coalesce(first(body('F'))?['t'],'contacts')")}},
		"the first of what is left":                 {"contacts", []string{flowtest.Compose("L", "", `["accounts","@triggerBody()?['t']"]`), listing("P", "L", "@if(empty(first(skip(createArray('leads','accounts'),length(outputs('L'))))),'contacts','leads')")}},
		"a position that is not there":              {"contacts", []string{flowtest.Act("S", "Select", "", `"inputs":{"from":["a"],"select":"accounts"}`), listing("P", "S", "@coalesce(body('S')?[1],'contacts')")}},
		"a chosen position that is not there":       {"contacts", []string{listing("P", "", "@coalesce(json('[\"accounts\"]')?[triggerBody()?['n']],'contacts')")}},

		"a name that begins with an escape": {"accounts", []string{flowtest.Compose("O", "", `{"@@odata.id":"accounts"}`), listing("P", "O", "@coalesce(outputs('O')?['@odata.id'],'contacts')")}},
		"a name that is an expression":      {"accounts", []string{flowtest.Compose("O", "", `{"@{toLower('T')}":"accounts"}`), listing("P", "O", "@coalesce(outputs('O')?['t'],'contacts')")}},
		"an item in the array that is filtered": {"contacts", []string{flowtest.Act("E1", "Foreach", "", `"foreach":["accounts"],`+flowtest.Within(flowtest.Act("E2", "Foreach", "", `"foreach":["contacts"],`+flowtest.Within(
			flowtest.Act("F", "Query", "", `"inputs":{"from":"@createArray(item())","where":"@true"}`), listing("P", "F", "@first(body('F'))")))))}},
		"null that counts as an empty text": {"contacts", []string{flowtest.Compose("N", "", `"@if(triggerBody()?['b'],'',null)"`), flowtest.Act("If", "If", "N", `"expression":{"equals":["@{outputs('N')}",""]},`+flowtest.Within(
			listing("P", "", "@if(equals(coalesce(outputs('N'),'none'),'none'),'contacts','accounts')")))}},
		"null in a switch on text": {"contacts", []string{flowtest.Compose("N", "", `"@if(triggerBody()?['b'],'',null)"`), flowtest.Act("W", "Switch", "N", `"expression":"@{outputs('N')}","cases":{"X":{"case":"",`+flowtest.Within(
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

// TestLookupTargetsBehindAPrefixAreNamed has a reference whose entity set begins with a text that may be null.
func TestLookupTargetsBehindAPrefixAreNamed(t *testing.T) {
	r := readFlow(t, embedded, `"T":{"type":"Request"}`, strings.Join([]string{
		flowtest.Compose("C", "", `"@if(triggerBody()?['b'],'cfs_',null)"`),
		asking("P", "C", "CreateRecord", `"entityName":"accounts","item/cfs_Ref@odata.bind":"@{outputs('C')}teams(00000000-0000-0000-0000-000000000001)"`),
	}, ","))
	for _, target := range r.Operations[0].Lookups[0].Targets {
		if target.Set == "" || target.Set == "cfs_teams" {
			return
		}
	}
	t.Errorf("cfs_teams occurs, the analyser says %+v", r.Operations[0].Lookups[0].Targets)
}

// TestABindWhoseSetOnlyARunKnowsIsNoRowOfNothing has a set that is put together from a value which may be null, and an id that
// is written out: the lookup is set, to a row of a table that cannot be told.
func TestABindWhoseSetOnlyARunKnowsIsNoRowOfNothing(t *testing.T) {
	start := `"Init":{"inputs":{"variables":[{"name":"o0","type":"object","value":{"t":"x"}}]},"runAfter":{},"type":"InitializeVariable"},"Make":{"inputs":"@{variables('o0')?['T']}","runAfter":{"Init":["Succeeded"]},"type":"Compose"},`
	for _, bind := range []string{
		`@{concat('x',variables('o0'),outputs('Make'))}(00000000-0000-0000-0000-000000000001)`,
		`@{outputs('Make')}@{triggerBody()?['s']}(00000000-0000-0000-0000-000000000001)`,
		`/@{outputs('Make')}`,
	} {
		r := readFlow(t, embedded, `"T":{"type":"Request"}`, start+call("C", "CreateRecord", `"entityName":"accounts","item/cfs_Ref@odata.bind":"`+bind+`"`))
		if l := r.Operations[0].Lookups; len(l) != 1 || len(l[0].Targets) != 1 || l[0].Targets[0].Set != "" || l[0].Cleared {
			t.Errorf("%s: %+v", bind, l)
		}
	}
}

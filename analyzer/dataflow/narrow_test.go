package dataflow

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/flowparse/flowtest"
)

// several makes V one of 'accounts', 'contacts', the empty text and null.
var several = flowtest.Compose("V", "", `"@if(triggerBody()?['a'],if(triggerBody()?['b'],'accounts','contacts'),if(triggerBody()?['b'],'',null))"`)

const everyAlternative = "'' 'accounts' 'contacts' null"

func TestConditionsLeaveOutWhatTheyExclude(t *testing.T) {
	const accounts, contacts = `{"equals":["@outputs('V')","accounts"]}`, `{"equals":["@outputs('V')","contacts"]}`
	for name, c := range map[string]struct{ condition, then, otherwise string }{
		"equals as an object":                    {accounts, "'accounts'", "'' 'contacts' null"},
		"the constant first":                     {`{"equals":["accounts","@outputs('V')"]}`, "'accounts'", "'' 'contacts' null"},
		"a constant as an expression":            {`{"equals":["@outputs('V')","@'accounts'"]}`, "'accounts'", "'' 'contacts' null"},
		"the empty text":                         {`{"equals":["@outputs('V')",""]}`, "''", "'accounts' 'contacts' null"},
		"null as an expression":                  {`{"equals":["@outputs('V')","@null"]}`, "null", "'' 'accounts' 'contacts'"},
		"null itself":                            {`{"equals":["@outputs('V')",null]}`, "null", "'' 'accounts' 'contacts'"},
		"a name that was not among them":         {`{"equals":["@outputs('V')","leads"]}`, "'leads'", everyAlternative},
		"and of one":                             {`{"and":[` + accounts + `]}`, "'accounts'", "'' 'contacts' null"},
		"and of two tells nothing when it fails": {`{"and":[` + accounts + `,{"equals":["@triggerBody()?['x']","y"]}]}`, "'accounts'", everyAlternative},
		"or of one":                              {`{"or":[` + accounts + `]}`, "'accounts'", "'' 'contacts' null"},
		"or of two tells nothing when it holds":  {`{"or":[` + accounts + `,` + contacts + `]}`, everyAlternative, "'' null"},
		"not":                                    {`{"not":` + accounts + `}`, "'' 'contacts' null", "'accounts'"},
		"not not":                                {`{"not":{"not":` + accounts + `}}`, "'accounts'", "'' 'contacts' null"},
		"not or":                                 {`{"not":{"or":[` + accounts + `,` + contacts + `]}}`, "'' null", everyAlternative},
		"not and":                                {`{"not":{"and":[` + accounts + `,{"equals":["@triggerBody()?['x']","y"]}]}}`, everyAlternative, "'accounts'"},
		"not in an and":                          {`{"and":[{"not":` + accounts + `},{"not":` + contacts + `}]}`, "'' null", everyAlternative},
		"equals as text":                         {`"@equals(outputs('V'),'accounts')"`, "'accounts'", "'' 'contacts' null"},
		"equals as text, the constant first":     {`"@equals('accounts',outputs('V'))"`, "'accounts'", "'' 'contacts' null"},
		"equals with null as text":               {`"@equals(outputs('V'),null)"`, "null", "'' 'accounts' 'contacts'"},
		"not as text":                            {`"@not(equals(outputs('V'),'accounts'))"`, "'' 'contacts' null", "'accounts'"},
		"not empty":                              {`"@not(empty(outputs('V')))"`, "'accounts' 'contacts'", everyAlternative},
		"empty":                                  {`"@empty(outputs('V'))"`, everyAlternative, "'accounts' 'contacts'"},
		"and as text":                            {`"@and(equals(outputs('V'),'accounts'),triggerBody()?['x'])"`, "'accounts'", everyAlternative},
		"or as text":                             {`"@or(equals(outputs('V'),'accounts'),equals(outputs('V'),'contacts'))"`, everyAlternative, "'' null"},
		"or of one as text":                      {`"@or(equals(outputs('V'),'accounts'))"`, "'accounts'", "'' 'contacts' null"},
		"empty is true":                          {`{"equals":["@empty(outputs('V'))",true]}`, everyAlternative, "'accounts' 'contacts'"},
		"empty is false":                         {`{"equals":["@empty(outputs('V'))",false]}`, "'accounts' 'contacts'", everyAlternative},
		"equality is false":                      {`{"equals":["@equals(outputs('V'),'accounts')",false]}`, "'' 'contacts' null", "'accounts'"},
		"a call in any casing":                   {`"@Not(Equals(OUTPUTS('V'),'accounts'))"`, "'' 'contacts' null", "'accounts'"},
		"a comparison that is not read":          {`{"contains":["@outputs('V')","acc"]}`, everyAlternative, everyAlternative},
		"another function":                       {`"@startsWith(outputs('V'),'acc')"`, everyAlternative, everyAlternative},
		"equals of two expressions":              {`{"equals":["@outputs('V')","@triggerBody()?['x']"]}`, everyAlternative, everyAlternative},
		"equals with a number":                   {`{"equals":["@outputs('V')",1]}`, everyAlternative, everyAlternative},
		"equals of one operand":                  {`{"equals":["@outputs('V')"]}`, everyAlternative, everyAlternative},
		"equality of another expression":         {`{"equals":["@toLower(outputs('V'))","accounts"]}`, everyAlternative, everyAlternative},
		"two conditions in one object":           {`{"equals":["@outputs('V')","accounts"],"not":` + contacts + `}`, everyAlternative, everyAlternative},
		"nothing at all":                         {`{"and":[]}`, everyAlternative, everyAlternative},
		"a boolean":                              {`true`, everyAlternative, everyAlternative},
		"an expression that cannot be read":      {`"@equals(outputs('V'"`, everyAlternative, everyAlternative},
	} {
		t.Run(name, func(t *testing.T) {
			ev := evaluatorOf(t, several, flowtest.Act("If", "If", "V", `"expression":`+c.condition+`,`+flowtest.Within(flowtest.Compose("Then", "", `"@outputs('V')"`))+","+flowtest.Otherwise(
				flowtest.Act("Deep", "Scope", "", flowtest.Within(flowtest.Compose("Else", "", `"@outputs('V')"`))))))
			if diff := cmp.Diff([]string{c.then, c.otherwise}, []string{show(inputsOf(ev, "Then")), show(inputsOf(ev, "Else"))}); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func inputsOf(ev *Evaluator, name string) Set {
	n := ev.nodes[name]
	return ev.Of(n.Inputs, At(n))
}

func TestCasesOfASwitchLeaveOutTheOthers(t *testing.T) {
	reading := func(name string) string { return flowtest.Within(flowtest.Compose(name, "", `"@outputs('V')"`)) }
	for name, c := range map[string]struct{ on, cases, first, fallback string }{
		"a case and the default":     {`"@outputs('V')"`, `"A":{"case":"accounts",` + reading("First") + `}`, "'accounts'", "'' 'contacts' null"},
		"the empty case":             {`"@outputs('V')"`, `"A":{"case":"",` + reading("First") + `}`, "''", "'accounts' 'contacts' null"},
		"several cases":              {`"@outputs('V')"`, `"A":{"case":"accounts",` + reading("First") + `},"B":{"case":"contacts","actions":{}}`, "'accounts'", "'' null"},
		"a number says nothing":      {`"@outputs('V')"`, `"A":{"case":1,` + reading("First") + `}`, everyAlternative, everyAlternative},
		"an expression says nothing": {`"@outputs('V')"`, `"A":{"case":"@triggerBody()?['x']",` + reading("First") + `}`, everyAlternative, everyAlternative},
		"a switch on something else": {`"@toLower(outputs('V'))"`, `"A":{"case":"accounts",` + reading("First") + `}`, everyAlternative, everyAlternative},
		"a switch on text with more": {`"x@{outputs('V')}"`, `"A":{"case":"accounts",` + reading("First") + `}`, everyAlternative, everyAlternative},
	} {
		t.Run(name, func(t *testing.T) {
			ev := evaluatorOf(t, several, flowtest.Act("W", "Switch", "V", `"expression":`+c.on+`,"cases":{`+c.cases+`},"default":{`+reading("Default")+`}`))
			if diff := cmp.Diff([]string{c.first, c.fallback}, []string{show(inputsOf(ev, "First")), show(inputsOf(ev, "Default"))}); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFactsHoldWhereTheExpressionMeansTheSame(t *testing.T) {
	init := flowtest.Act("Init", "InitializeVariable", "V", `"inputs":{"variables":[{"name":"v","type":"string","value":"@outputs('V')"}]}`)
	object := flowtest.Compose("O", "V", `{"t":"@outputs('V')","l":["@outputs('V')"]}`)
	when := func(after, expression string, inside ...string) string {
		return flowtest.Act("If", "If", after, `"expression":{"equals":["`+expression+`","accounts"]},`+flowtest.Within(inside...))
	}
	p := func(expression string) string { return flowtest.Compose("P", "", `"@`+expression+`"`) }
	narrow, wide := "'accounts'", everyAlternative
	for name, c := range map[string]struct {
		want    string
		actions []string
	}{
		"a variable that nothing sets":                   {narrow, []string{when("Init", "@variables('v')", p("variables('v')"))}},
		"a variable Set before":                          {narrow, []string{flowtest.SetVariable("S", "Init", "v", `"@outputs('V')"`), when("S", "@variables('v')", p("variables('v')"))}},
		"a variable Set after":                           {narrow, []string{when("Init", "@variables('v')", p("variables('v')")), flowtest.SetVariable("S", "If", "v", `"x"`)}},
		"a variable Set in the other branch":             {narrow, []string{flowtest.Act("Outer", "If", "Init", `"expression":"@triggerBody()?['b']",`+flowtest.Within(when("", "@variables('v')", p("variables('v')")))+","+flowtest.Otherwise(flowtest.SetVariable("S", "", "v", `"x"`)))}},
		"a variable Set in turn":                         {"'accounts'", []string{flowtest.Act("E", "Foreach", "Init", flowtest.InTurn+flowtest.Within(when("", "@variables('v')", p("variables('v')")), flowtest.SetVariable("S", "If", "v", `"x"`)))}},
		"a variable Set inside":                          {"'' 'accounts' 'contacts' 'x' null", []string{when("Init", "@variables('v')", flowtest.SetVariable("S", "", "v", `"x"`), flowtest.Compose("P", "S:Succeeded,Failed", `"@variables('v')"`))}},
		"a variable Set side by side":                    {"'' 'accounts' 'contacts' 'x' null", []string{when("Init", "@variables('v')", p("variables('v')")), flowtest.SetVariable("S", "Init", "v", `"x"`)}},
		"a variable Set in another pass":                 {"'' 'accounts' 'contacts' 'x' null", []string{flowtest.Act("E", "Foreach", "Init", flowtest.AtOnce+flowtest.Within(when("", "@variables('v')", p("variables('v')")), flowtest.SetVariable("S", "If", "v", `"x"`)))}},
		"a variable copied before":                       {wide, []string{flowtest.Compose("C", "Init", `"@variables('v')"`), when("C", "@variables('v')", p("outputs('C')"))}},
		"what a node outside returned":                   {narrow, []string{when("V", "@outputs('V')", p("outputs('V')"))}},
		"what a node inside returns":                     {wide, []string{flowtest.Act("If", "If", "V", `"expression":{"equals":["@outputs('X')","accounts"]},`+flowtest.Within(flowtest.Compose("X", "", `"@outputs('V')"`), flowtest.Compose("P", "X", `"@outputs('X')"`)))}},
		"deeper inside":                                  {narrow, []string{when("V", "@outputs('V')", flowtest.Act("E", "Foreach", "", flowtest.AtOnce+flowtest.Within(p("outputs('V')"))))}},
		"inside an argument":                             {"'ACCOUNTS'", []string{when("V", "@outputs('V')", p("toUpper(outputs('V'))"))}},
		"inside text":                                    {"'accounts(1)'", []string{when("V", "@outputs('V')", flowtest.Compose("P", "", `"@{outputs('V')}(1)"`))}},
		"a property, with and without a question mark":   {narrow, []string{object, when("O", "@outputs('O')?['t']", p("outputs('O')['t']"))}},
		"a property, as a member":                        {narrow, []string{object, when("O", "@outputs('O')?['t']", p("outputs('O').t"))}},
		"a parameter":                                    {"'accounts'", []string{when("V", "@parameters('Table')", p("parameters('Table')"))}},
		"an element of a loop":                           {narrow, []string{flowtest.Act("E", "Foreach", "V", `"foreach":["@outputs('V')"],`+flowtest.Within(when("", "@items('E')", p("items('E')"))))}},
		"what the trigger brought":                       {narrow, []string{when("V", "@triggerBody()?['t']", p("triggerBody()?['t']"))}},
		"after the branch":                               {wide, []string{when("V", "@outputs('V')"), flowtest.Compose("P", "If", `"@outputs('V')"`)}},
		"an element by number":                           {wide, []string{object, when("O", "@outputs('O')?['l']?[0]", p("outputs('O')?['l']?[0]"))}},
		"an element by an expression":                    {"'accounts' null", []string{flowtest.Compose("O", "V", `"@if(triggerBody()?['b'],json('{\"t\":\"accounts\"}'),json('{}'))"`), when("O", "@outputs('O')?[toLower('T')]", p("outputs('O')?[toLower('T')]"))}},
		"an id":                                          {wide, []string{flowtest.Act("If", "If", "V", `"expression":{"equals":["@outputs('V')","00000000-0000-0000-0000-000000000001"]},`+flowtest.Within(p("outputs('V')")))}},
		"a value that is drawn anew":                     {"fresh", []string{when("V", "@guid()", flowtest.Compose("P", "", `"@guid()"`))}},
		"a branch that is never taken keeps its values":  {"'contacts'", []string{flowtest.Act("If", "If", "V", `"expression":"@not(equals(parameters('Table'),'contacts'))",`+flowtest.Within(p("parameters('Table')")))}},
		"two branches inside one another":                {"'' null", []string{flowtest.Act("A", "If", "V", `"expression":"@not(equals(outputs('V'),'accounts'))",`+flowtest.Within(flowtest.Act("B", "If", "", `"expression":"@not(equals(outputs('V'),'contacts'))",`+flowtest.Within(p("outputs('V')")))))}},
		"a condition is not narrowed by what it decides": {wide, []string{flowtest.Act("P", "If", "V", `"inputs":"@outputs('V')","expression":"@equals(outputs('V'),'accounts')",`+flowtest.Within())}},
	} {
		t.Run(name, func(t *testing.T) {
			ev := evaluatorOf(t, append([]string{several, init}, c.actions...)...)
			got := show(inputsOf(ev, "P"))
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

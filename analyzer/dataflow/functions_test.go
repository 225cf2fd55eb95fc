package dataflow

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/flowparse/flowtest"
	"rolefit/flowparse/jsontree"
)

// nodesToRead stand before the expressions of the tables below. U is not known; V is 'x' or 'y'; N may be null.
var nodesToRead = []string{
	flowtest.Compose("U", "", `"@triggerBody()?['u']"`), flowtest.Compose("V", "U", `"@if(triggerBody()?['b'],'x','y')"`), flowtest.Compose("N", "V", `"@if(triggerBody()?['b'],'x',null)"`),
	flowtest.Compose("O", "N", `{"t":"accounts","u":"@outputs('U')","deep":{"t":"x"},"l":["a","@outputs('U')"],"n":1,"b":true,"z":null,"q":"say \"hi\""}`),
	flowtest.Compose("L", "O", `["a","b","@outputs('U')"]`), flowtest.Compose("K", "L", `["a","b"]`),
}

func valueOf(t *testing.T, expression string) string {
	t.Helper()
	ev := evaluatorOf(t, append(nodesToRead, flowtest.Compose("P", "K", fmt.Sprintf("%q", expression)))...)
	return show(inputsOf(ev, "P"))
}

func checkValues(t *testing.T, table map[string]string) {
	t.Helper()
	for expression, want := range table {
		if diff := cmp.Diff(want, valueOf(t, expression)); diff != "" {
			t.Errorf("%s: %s", expression, diff)
		}
	}
}

func TestReplaceKeepsWhatCannotReachOverAnEdge(t *testing.T) {
	checkValues(t, map[string]string{
		"@replace('a-b-c','-','+')":                                 "'a+b+c'",
		"@replace(concat('a-x',outputs('U'),'x-b'),'-','+')":        "'a+x'+?+'x+b'",
		"@replace(concat('ab',outputs('U')),'bc','X')":              "?",
		"@replace(concat(outputs('U'),'cd'),'bc','X')":              "?",
		"@replace(concat('ab',outputs('U'),'yz'),'cd','X')":         "'ab'+?+'yz'",
		"@replace(concat('abcd',outputs('U')),'bc','X')":            "'aXd'+?",
		"@replace(concat('a-b',outputs('U')),'-',outputs('V'))":     "'a'+'x'|'y'+'b'+?",
		"@replace(concat('a-b',outputs('U')),'-','')":               "'ab'+?",
		"@replace(outputs('V'),'x','z')":                            "'y' 'z'",
		"@replace(outputs('U'),'x','z')":                            "?",
		"@replace('abc',outputs('V'),'z')":                          "'abc'",
		"@replace(concat('abc',outputs('U')),outputs('V'),'z')":     "?",
		"@replace(concat('abc',outputs('U')),'','z')":               "?",
		"@replace(if(triggerBody()?['b'],outputs('U'),'ab'),'b',1)": "'a1' ?",
		"@replace(concat(1,'a',outputs('U')),'1','')":               "'a'+?",
	})
}

func TestOverlapsAtTheEdgeOfTwoTexts(t *testing.T) {
	for texts, want := range map[string]bool{
		"ab bc": true, "ab cd": false, "abc abc": false, "aba aba": true, "a b": false, "xab abyz": true, "a ": false, " a": false, " ": false,
		"ab zab": false,
	} {
		before, after, _ := strings.Cut(texts, " ")
		if got := overlaps(before, after); got != want {
			t.Errorf("%q before %q overlap: %v", before, after, got)
		}
	}
}

func TestJSONIsWrittenWithItsUnknownValues(t *testing.T) {
	checkValues(t, map[string]string{
		"@string(outputs('O'))": `'{"t":"accounts","u":'+?+',"deep":{"t":"x"},"l":["a",'+?+'],"n":1,"b":true,"z":null,"q":"say|\"hi\""}'`,
		"@string(outputs('L'))": `'["a","b",'+?+']'`,
		// Whether blanks stand between members is not known, so that JSON that is known throughout is not written.
		"@string(outputs('K'))":          "?",
		"@concat(outputs('K'),'x')":      "JSON+'x'",
		"@toUpper(outputs('L'))":         "?",
		"@json(string(outputs('L')))":    "?",
		"@json(outputs('L'))":            "JSON",
		"@string(json('{\"a\":[1,2]}'))": "?",
	})
	many := make([]string, maxConcrete+1)
	for i := range many {
		many[i] = `[]`
	}
	ev := evaluatorOf(t, flowtest.Compose("P", "", `[`+strings.Join(many, ",")+`,"@triggerBody()"]`))
	if got := show(ev.through("string", inputsOf(ev, "P"))); got != "?" {
		t.Errorf("more values than are written give %s", got)
	}
}

func TestJoinedTextsKeepTheirElements(t *testing.T) {
	checkValues(t, map[string]string{
		"@join(outputs('K'),',')":                          "'a,b'",
		"@join(outputs('L'),',')":                          "join['a' 'b' ?]by','",
		"@join(outputs('K'),outputs('U'))":                 "join['a' 'b']by?",
		"@string(join(outputs('L'),','))":                  "join['a' 'b' ?]by','",
		"@toUpper(join(outputs('L'),','))":                 "?",
		"@concat('x',join(outputs('L'),','))":              "'x'+join['a'|'b'|?]by','",
		"@replace(join(outputs('L'),','),',','')":          "?",
		"@coalesce(join(outputs('L'),','),'x')":            "join['a' 'b' ?]by','",
		"@join(createArray(outputs('V'),'z'),';')":         "'x;z' 'y;z'",
		"@join(createArray(outputs('U'),outputs('V')),'')": "join['x' 'y' ?]by''",
	})
}

func TestTextIsPutTogetherFromItsParts(t *testing.T) {
	checkValues(t, map[string]string{
		"plain":             "'plain'",
		"@@plain":           "'@plain'",
		"a@{outputs('V')}b": "'a'+'x'|'y'+'b'",
		"a@{1}@{null}b":     "'a1b'",
		"@{outputs('V')}":   "'x' 'y'",
		"@{null}":           "''",
		"@{true}":           "?",
		"@{1.50}":           "?",
		"@concat('a',concat('b',outputs('U')),'c')":       "'ab'+?+'c'",
		"@concat(true,'a')":                               "?+'a'",
		"@concat(1.5,'a')":                                "?+'a'",
		"@concat()":                                       "?",
		"@toUpper(concat('a',outputs('V')))":              "'AX' 'AY'",
		"@toUpper(concat('a',outputs('U'),'b'))":          "'A'+?+'B'",
		"@toLower(concat('A',outputs('N'),outputs('U')))": "'a'+''|'x'+?",
		"@trim(concat(' a',outputs('U')))":                "?",
		"@encodeUriComponent(concat('a b',outputs('U')))": "'a%20b'+?",
		"@substring(concat('a',outputs('U')),0,1)":        "?",
		"@string(concat('a',outputs('U')))":               "'a'+?",
		"@not an expression":                              "?",
	})
}

func TestChoicesFollowWhatTheirConditionsLeave(t *testing.T) {
	checkValues(t, map[string]string{
		"@if(true,'a','b')":                                     "'a'",
		"@if(false,'a','b')":                                    "'b'",
		"@if(equals('a','a'),'a','b')":                          "'a'",
		"@if(equals(outputs('V'),'z'),'a','b')":                 "'b'",
		"@if(equals(outputs('V'),'x'),'a','b')":                 "'a' 'b'",
		"@if(outputs('U'),'a','b')":                             "'a' 'b'",
		"@if(equals('a',null),'a','b')":                         "'b'",
		"@if(equals('',null),'a','b')":                          "'a' 'b'",
		"@if(true,'a')":                                         "?",
		"@coalesce('a',outputs('U'))":                           "'a'",
		"@coalesce(null,'a')":                                   "'a'",
		"@coalesce(outputs('N'),outputs('U'))":                  "'x' ? null",
		"@coalesce(outputs('U'),'a')":                           "'a' ?",
		"@coalesce(outputs('U'),outputs('N'))":                  "'x' ? null",
		"@coalesce(concat(outputs('U'),'a'),'b')":               "?+'a'",
		"@coalesce(guid(),'b')":                                 "fresh",
		"@coalesce(string(null),outputs('U'))":                  "''",
		"@coalesce(createArray(outputs('U'),'a'),outputs('U'))": "['a' ?]",
		"@coalesce(null,null)":                                  "null",
	})
}

func TestElementsAndPropertiesAreRead(t *testing.T) {
	checkValues(t, map[string]string{
		"@first(outputs('K'))":                      "'a'",
		"@last(outputs('K'))":                       "'b'",
		"@outputs('K')[1]":                          "'b'",
		"@outputs('K')?[2]":                         "null",
		"@outputs('L')?[0]":                         "'a'",
		"@outputs('O')?['t']":                       "'accounts'",
		"@outputs('O').t":                           "'accounts'",
		"@outputs('O')?['deep/t']":                  "'x'",
		"@outputs('O')?['deep']?['t']":              "'x'",
		"@outputs('O')?['l'][0]":                    "'a'",
		"@outputs('O')?['n']":                       "1",
		"@outputs('O')?['b']":                       "true",
		"@outputs('O')?['z']":                       "null",
		"@outputs('O')?['none']":                    "null",
		"@outputs('O')?['none/t']":                  "null",
		"@outputs('O')?['u']?['t']":                 "?",
		"@outputs('O')?['t']?['t']":                 "?",
		"@outputs('O')?[outputs('U')]":              "?",
		"@null?['t']":                               "null",
		"@actions('V')?['status']":                  "?",
		"@outputs('Nowhere')":                       "?",
		"@body('V')":                                "'x' 'y'",
		"@parameters('Table')":                      "'contacts'",
		"@parameters('None')":                       "?",
		"@parameters(outputs('V'))":                 "?",
		"@items('V')":                               "?",
		"@item()":                                   "?",
		"@first(createArray(outputs('V'),'z'))":     "'x' 'y'",
		"@createArray(outputs('V'),outputs('U'))":   "['x' 'y' ?]",
		"@union(outputs('K'),createArray('c','d'))": "JSON",
		"@union(outputs('K'),outputs('L'))":         "['a' 'b' ?]",
		"@chunk(outputs('L'),2)":                    "[['a' 'b' ?]]",
		"@skip(outputs('L'),1)":                     "['a' 'b' ?]",
		"@take(concat('a',outputs('U')),1)":         "?",
		"@array(outputs('U'))":                      "[?]",
		"@split(outputs('U'),',')":                  "?",
		"@utcNow()":                                 "?",
		"@nosuchfunction('a')":                      "?",
		"@length(outputs('K'))":                     "2",
		"@length(outputs('L'))":                     "?",
	})
}

func TestALongExpressionEndsAsUnknown(t *testing.T) {
	ev := evaluatorOf(t, flowtest.Compose("P", "", `"@concat('a','b')"`))
	ev.steps = maxSteps
	if got := show(inputsOf(ev, "P")); got != "?" {
		t.Errorf("got %s", got)
	}
	var many []Set
	for i := range maxAlternatives + 1 {
		many = append(many, Set{Constant{fmt.Sprint(i)}})
	}
	if got := show(union(many...)); got != "?" {
		t.Errorf("more alternatives than are kept give %s", got)
	}
	if got := len(union(many[1:]...)); got != maxAlternatives {
		t.Errorf("%d alternatives are kept", got)
	}
	if got := show(union(Set{Constant{"a"}, Null{}}, Set{Constant{"a"}, Null{}, scalar{"1", jsontree.Number}})); got != "'a' 1 null" {
		t.Errorf("equal alternatives give %s", got)
	}
}

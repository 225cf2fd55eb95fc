package environment

import (
	"strings"
	"testing"
	"time"
)

// TestRedactingCostsLittle holds long and hostile texts to a time in which nothing but a loop inside a loop would not be done.
func TestRedactingCostsLittle(t *testing.T) {
	const size = 1 << 20
	for name, unit := range map[string]string{
		"prose": "the quick brown fox, ", "tags": "<a ", "names": `\"a\":\"b\",`, "attributes": ` a='b`, "addresses": "https://a:", "marks": "&sig=", "quotes": `\"`,
		"expressions": "@{a('b')}", "nested": "@{concat('a', 'b')}", "joined marks": "&sig=@{a('b')}", "open JSON": `{\"a\":`, "lists": "[", "blanks": " ", "lines": `\n`,
	} {
		text := `{"a":"` + strings.Repeat(unit, size/len(unit)) + `"}`
		start := time.Now()
		if _, err := Redact(text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s: %v", name, took)
		} else {
			t.Logf("%s: %v", name, took)
		}
	}
}

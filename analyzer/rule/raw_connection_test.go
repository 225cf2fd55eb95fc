package rule_test

import (
	"os"
	"strings"
	"testing"

	"rolefit/analyzer/rule"
)

// TestARawConnectionIsSaidToGetARoleSinceItDoes: "rolefit role" writes a role for every connection, with a reference or without.
func TestARawConnectionIsSaidToGetARoleSinceItDoes(t *testing.T) {
	found := rule.Check(rule.Facts{Marks: marked("raw-connection").Marks})
	if len(found) != 1 || found[0].Rule != "RF301" {
		t.Fatalf("%+v", found)
	}
	page, err := os.ReadFile("doc/RF301.md")
	if err != nil {
		t.Fatal(err)
	}
	for where, text := range map[string]string{"the finding": found[0].Message, "the page": strings.Join(strings.Fields(string(page)), " ")} {
		if strings.Contains(text, "no role can") || strings.Contains(text, "nobody can say which role") || !strings.Contains(text, "rolefit role") {
			t.Errorf("%s does not say that a role is written: %s", where, text)
		}
	}
}

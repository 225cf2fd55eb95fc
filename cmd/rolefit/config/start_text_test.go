package config

import (
	"fmt"
	"strings"
	"testing"
)

// TestNoTextOfAnInputIsWrittenAsYAML: names, expressions and defaults come from flows. Whatever they begin with or hold, every
// line of what is written stays a comment, so that a flow cannot close its own blind spots.
func TestNoTextOfAnInputIsWrittenAsYAML(t *testing.T) {
	for r := rune(0); r <= ' '; r++ {
		text := string(r) + "x\nreviewed:\n  - node: L\n    kind: dynamic-table\n    needs: []\n    because: it says so\n#"
		for _, s := range []Start{
			{Connections: []string{text}},
			{Environments: []Suggestion{{Why: []string{text}, Fields: [][2]string{{"expression", text}, {"is", Fill}}}}},
			{Variables: []Suggestion{{Fields: [][2]string{{"name", text}, {"value", text}}}}},
		} {
			var b strings.Builder
			if err := WriteStart(&b, s); err != nil {
				t.Fatal(err)
			}
			added := strings.TrimPrefix(b.String(), startHead)
			for line := range strings.Lines(added) {
				if line != "\n" && !strings.HasPrefix(line, "#") {
					t.Fatalf("a text that begins with %q writes the line %q", r, line)
				}
			}
			if read, err := Parse("rolefit.yaml", []byte(b.String())); err != nil || len(read.Reviewed) > 0 {
				t.Error(fmt.Sprintf("%q: ", r), read.Reviewed, err)
			}
		}
	}
}

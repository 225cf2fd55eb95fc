package denial_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/analyzer/denial"
	"rolefit/privileges"
	"rolefit/privileges/catalog"
)

type published struct {
	source, text string
	want         []string
}

func realTexts(t testing.TB) []published {
	t.Helper()
	raw, err := os.ReadFile("testdata/real.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []published
	for _, block := range strings.Split(string(raw), "====\n")[1:] {
		head, text, ok := strings.Cut(block, "\ntext:\n")
		if !ok {
			t.Fatalf("a record without text: %q", block)
		}
		p := published{text: text}
		for _, line := range strings.Split(head, "\n") {
			switch field, value, _ := strings.Cut(line, ": "); field {
			case "source":
				p.source = value
			case "want":
				p.want = append(p.want, value)
			default:
				t.Fatalf("unknown field in %q", line)
			}
		}
		all = append(all, p)
	}
	return all
}

// summary writes an explanation in the form of the records.
func summary(e denial.Explanation) string {
	var names, rights []string
	tables := map[string]bool{}
	table := ""
	for _, n := range e.Needs {
		if n.Privilege != "" {
			names = append(names, n.Privilege)
		}
		if n.Right != privileges.NoRight {
			rights = append(rights, n.Right.String())
		}
		for _, name := range n.Tables {
			tables[name] = true
		}
		if len(n.Tables) > 0 {
			table = n.Tables[0]
		}
	}
	if len(tables) > 1 && tables["activitypointer"] {
		table = "activitypointer+"
	}
	level := ""
	if e.Level != privileges.None {
		level = e.Level.String()
	}
	kind := string(e.Principal.Kind)
	if kind == "" {
		kind = "principal"
	}
	fields := []string{
		string(e.Kind), strings.Join(names, " + "), strings.Join(rights, " + "), table, level,
		strings.TrimSpace(kind + " " + e.Principal.ID), e.Step,
	}
	for i, f := range fields {
		if f == "" {
			fields[i] = "-"
		}
	}
	return strings.Join(fields, " | ")
}

func TestPublishedErrorsAreExplained(t *testing.T) {
	facts := catalog.New()
	texts := realTexts(t)
	if len(texts) < 40 {
		t.Fatalf("only %d published errors", len(texts))
	}
	for _, p := range texts {
		t.Run(p.source, func(t *testing.T) {
			var got []string
			for _, d := range denial.Read(p.text) {
				got = append(got, summary(denial.Explain(facts, d)))
			}
			if diff := cmp.Diff(p.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

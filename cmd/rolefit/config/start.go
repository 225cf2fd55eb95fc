package config

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"rolefit/flowparse/source"
)

// Start is what a starting configuration offers to fill in. The zero value offers nothing but the form.
type Start struct {
	Connections  []string // logical names of connection references, or "<workflow id>/<key>"
	Environments []Suggestion
	Variables    []Suggestion
	Tables       []Suggestion
	Lookups      []Suggestion
	Joins        []Suggestion
	Rows         []Suggestion
	Conditional  []Suggestion
	Reviewed     []Suggestion
}

// Suggestion is one entry to fill in: keys and values, what is to be filled in last, and why it is there.
type Suggestion struct {
	Why    []string    // each on a line of its own
	Fields [][2]string // key and value; a value of Fill is left to whoever fills it in

	asYAML []string // keys of which the value is YAML already; any other is a text, whatever it looks like
}

// Fill stands for a value that nobody but a person knows.
const Fill = "\x00"

const startHead = `# Configuration of rolefit: what the flows of this input do not say.
# Take the "# " off an entry's lines and replace what stands in <>. Comments change nothing; what is not filled in is refused.
version: 1
`

// section is one list of the file.
type section struct {
	key, about string
	entries    []Suggestion
	fill       string // written where a person has to fill in
}

// WriteStart writes a configuration in which every entry is commented out: taking out the comment marks and filling in what
// is left blank gives a valid file. It fails only when w does.
func WriteStart(w io.Writer, s Start) error {
	var b strings.Builder
	b.WriteString(startHead)
	users := section{key: "application-users", about: "Who the connections are. Roles are files, \"builtin:NAME\" or \"solution:NAME\"; [] says that it holds none.", fill: "[<file, builtin:NAME or solution:NAME>]"}
	if len(s.Connections) > 0 {
		quoted := make([]string, len(s.Connections))
		for i, c := range s.Connections {
			quoted[i] = scalar(c)
		}
		users.entries = append(users.entries, Suggestion{asYAML: []string{"connections", "all-work"}, Fields: [][2]string{
			{"name", "Flows service principal"}, {"connections", "[" + strings.Join(quoted, ", ") + "]"}, {"roles", Fill}, {"all-work", "false"},
		}})
	}
	users.write(&b)
	for _, list := range []section{
		{"environments", "Which environment an expression names: \"current\" or an address.", s.Environments, "<current or https://address>"},
		{"variables", "Values of environment variables. Where the export holds a default, it stands here.", s.Variables, ""},
		{"tables", "Tables of nodes that choose them at run time: entity sets or logical names.", s.Tables, "<table>"},
		{"lookups", "What a lookup is set to: entity sets or logical names; none: it is not set.", s.Lookups, "<table or none>"},
		{"joins", "Tables that a query joins that is put together at run time; none: it joins none.", s.Joins, "<table or none>"},
		{"rows", "Whose rows a connection works on: own, business-unit, parent-child or all. Lowers levels that are assumed.", s.Rows, "<own, business-unit, parent-child or all>"},
		{"conditional", "Needs that exist on a condition only: grant or omit.", s.Conditional, "<grant or omit>"},
		{"reviewed", "Blind spots that somebody looked at: what they need (privilege:level), [] for nothing, and how it is known.", s.Reviewed, "<[] or [privilege:level]>"},
	} {
		list.write(&b)
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("writing the configuration: %w", err)
	}
	return nil
}

func (s section) write(b *strings.Builder) {
	if len(s.entries) == 0 {
		return
	}
	fmt.Fprintf(b, "\n# %s\n# %s:\n", s.about, s.key)
	for _, e := range s.entries {
		for _, why := range e.Why {
			fmt.Fprintf(b, "#   # %s\n", source.OneLine(why, 0))
		}
		lead := "- "
		for _, f := range e.Fields {
			value := f[1]
			switch {
			case value == Fill:
				value = s.fill
			case !slices.Contains(e.asYAML, f[0]):
				value = scalar(value)
			}
			b.WriteString(strings.TrimRight(fmt.Sprintf("#   %s%s: %s", lead, f[0], value), " ") + "\n")
			lead = "  "
		}
	}
}

// scalar writes a text as YAML writes it, quoted where it has to be.
func scalar(s string) string {
	raw, err := yaml.Marshal(&yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s})
	if err != nil || strings.Count(string(raw), "\n") > 1 {
		return fmt.Sprintf("%q", s)
	}
	return strings.TrimSuffix(string(raw), "\n")
}

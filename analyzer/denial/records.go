package denial

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

//go:embed data/*.txt
var embedded embed.FS

// record is one block of "field: value" lines of a data file, with its fields in order.
type record struct {
	line   int
	names  []string
	values map[string]string
}

func (r record) get(field string) string { return r.values[field] }

// records reads a data file: blocks separated by empty lines, comments from # on.
func records(name string) []record {
	raw, err := embedded.ReadFile("data/" + name)
	if err != nil {
		panic(err) // the file is embedded: unreachable
	}
	var all []record
	current := record{}
	end := func() {
		if current.values != nil {
			all = append(all, current)
		}
		current = record{}
	}
	for i, line := range strings.Split(string(raw), "\n") {
		switch {
		case strings.HasPrefix(line, "#"):
		case strings.TrimSpace(line) == "":
			end()
		default:
			field, value, ok := strings.Cut(line, ": ")
			if !ok {
				panic(fmt.Sprintf("denial: data/%s:%d: not a field", name, i+1))
			}
			if current.values == nil {
				current = record{line: i + 1, values: map[string]string{}}
			}
			current.names = append(current.names, field)
			current.values[field] = strings.TrimSpace(value)
		}
	}
	end()
	return all
}

// codeFact is what is known of a code of Dataverse.
type codeFact struct {
	code    Code
	kind    Kind
	wrapper bool
	says    string
	source  string
}

// signInFact is what is known of a code of Microsoft Entra ID.
type signInFact struct{ name, says, next, source string }

const signInSource = "https://learn.microsoft.com/entra/identity-platform/reference-error-codes (2026-11-26)"

// The data, read once. It panics only when the embedded files are damaged, which the tests of this package rule out.
var (
	codeFacts = sync.OnceValue(func() map[uint32]codeFact {
		facts := map[uint32]codeFact{}
		for _, r := range records("codes.txt") {
			n, err := strconv.ParseUint(strings.TrimPrefix(r.get("code"), "0x"), 16, 32)
			if err != nil {
				panic("denial: data/codes.txt: not a code: " + r.get("code"))
			}
			facts[uint32(n)] = codeFact{
				code: Code{Number: uint32(n), Name: r.get("name")}, kind: Kind(r.get("kind")),
				wrapper: r.get("wrapper") == "yes", says: r.get("says"), source: r.get("source"),
			}
		}
		return facts
	})
	signInFacts = sync.OnceValue(func() map[string]signInFact {
		facts := map[string]signInFact{}
		for _, r := range records("signins.txt") {
			source := r.get("source")
			if source == "" {
				source = signInSource
			}
			facts[r.get("code")] = signInFact{name: r.get("name"), says: r.get("says"), next: r.get("next"), source: source}
		}
		return facts
	})
	steps = sync.OnceValue(func() map[string]string {
		all := map[string]string{}
		for _, r := range records("steps.txt") {
			all[r.get("id")] = r.get("text")
		}
		return all
	})
	typeCodes = sync.OnceValue(func() map[int]string {
		raw, err := embedded.ReadFile("data/type-codes.txt")
		if err != nil {
			panic(err) // the file is embedded: unreachable
		}
		tables := map[int]string{}
		for line := range strings.Lines(string(raw)) {
			if code, table, ok := strings.Cut(strings.TrimSpace(line), " "); ok && code != "#" {
				if n, err := strconv.Atoi(code); err == nil {
					tables[n] = table
				}
			}
		}
		return tables
	})
)

package operation

import (
	_ "embed"
	"strings"
	"sync"
)

// operationFacts says what each operation of the Dataverse connectors does, one line each with its source above it.
//
//go:embed operations.txt
var operationFacts string

// operationTable reads operationFacts on first use; names are in lower case.
var operationTable = sync.OnceValue(func() map[string]route {
	table := map[string]route{}
	for fields := range records(operationFacts) {
		table[strings.ToLower(fields[0])] = route{
			kind: kindOf(fields[1]), list: strings.Contains(fields[2], "list"),
			logical: strings.Contains(fields[2], "logical"), legacy: strings.Contains(fields[2], "legacy"),
		}
	}
	return table
})

// records yields the fields of each line of a fact file: three, separated by "|". Empty lines and comments are passed over.
func records(facts string) func(yield func([3]string) bool) {
	return func(yield func([3]string) bool) {
		for line := range strings.Lines(facts) {
			line = strings.TrimSpace(line)
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			var fields [3]string
			for i, f := range strings.SplitN(line, "|", len(fields)) {
				fields[i] = strings.TrimSpace(f)
			}
			if !yield(fields) {
				return
			}
		}
	}
}

// kindWords are the kinds as fact files write them, in the order of Kind.
const kindWords = "read create update upsert delete associate disassociate download upload subscribe selected transaction read-notes create-note delete-note message predict search event set-property definitions"

// String returns the kind as fact files write it.
func (k Kind) String() string {
	if words := strings.Fields(kindWords); int(k) < len(words) {
		return words[k]
	}
	return "unknown"
}

// onlyReads reports whether a kind does no more with the rows of its table than read them.
func (k Kind) onlyReads() bool {
	switch k {
	case Read, Selected, Download, Subscribe, ReadNotes:
		return true
	}
	return false
}

func kindOf(word string) Kind {
	for i, w := range strings.Fields(kindWords) {
		if w == word {
			return Kind(i)
		}
	}
	return Transaction // no row is touched by a kind that nobody knows; a test holds that none is
}

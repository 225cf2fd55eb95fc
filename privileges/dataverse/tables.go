package dataverse

import (
	"embed"
	"strings"
)

//go:embed tables/*.txt
var tables embed.FS

// stanzas reads an embedded table: blocks of "key: value" lines between empty lines; lines that begin with "#" are comments.
// A key can stand several times in a block.
func stanzas(name string) []map[string][]string {
	raw, err := tables.ReadFile("tables/" + name)
	if err != nil {
		return nil // a test reads every table
	}
	var list []map[string][]string
	for block := range strings.SplitSeq(strings.ReplaceAll(string(raw), "\r\n", "\n"), "\n\n") {
		entry := map[string][]string{}
		for line := range strings.SplitSeq(block, "\n") {
			if key, value, ok := strings.Cut(line, ": "); ok && !strings.HasPrefix(line, "#") {
				entry[key] = append(entry[key], value)
			}
		}
		if len(entry) > 0 {
			list = append(list, entry)
		}
	}
	return list
}

// only returns the value of a key that stands once.
func only(entry map[string][]string, key string) string {
	if values := entry[key]; len(values) > 0 {
		return values[0]
	}
	return ""
}

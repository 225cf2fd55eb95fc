package main

import (
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"rolefit/privileges"
	"rolefit/privileges/catalog/internal/sortedlines"
)

// statedRule is one part of a note: a verb of the table and the rights it needs on the parent.
var statedRule = regexp.MustCompile(`^(?:[^:]*: )?(create|read|update|delete) ([A-Za-z+]+)$`)

var verbRights = map[string]privileges.Right{
	"create": privileges.Create, "read": privileges.Read, "update": privileges.Write, "delete": privileges.Delete,
}

// buildChildTables makes child-tables.lines: table, parent, basis, the rules that a message page states, the note.
// A rule is "<right>=<rights of the parent, separated by commas>"; rules are separated by spaces.
func buildChildTables(from fs.FS) (map[string][]sortedlines.Record, error) {
	rows, err := readTable(from, "child_tables.csv", "table", "parent", "basis", "note")
	if err != nil {
		return nil, err
	}
	var records []sortedlines.Record
	for _, r := range rows {
		rules := ""
		if r["basis"] == "documented" {
			if rules, err = statedRules(r["note"]); err != nil {
				return nil, fmt.Errorf("reading child_tables.csv: table %s: %w", r["table"], err)
			}
		}
		records = append(records, sortedlines.Record{r["table"], r["parent"], r["basis"], rules, r["note"]})
	}
	return map[string][]sortedlines.Record{"child-tables.lines": records}, nil
}

// statedRules reads a note such as "read R; create Create+AppendTo". R and W stand for Read and Write.
func statedRules(note string) (string, error) {
	var rules []string
	for part := range strings.SplitSeq(note, "; ") {
		m := statedRule.FindStringSubmatch(part)
		if m == nil {
			return "", fmt.Errorf("the note %q states no rule", part)
		}
		var needed []string
		for name := range strings.SplitSeq(m[2], "+") {
			switch name {
			case "R":
				name = "Read"
			case "W":
				name = "Write"
			}
			right, ok := privileges.ParseRight(name)
			if !ok {
				return "", fmt.Errorf("the note %q names no right in %q", part, name)
			}
			needed = append(needed, right.String())
		}
		rules = append(rules, verbRights[m[1]].String()+"="+strings.Join(needed, ","))
	}
	return strings.Join(rules, " "), nil
}

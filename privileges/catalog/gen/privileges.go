package main

import (
	"cmp"
	"io/fs"
	"slices"
	"strings"

	"rolefit/privileges"
	"rolefit/privileges/catalog/internal/sortedlines"
)

// buildPrivileges makes privileges.lines.
func buildPrivileges(from fs.FS) (map[string][]sortedlines.Record, error) {
	rows, err := readTable(from, "privileges.csv", "name", "kind", "verb", "tables", "can_basic", "can_local", "can_deep",
		"can_global", "id", "source", "levels_source", "label")
	if err != nil {
		return nil, err
	}
	var records []sortedlines.Record
	for _, r := range rows {
		levels := r["can_basic"] + r["can_local"] + r["can_deep"] + r["can_global"]
		records = append(records, sortedlines.Record{
			r["name"], r["verb"], miscMark(r["kind"]), levels, r["tables"], r["id"],
			r["source"], r["levels_source"], r["label"],
		})
	}
	return map[string][]sortedlines.Record{"privileges.lines": records}, nil
}

// buildTablePrivileges makes table-privileges.lines: table, basis, the base name that most of its privileges share, one
// sign for each right ("+" prv<Right><base>, "-" no such privilege, "!" another name) and those other names in order.
func buildTablePrivileges(from fs.FS) (map[string][]sortedlines.Record, error) {
	rows, err := readTable(from, "table_privileges.csv", "table", "basis", "create", "read", "write", "delete", "append",
		"appendto", "assign", "share")
	if err != nil {
		return nil, err
	}
	var records []sortedlines.Record
	for _, r := range rows {
		names := make([]string, 0, 8)
		for _, right := range privileges.Rights() {
			names = append(names, r[strings.ToLower(right.String())])
		}
		base := sharedBase(names)
		var signs strings.Builder
		var others []string
		for i, right := range privileges.Rights() {
			switch names[i] {
			case "":
				signs.WriteByte('-')
			case "prv" + right.String() + base:
				signs.WriteByte('+')
			default:
				signs.WriteByte('!')
				others = append(others, names[i])
			}
		}
		records = append(records, sortedlines.Record{r["table"], r["basis"], base, signs.String(), strings.Join(others, " ")})
	}
	return map[string][]sortedlines.Record{"table-privileges.lines": records}, nil
}

// sharedBase returns the part after prv<Right> that most of the names have, the first of them on a tie.
func sharedBase(names []string) string {
	type tally struct {
		base  string
		count int
	}
	var tallies []tally
	for i, right := range privileges.Rights() {
		base, ok := strings.CutPrefix(names[i], "prv"+right.String())
		if !ok {
			continue
		}
		at := slices.IndexFunc(tallies, func(t tally) bool { return t.base == base })
		if at < 0 {
			tallies = append(tallies, tally{base: base})
			at = len(tallies) - 1
		}
		tallies[at].count++
	}
	if len(tallies) == 0 {
		return ""
	}
	return slices.MaxFunc(tallies, func(a, b tally) int { return cmp.Compare(a.count, b.count) }).base
}

func miscMark(kind string) string {
	if kind == "misc" {
		return "m"
	}
	return ""
}

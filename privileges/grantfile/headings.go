package grantfile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"rolefit/flowparse/source"
)

// depthMask is the heading under which numbers are masks: the name of the Web API's own column.
const depthMask = "privilegedepthmask"

// privilegeHeadings and levelHeadings are what columns are called in files that people and tools write, in lower case without
// spaces and signs. The first of two lists goes before the second: "Permission" is a level beside "Privilege Name" and a
// privilege beside "Level".
func privilegeHeadings() [][]string {
	return [][]string{{"privilege", "privilegename", "privilegeid"}, {"permission", "permissionname"}}
}

func levelHeadings() [][]string {
	return [][]string{
		{"accesslevel", "depth", "privilegedepth", "privilegelevel", "permissionlevel", "accessdepth", "leveldepth", depthMask},
		{"permission", "access"},
	}
}

// likely returns the columns of a header, but for those taken already, that the first list with any in it calls by name.
func likely(header []string, lists [][]string, taken ...int) []int {
	for _, names := range lists {
		var found []int
		for i, heading := range header {
			if !slices.Contains(taken, i) && slices.Contains(names, bare(heading)) {
				found = append(found, i)
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

// bare is a heading without spaces and signs, so that "Access Level", "access_level" and "AccessLevel" are one.
func bare(heading string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, heading)
}

// guess fills in the columns that neither the mapping nor their own word found, where one heading says what is under it.
// It fails when several could hold the same.
func (x *indexes) guess(c Columns, header []string) error {
	var failed error
	if x.level < 0 && c.Level == "" {
		found := likely(header, levelHeadings(), x.privilege, x.role, x.table, x.right)
		switch {
		case len(found) > 1:
			failed = fmt.Errorf("more than one column could hold the level: %s", namesOf(header, found))
		case len(found) == 1:
			x.level = found[0]
			if bare(header[x.level]) == depthMask {
				x.numbers = NumbersAreMasks
			}
		}
	}
	if x.privilege < 0 && c.Privilege == "" && !x.ofTable() {
		found := likely(header, privilegeHeadings(), x.level, x.role, x.table, x.right)
		switch {
		case len(found) > 1:
			failed = cmp.Or(failed, fmt.Errorf("more than one column could hold the privilege: %s", namesOf(header, found)))
		case len(found) == 1:
			x.privilege = found[0]
		}
	}
	return failed
}

func (x *indexes) ofTable() bool { return x.table >= 0 && x.right >= 0 }

func namesOf(header []string, columns []int) string {
	var names []string
	for _, i := range columns {
		names = append(names, `"`+source.OneLine(strings.TrimSpace(header[i]), 40)+`"`)
	}
	return strings.Join(names, " and ")
}

// mapping is the --csv-map for a header as far as the header shows it; dots stand for columns that it does not show.
func (c Columns) mapping(header []string) string {
	asked := Columns{Numbers: c.Numbers} // what the mapping names and the header has
	at := func(name string) string {
		if slices.ContainsFunc(header, func(h string) bool { return folded(h) == folded(name) }) {
			return name
		}
		return ""
	}
	asked.Privilege, asked.Level, asked.Role, asked.Table, asked.Right = at(c.Privilege), at(c.Level), at(c.Role), at(c.Table), at(c.Right)
	x, _ := asked.in(header)
	pair := func(word string, i int) string {
		if i < 0 || strings.ContainsAny(header[i], ",\"\r\n") {
			return word + "=…"
		}
		return word + "=" + source.OneLine(strings.TrimSpace(header[i]), 40)
	}
	pairs := []string{pair("privilege", x.privilege)}
	if x.privilege < 0 && max(x.table, x.right) >= 0 {
		pairs = []string{pair("table", x.table), pair("right", x.right)}
	}
	level := "level"
	switch x.numbers {
	case NumbersAreMasks:
		level = "level:mask"
	case NumbersAreDepths:
		level = "level:depth"
	}
	pairs = append(pairs, pair(level, x.level))
	if asked.Role != "" {
		pairs = append(pairs, pair("role", x.role))
	}
	return strings.Join(pairs, ",")
}

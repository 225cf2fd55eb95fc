package grantfile

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"

	"rolefit/flowparse/source"
	"rolefit/privileges"
)

// table is CSV that is being read.
type table struct {
	*part
	in     *csv.Reader
	start  int // bytes before what in reads
	at     indexes
	byRole map[string]int // index of the list of a role
	vague  int            // rows whose number could be a mask or a depth
	first  source.Place   // of the first of them
}

// csv reads a header and a row for each privilege of each role. Commas, semicolons and tabs divide; which of them is seen
// by the header.
func (p *part) csv() {
	start, comma := p.dialect()
	t := &table{part: p, in: newCSV(p.text.Bytes[start:], comma), start: start, byRole: map[string]int{}}
	header, err := t.in.Read()
	if err != nil {
		t.add(source.Error, "role-csv", t.text.Place(source.Span{}, "", ""), "no header with names of columns stands in the file", "")
		return
	}
	if t.at, err = p.opts.Columns.in(header); err != nil {
		t.add(source.Error, "role-csv", t.text.Place(source.Span{Start: start, End: start}, "", ""), err.Error(),
			`name the columns: --csv-map "`+p.opts.Columns.mapping(header)+`"; the header has `+quoted(header))
		return
	}
	t.rows()
	if t.vague > 0 {
		t.add(source.Error, "role-privilege-level", t.first, "the level is a number that could be a mask or a depth; "+rowsFromHere(t.vague)+" not counted as held",
			"say which with level:mask= (1 Basic, 2 Local, 4 Deep, 8 Global) or level:depth= (0 Basic, 1 Local, 2 Deep, 3 Global)")
	}
	if len(p.All) == 0 && !slices.ContainsFunc(p.lists, func(l list) bool { return len(l.entries) > 0 }) {
		t.add(source.Warning, "role-empty", t.text.Place(source.Span{}, "", ""), "the file grants no privilege", "")
	}
}

func rowsFromHere(n int) string {
	if n == 1 {
		return "the row is"
	}
	return "this row and others like it are"
}

// dialect finds the divider: what a first line "sep=;" says, else the one with which the header has the columns, else the one
// that divides the header most.
func (p *part) dialect() (start int, comma rune) {
	line, _, _ := bytes.Cut(p.text.Bytes, []byte("\n"))
	if rest, ok := strings.CutPrefix(strings.TrimRight(string(line[:min(len(line), 8)]), "\r"), "sep="); ok && len(rest) == 1 && strings.ContainsAny(rest, ",;\t") {
		return min(len(line)+1, len(p.text.Bytes)), rune(rest[0])
	}
	comma, most := ',', 0
	for _, c := range []rune{',', ';', '\t'} {
		header, err := newCSV(p.text.Bytes, c).Read()
		if err != nil {
			continue
		}
		if _, err := p.opts.Columns.in(header); err == nil {
			return 0, c
		}
		if len(header) > most {
			comma, most = c, len(header)
		}
	}
	return 0, comma
}

func newCSV(text []byte, comma rune) *csv.Reader {
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.ReuseRecord = comma, -1, true
	return r
}

func (t *table) rows() {
	for {
		begin := t.start + int(t.in.InputOffset())
		row, err := t.in.Read()
		end := t.start + int(t.in.InputOffset())
		if errors.Is(err, io.EOF) {
			return
		}
		for begin < end && strings.IndexByte("\r\n", t.text.Bytes[begin]) >= 0 { // empty lines before the row
			begin++
		}
		place := func() source.Place { return t.text.Place(source.Span{Start: begin, End: end}, "", "") }
		if err != nil {
			t.add(source.Error, "role-csv", place(), "the row is not readable as CSV and is not counted as held", "a quote stands where none may, or is not closed")
			continue
		}
		if !t.room(place) {
			return
		}
		t.row(row, place)
	}
}

func (t *table) row(row []string, place func() source.Place) {
	cell := func(i int) string {
		if i < 0 || i >= len(row) {
			return ""
		}
		return strings.TrimSpace(row[i])
	}
	if strings.TrimSpace(strings.Join(row, "")) == "" {
		return
	}
	e, ok := t.privilege(cell(t.at.privilege), cell(t.at.table), cell(t.at.right), place)
	if !ok {
		return
	}
	held, wrong := levelOf(cell(t.at.level), t.at.numbers)
	switch {
	case wrong == ambiguous:
		if t.vague++; t.vague == 1 {
			t.first = place()
		}
		return
	case wrong == unknown:
		t.add(source.Error, "role-privilege-level", place(), "the row has no access level that is known and is not counted as held",
			"levels are None, User, Business Unit, Parent: Child Business Units and Organization, or None, Basic, Local, Deep and Global")
		return
	}
	name := cell(t.at.role)
	if t.at.role >= 0 && name == "" {
		t.add(source.Error, "role-name", place(), "the row names no role and is not counted as held", "")
		return
	}
	l := t.list(name, place)
	if l == nil || held == (reach{}) {
		return
	}
	if len(l.entries) == maxGrants {
		t.add(source.Error, "role-too-large", place(), "the role holds more privileges than can be read", "")
		return
	}
	e.reach, e.at = held, place()
	l.entries = append(l.entries, e)
}

// list returns the list of a role, which the file's name stands for when no column does.
func (t *table) list(role string, place func() source.Place) *list {
	i, ok := t.byRole[folded(role)]
	if !ok {
		if len(t.lists) == maxRoles {
			t.add(source.Error, "role-too-many", place(), "more roles than can be read stand in one file", "")
			return nil
		}
		i = len(t.lists)
		t.byRole[folded(role)] = i
		l := list{name: strings.Clone(role), path: t.path, at: place()}
		if l.name == "" {
			l.name = stem(t.path)
		}
		t.lists = append(t.lists, l)
	}
	return &t.lists[i]
}

// privilege reads a privilege by name or id, else by table and right.
func (t *table) privilege(name, logical, right string, place func() source.Place) (entry, bool) {
	if name != "" {
		if privileges.IsName(name) {
			return entry{name: strings.Clone(name)}, true
		}
		if id, ok := privileges.ID(name); ok {
			return entry{id: id}, true
		}
		t.add(source.Error, "role-privilege-name", place(), "the row has neither the name nor the id of a privilege and is not counted as held",
			`names have the form prvReadAccount; where the file has tables and rights instead, map them: --csv-map "table=…,right=…"`)
		return entry{}, false
	}
	r, ok := rightOf(right)
	if logical == "" || !ok {
		t.add(source.Error, "role-privilege-name", place(), "the row names no privilege, and no table with a right, and is not counted as held",
			"rights are Create, Read, Write, Delete, Append, Append To, Assign and Share")
		return entry{}, false
	}
	if guard, ok := t.guard(logical, r); ok {
		return entry{name: guard}, true
	}
	t.add(source.Error, "role-privilege-name", place(), "the privilege that guards the right on the table is not known; the row is not counted as held",
		"tables have their logical names; name the privilege itself where no metadata knows the table")
	return entry{}, false
}

func (t *table) guard(logical string, right privileges.Right) (string, bool) {
	if t.opts.PrivilegeOn == nil {
		return "", false
	}
	return t.opts.PrivilegeOn(logical, right)
}

// quoted lists the first names of a header.
func quoted(header []string) string {
	var names []string
	for i, name := range header {
		if i == 12 {
			names = append(names, "more")
			break
		}
		names = append(names, source.OneLine(strings.TrimSpace(name), 40))
	}
	return strings.Join(names, ", ")
}

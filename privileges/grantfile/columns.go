package grantfile

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"strings"

	"rolefit/flowparse/source"
)

// Numbers says what a number stands for where a level is expected. The same number means different levels in the two
// enumerations of the platform: 4 is Deep as a mask and a record filter as a depth.
type Numbers uint8

// The meanings of numbers. The zero value refuses them, for nothing in a file tells one from the other.
const (
	NumbersRefused   Numbers = iota
	NumbersAreMasks          // privilegedepthmask: 1 Basic, 2 Local, 4 Deep, 8 Global, 16 record filter
	NumbersAreDepths         // PrivilegeDepth: 0 Basic, 1 Local, 2 Deep, 3 Global, 4 record filter
)

// Columns names the columns of CSV, compared without regard to case. An empty field stands for a column that is named like
// it, "privilege" and so on, if there is one; privilege and level are found too under what such columns are often called,
// such as "Privilege Name" and "Access Level". A level is needed, and a privilege or a table with a right.
type Columns struct {
	Privilege string // name or id of the privilege
	Level     string // access level
	Numbers   Numbers
	Role      string // name of the role; without such a column all rows are one role
	Table     string // logical name
	Right     string // "Read", "Append To"
}

// ErrColumns is wrapped by every error about a column mapping.
var ErrColumns = errors.New("not a mapping of columns")

// ParseColumns reads a mapping such as "privilege=Privilege Name,level:mask=Depth,role=Role": words, each with the name of
// its column. The words are privilege, level, role, table and right; level:mask and level:depth also say what numbers are.
// A pair that holds a comma stands in double quotes. The empty text gives the zero value. Errors wrap ErrColumns.
func ParseColumns(text string) (Columns, error) {
	var c Columns
	if strings.TrimSpace(text) == "" {
		return c, nil
	}
	r := csv.NewReader(strings.NewReader(text))
	r.TrimLeadingSpace = true
	pairs, err := r.Read()
	if err != nil || strings.ContainsAny(strings.TrimSpace(text), "\r\n") {
		return c, fmt.Errorf("%w: write pairs such as privilege=Name with commas between them, and a pair that holds a comma in double quotes", ErrColumns)
	}
	for _, pair := range pairs {
		word, column, ok := strings.Cut(pair, "=")
		word, column = strings.ToLower(strings.TrimSpace(word)), strings.TrimSpace(column)
		if !ok || column == "" {
			return c, fmt.Errorf("%w: %q does not name a column; write %s=COLUMN", ErrColumns, pair, cmp.Or(word, "privilege"))
		}
		field, numbers := c.field(word)
		if field == nil {
			return c, fmt.Errorf("%w: there is no %q; the words are privilege, level, level:mask, level:depth, role, table and right", ErrColumns, word)
		}
		if *field != "" {
			return c, fmt.Errorf("%w: %s stands twice", ErrColumns, word)
		}
		*field = column
		if numbers != NumbersRefused {
			c.Numbers = numbers
		}
	}
	return c, nil
}

// field returns the field of a word, and nil for a word that is none.
func (c *Columns) field(word string) (*string, Numbers) {
	switch word {
	case "privilege":
		return &c.Privilege, NumbersRefused
	case "level":
		return &c.Level, NumbersRefused
	case "level:mask":
		return &c.Level, NumbersAreMasks
	case "level:depth":
		return &c.Level, NumbersAreDepths
	case "role":
		return &c.Role, NumbersRefused
	case "table":
		return &c.Table, NumbersRefused
	case "right":
		return &c.Right, NumbersRefused
	}
	return nil, NumbersRefused
}

// indexes are the positions of the columns in a header; -1: there is none.
type indexes struct {
	privilege, level, role, table, right int
	numbers                              Numbers
}

// in finds the columns in a header. It fails with what is missing or stands twice, in words for people.
func (c Columns) in(header []string) (indexes, error) {
	at := map[string]int{}
	twice := map[string]bool{}
	for i, name := range header {
		key := folded(name)
		if _, again := at[key]; again {
			twice[key] = true
			continue
		}
		at[key] = i
	}
	var missing []string
	var failed error
	find := func(word, name string) int {
		key := folded(cmp.Or(name, word))
		i, ok := at[key]
		switch {
		case ok && twice[key]:
			failed = cmp.Or(failed, fmt.Errorf("the column %q stands twice in the header", source.OneLine(cmp.Or(name, word), 40)))
		case !ok && name != "":
			missing = append(missing, name)
		}
		if !ok {
			return -1
		}
		return i
	}
	found := indexes{
		privilege: find("privilege", c.Privilege), level: find("level", c.Level), role: find("role", c.Role),
		table: find("table", c.Table), right: find("right", c.Right), numbers: c.Numbers,
	}
	if c.Level == "" {
		mask, depth := find("level:mask", ""), find("level:depth", "")
		switch {
		case mask >= 0 && depth >= 0, found.level >= 0 && max(mask, depth) >= 0:
			failed = cmp.Or(failed, errors.New("more than one column holds the level"))
		case mask >= 0:
			found.level, found.numbers = mask, NumbersAreMasks
		case depth >= 0:
			found.level, found.numbers = depth, NumbersAreDepths
		}
	}
	if failed == nil {
		failed = found.guess(c, header)
	}
	switch {
	case failed != nil:
		return found, failed
	case len(missing) > 0:
		return found, fmt.Errorf("the header has no column %q", source.OneLine(missing[0], 40))
	case found.level < 0:
		return found, errors.New("no column holds the level")
	case found.privilege < 0 && (found.table < 0 || found.right < 0):
		return found, errors.New("no column holds the privilege, and no two columns hold table and right")
	}
	return found, nil
}

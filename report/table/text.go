package table

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/olekukonko/tablewriter/pkg/twwidth"

	"rolefit/report"
)

const (
	maxText  = 1200 // columns of one name or sentence
	maxPath  = 240  // columns of one file path
	maxMarks = 4    // combining marks and joiners after one character; more of them only serve to overwrite the lines above
)

// clean makes a text from the input safe to print on one line: line breaks and tabs become spaces; control characters,
// characters that turn or hide text, and bytes that are not UTF-8 become U+FFFD; very long text loses its middle.
func clean(s string) string {
	if isPlainASCII(s) {
		return truncate(s, maxText)
	}
	marks := 0
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.M, r) || r == 0x200C || r == 0x200D { // joiners are part of words in several scripts
			if marks++; marks > maxMarks {
				return -1
			}
			return r
		}
		marks = 0
		switch {
		case r == '\n', r == '\r', r == '\t', unicode.Is(unicode.Zs, r):
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Noncharacter_Code_Point):
			return unicode.ReplacementChar
		}
		return r
	}, s)
	return truncate(s, maxText)
}

func isPlainASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// width returns how many columns a text takes on a terminal. Colours take none.
func width(s string) int {
	if isPlainASCII(s) {
		return len(s)
	}
	return twwidth.WidthWithOptions(s, twwidth.Options{})
}

// truncate cuts the middle out of a text that is wider than most columns, at least 3: both ends of a name tell most.
func truncate(s string, most int) string {
	if len(s) <= most || width(s) <= most {
		return s
	}
	runes := []rune(s)
	fits := func(keep int) string {
		return string(runes[:keep-keep/2]) + "…" + string(runes[len(runes)-keep/2:])
	}
	keep := min(most-1, len(runes)-1)
	for keep > 0 && width(fits(keep)) > most {
		keep--
	}
	return fits(keep)
}

// wrap breaks a text into lines of at most most columns, at spaces where it can.
func wrap(s string, most int) []string {
	var lines []string
	line, used := "", 0
	flush := func() {
		if line != "" {
			lines = append(lines, line)
		}
		line, used = "", 0
	}
	for word := range strings.FieldsSeq(s) {
		w := width(word)
		if line != "" && used+1+w > most {
			flush()
		}
		if line != "" {
			line, used = line+" "+word, used+1+w
			continue
		}
		for w > most {
			head, rest := splitAt(word, most)
			lines = append(lines, head)
			word, w = rest, width(rest)
		}
		line, used = word, w
	}
	flush()
	return lines
}

// splitAt cuts a word after at most most columns, and after at least one character.
func splitAt(word string, most int) (head, rest string) {
	used := 0
	for i, r := range word {
		used += max(width(string(r)), 0)
		if i > 0 && used > most {
			return word[:i], word[i:]
		}
	}
	return word, ""
}

// count returns a number with its noun in the right form, the number grouped by thousands.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return grouped(n) + " " + many
}

// grouped returns a number with commas between the thousands.
func grouped(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", grouped(n/1000), n%1000)
}

// position returns "file:line" as far as known.
func position(place report.Place) string {
	if place.File != "" && place.Line > 0 {
		return fmt.Sprintf("%s:%d", place.File, place.Line)
	}
	return place.File
}

// names joins at most most names and says how many there are beyond them.
func names(all []string, most int) string {
	if len(all) <= most {
		return strings.Join(all, ", ")
	}
	return fmt.Sprintf("%s and %s more", strings.Join(all[:most], ", "), grouped(len(all)-most))
}

package source

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// OneLine makes a text from outside fit to stand in a sentence: white space becomes a space; what would steer a terminal or
// hide text (control and format characters, line separators, bytes that are not UTF-8) becomes U+FFFD; a text of more than
// most characters ends with "…" there. A most of 0 is no limit.
func OneLine(s string, most int) string {
	clean := strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\r', r == '\t', unicode.Is(unicode.Zs, r):
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Noncharacter_Code_Point):
			return unicode.ReplacementChar
		}
		return r // bytes that are not UTF-8 come as U+FFFD
	}, s)
	if most <= 0 || utf8.RuneCountInString(clean) <= most {
		return clean
	}
	return string([]rune(clean)[:most]) + "…"
}

// MaxQuoted is the length in characters up to which [Quoted] repeats a word.
const MaxQuoted = 64

// Quoted writes a word from outside for a message: in quotes, or only measured when it is long, for it may be anything then.
func Quoted(s string) string {
	if n := utf8.RuneCountInString(s); n > MaxQuoted {
		return fmt.Sprintf("(a text of %d characters)", n)
	}
	return strconv.Quote(s)
}

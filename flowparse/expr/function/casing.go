package function

import (
	"strings"
	"unicode"
)

// certainCase reports whether every version of .NET maps the case of a character as Go does, in every culture but the
// Turkic ones and the invariant mode, which cannot be: the platform formats dates by locale. That holds for letters
// without case and for the plain letters of European scripts.
func certainCase(r rune) bool {
	if r <= unicode.MaxASCII {
		return true
	}
	if plainLetter(r) {
		return true
	}
	// Letters without case, figures, marks of punctuation and symbols. Georgian and Cherokee gained case in late
	// versions of Unicode, and modifier letters may yet.
	if unicode.Is(unicode.Georgian, r) || unicode.Is(unicode.Cherokee, r) {
		return false
	}
	cased := unicode.ToLower(r) != r || unicode.ToUpper(r) != r || unicode.SimpleFold(r) != r
	return !cased && unicode.In(r, unicode.Lo, unicode.N, unicode.P, unicode.S, unicode.Z)
}

// oddLetters are letters of the ranges of plainLetter that have no partner of their own, or that some comparisons take
// for two letters or for another letter.
const oddLetters = "ßÆæÞþÐðµªºĲĳĿŀŉŒœſİıĸŊŋ×÷"

// plainLetter reports whether a character is a letter of Latin-1, Latin Extended-A or basic Cyrillic with exactly one
// partner of the other case. Comparisons of every culture tell such letters apart and never skip them.
func plainLetter(r rune) bool {
	switch {
	case r >= 0xC0 && r <= 0x17F, r >= 0x410 && r <= 0x44F, r == 'Ё', r == 'ё':
		return !strings.ContainsRune(oddLetters, r)
	}
	return false
}

// plainText reports whether a comparison by culture and one by code finds the same matches in a text: it has only
// visible ASCII, plain letters and, when spaces is set, tabs and ends of lines. Cultures skip control characters and
// accents of their own, and .NET treats "\r\n" as one.
// Source: https://learn.microsoft.com/dotnet/standard/base-types/string-comparison-net-5-plus (2026-11-25)
func plainText(s string, spaces bool) bool {
	for _, r := range s {
		switch {
		case r >= ' ' && r <= '~', plainLetter(r):
		case spaces && (r == '\t' || r == '\n' || r == '\r'):
		default:
			return false
		}
	}
	return true
}

// foldKey maps texts that may be equal but for case to one key. It joins too much rather than too little.
func foldKey(s string) string { return strings.ToLower(strings.ToUpper(s)) }

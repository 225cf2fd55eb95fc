package config

import (
	"strings"
	"unicode/utf8"

	"rolefit/flowparse/source"
)

// didYouMean suggests the candidate nearest to a word; empty when none is near.
func didYouMean(word string, candidates []string) string {
	if n := Nearest(word, candidates); n != "" {
		return "did you mean " + n + "?"
	}
	return ""
}

// Nearest returns the candidate that a word is most probably a misspelling of: the one with the fewest edits, and of
// several the first. Short words allow one edit, longer ones a third of their length. Empty: none is near enough.
func Nearest(word string, candidates []string) string {
	if utf8.RuneCountInString(word) > source.MaxQuoted {
		return ""
	}
	word = strings.NewReplacer("_", "-", " ", "-").Replace(strings.ToLower(word))
	best, bestDistance := "", -1
	for _, c := range candidates {
		most := max(1, utf8.RuneCountInString(c)/3)
		if d := distance([]rune(word), []rune(strings.ToLower(c)), most); d <= most && (bestDistance < 0 || d < bestDistance) {
			best, bestDistance = c, d
		}
	}
	return best
}

// distance counts the insertions, deletions, replacements and swaps of neighbours that turn a into b.
// Beyond most it returns some number greater than most.
func distance(a, b []rune, most int) int {
	if d := len(a) - len(b); d > most || -d > most {
		return most + 1
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i, x := range a {
		row[0] = i + 1
		for j, y := range b {
			cost := 1
			if x == y {
				cost = 0
			}
			row[j+1] = min(last[j]+cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && x == b[j-1] && a[i-1] == y {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

package function

import (
	"strings"
	"unicode"
)

// The page says that indexOf, lastIndexOf, startsWith and endsWith do not regard case; published trials of startsWith
// and endsWith found that they do, and for nthIndexOf nothing is said. So a search is answered only when both ways
// agree, and only in texts that a comparison by culture reads as one by code does.
// Source: https://learn.microsoft.com/azure/logic-apps/expression-functions-reference (2026-11-25)
// Source: https://manueltgomes.com/microsoft/powerautomate/are-conditions-case-sensitive (2026-11-25)

// search is a text and what to find in it, as written and with case folded away.
type search struct {
	text, find             string
	foldedText, foldedFind string
}

func searchArgs(args []Value) (search, error) {
	text, find, err := twoTexts(args)
	if err != nil {
		return search{}, err
	}
	return newSearch(text, find)
}

func newSearch(text, find string) (search, error) {
	if find == "" {
		return search{}, refuse("searching for the empty text is not documented")
	}
	if !plainText(text, true) || !plainText(find, false) {
		return search{}, refuse("the comparison of these characters depends on the culture")
	}
	// Plain letters fold one to one, so both texts keep their number of characters.
	fold := func(s string) string { return strings.Map(unicode.ToLower, s) }
	return search{text, find, fold(text), fold(find)}, nil
}

func errCase() error { return refuse("whether case is regarded is not certain") }

func startsWith(args []Value) (Value, error) { return affix(args, strings.HasPrefix) }

func endsWith(args []Value) (Value, error) { return affix(args, strings.HasSuffix) }

func affix(args []Value, has func(text, find string) bool) (Value, error) {
	s, err := searchArgs(args)
	if err != nil {
		return nil, err
	}
	found := has(s.text, s.find)
	if found != has(s.foldedText, s.foldedFind) {
		return nil, errCase()
	}
	return found, nil
}

func indexOf(args []Value) (Value, error) {
	s, err := searchArgs(args)
	if err != nil {
		return nil, err
	}
	return s.at(strings.Index)
}

// lastIndexOf has documented answers for the empty text to find: the last position, or 0 when both are empty.
func lastIndexOf(args []Value) (Value, error) {
	text, find, err := twoTexts(args)
	if err != nil {
		return nil, err
	}
	if find == "" {
		return numberOf(int64(max(unitCount(text)-1, 0))), nil
	}
	s, err := newSearch(text, find)
	if err != nil {
		return nil, err
	}
	return s.at(strings.LastIndex)
}

func (s search) at(index func(text, find string) int) (Value, error) {
	at := unitIndex(s.text, index(s.text, s.find))
	if at != unitIndex(s.foldedText, index(s.foldedText, s.foldedFind)) {
		return nil, errCase()
	}
	return numberOf(int64(at)), nil
}

// unitIndex turns an index of bytes into one of UTF-16 code units.
func unitIndex(text string, at int) int {
	if at < 0 {
		return -1
	}
	return unitCount(text[:at])
}

// nthIndexOf counts from the end when the number is negative. Occurrences that overlap are refused: which of them
// count is not documented.
func nthIndexOf(args []Value) (Value, error) {
	s, err := searchArgs(args)
	if err != nil {
		return nil, err
	}
	n, err := integerArg(args[2])
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, refuse("occurrence 0 is not documented")
	}
	found, err := occurrences(s.text, s.find)
	if err != nil {
		return nil, err
	}
	folded, err := occurrences(s.foldedText, s.foldedFind)
	if err != nil {
		return nil, err
	}
	if len(found) != len(folded) {
		return nil, errCase()
	}
	i := n - 1
	if n < 0 {
		i = int64(len(found)) + n
	}
	if i < 0 || i >= int64(len(found)) {
		return Number("-1"), nil
	}
	return numberOf(int64(unitIndex(s.text, found[i]))), nil
}

func occurrences(text, find string) ([]int, error) {
	var found []int
	for from := 0; ; {
		at := strings.Index(text[from:], find)
		if at < 0 {
			return found, nil
		}
		at += from
		if len(found) > 0 && at < found[len(found)-1]+len(find) {
			return nil, refuse("occurrences overlap")
		}
		found = append(found, at)
		from = at + 1
	}
}

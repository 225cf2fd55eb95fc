package odata

import "strings"

// Hides reports whether a $filter, $orderby or $apply holds Unknown where it may be more than a value: where a clause or a
// property stands. What is unknown there may follow navigation properties that nobody sees. After an operator, in quotes
// and in what a function compares a property with it is a value.
//
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/filter-rows (2026-11-25)
func Hides(query string) bool {
	if !strings.ContainsRune(query, Unknown) {
		return false
	}
	text := withoutCalls(query)
	previous, list := "", 0 // list: how deep in brackets that hold values
	property := false       // at the property that a function is about
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c == '(':
			if list > 0 || takesValues(previous) {
				list++
				property = list == 1 && previous != "in"
			}
			previous = "("
			i++
		case c == ')':
			list = max(0, list-1)
			previous = ")"
			i++
		case strings.IndexByte(" \t\r\n,[]:", c) >= 0:
			if c == ',' && list == 0 {
				previous = ""
			}
			property = property && c != ','
			i++
		default:
			end := i + strings.IndexAny(text[i:]+" ", " \t\r\n,[]():")
			word := text[i:end]
			unknown := strings.ContainsRune(word, Unknown)
			if unknown && (property || list == 0 && !isValueAfter(previous)) || list == 0 && endsValue(word) {
				return true
			}
			previous = strings.ToLower(word)
			i = end
		}
	}
	return false
}

// takesValues reports whether the brackets after a word hold the arguments of a function or the values of "in".
func takesValues(word string) bool {
	switch word {
	case "contains", "startswith", "endswith", "in":
		return true
	}
	return false
}

// isValueAfter reports whether what follows a word is a value: an operator that compares or computes, a column that is
// ordered by, or a value that goes on.
func isValueAfter(word string) bool {
	switch word {
	case "eq", "ne", "gt", "ge", "lt", "le", "has", "add", "sub", "mul", "div", "mod":
		return true
	case "", "(", ")", "and", "or", "not", "true", "false", "null", "asc", "desc":
		return false
	}
	return namePattern.MatchString(word)
}

// endsValue reports whether Unknown comes right after a value that is whole without it, as in "0<unknown>".
func endsValue(word string) bool {
	before, _, found := strings.Cut(word, string(Unknown))
	switch strings.ToLower(before) {
	case "''", "true", "false", "null", "asc", "desc":
		return found
	case "":
		return false
	}
	return found && strings.Trim(before, "0123456789") == ""
}

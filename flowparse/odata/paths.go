package odata

import (
	"slices"
	"strings"
)

// Paths returns the navigation paths that a $filter, $orderby or $apply follows, each as the navigation properties from
// the queried table outward, without the column at its end. Lambda variables are resolved to the collection they range
// over. Text in quotes names nothing.
func Paths(query string) [][]string {
	var paths [][]string
	ranges := map[string][]string{} // lambda variable -> path
	words := wordsOf(withoutCalls(query))
	for i, w := range words {
		segments := segmentsOf(w.text)
		if len(segments) == 0 {
			continue
		}
		if prefix, ok := ranges[segments[0]]; ok && len(segments) > 1 {
			segments = append(slices.Clone(prefix), segments[1:]...)
		}
		if len(segments) < 2 {
			continue
		}
		last := strings.ToLower(segments[len(segments)-1])
		path := segments[:len(segments)-1]
		if (last == "any" || last == "all") && w.next == '(' && i+1 < len(words) && words[i+1].next == ':' {
			ranges[words[i+1].text] = slices.Clone(path)
		}
		if !slices.ContainsFunc(paths, func(p []string) bool { return slices.Equal(p, path) }) {
			paths = append(paths, slices.Clone(path))
		}
	}
	return paths
}

type word struct {
	text string
	next byte // the byte that ends it
}

// wordsOf cuts a query into names and paths, leaving out quoted text.
func wordsOf(query string) []word {
	var words []word
	start := -1
	flush := func(end int, next byte) {
		if start >= 0 {
			words = append(words, word{query[start:end], next})
			start = -1
		}
	}
	for i := 0; i < len(query); i++ {
		c := query[i]
		switch {
		case c == '\'':
			flush(i, c)
			end := strings.IndexByte(query[i+1:], '\'')
			if end < 0 {
				return words
			}
			i += end + 1
		case c == '/' || c == '_' || c == '.' || c == '$' || c == '@' || c == '-' || c >= 0x80,
			c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
			if start < 0 {
				start = i
			}
		default:
			flush(i, c)
		}
	}
	flush(len(query), 0)
	return words
}

// segmentsOf splits a path, leaving out type casts. A path with unknown text in it names nothing that could be looked up.
func segmentsOf(path string) []string {
	path = strings.Trim(path, "/")
	if path == "" || strings.ContainsRune(path, Unknown) || path[0] >= '0' && path[0] <= '9' {
		return nil
	}
	var segments []string
	for _, s := range strings.Split(path, "/") {
		if s != "" && !strings.Contains(s, ".") {
			segments = append(segments, s)
		}
	}
	return segments
}

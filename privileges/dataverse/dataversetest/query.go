package dataversetest

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// refusal is an answer that refuses.
type refusal struct {
	status        int
	code, message string
}

func (r *refusal) Error() string { return r.code + ": " + r.message }

func badQuery(format string, args ...any) *refusal {
	return &refusal{http.StatusBadRequest, "0x80060888", fmt.Sprintf(format, args...)}
}

func noSegment(name string) *refusal {
	return &refusal{http.StatusNotFound, "0x8006088a", "Resource not found for the segment '" + name + "'."}
}

// query is the options of a request.
type query struct {
	selected []string // nil: all
	filter   string
	order    string
	top      int // 0: not limited
	count    bool
	expand   []expansion
	after    string // key of the row that the page before ended with
	page     int    // number of the page, from 1
	kept     string // the options without $skiptoken, as they came
	aliases  map[string]string
}

// expansion is one navigation property of $expand with its own options.
type expansion struct {
	property string
	query    query
}

// parseQuery reads the options of an address. A "+" is a plus sign and no space, as in the rest of an address.
func parseQuery(raw string) (query, error) {
	q := query{page: 1, aliases: map[string]string{}}
	seen := map[string]bool{}
	var kept []string
	for part := range strings.SplitSeq(raw, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		name, errName := url.PathUnescape(name)
		value, errValue := url.PathUnescape(value)
		if errName != nil || errValue != nil {
			return q, badQuery("The query string has an invalid escape sequence.")
		}
		if seen[name] {
			return q, badQuery("Query option '%s' was specified more than once, but it must be specified at most once.", name)
		}
		seen[name] = true
		switch {
		case strings.HasPrefix(name, "@"):
			q.aliases[name] = value
			kept = append(kept, part)
		case name == "$skiptoken":
			if err := q.skip(value); err != nil {
				return q, err
			}
		default:
			if err := q.option(name, value); err != nil {
				return q, err
			}
			kept = append(kept, part)
		}
	}
	q.kept = strings.Join(kept, "&")
	return q, nil
}

// option reads one option, of an address or in the parentheses of an expansion.
func (q *query) option(name, value string) error {
	var err error
	switch name {
	case "$select":
		for column := range strings.SplitSeq(value, ",") {
			q.selected = append(q.selected, strings.TrimSpace(column))
		}
	case "$filter":
		q.filter = value
	case "$orderby":
		q.order = value
	case "$top":
		if q.top, err = strconv.Atoi(value); err != nil || q.top <= 0 {
			return badQuery("Invalid value '%s' for $top query option found. The $top query option requires a non-negative integer value.", value)
		}
	case "$count":
		if q.count, err = strconv.ParseBool(value); err != nil {
			return badQuery("Invalid value '%s' for $count query option found. Valid values are true or false.", value)
		}
	case "$expand":
		q.expand, err = parseExpand(value)
	case "$skip":
		return &refusal{http.StatusBadRequest, "0x80060888", "Skip Clause is not supported in CRM"}
	default:
		return badQuery("The query parameter '%s' is not supported.", name)
	}
	return err
}

// cookie is the text of a $skiptoken: which page comes, after which row.
func cookie(page int, after string) string {
	inner := url.PathEscape(url.PathEscape(fmt.Sprintf(`<cookie page="%d"><key last="{%s}" /></cookie>`, page-1, after)))
	return url.PathEscape(fmt.Sprintf(`<cookie pagenumber="%d" pagingcookie="%s" istracking="False" />`, page, inner))
}

// skip reads a $skiptoken, which only what cookie wrote can be.
func (q *query) skip(value string) error {
	refused := &refusal{http.StatusBadRequest, "0x80040203", "The paging cookie in $skiptoken is malformed."}
	var inner string
	if n, err := fmt.Sscanf(value, `<cookie pagenumber=%q pagingcookie=%q`, new(string), &inner); n != 2 || err != nil {
		return refused
	}
	_, number, _ := strings.Cut(value, `pagenumber="`)
	number, _, _ = strings.Cut(number, `"`)
	page, err := strconv.Atoi(number)
	if err != nil || page < 2 {
		return refused
	}
	for range 2 {
		if inner, err = url.PathUnescape(inner); err != nil {
			return refused
		}
	}
	_, last, ok := strings.Cut(inner, `last="{`)
	last, _, end := strings.Cut(last, `}"`)
	if !ok || !end {
		return refused
	}
	q.page, q.after = page, last
	return nil
}

// parseExpand reads property, property($select=…;$filter=…), …
func parseExpand(text string) ([]expansion, error) {
	var all []expansion
	for _, part := range splitOutside(text, ',') {
		part = strings.TrimSpace(part)
		name, rest, nested := strings.Cut(part, "(")
		e := expansion{property: name, query: query{page: 1}}
		if nested {
			options, ok := strings.CutSuffix(rest, ")")
			if !ok {
				return nil, badQuery("Syntax error: $expand '%s' has an unbalanced parenthesis.", part)
			}
			var kept []string
			for _, option := range splitOutside(options, ';') {
				key, value, _ := strings.Cut(strings.TrimSpace(option), "=")
				if err := e.query.option(key, value); err != nil {
					return nil, err
				}
				kept = append(kept, key+"="+url.PathEscape(value))
			}
			e.query.kept = strings.Join(kept, "&")
		}
		all = append(all, e)
	}
	return all, nil
}

// splitOutside splits at a separator that is not in parentheses or quotes.
func splitOutside(text string, separator byte) []string {
	var parts []string
	depth, quoted, start := 0, false, 0
	for i := range len(text) {
		switch c := text[i]; {
		case c == '\'':
			quoted = !quoted
		case quoted:
		case c == '(' || c == '[':
			depth++
		case c == ')' || c == ']':
			depth--
		case c == separator && depth == 0:
			parts = append(parts, text[start:i])
			start = i + 1
		}
	}
	return append(parts, text[start:])
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

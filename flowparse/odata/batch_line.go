package odata

import (
	"regexp"
	"strings"
	"unicode"
)

const unknownText = string(Unknown)

var (
	requestPattern = regexp.MustCompile(`^(?i:(GET|POST|PATCH|PUT|DELETE)|` + unknownText + `+)[ \t]+(\S.*?)[ \t]+(?i:HTTP)/\d(?:\.\d)?$`)

	// A request line whose end is missing, or hidden in what follows its address.
	openPattern = regexp.MustCompile(`^(GET|POST|PATCH|PUT|DELETE)[ \t]+(\S.*)$`)

	// The version of the protocol and what may follow it.
	protocolPattern = regexp.MustCompile(`^\d(?:\.\d)?(?:$|[ \t\r]|` + unknownText + `)`)

	headerPattern    = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9-]*)[ \t]*:[ \t]*(.*)$`)
	parameterPattern = regexp.MustCompile(`(?i)\bboundary[ \t]*=[ \t]*(?:"([^"]+)"|([^\s";,]+))`)
)

// lineOf finds the end of the line that begins at a place, and the beginning of the next.
func lineOf(text string, at int) (end, next int) {
	if i := strings.IndexByte(text[at:], '\n'); i >= 0 {
		return at + i, at + i + 1
	}
	return len(text), len(text)
}

// unglued is the length of the part of a line that is a line by itself. Unknown before a boundary or request line, and
// after a request line, is one: the end of the line is in the unknown text.
func unglued(line string) int {
	if !strings.ContainsRune(line, Unknown) {
		return len(line)
	}
	rest := strings.TrimLeft(line, " \t"+unknownText)
	before := len(line) - len(rest)
	end := requestEnd(rest)
	switch {
	case !strings.ContainsRune(line[:before], Unknown):
		if end > 0 && strings.HasPrefix(rest[end:], unknownText) {
			return before + end
		}
	case end > 0, isBoundary(rest):
		return before
	}
	return len(line)
}

// requestEnd finds the end of the request line that s begins with, or 0. It looks no further than that, since many of
// them may be in one line.
func requestEnd(s string) int {
	method, _, found := strings.Cut(s[:min(len(s), len("DELETE "))], " ")
	if !found || !isMethod(method) {
		return 0
	}
	for i := len(method); ; {
		slash := strings.IndexByte(s[i:], '/')
		if slash < 0 {
			return 0
		}
		i += slash + 1
		if m := protocolPattern.FindString(s[i:min(len(s), i+len("1.1 ")+len(unknownText))]); m != "" && i > len(" HTTP/") && strings.EqualFold(s[i-len(" HTTP/"):i], " HTTP/") {
			return i + len(strings.TrimRight(m, " \t\r"+unknownText))
		}
	}
}

func isMethod(s string) bool {
	switch strings.ToUpper(s) {
	case "GET", "POST", "PATCH", "PUT", "DELETE":
		return true
	}
	return false
}

// requestLine reads the first line of a request. Where one is expected, the protocol at its end may be missing.
func requestLine(line string, expected bool) (method, address string, ok bool) {
	m := requestPattern.FindStringSubmatch(line)
	if m == nil && expected {
		m = openPattern.FindStringSubmatch(line)
	}
	if m == nil {
		return "", "", false
	}
	if m[1] == "" {
		return unknownText, m[2], true
	}
	return strings.ToUpper(m[1]), m[2], true
}

// headerLine reads a header.
func headerLine(line string) (Header, bool) {
	m := headerPattern.FindStringSubmatch(line)
	if m == nil {
		return Header{}, false
	}
	return Header{Name: m[1], Value: strings.TrimSpace(m[2])}, true
}

// isPartHeader tells a header that stands at the head of a part, never in a request.
func isPartHeader(line string) bool {
	h, ok := headerLine(line)
	value := strings.ToLower(h.Value)
	switch {
	case !ok:
		return false
	case strings.EqualFold(h.Name, "Content-Transfer-Encoding"), strings.EqualFold(h.Name, "Content-ID"):
		return true
	}
	return strings.EqualFold(h.Name, "Content-Type") &&
		(strings.HasPrefix(value, "application/http") || strings.HasPrefix(value, "multipart/mixed"))
}

// boundaryParameter is the boundary that a header, or the second line of a folded one, names.
func boundaryParameter(line string) string {
	m := parameterPattern.FindStringSubmatch(line)
	if m == nil {
		return ""
	}
	return m[1] + m[2]
}

// isBoundary tells a line that separates parts. Lines of dashes only, and the end of a comment, do not.
func isBoundary(line string) bool {
	name, found := strings.CutPrefix(strings.TrimSpace(line), "--")
	return found && !strings.ContainsAny(name, " \t\"'<>") && strings.ContainsFunc(name, func(r rune) bool {
		return r == Unknown || unicode.IsLetter(r) || unicode.IsDigit(r)
	})
}

// namesChangeset tells the boundary of a changeset by the name that Microsoft's documentation gives it.
func namesChangeset(boundary string) bool {
	return strings.HasPrefix(strings.ToLower(boundary), "changeset")
}

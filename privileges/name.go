package privileges

import (
	"regexp"
	"strings"
)

var namePattern = regexp.MustCompile(`^prv[A-Za-z0-9_]{1,200}$`)

// IsName reports whether a text has the form of a privilege name, such as "prvReadAccount". Whether there is such a privilege
// is for the catalogue and the metadata to say.
func IsName(s string) bool { return namePattern.MatchString(s) }

// NameForPeople returns a privilege name for a message, or "a privilege" for a text that is none: text of the input that is
// not a name is never repeated.
func NameForPeople(s string) string {
	if IsName(s) {
		return s
	}
	return "a privilege"
}

var idPattern = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

// ID reads a GUID with or without braces and returns it in the form that all ids of this program have: lower case, without
// braces. It reports false for any other text.
func ID(s string) (id string, ok bool) {
	id = strings.ToLower(strings.TrimSpace(s))
	if inner, braced := strings.CutPrefix(id, "{"); braced {
		id, braced = strings.CutSuffix(inner, "}")
		if !braced {
			return "", false
		}
	}
	if !idPattern.MatchString(id) {
		return "", false
	}
	return id, true
}

// IsID reports whether a text is an id in the form that ID returns.
func IsID(s string) bool { return idPattern.MatchString(s) }

package privileges

import "regexp"

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

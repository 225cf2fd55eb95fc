package odata

import (
	"slices"
	"strings"
)

// namespace is before the names of Dataverse's own operations, types and query functions.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/web-api-service-documents#service-namespace (2026-11-25)
const namespace = "Microsoft.Dynamics.CRM."

// withoutCalls writes a query so that its words can be told by what follows them: quoted texts are empty, no blank
// stands before a bracket or colon, and a query function such as
// Microsoft.Dynamics.CRM.Between(PropertyName='createdon',PropertyValues=["1","2"]) is the column it looks at.
func withoutCalls(query string) string {
	b := make([]byte, 0, len(query))
	for i := 0; i < len(query); i++ {
		switch c := query[i]; {
		case c == '\'' || c == '"':
			end := strings.IndexByte(query[i+1:], c)
			if end < 0 {
				return string(b)
			}
			b = append(b, "''"...)
			i += 1 + end
		case c == '(' || c == ':':
			b = append(trimBlanks(b), c)
		case strings.HasPrefix(query[i:], "\u00a0"): // comes with text copied from a web page
			b = append(b, ' ')
			i++
		case strings.HasPrefix(query[i:], namespace) && beginsWord(b):
			column, length := queryFunction(query[i:])
			b = append(b, column...)
			i += length - 1
		default:
			b = append(b, c)
		}
	}
	return string(b)
}

func trimBlanks(b []byte) []byte {
	for len(b) > 0 && (b[len(b)-1] == ' ' || b[len(b)-1] == '\t' || b[len(b)-1] == '\r' || b[len(b)-1] == '\n') {
		b = b[:len(b)-1]
	}
	return b
}

// beginsWord tells whether a name can begin after what was written. A query function on the rows of a collection has
// the lambda variable and a slash before it.
func beginsWord(b []byte) bool {
	if len(b) == 0 {
		return true
	}
	c := b[len(b)-1]
	return c < 0x80 && !isName(string(c))
}

// queryFunction reads the call of a query function at the beginning of s. It returns the column that stands for it,
// Unknown when it names none, and the length of the call. A type name without brackets stands for itself.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/filter-rows#dataverse-query-functions (2026-11-25)
func queryFunction(s string) (column string, length int) {
	rest := strings.TrimLeft(s[len(namespace):], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
	name := s[:len(s)-len(rest)]
	rest = strings.TrimLeft(rest, " \t\r\n")
	if !strings.HasPrefix(rest, "(") {
		return name, len(name)
	}
	end := closing(rest)
	if end < 0 {
		return unknownText, len(s)
	}
	return propertyName(rest[1:end]), len(s) - len(rest) + end + 1
}

// propertyName is the column among the parameters of a query function.
func propertyName(parameters string) string {
	arguments, _, err := argumentsOf(parameters)
	if err != nil {
		return unknownText
	}
	for _, a := range arguments {
		name := strings.Trim(a.Value, "'")
		if strings.EqualFold(a.Name, "PropertyName") && !slices.ContainsFunc(strings.Split(name, "/"), func(s string) bool { return !namePattern.MatchString(s) }) {
			return name
		}
	}
	return unknownText
}

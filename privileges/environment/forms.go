package environment

import (
	"encoding/base64"
	"regexp"
	"strings"
	"unicode"
)

// form is a way to write a secret into a text, behind something that shows it to be one.
type form struct {
	all  *regexp.Regexp // what stands before, and the secret as group "value"
	end  *regexp.Regexp // the same at the end of a text, where the secret has not begun or goes on; nil: never goes on
	sign string         // characters of which every text of the form has one; empty: not known
	stop string         // the characters that end the secret
	name func(string) bool
	is   func(string) bool // whether a value is a secret at all; nil: every one is
}

// The parts of patterns that are values: a text in quotes of JSON, and any text up to a character that ends it.
const quotedValue = `(?:[^"\\]|\\.)`

// newForm makes a form of characters without any of which no text has it, of what stands before a secret, and of the characters
// that end it. A group "name" of what stands before is the name that has to be one of a secret.
func (s *secrets) newForm(sign, before, stop string) form {
	value := "[^" + regexp.QuoteMeta(stop) + "]"
	if stop == `"` {
		value = quotedValue
	}
	f := form{
		all:  regexp.MustCompile(`(?i)` + before + `(?P<value>` + value + `+)`),
		end:  regexp.MustCompile(`(?i)` + before + `(?P<value>` + value + `*)$`),
		sign: sign,
		stop: stop,
	}
	if strings.Contains(before, "(?P<name>") {
		f.name = s.secret
	}
	return f
}

const xmlName = `(?P<name>[\pL\pN_.-]+)`

// newAttribute makes the form of an attribute of XML in some quotes. The cookie of a page of FetchXML is one and no secret.
func (s *secrets) newAttribute(quote string) form {
	f := s.newForm("=", `\s(?:[\w.-]+:)?`+xmlName+`\s*=\s*`+quote, quote)
	f.name = func(name string) bool { return s.secret(name) && !strings.EqualFold(name, "paging-cookie") }
	return f
}

// newForms makes the forms of which the names are those of secrets.txt. The order matters: of several forms that a text may
// end in, the first says where the secret ends.
func (s *secrets) newForms(oneOf func(kinds ...string) string) []form {
	const spaces = "\t\n\r "
	const tag = `<(?:[\w.-]+:)?` + xmlName + `(?:\s(?:[^<>]*[^<>/])?)?>\s*`
	forms := []form{
		s.newForm(":", `(?:^|\n)[ \t]*`+oneOf("header")+`[ \t]*:[ \t]*`, "\r\n"),
		s.newForm(`"`, `"(?P<name>[^"\\]+)"\s*:\s*"`, `"`),
		s.newForm(`"`, `"(?:name|key)"\s*:\s*"(?P<name>[^"\\]+)"\s*,\s*"value"\s*:\s*"`, `"`),
		s.newForm("=%", `(?:[?&'"]|&amp;|%3f|%26|^|\n)`+oneOf("query", "field")+`(?:=|%3d)`, `&#"'<>;`+spaces),
		s.newForm("=", `(?:^|[;'"\s])`+oneOf("pair")+`\s*=\s*`, `;"'`+spaces),
		s.newForm(">", tag, "<"),
		s.newForm("[", tag+`<!\[CDATA\[`, "]"),
		s.newAttribute("'"),
		s.newAttribute(`"`),
		s.newForm("=", `\b(?:name|key)\s*=\s*["']`+xmlName+`["'][^<>]*?\bvalue\s*=\s*["']`, `"'<>`),
		s.newForm("/", oneOf("hook"), `"'<>?#&`+spaces),
	}
	// Source: https://www.rfc-editor.org/rfc/rfc6750#section-2.1 (2026-11-26)
	bearer := s.newForm("\t %+", `\bbearer(?:[ \t]|%20|\+)+`, `"',;<>()`+spaces)
	bearer.all, bearer.is = regexp.MustCompile(`(?i)\bbearer(?:[ \t]|%20|\+)+(?P<value>[a-z0-9._~+/-]+=*)`), isToken
	// Source: https://www.rfc-editor.org/rfc/rfc7617#section-2 (2026-11-26)
	basic := s.newForm("\t %+", `\bbasic(?:[ \t]|%20|\+)+`, `"',;<>()`+spaces)
	basic.all, basic.is = regexp.MustCompile(`(?i)\bbasic(?:[ \t]|%20|\+)+(?P<value>[a-z0-9+/_-]+=*)`), isCredentials
	return append(forms, bearer, basic,
		// The value may stand before the name.
		form{all: regexp.MustCompile(`(?i)\bvalue\s*=\s*["'](?P<value>[^"'<>]+)["'][^<>]*?\s(?:name|key)\s*=\s*["']` + xmlName + `["']`), name: s.secret},
		form{all: regexp.MustCompile(`(?i)"value"\s*:\s*"(?P<value>` + quotedValue + `+)"\s*,\s*"(?:name|key)"\s*:\s*"(?P<name>[^"\\]+)"`), name: s.secret},
		// Source: https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1 (2026-11-26)
		form{all: regexp.MustCompile(`(?i)\b[a-z][a-z0-9+.-]*://[^/?#\s"'<>@:]*:(?P<value>[^/?#\s"'<>@]+)@`)},
		// A token that is signed shows by its first letters, which are those of {" in base64, and by its points; so does one
		// that is encrypted.
		// Source: https://www.rfc-editor.org/rfc/rfc7515#section-7.1 (2026-11-26)
		// Source: https://www.rfc-editor.org/rfc/rfc7516#section-7.1 (2026-11-26)
		form{all: regexp.MustCompile(`(?P<value>\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_.-]*)`)},
		// The labels of keys end so, whatever the kind of key before it; that of PKCS #8 has none.
		// Source: https://www.rfc-editor.org/rfc/rfc7468#section-10 (2026-11-26)
		form{
			all:  regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY-----\s*(?P<value>[A-Za-z0-9+/=:,\\\s-]*?)(?:\s*-----END|$)`),
			end:  regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY-----(?P<value>[^-]*)$`),
			sign: "-",
			stop: "-",
		},
	)
}

// loginEnd is an address that ends behind a user, so that a password follows if an @ follows that.
var loginEnd = regexp.MustCompile(`(?i)\b[a-z][a-z0-9+.-]*://[^/?#\s"'<>@:]*:[^/?#\s"'<>@]*$`)

const loginStop = "/?#\"'<>@ \t\r\n"

// within replaces the secrets of this form in a text.
func (f form) within(text string, hide func(string) string) string {
	if f.sign != "" && !strings.ContainsAny(text, f.sign) {
		return text
	}
	value, name := f.all.SubexpIndex("value"), f.all.SubexpIndex("name")
	var out strings.Builder
	done := 0
	for _, m := range f.all.FindAllStringSubmatchIndex(text, -1) {
		found := text[m[2*value]:m[2*value+1]]
		if f.name != nil && !f.name(text[m[2*name]:m[2*name+1]]) || f.is != nil && !f.is(found) {
			continue
		}
		out.WriteString(text[done:m[2*value]])
		out.WriteString(hide(found))
		done = m[2*value+1]
	}
	out.WriteString(text[done:])
	return out.String()
}

// maxMark is how many bytes at the end of a text are looked at for what stands before a secret.
const maxMark = 256

// lastOf returns the end of a text, which is no start of a line where something is cut off before it.
func lastOf(text string) string {
	if len(text) <= maxMark {
		return text
	}
	return "\x00" + text[len(text)-maxMark:]
}

// endsIn returns the form of which a text holds all that stands before a secret, and how much of the secret.
func (s *secrets) endsIn(text string) (found *form, begun string) {
	text = lastOf(text)
	for i := range s.forms {
		f := &s.forms[i]
		if f.end == nil || !strings.ContainsAny(text, f.sign) {
			continue
		}
		m := f.end.FindStringSubmatch(text)
		if m == nil || f.name != nil && !f.name(m[f.end.SubexpIndex("name")]) {
			continue
		}
		return f, m[f.end.SubexpIndex("value")]
	}
	return nil, ""
}

// isToken reports whether what follows the word Bearer is a token. A word of small letters is prose: "the bearer token expires".
func isToken(text string) bool {
	return strings.Trim(text, "abcdefghijklmnopqrstuvwxyz.") != ""
}

// isCredentials reports whether what follows the word Basic is a user and a password in base64: it decodes to a text with a
// colon, or is too long and too mixed for a word.
func isCredentials(text string) bool {
	plain := strings.TrimRight(text, "=")
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		if raw, err := encoding.DecodeString(plain); err == nil && strings.Contains(string(raw), ":") && isText(string(raw)) {
			return true
		}
	}
	mixed := strings.ContainsFunc(plain, unicode.IsDigit) && strings.ContainsFunc(plain, unicode.IsLetter)
	return plain != text && len(plain) > 4 || mixed && len(plain) >= 12
}

func isText(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r == unicode.ReplacementChar || unicode.IsControl(r) })
}

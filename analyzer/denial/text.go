package denial

import (
	"html"
	"regexp"
	"strings"
)

// escapes are the ways in which JSON, Markdown and JSON inside JSON write characters that sentences hold.
var escapes = strings.NewReplacer(
	`\\`, `\`, `\"`, `"`, `\/`, `/`, `\r`, " ", `\n`, " ", `\t`, " ",
	`\u0027`, "'", `\u0022`, `"`, `\u003c`, "<", `\u003C`, "<", `\u003e`, ">", `\u003E`, ">", `\u0026`, "&", `\u00a0`, " ", `\u00A0`, " ",
	`\<`, "<", `\>`, ">", `\_`, "_", `\*`, "*",
)

// maxEscapes is how many layers of escaping are taken off: flows put JSON into strings of JSON.
const maxEscapes = 6

// The tags of HTML that format text, some of which break it. Other angle brackets stay: they hold names of placeholders, such
// as "<GUID>", and elements of XML, which are no format.
// Source: https://html.spec.whatwg.org/multipage/indices.html#elements-3 (2026-11-26)
var (
	blockTag  = tag("br|div|h[1-6]|hr|li|ol|p|pre|table|tbody|td|th|thead|tr|ul")
	inlineTag = tag("a|abbr|b|big|cite|code|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|tt|u|var|wbr")
)

func tag(names string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)</?(?:` + names + `)(?:\s+[\w:-]{1,60}\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s<>"']+))*\s*/?>`)
}

// plain takes the escaping and the format off a text and writes all white space as single blanks.
func plain(text string) string {
	for range maxEscapes {
		before := text
		if strings.Contains(text, `\`) {
			text = escapes.Replace(text)
		}
		if strings.Contains(text, "&") {
			text = html.UnescapeString(text)
		}
		if text == before {
			break
		}
	}
	if strings.Contains(text, "<") {
		text = inlineTag.ReplaceAllString(blockTag.ReplaceAllString(text, " "), "")
	}
	return strings.Join(strings.Fields(text), " ")
}

// lower writes ASCII letters in lower case and leaves everything else as it is, so that offsets stay.
func lower(text string) string {
	b := []byte(text)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

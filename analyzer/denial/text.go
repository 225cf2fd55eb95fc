package denial

import (
	"html"
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

// plain takes the escaping off a text and writes all white space as single blanks.
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

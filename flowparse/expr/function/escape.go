package function

import (
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxEscaped bounds what escapeText takes. Older versions of .NET fail on more than 32,766 characters.
// Source: https://learn.microsoft.com/dotnet/api/system.uri.escapedatastring (2026-11-25)
const maxEscaped = 32_000

// escapeText is uriComponent: all but the unreserved characters of RFC 3986 become %XX of their UTF-8.
// The characters !'()* are refused: .NET left them alone before version 4.5 and escapes them since.
func escapeText(args []Value) (Value, error) {
	text, err := textArg(args[0])
	if err != nil {
		return nil, err
	}
	if len(text) > maxEscaped {
		return nil, refuse("the text is longer than every version of .NET escapes")
	}
	if strings.ContainsAny(text, "!'()*") {
		return nil, refuse("versions of .NET escape a character of the text differently")
	}
	var b strings.Builder
	for i := range len(text) {
		if c := text[i]; unreserved(c) {
			b.WriteByte(c)
		} else {
			b.WriteByte('%')
			b.WriteString(strings.ToUpper(hex.EncodeToString([]byte{c})))
		}
	}
	return b.String(), nil
}

func unreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-_.~", c) >= 0
}

// unescapeText is uriComponentToString. A plus sign is refused: whether it stands for a space is not documented. So
// are broken escapes, and escapes of characters that some versions of .NET leave escaped.
func unescapeText(args []Value) (Value, error) {
	text, err := textArg(args[0])
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '+':
			return nil, refuse("whether a plus sign stands for a space is not documented")
		case '%':
			if i+2 >= len(text) {
				return nil, errEscape()
			}
			decoded, err := hex.DecodeString(text[i+1 : i+3])
			if err != nil {
				return nil, errEscape()
			}
			b.Write(decoded)
			i += 2
		default:
			b.WriteByte(c)
		}
	}
	decoded := b.String()
	if !utf8.ValidString(decoded) {
		return nil, errEscape()
	}
	for _, r := range decoded {
		if !certainEscape(r) {
			return nil, refuse("versions of .NET treat an escaped character differently")
		}
	}
	return decoded, nil
}

func errEscape() error { return refuse("an escape is broken") }

func certainEscape(r rune) bool {
	return r >= ' ' && r <= '~' || r == '\t' || r == '\n' || r == '\r' || r > unicode.MaxASCII && unicode.IsLetter(r)
}

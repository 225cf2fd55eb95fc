package solution

import (
	"bytes"
	"strconv"
	"strings"
)

func attributes(inside []byte) []attr {
	var out []attr
	for {
		inside = bytes.TrimLeft(inside, " \t\r\n")
		eq := bytes.IndexByte(inside, '=')
		if eq < 0 {
			return out
		}
		name := localName(bytes.TrimSpace(inside[:eq]))
		inside = bytes.TrimLeft(inside[eq+1:], " \t\r\n")
		if len(inside) == 0 || inside[0] != '"' && inside[0] != '\'' {
			return out
		}
		end := bytes.IndexByte(inside[1:], inside[0])
		if end < 0 {
			return out
		}
		out = append(out, attr{name, unescape(inside[1 : end+1])})
		inside = inside[end+2:]
	}
}

// unescape replaces the predefined and numeric entities; others stay as they are, since none can be defined.
func unescape(b []byte) string {
	if bytes.IndexByte(b, '&') < 0 {
		return string(b)
	}
	var out strings.Builder
	for i := 0; i < len(b); i++ {
		end := -1
		if b[i] == '&' {
			end = bytes.IndexByte(b[i:min(len(b), i+12)], ';')
		}
		if end < 0 {
			out.WriteByte(b[i])
			continue
		}
		r, ok := entity(string(b[i+1 : i+end]))
		if !ok {
			out.WriteByte(b[i])
			continue
		}
		out.WriteRune(r)
		i += end
	}
	return out.String()
}

func entity(name string) (rune, bool) {
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if number, ok := strings.CutPrefix(name, "#"); ok {
		base := 10
		if hex, ok := strings.CutPrefix(strings.ToLower(number), "x"); ok {
			number, base = hex, 16
		}
		n, err := strconv.ParseUint(number, base, 32)
		if err == nil && n > 0 && n <= 0x10FFFF {
			return rune(n), true
		}
	}
	return 0, false
}

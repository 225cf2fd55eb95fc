package odata

import (
	"errors"
	"strings"
)

// What can be wrong with brackets and quotes.
var (
	errBracket = errors.New("a bracket does not close or was not opened")
	errQuote   = errors.New("a quote does not close")
)

// outside calls visit for every byte that stands outside quotes, with the number of brackets around it, until visit
// returns false. It fails when a bracket or quote does not close. Two quotes inside a quoted text are one quote of the
// text, and need no care: the text seems to end and begins again. Inside [] and {} stands JSON, where double quotes
// are quotes too.
func outside(s string, visit func(i, depth int) bool) error {
	var open []byte // the ends that are awaited
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch c {
		case ')', ']', '}':
			if len(open) == 0 || open[len(open)-1] != c {
				return errBracket
			}
			open = open[:len(open)-1]
		}
		if !visit(i, len(open)) {
			return nil
		}
		switch c {
		case '(':
			open = append(open, ')')
		case '[':
			open = append(open, ']')
		case '{':
			open = append(open, '}')
		case '\'':
			end := strings.IndexByte(s[i+1:], c)
			if end < 0 {
				return errQuote
			}
			i += 1 + end
		case '"':
			if len(open) == 0 || open[len(open)-1] == ')' {
				continue
			}
			end := endOfJSON(s[i+1:])
			if end < 0 {
				return errQuote
			}
			i += 1 + end
		}
	}
	if len(open) > 0 {
		return errBracket
	}
	return nil
}

// endOfJSON finds the quote that ends a JSON string.
func endOfJSON(s string) int {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return -1
}

// cutOutside cuts a text at a separator that stands outside quotes and brackets.
func cutOutside(s string, separator byte) ([]string, error) {
	var pieces []string
	start := 0
	err := outside(s, func(i, depth int) bool {
		if depth == 0 && s[i] == separator {
			pieces = append(pieces, s[start:i])
			start = i + 1
		}
		return true
	})
	if err != nil {
		return nil, err
	}
	return append(pieces, s[start:]), nil
}

// closing finds the bracket that closes the one at the beginning of s. It is -1 when there is none.
func closing(s string) int {
	end := -1
	err := outside(s, func(i, depth int) bool {
		if i > 0 && depth == 0 {
			end = i
		}
		return end < 0
	})
	if err != nil {
		return -1
	}
	return end
}

// unescape decodes percent escapes. What is no escape stays, since a flow may put the two digits in at run time.
func unescape(s string) string {
	if strings.Contains(s, "%") {
		b := make([]byte, 0, len(s))
		for i := 0; i < len(s); i++ {
			if s[i] == '%' && i+2 < len(s) {
				high, low := hexDigit(s[i+1]), hexDigit(s[i+2])
				if high >= 0 && low >= 0 {
					b = append(b, byte(high<<4|low))
					i += 2
					continue
				}
			}
			b = append(b, s[i])
		}
		s = string(b)
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}

// hexDigit is the value of a hexadecimal digit, or -1.
func hexDigit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

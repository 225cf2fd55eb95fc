package source_test

import (
	"strings"
	"testing"

	"rolefit/flowparse/source"
)

func TestATextFromOutsideStaysOnItsLine(t *testing.T) {
	for name, c := range map[string]struct {
		in   string
		most int
		want string
	}{
		"plain":                            {"Get a row", 20, "Get a row"},
		"as long as the limit":             {"Größe", 5, "Größe"},
		"longer":                           {"Größen", 5, "Größe…"},
		"no limit":                         {strings.Repeat("x", 9_999), 0, strings.Repeat("x", 9_999)},
		"line breaks":                      {"a\r\nb\tc\u00a0d", 20, "a  b c d"},
		"an escape sequence":               {"a\x1b[31mb\x7f\u009b", 20, "a\uFFFD[31mb\uFFFD\uFFFD"},
		"text that turns what follows":     {"a\u202eb\u2066", 20, "a\uFFFDb\uFFFD"},
		"separators that editors break at": {"a\u2028b\u2029c", 20, "a\uFFFDb\uFFFDc"},
		"no UTF-8":                         {"a\xffb", 20, "a\uFFFDb"},
		"nothing":                          {"", 20, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := source.OneLine(c.in, c.most); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestAWordIsQuotedOrMeasured(t *testing.T) {
	for in, want := range map[string]string{
		"acount":                `"acount"`,
		"a\x1b\"":               `"a\x1b\""`,
		strings.Repeat("ß", 64): `"` + strings.Repeat("ß", 64) + `"`,
		strings.Repeat("ß", 65): "(a text of 65 characters)",
	} {
		if got := source.Quoted(in); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

package source

import (
	"errors"
	"testing"
	"unicode/utf16"
)

func utf16Bytes(s string, little bool) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(s)) {
		if little {
			out = append(out, byte(u), byte(u>>8))
		} else {
			out = append(out, byte(u>>8), byte(u))
		}
	}
	return out
}

func TestDecodeReadsEveryEncodingThatExportsUse(t *testing.T) {
	const text = `{"é":1}`
	for name, raw := range map[string][]byte{
		"UTF-8":                  []byte(text),
		"UTF-8 with mark":        append([]byte("\xef\xbb\xbf"), text...),
		"UTF-16LE with mark":     append([]byte("\xff\xfe"), utf16Bytes(text, true)...),
		"UTF-16BE with mark":     append([]byte("\xfe\xff"), utf16Bytes(text, false)...),
		"UTF-16LE without mark":  utf16Bytes(text, true),
		"UTF-16BE without marks": utf16Bytes(text, false),
	} {
		if name == "UTF-16LE without mark" || name == "UTF-16BE without marks" {
			raw = append(utf16Bytes("{ ", name == "UTF-16LE without mark"), raw...)
			decoded, err := Decode("f", raw)
			if err != nil || string(decoded.Bytes) != "{ "+text {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		decoded, err := Decode("f", raw)
		if err != nil || string(decoded.Bytes) != text {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Decode("f", []byte("\xc3\x28 abc")); !errors.Is(err, ErrEncoding) {
		t.Errorf("Latin-1 gives %v, want ErrEncoding", err)
	}
}

func TestPositionCountsLinesAndBytesFromOne(t *testing.T) {
	text := &Text{Bytes: []byte("ab\r\ncé\n")}
	for offset, want := range map[int][2]int{0: {1, 1}, 3: {1, 4}, 4: {2, 1}, 7: {2, 4}, 8: {3, 1}, 99: {3, 1}, -1: {1, 1}} {
		line, column := text.Position(offset)
		if line != want[0] || column != want[1] {
			t.Errorf("offset %d is %d:%d, want %d:%d", offset, line, column, want[0], want[1])
		}
	}
}

func TestDiagnosticsOrderIsTotal(t *testing.T) {
	a := Diagnostic{Place: Place{File: "a", Line: 2}, Code: "x"}
	b := Diagnostic{Place: Place{File: "a", Line: 2}, Code: "y"}
	if CompareDiagnostics(a, b) >= 0 || CompareDiagnostics(b, a) <= 0 || CompareDiagnostics(a, a) != 0 {
		t.Error("the order of diagnostics is not antisymmetric")
	}
}

package source

import (
	"bytes"
	"errors"
	"fmt"
	"sort"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
)

// Text is a decoded file: UTF-8 bytes without a byte order mark, and a line index built on first use.
// It is not safe for concurrent use.
type Text struct {
	Path  string // as in Place.File
	Bytes []byte // UTF-8, no byte order mark
	lines []int  // offset of the first byte of every line; nil until asked for
}

// ErrEncoding reports text that is neither UTF-8 nor UTF-16 with a byte order mark.
var ErrEncoding = errors.New("text is neither UTF-8 nor UTF-16 with a byte order mark")

// Decode turns a file's bytes into text: a UTF-8 byte order mark is dropped, UTF-16 of either byte order is
// decoded when it has a mark or when its first bytes are plainly UTF-16. Offsets in places count bytes of the decoded text.
// It fails with ErrEncoding.
func Decode(path string, raw []byte) (*Text, error) {
	decode := func(order unicode.Endianness, mark unicode.BOMPolicy) (err error) {
		if raw, err = unicode.UTF16(order, mark).NewDecoder().Bytes(raw); err != nil {
			return fmt.Errorf("decoding UTF-16: %w", err)
		}
		return nil
	}
	var err error
	switch {
	case bytes.HasPrefix(raw, []byte("\xef\xbb\xbf")):
		raw = raw[3:]
	case bytes.HasPrefix(raw, []byte("\xff\xfe")), bytes.HasPrefix(raw, []byte("\xfe\xff")):
		err = decode(unicode.LittleEndian, unicode.UseBOM)
	case len(raw) >= 4 && raw[1] == 0 && raw[3] == 0 && raw[0] != 0:
		err = decode(unicode.LittleEndian, unicode.IgnoreBOM)
	case len(raw) >= 4 && raw[0] == 0 && raw[2] == 0 && raw[1] != 0:
		err = decode(unicode.BigEndian, unicode.IgnoreBOM)
	}
	if err != nil {
		return nil, err
	}
	if !utf8.Valid(raw) {
		return nil, ErrEncoding
	}
	return &Text{Path: path, Bytes: raw}, nil
}

// Position returns line and column of a byte offset, both counted from 1, columns in bytes.
// An offset past the end counts as the end.
func (t *Text) Position(offset int) (line, column int) {
	if t.lines == nil {
		t.lines = []int{0}
		for i, b := range t.Bytes {
			if b == '\n' {
				t.lines = append(t.lines, i+1)
			}
		}
	}
	offset = max(0, min(offset, len(t.Bytes)))
	line = sort.SearchInts(t.lines, offset+1)
	return line, offset - t.lines[line-1] + 1
}

// Place returns the place of a span of this text.
func (t *Text) Place(span Span, route, pointer string) Place {
	line, column := t.Position(span.Start)
	return Place{File: t.Path, Span: span, Line: line, Column: column, Route: route, Pointer: pointer}
}

package sortedlines

import (
	"bytes"
	"cmp"
	"compress/flate"
	"fmt"
	"slices"
	"strings"
)

// targetRawBlock is the size in bytes of text at which a block is closed: small enough to decompress well within a
// millisecond, large enough to compress to nearly the size of the whole.
const targetRawBlock = 16 << 10

// Encode sorts the records and returns them as a file. Equal input in any order gives equal bytes with the same Go
// release; another release may compress to other bytes that hold the same records.
// It fails when a field holds a tab or a line break, when a record has no key, and when one key needs a block above 1 MiB.
func Encode(records []Record) ([]byte, error) {
	lines := make([]string, 0, len(records))
	for _, r := range records {
		if r.Field(0) == "" {
			return nil, fmt.Errorf("encoding record %q: no key", []string(r))
		}
		for len(r) > 1 && r[len(r)-1] == "" {
			r = r[:len(r)-1]
		}
		for _, field := range r {
			if strings.ContainsAny(field, "\t\n\r") {
				return nil, fmt.Errorf("encoding record %q: a field holds a tab or a line break", []string(r))
			}
		}
		lines = append(lines, strings.Join(r, "\t"))
	}
	slices.SortFunc(lines, func(a, b string) int { return cmp.Or(strings.Compare(keyOf(a), keyOf(b)), strings.Compare(a, b)) })

	var index, body bytes.Buffer
	blocks := split(lines)
	for _, block := range blocks {
		text := strings.Join(block, "\n") + "\n"
		if len(text) > maxRawBlock {
			return nil, fmt.Errorf("encoding the records of %q: %d bytes with one key", keyOf(block[0]), len(text))
		}
		before := body.Len()
		if err := deflate(&body, text); err != nil {
			return nil, fmt.Errorf("encoding the records of %q: %w", keyOf(block[0]), err)
		}
		fmt.Fprintf(&index, "%s\t%d\t%d\n", keyOf(block[0]), body.Len()-before, len(text))
	}
	return fmt.Appendf(nil, "%s%d\n%s\n%s", magic, len(blocks), index.Bytes(), body.Bytes()), nil
}

func deflate(to *bytes.Buffer, text string) error {
	w, err := flate.NewWriter(to, flate.BestCompression)
	if err != nil {
		return err
	}
	if _, err := w.Write([]byte(text)); err != nil {
		return err
	}
	return w.Close()
}

// split cuts sorted lines into blocks, never between two lines of one key.
func split(lines []string) [][]string {
	var blocks [][]string
	start, size := 0, 0
	for i, line := range lines {
		if size >= targetRawBlock && keyOf(line) != keyOf(lines[i-1]) {
			blocks = append(blocks, lines[start:i])
			start, size = i, 0
		}
		size += len(line) + 1
	}
	if start < len(lines) {
		blocks = append(blocks, lines[start:])
	}
	return blocks
}

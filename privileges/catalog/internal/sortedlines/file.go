// Package sortedlines reads and writes the catalogue's data files: records of tab-separated fields, sorted by their first
// field and cut into separately compressed blocks, so that one answer costs the decompression of one block and not of the
// whole file.
//
// A file is a line "sortedlines 1 <blocks>", one index line for each block (first key, compressed and raw length in bytes,
// separated by tabs), an empty line, and then the blocks, each a raw DEFLATE stream of lines. Records with equal keys
// always stand in one block. Keys compare without regard to ASCII case.
//
// Limitations: a block holds at most 1 MiB of text; fields hold neither tabs nor line breaks; whole files are held in memory.
package sortedlines

import (
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"slices"
	"strconv"
	"strings"
	"sync"
)

const (
	magic       = "sortedlines 1 "
	maxRawBlock = 1 << 20 // bytes of text in one block
)

// ErrDamaged is wrapped by every error about bytes that are not a file of this format.
var ErrDamaged = errors.New("damaged data file")

// Record is one line: its fields, the first of which is the key.
type Record []string

// Field returns the field at index i, counted from 0, and "" beyond the last: trailing empty fields are not stored.
func (r Record) Field(i int) string {
	if i < len(r) {
		return r[i]
	}
	return ""
}

// File is a data file in memory. Nothing is read before the first question. It is safe for concurrent use.
type File struct {
	name  string
	index func() ([]*block, error)
}

type block struct {
	firstKey string // in lower case
	lines    func() ([]string, error)
}

// Open returns the named file of a file system, which is read at the first question and only then.
func Open(fsys fs.FS, name string) *File {
	f := &File{name: name}
	f.index = sync.OnceValues(func() ([]*block, error) {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("opening a data file: %w", err)
		}
		return f.readIndex(data)
	})
	return f
}

// OpenBytes returns the file with the given content. The name is used in errors only.
func OpenBytes(name string, data []byte) *File {
	f := &File{name: name}
	f.index = sync.OnceValues(func() ([]*block, error) { return f.readIndex(data) })
	return f
}

// Find returns the records with the key, in file order; none is no error. It fails when the file cannot be
// read or is not in this format; the latter wraps ErrDamaged.
func (f *File) Find(key string) ([]Record, error) {
	blocks, err := f.index()
	if err != nil {
		return nil, err
	}
	key = strings.ToLower(key)
	i, exact := slices.BinarySearchFunc(blocks, key, func(b *block, k string) int { return strings.Compare(b.firstKey, k) })
	if !exact {
		i--
	}
	if i < 0 {
		return nil, nil
	}
	lines, err := blocks[i].lines()
	if err != nil {
		return nil, err
	}
	at, _ := slices.BinarySearchFunc(lines, key, func(line, k string) int { return strings.Compare(keyOf(line), k) })
	var found []Record
	for ; at < len(lines) && keyOf(lines[at]) == key; at++ {
		found = append(found, strings.Split(lines[at], "\t"))
	}
	return found, nil
}

// All yields every record in file order. It stops after the first error, see Find.
func (f *File) All() iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		blocks, err := f.index()
		if err != nil {
			yield(nil, err)
			return
		}
		for _, b := range blocks {
			lines, err := b.lines()
			if err != nil {
				yield(nil, err)
				return
			}
			for _, line := range lines {
				if !yield(strings.Split(line, "\t"), nil) {
					return
				}
			}
		}
	}
}

func keyOf(line string) string {
	key, _, _ := strings.Cut(line, "\t")
	return strings.ToLower(key)
}

func (f *File) damaged(format string, args ...any) error {
	return fmt.Errorf("reading %s: %s: %w", f.name, fmt.Sprintf(format, args...), ErrDamaged)
}

func (f *File) readIndex(data []byte) ([]*block, error) {
	head, rest, ok := bytes.Cut(data, []byte("\n"))
	number, isOurs := strings.CutPrefix(string(head), magic)
	count, err := strconv.Atoi(number)
	if !ok || !isOurs || err != nil || count < 0 || count > len(rest) {
		return nil, f.damaged("line 1 is not %q and a number of blocks", magic)
	}
	index, body, ok := bytes.Cut(rest, []byte("\n\n"))
	lines := strings.Split(string(index), "\n")
	if count == 0 {
		lines, ok = nil, string(rest) == "\n"
	}
	if !ok || len(lines) != count {
		return nil, f.damaged("the index does not hold %d lines", count)
	}
	blocks := make([]*block, 0, count)
	for i, line := range lines {
		fields := strings.Split(line, "\t")
		if len(fields) != 3 {
			return nil, f.damaged("line %d has %d fields instead of 3", i+2, len(fields))
		}
		packed, err1 := strconv.Atoi(fields[1])
		raw, err2 := strconv.Atoi(fields[2])
		if err1 != nil || err2 != nil || packed < 0 || packed > len(body) || raw < 0 || raw > maxRawBlock {
			return nil, f.damaged("line %d states impossible lengths", i+2)
		}
		blocks = append(blocks, f.newBlock(i, strings.ToLower(fields[0]), body[:packed], raw))
		body = body[packed:]
	}
	return blocks, nil
}

func (f *File) newBlock(number int, firstKey string, packed []byte, raw int) *block {
	return &block{firstKey: firstKey, lines: sync.OnceValues(func() ([]string, error) {
		text := make([]byte, raw)
		if _, err := io.ReadFull(flate.NewReader(bytes.NewReader(packed)), text); err != nil {
			return nil, f.damaged("block %d does not decompress to %d bytes", number, raw)
		}
		return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n"), nil
	})}
}

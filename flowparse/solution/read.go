package solution

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"rolefit/flowparse/source"
)

// Root is a file or folder to read.
type Root struct {
	Label string // how the root is named in places, such as "Kit.zip"; empty: places begin inside the folder
	FS    fs.FS
	Path  string // file or folder within FS; "." for all of it
}

// Options bound and watch the reading. The zero value takes the default limits.
type Options struct {
	Limits   Limits
	Progress func(name string) // called with each root and archive; may be nil
}

// ErrNoFS reports a root without a file system.
var ErrNoFS = errors.New("the root has no file system")

// Read finds everything in the roots. What cannot be read becomes a diagnostic and costs only itself. It fails only
// when the context ends, or with ErrNoFS. The input keeps some archives open until it is closed.
func Read(ctx context.Context, roots []Root, opts Options) (*Input, error) {
	r := &reader{ctx: ctx, limits: opts.Limits.withDefaults(), progress: opts.Progress, in: &Input{shelf: newShelf()}, tables: map[string]*Table{}, customized: map[string]bool{}, definitions: map[string]file{}, yamlNames: map[string]string{}}
	if r.progress == nil {
		r.progress = func(string) {}
	}
	sorted := slices.Clone(roots)
	slices.SortStableFunc(sorted, func(a, b Root) int {
		return cmp.Or(strings.Compare(a.Label, b.Label), strings.Compare(a.Path, b.Path))
	})
	for i, root := range sorted {
		if root.FS == nil {
			return nil, errors.Join(fmt.Errorf("reading %q: %w", root.Label, ErrNoFS), r.in.Close())
		}
		if root.Path == "" {
			root.Path = "."
		}
		r.progress(root.Label)
		before := r.recognised()
		r.layout(r.discover(root, strconv.Itoa(i)))
		r.holdsNothing(root, before)
		if err := ctx.Err(); err != nil {
			return nil, errors.Join(fmt.Errorf("reading the input: %w", err), r.in.Close())
		}
	}
	r.finish()
	return r.in, nil
}

// Close closes the archives that flows are read from. Flows can still be opened afterwards: their archive is opened
// again then, and stays open until the next Close.
func (in *Input) Close() error {
	if in == nil || in.shelf == nil {
		return nil
	}
	return in.shelf.close()
}

type reader struct {
	ctx      context.Context
	limits   Limits
	progress func(string)
	in       *Input
	count    int    // files seen
	total    int64  // bytes decoded
	spent    bool   // the limit of all bytes was reached and reported
	buffer   []byte // used again for every file; nothing that is kept points into it

	tables      map[string]*Table
	manifests   []located[Manifest]
	records     []located[record]
	flows       []candidate
	processes   []located[foundProcess]
	definitions map[string]file // XAML of processes, by definitionKey
	customized  map[string]bool // folders with a customizations.xml

	yamlHomes   []string            // folders of the source-control layout in this root, the innermost first
	yamlNames   map[string]string   // folder of a table in lower case -> its logical name
	yamlColumns []located[*element] // columns in files of their own, with the folder of their table in lower case
}

// located is something found under a folder of the input.
type located[T any] struct {
	folder string
	is     T
}

// file is one file of a root or archive.
type file struct {
	place string // as in source.Place.File
	open  func() (io.ReadCloser, error)
}

// path is the place in lower case, for recognising layouts.
func (f file) path() string { return strings.ToLower(f.place) }

func (r *reader) note(severity source.Severity, code string, at source.Place, message, hint string) {
	r.in.Diagnostics = append(r.in.Diagnostics, source.Diagnostic{Severity: severity, Code: code, Place: at, Message: message, Hint: hint})
}

func (r *reader) problem(code, place, message, hint string) {
	r.note(source.Error, code, source.Place{File: place}, message, hint)
}

// What reading a file can fail with.
var (
	errEntryTooLarge = errors.New("larger than --max-entry-bytes allows")
	errTotalTooLarge = errors.New("the input is larger than --max-total-bytes allows")
)

// text reads and decodes a file, or notes why it cannot. The bytes are good until the next file is read.
func (r *reader) text(f file) (*source.Text, bool) {
	raw, err := r.bytes(f)
	if err != nil {
		r.unreadable(f.place, err)
		return nil, false
	}
	text, err := source.Decode(f.place, raw)
	if err != nil {
		r.problem("unreadable-text", f.place, err.Error(), "save the file as UTF-8 or export it again")
		return nil, false
	}
	r.in.ReadAnything = true
	return text, true
}

// bytes reads a file within both limits, into the buffer that every file uses.
func (r *reader) bytes(f file) ([]byte, error) {
	in, err := f.open()
	if err != nil {
		return nil, err
	}
	left := r.limits.TotalBytes - r.total
	r.buffer, err = readWithin(in, min(r.limits.EntryBytes, left), r.buffer)
	r.total += min(int64(len(r.buffer)), left)
	if errors.Is(err, errEntryTooLarge) && left < r.limits.EntryBytes {
		err = errTotalTooLarge
	}
	return r.buffer, errors.Join(err, in.Close())
}

// readWithin reads all of a stream into a buffer. The limit holds for the bytes that come out of decompression,
// whatever any header says.
func readWithin(in io.Reader, limit int64, buffer []byte) ([]byte, error) {
	buffer = buffer[:0]
	in = io.LimitReader(in, limit+1)
	for {
		if len(buffer) == cap(buffer) {
			buffer = append(buffer, 0)[:len(buffer)]
		}
		n, err := in.Read(buffer[len(buffer):cap(buffer)])
		buffer = buffer[:len(buffer)+n]
		switch {
		case int64(len(buffer)) > limit:
			return buffer, errEntryTooLarge
		case errors.Is(err, io.EOF):
			return buffer, nil
		case err != nil:
			return buffer, err
		}
	}
}

// head returns up to n bytes from the start of a file.
func (f file) head(n int) ([]byte, error) {
	in, err := f.open()
	if err != nil {
		return nil, err
	}
	start := make([]byte, n)
	got, err := io.ReadFull(in, start)
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		err = nil
	}
	return start[:got], errors.Join(err, in.Close())
}

func (r *reader) unreadable(place string, err error) {
	switch {
	case errors.Is(err, errEntryTooLarge):
		r.problem("entry-too-large", place, "the file is larger than the limit of "+fmt.Sprint(r.limits.EntryBytes)+" bytes", "if the file is honest, raise --max-entry-bytes")
	case errors.Is(err, errTotalTooLarge):
		if !r.spent { // once: every later file would fail alike
			r.problem("input-too-large", place, "the input is larger than the limit of "+fmt.Sprint(r.limits.TotalBytes)+" bytes; from here on nothing was read", "if the input is honest, raise --max-total-bytes")
		}
		r.spent = true
	case errors.Is(err, errFiles):
		r.tooManyFiles(place)
	default:
		r.problem("unreadable-file", place, "the file cannot be read: "+plainError(err), "export it again; the rest of the input was read")
	}
}

// plainError drops the path that operating system errors repeat.
func plainError(err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err.Error()
	}
	return err.Error()
}

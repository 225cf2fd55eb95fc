package solution

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
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

// Read finds everything in the roots. What cannot be read becomes a diagnostic and costs only itself. It fails only
// when the context ends. The input keeps archives open until it is closed.
func Read(ctx context.Context, roots []Root, opts Options) (*Input, error) {
	r := &reader{ctx: ctx, limits: opts.Limits.withDefaults(), progress: opts.Progress, in: &Input{}, tables: map[string]*Table{}, customized: map[string]bool{}}
	if r.progress == nil {
		r.progress = func(string) {}
	}
	sorted := slices.Clone(roots)
	slices.SortStableFunc(sorted, func(a, b Root) int { return strings.Compare(a.Label, b.Label) })
	for _, root := range sorted {
		if err := ctx.Err(); err != nil {
			r.in.Close()
			return nil, fmt.Errorf("reading the input: %w", err)
		}
		r.progress(root.Label)
		files := r.discover(root)
		r.layout(files)
	}
	r.finish()
	return r.in, nil
}

// Close closes the archives that the flows are read from.
func (in *Input) Close() error {
	var errs []error
	for _, c := range in.open {
		errs = append(errs, c.Close())
	}
	in.open = nil
	return errors.Join(errs...)
}

type reader struct {
	ctx      context.Context
	limits   Limits
	progress func(string)
	in       *Input
	count    int   // files seen
	total    int64 // bytes decoded

	tables     map[string]*Table
	manifests  []located[Manifest]
	records    []located[record]
	flows      []candidate
	customized map[string]bool // folders with a customizations.xml
}

// located is something found under a folder of the input.
type located[T any] struct {
	folder string
	is     T
}

// file is one file of a root or archive.
type file struct {
	place string // as in source.Place.File
	read  func() ([]byte, error)
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

// text reads and decodes a file, or notes why it cannot.
func (r *reader) text(f file) (*source.Text, bool) {
	raw, err := f.read()
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

func (r *reader) unreadable(place string, err error) {
	switch {
	case errors.Is(err, errEntryTooLarge):
		r.problem("entry-too-large", place, "the file is larger than the limit of "+fmt.Sprint(r.limits.EntryBytes)+" bytes", "if the file is honest, raise --max-entry-bytes")
	case errors.Is(err, errTotalTooLarge):
		r.problem("input-too-large", place, "the input is larger than the limit of "+fmt.Sprint(r.limits.TotalBytes)+" bytes", "if the input is honest, raise --max-total-bytes")
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

package solution

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"rolefit/flowparse/source"
)

// What opening an archive or an entry can fail with, beside the errors of archive/zip.
var (
	errFiles     = errors.New("the archive lists more files than --max-files allows")
	errEncrypted = errors.New("the entry is encrypted")
	errChanged   = errors.New("the archive has changed since it was listed")
)

// isArchive says whether a name inside a folder or archive is that of an archive. A packed canvas app is one: it holds
// the definitions of the tables it uses.
func isArchive(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".zip", ".msapp":
		return true
	}
	return false
}

// archive lists the entries of a zip, and of the zips in it. depth counts this archive and those around it.
func (r *reader) archive(f file, key string, depth int) []file {
	if depth > r.limits.ArchiveDepth {
		r.problem("archives-too-deep", f.place, "archives are nested deeper than the limit", "if the input is honest, raise --max-archive-depth")
		return nil
	}
	r.progress(f.place)
	open := func(read func(io.Reader) ([]byte, error)) func() (*archive, error) {
		return func() (*archive, error) { return openArchive(f, read, r.limits.Files) }
	}
	// The first opening counts against the limits; when a flow is opened later, only its own size does.
	a, giveBack, err := r.in.shelf.borrow(key, open(r.withinBudget))
	if err != nil {
		r.noArchive(f, err)
		return nil
	}
	r.in.ReadAnything = true
	entry := entries{shelf: r.in.shelf, key: key, reopen: open(withinLimit(r.limits.EntryBytes))}
	files := r.list(f, key, depth, a.zip, entry)
	if err := giveBack(); err != nil {
		r.unreadable(f.place, err)
	}
	return files
}

// withinBudget reads an archive that lies inside another one into memory of its own.
func (r *reader) withinBudget(in io.Reader) ([]byte, error) {
	left := r.limits.TotalBytes - r.total
	raw, err := readWithin(in, min(r.limits.EntryBytes, left), nil)
	r.total += min(int64(len(raw)), left)
	if errors.Is(err, errEntryTooLarge) && left < r.limits.EntryBytes {
		err = errTotalTooLarge
	}
	return raw, err
}

func withinLimit(limit int64) func(io.Reader) ([]byte, error) {
	return func(in io.Reader) ([]byte, error) { return readWithin(in, limit, nil) }
}

func (r *reader) list(f file, key string, depth int, z *zip.Reader, entry entries) []file {
	var files []file
	seen := map[string]string{}
	for i, e := range z.File {
		name := strings.ReplaceAll(e.Name, `\`, "/")
		if strings.HasSuffix(name, "/") {
			continue
		}
		if !isInside(name) {
			r.problem("path-traversal", f.place, "an entry's name leads outside the archive; the entry was not read", "do not unpack this archive")
			continue
		}
		if name = path.Clean(name); isIgnored(name) {
			continue
		}
		inner := file{place: f.place + "!/" + source.OneLine(name, 0), open: func() (io.ReadCloser, error) { return entry.open(i, e.Name) }}
		if !r.counted(f.place) {
			return files
		}
		if strings.Count(name, "/") > r.limits.FolderDepth {
			r.problem("folders-too-deep", inner.place, "folders are nested deeper than the limit; the entry was not read", "if the input is honest, raise --max-folder-depth")
			continue
		}
		r.checkTwice(seen, name, inner.place)
		if isArchive(name) {
			files = append(files, r.archive(inner, key+"!"+strconv.Itoa(i), depth+1)...)
			continue
		}
		files = append(files, inner)
	}
	return files
}

// checkTwice reports names that occur twice. Both entries are read, so that nothing can hide behind a name.
func (r *reader) checkTwice(seen map[string]string, name, place string) {
	folded := strings.ToLower(name)
	first, twice := seen[folded]
	switch {
	case !twice:
		seen[folded] = name
	case first == name:
		r.problem("duplicate-entry", place, "the archive holds two entries of this name; both were read, an importer takes only one", "export the solution again")
	default:
		r.note(source.Warning, "duplicate-name", source.Place{File: place}, "the archive holds this name twice, in different case; both were read", "remove the one that is not meant")
	}
}

// isInside reports whether an entry's name stays inside the archive.
func isInside(name string) bool {
	if strings.HasPrefix(name, "/") || len(name) > 1 && name[1] == ':' || strings.ContainsRune(name, 0) {
		return false
	}
	for s := range strings.SplitSeq(name, "/") {
		if s == ".." {
			return false
		}
	}
	return true
}

// isIgnored reports whether an entry lies in a folder that never holds a part of a solution.
func isIgnored(name string) bool {
	for dir := range strings.SplitSeq(path.Dir(strings.ToLower(name)), "/") {
		if ignoredFolders[dir] {
			return true
		}
	}
	return false
}

// noArchive says why something that should be an archive cannot be opened as one.
func (r *reader) noArchive(f file, err error) {
	if !errors.Is(err, zip.ErrFormat) && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		r.unreadable(f.place, err)
		return
	}
	r.problem("not-a-zip", f.place, "the file is not a readable zip archive, or it is cut off", "download or export it again; the other inputs were read")
}

// openArchive opens a zip. One that can only be read from front to back, such as a zip inside a zip, is held in memory
// within the limits of read.
func openArchive(f file, read func(io.Reader) ([]byte, error), maxFiles int) (*archive, error) {
	in, err := f.open()
	if err != nil {
		return nil, err
	}
	if open, ok := in.(fs.File); ok {
		at, random := in.(io.ReaderAt)
		status, err := open.Stat()
		if random && err == nil {
			z, err := directory(at, status.Size(), maxFiles)
			if err != nil {
				return nil, errors.Join(err, in.Close())
			}
			return &archive{zip: z, close: in.Close}, nil
		}
	}
	raw, err := read(in)
	if err = errors.Join(err, in.Close()); err != nil {
		return nil, err
	}
	z, err := directory(bytes.NewReader(raw), int64(len(raw)), maxFiles)
	if err != nil {
		return nil, err
	}
	return &archive{zip: z, held: int64(len(raw)), close: func() error { return nil }}, nil
}

// directory reads a zip's directory.
func directory(at io.ReaderAt, size int64, maxFiles int) (*zip.Reader, error) {
	guard := &directoryGuard{in: at, allowed: maxFiles + directorySlack}
	z, err := zip.NewReader(guard, size)
	guard.off = true
	if errors.Is(err, zip.ErrInsecurePath) && z != nil {
		err = nil // names are checked one by one
	}
	return z, err
}

// directorySlack allows for what the search for the end of the directory reads twice.
const directorySlack = 4096

// directoryGuard fails when a directory lists more entries than allowed, before memory is spent on them.
type directoryGuard struct {
	in      io.ReaderAt
	allowed int
	off     bool
}

// ReadAt implements io.ReaderAt.
func (g *directoryGuard) ReadAt(p []byte, offset int64) (int, error) {
	n, err := g.in.ReadAt(p, offset)
	if !g.off {
		if g.allowed -= bytes.Count(p[:n], []byte("PK\x01\x02")); g.allowed < 0 {
			return 0, errFiles
		}
	}
	return n, err
}

// entries opens entries of one archive, opening the archive again when it has left the shelf.
type entries struct {
	shelf  *shelf
	key    string
	reopen func() (*archive, error)
}

func (e entries) open(index int, name string) (io.ReadCloser, error) {
	a, giveBack, err := e.shelf.borrow(e.key, e.reopen)
	if err != nil {
		return nil, err
	}
	if index >= len(a.zip.File) || a.zip.File[index].Name != name {
		return nil, errors.Join(errChanged, giveBack())
	}
	entry := a.zip.File[index]
	if entry.Flags&1 != 0 {
		return nil, errors.Join(errEncrypted, giveBack())
	}
	in, err := entry.Open()
	if err != nil {
		return nil, errors.Join(err, giveBack())
	}
	return &lentEntry{in, giveBack}, nil
}

// lentEntry keeps its archive in use until it is closed.
type lentEntry struct {
	io.ReadCloser
	giveBack func() error
}

// Close closes the entry and gives the archive back.
func (e *lentEntry) Close() error { return errors.Join(e.ReadCloser.Close(), e.giveBack()) }

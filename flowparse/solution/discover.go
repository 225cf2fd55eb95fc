package solution

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
)

// discover lists the files of a root, in order, with those of the archives in it.
func (r *reader) discover(root Root) []file {
	stat, err := fs.Stat(root.FS, root.Path)
	if err != nil {
		r.problem("unreadable-file", root.Label, "cannot be opened: "+plainError(err), "check the path")
		return nil
	}
	if !stat.IsDir() {
		return r.oneFile(root.FS, root.Path, root.Label, true)
	}
	r.in.ReadAnything = true
	var files []file
	err = fs.WalkDir(root.FS, root.Path, func(name string, d fs.DirEntry, err error) error {
		place := placeOf(root, name)
		if err != nil {
			r.problem("unreadable-file", place, "cannot be opened: "+plainError(err), "check the permissions; the rest was read")
			return nil
		}
		if r.ctx.Err() != nil {
			return fs.SkipAll
		}
		if d.IsDir() {
			return r.enterFolder(root, name, place, d)
		}
		if d.Type()&fs.ModeType != 0 {
			return nil // links and devices are not part of an export
		}
		if !r.counted(place) {
			return fs.SkipAll
		}
		files = append(files, r.oneFile(root.FS, name, place, false)...)
		return nil
	})
	if err != nil {
		r.problem("unreadable-file", root.Label, "cannot be walked: "+plainError(err), "check the path")
	}
	return files
}

// ignoredFolders never hold a part of a solution.
var ignoredFolders = map[string]bool{".git": true, "node_modules": true, "__macosx": true}

func (r *reader) enterFolder(root Root, name, place string, d fs.DirEntry) error {
	if ignoredFolders[strings.ToLower(d.Name())] {
		return fs.SkipDir
	}
	if strings.Count(name, "/")-strings.Count(root.Path, "/") > r.limits.FolderDepth {
		r.problem("folders-too-deep", place, "folders are nested deeper than the limit", "if the input is honest, raise --max-folder-depth")
		return fs.SkipDir
	}
	return nil
}

func placeOf(root Root, name string) string {
	if root.Path != "." {
		name = strings.TrimPrefix(strings.TrimPrefix(name, root.Path), "/")
	}
	if name == "" || name == "." {
		return root.Label
	}
	return path.Join(root.Label, name)
}

// counted counts a file against the limit.
func (r *reader) counted(place string) bool {
	if r.count++; r.count == r.limits.Files+1 {
		r.problem("too-many-files", place, fmt.Sprintf("the input holds more than %d files; from here on nothing was read", r.limits.Files), "if the input is honest, raise --max-files")
	}
	return r.count <= r.limits.Files
}

// oneFile returns a file, or the files inside it when it is an archive. A root given by name is an archive by content,
// a file inside a folder by its name.
func (r *reader) oneFile(fsys fs.FS, name, place string, given bool) []file {
	if strings.EqualFold(path.Ext(name), ".zip") || given && startsAsZip(fsys, name) {
		return r.zipFile(fsys, name, place)
	}
	return []file{{place: place, read: func() ([]byte, error) {
		f, err := fsys.Open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		return r.bounded(f)
	}}}
}

func startsAsZip(fsys fs.FS, name string) bool {
	f, err := fsys.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, 4)
	_, err = io.ReadFull(f, head)
	return err == nil && bytes.Equal(head, []byte("PK\x03\x04"))
}

// bounded reads all of a stream within the limits.
func (r *reader) bounded(s io.Reader) ([]byte, error) {
	var b bytes.Buffer
	n, err := io.Copy(&b, io.LimitReader(s, r.limits.EntryBytes+1))
	switch {
	case err != nil:
		return nil, err
	case n > r.limits.EntryBytes:
		return nil, errEntryTooLarge
	}
	return b.Bytes(), nil
}

// spend counts decoded bytes against the limit of the whole input.
func (r *reader) spend(n int) error {
	r.total += int64(n)
	if r.total > r.limits.TotalBytes {
		return errTotalTooLarge
	}
	return nil
}

// zipFile opens an archive of a file system.
func (r *reader) zipFile(fsys fs.FS, name, place string) []file {
	f, err := fsys.Open(name)
	if err != nil {
		r.problem("unreadable-file", place, "cannot be opened: "+plainError(err), "check the path")
		return nil
	}
	stat, err := f.Stat()
	if at, ok := f.(io.ReaderAt); ok && err == nil {
		r.in.open = append(r.in.open, f)
		return r.archive(at, stat.Size(), place, 1)
	}
	defer f.Close()
	raw, err := r.bounded(f)
	if err != nil {
		r.unreadable(place, err)
		return nil
	}
	return r.archive(bytes.NewReader(raw), int64(len(raw)), place, 1)
}

// archive lists the entries of a zip, and of the zips in it.
func (r *reader) archive(at io.ReaderAt, size int64, place string, depth int) []file {
	r.progress(place)
	z, err := zip.NewReader(at, size)
	if err != nil {
		r.problem("not-a-zip", place, "the file is not a readable zip archive, or it is cut off", "download or export it again")
		return nil
	}
	r.in.ReadAnything = true
	var files []file
	seen := map[string]bool{}
	for _, entry := range z.File {
		name := strings.ReplaceAll(entry.Name, `\`, "/")
		if strings.HasSuffix(name, "/") {
			continue
		}
		where := place + "!/" + strings.TrimLeft(name, "/")
		if !isInside(name) {
			r.problem("path-traversal", place, "an entry's name leads outside the archive; the entry was not read", "do not unpack this archive")
			continue
		}
		if key := strings.ToLower(name); seen[key] {
			r.problem("duplicate-entry", where, "the archive holds two entries of this name; the first was read", "export the solution again")
			continue
		} else {
			seen[key] = true
		}
		if !r.counted(where) {
			return files
		}
		if strings.EqualFold(path.Ext(name), ".zip") {
			files = append(files, r.nested(entry, where, depth+1)...)
			continue
		}
		files = append(files, file{place: where, read: func() ([]byte, error) { return r.entry(entry) }})
	}
	return files
}

// isInside reports whether an entry's name stays inside the archive.
func isInside(name string) bool {
	if strings.HasPrefix(name, "/") || len(name) > 1 && name[1] == ':' || strings.ContainsRune(name, 0) {
		return false
	}
	for _, s := range strings.Split(name, "/") {
		if s == ".." {
			return false
		}
	}
	return true
}

func (r *reader) entry(entry *zip.File) ([]byte, error) {
	s, err := entry.Open()
	if err != nil {
		return nil, err
	}
	defer s.Close()
	return r.bounded(s)
}

func (r *reader) nested(entry *zip.File, place string, depth int) []file {
	if depth > r.limits.ArchiveDepth {
		r.problem("archives-too-deep", place, "archives are nested deeper than the limit", "if the input is honest, raise --max-archive-depth")
		return nil
	}
	raw, err := r.entry(entry)
	if err == nil {
		err = r.spend(len(raw))
	}
	if err != nil {
		r.unreadable(place, err)
		return nil
	}
	return r.archive(bytes.NewReader(raw), int64(len(raw)), place, depth)
}

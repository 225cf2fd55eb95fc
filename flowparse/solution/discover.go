package solution

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"rolefit/flowparse/source"
)

// discover lists the files of a root, in order, with those of the archives in it.
// key tells the root's archives from those of other roots.
func (r *reader) discover(root Root, key string) []file {
	stat, err := fs.Stat(root.FS, root.Path)
	if err != nil {
		r.problem("unreadable-file", root.Label, "cannot be opened: "+plainError(err), "check the path")
		return nil
	}
	if !stat.IsDir() {
		place := root.Label
		if place == "" {
			place = source.OneLine(path.Base(root.Path), 0)
		}
		return r.given(inFolder(root.FS, root.Path, place), key, path.Ext(root.Path))
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
		if d.Type()&fs.ModeSymlink != 0 {
			r.note(source.Warning, "link-not-followed", source.Place{File: place}, "symbolic links are not followed: they may lead outside", "if the target belongs to the input, name it as an input of its own")
			return nil
		}
		if !d.Type().IsRegular() {
			return nil // devices are not part of an export
		}
		if !r.counted(place) {
			return fs.SkipAll
		}
		f := inFolder(root.FS, name, place)
		if isArchive(name) {
			files = append(files, r.archive(f, key+"/"+name, 1)...)
		} else {
			files = append(files, f)
		}
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
	if name != root.Path && strings.Count(strings.TrimPrefix(name, root.Path+"/"), "/") >= r.limits.FolderDepth {
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
	if root.Label == "" {
		return source.OneLine(name, 0)
	}
	return root.Label + "/" + source.OneLine(name, 0)
}

// counted counts a file against the limit.
func (r *reader) counted(place string) bool {
	if r.count++; r.count == r.limits.Files+1 {
		r.tooManyFiles(place)
	}
	return r.count <= r.limits.Files
}

func (r *reader) tooManyFiles(place string) {
	r.problem("too-many-files", place, fmt.Sprintf("the input holds more than %d files; from here on nothing was read", r.limits.Files), "if the input is honest, raise --max-files")
}

// given returns a file that was named as a root, or the files inside it: it is an archive by content or by name.
func (r *reader) given(f file, key, extension string) []file {
	start, err := f.head(512)
	kind := cmp.Or(textKind(start), textKind([]byte(strings.TrimPrefix(strings.ToLower(extension), "."))))
	switch {
	case err != nil:
		r.unreadable(f.place, err)
		return nil
	case bytes.HasPrefix(start, []byte("PK\x03\x04")), isArchive(extension):
		return r.archive(f, key, 1)
	case kind == "":
		r.problem("unknown-file", f.place, "the file is neither a zip archive nor JSON nor XML", "name the exported zip, its unpacked folder or a flow's JSON file")
		return nil
	}
	r.in.ReadAnything = true
	r.alone(f, kind)
	return nil
}

// textKind guesses from the first bytes, whatever their encoding, whether they start XML or JSON.
func textKind(start []byte) string {
	for _, mark := range []string{"\xef\xbb\xbf", "\xff\xfe", "\xfe\xff"} {
		start = bytes.TrimPrefix(start, []byte(mark))
	}
	switch start = bytes.TrimLeft(start, " \t\r\n\x00"); {
	case len(start) == 0:
		return ""
	case start[0] == '<', string(start) == "xml":
		return "xml"
	case start[0] == '{', start[0] == '[', string(start) == "json":
		return "json"
	}
	return ""
}

func inFolder(fsys fs.FS, name, place string) file {
	return file{place: place, open: func() (io.ReadCloser, error) { return fsys.Open(name) }}
}

package main

import (
	"context"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"rolefit/flowparse/jsontree"
	"rolefit/flowparse/solution"
	"rolefit/privileges/rolexml"
)

// limitFlags are the flags that raise what an input may cost.
type limitFlags struct {
	files solution.Limits
	flow  jsontree.Limits
}

func (l *limitFlags) register(flags *pflag.FlagSet) {
	d := solution.DefaultLimits()
	flags.Int64Var(&l.files.EntryBytes, "max-entry-bytes", d.EntryBytes, "decoded size of one file or archive entry")
	flags.Int64Var(&l.files.TotalBytes, "max-total-bytes", d.TotalBytes, "decoded size of everything read")
	flags.IntVar(&l.files.Files, "max-files", d.Files, "files and archive entries")
	flags.IntVar(&l.files.ArchiveDepth, "max-archive-depth", d.ArchiveDepth, "archives inside archives")
	flags.IntVar(&l.files.FolderDepth, "max-folder-depth", d.FolderDepth, "folders inside folders")
	flags.IntVar(&l.flow.Depth, "max-json-depth", jsontree.DefaultDepth, "JSON containers inside containers")
	flags.IntVar(&l.flow.Nodes, "max-json-values", jsontree.DefaultNodes, "JSON values in one flow")
}

// read opens the paths of the command line and reads what they hold.
func (p program) read(ctx context.Context, paths []string, limits solution.Limits) (*solution.Input, error) {
	show := p.progress("reading")
	defer show.end()
	in, err := solution.Read(ctx, rootsOf(paths), solution.Options{Limits: limits, Progress: show.name})
	if err != nil {
		return nil, err
	}
	// Roles of the input may be what somebody holds: what is wrong with one is said whether or not it is compared.
	for _, e := range in.Roles {
		_, problems := rolexml.Parse(e.XML, e.Place)
		in.Diagnostics = append(in.Diagnostics, problems...)
	}
	return in, nil
}

// rootsOf turns paths into roots. Labels are the shortest endings of the paths that tell them apart, so that reports
// do not depend on where the files lie or in which order they are named.
func rootsOf(paths []string) []solution.Root {
	var clean []string
	for _, given := range paths {
		c := filepath.Clean(given)
		if !slices.Contains(clean, c) {
			clean = append(clean, c)
		}
	}
	slices.Sort(clean)
	labels := labelsOf(clean)
	roots := make([]solution.Root, 0, len(clean))
	for i, c := range clean {
		// What cannot be opened is read as a file, so that reading names it and goes on with the rest.
		root := solution.Root{Label: labels[i], FS: os.DirFS(filepath.Dir(c)), Path: filepath.Base(c)}
		if stat, err := os.Stat(c); err == nil && stat.IsDir() {
			root.FS, root.Path = os.DirFS(c), "."
			if len(clean) == 1 {
				root.Label = ""
			}
		}
		roots = append(roots, root)
	}
	return roots
}

// unwrapPath drops the path that the operating system's error repeats.
func unwrapPath(err error) error {
	if e, ok := err.(*os.PathError); ok {
		return e.Err
	}
	return err
}

// labelsOf returns, for each path, its shortest ending that no other path has.
func labelsOf(paths []string) []string {
	slashed := make([]string, len(paths))
	for i, p := range paths {
		slashed[i] = strings.TrimPrefix(filepath.ToSlash(p), filepath.ToSlash(filepath.VolumeName(p)))
	}
	labels := make([]string, len(paths))
	for i, p := range slashed {
		segments := strings.Split(strings.Trim(p, "/"), "/")
		for n := 1; n <= len(segments); n++ {
			labels[i] = path.Join(segments[len(segments)-n:]...)
			clash := slices.ContainsFunc(slashed, func(other string) bool {
				return other != p && strings.HasSuffix("/"+strings.Trim(other, "/"), "/"+labels[i])
			})
			if !clash {
				break
			}
		}
	}
	return labels
}

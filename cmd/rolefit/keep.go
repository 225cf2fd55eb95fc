package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// wouldLose says which file that the analysis read an output would take the place of; nil: none. Other files in a folder of
// the input, such as a report that was written there before, are not read.
func (a analysis) wouldLose(output string) error {
	stat, err := os.Stat(output)
	if output == "" || err != nil {
		return nil // nothing is there that could be lost
	}
	lost := usageError{fmt.Errorf("%s is what is read; it would be lost: name another output", filepath.ToSlash(output))}
	for _, named := range a.named {
		if other, err := os.Stat(named); err == nil && os.SameFile(stat, other) {
			return lost
		}
	}
	files := a.in.Files()
	for _, root := range rootsOf(a.paths) {
		if root.Path != "." {
			continue // a file, which is among those named
		}
		for _, name := range files {
			name = strings.TrimPrefix(strings.TrimPrefix(name, root.Label), "/")
			if other, err := fs.Stat(root.FS, name); err == nil && os.SameFile(stat, other) {
				return lost
			}
		}
	}
	return nil
}

// holdsAnother fails when a folder is the unpacked form of another solution, whose files of the same names would be lost.
func holdsAnother(folder, solution string) error {
	manifest := filepath.Join(folder, "Other", "Solution.xml")
	raw, err := os.ReadFile(manifest)
	if err != nil || bytes.Contains(raw, []byte("<UniqueName>"+solution+"</UniqueName>")) {
		return nil
	}
	return usageError{fmt.Errorf("%s is of another solution and would be lost: name a folder of its own", filepath.ToSlash(manifest))}
}

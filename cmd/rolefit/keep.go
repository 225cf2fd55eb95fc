package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// wouldLose says which file that the analysis reads an output would take the place of; nil: none.
func (s settings) wouldLose(output string, paths []string) error {
	stat, err := os.Stat(output)
	if output == "" || err != nil {
		return nil // nothing is there that could be lost
	}
	named := append(append([]string{s.file, s.environment.snapshot}, s.roles...), paths...)
	for _, given := range named {
		if other, err := os.Stat(given); given != "" && err == nil && os.SameFile(stat, other) {
			return usageError{fmt.Errorf("%s is what is read; it would be lost: name another output", filepath.ToSlash(output))}
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

// isFolderForm reports whether a role is written as a folder under a name.
func isFolderForm(output string) bool {
	ext := strings.ToLower(filepath.Ext(output))
	return ext != ".zip" && ext != ".xml"
}

package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// write writes to a file, or to stdout when none is named.
func (p program) write(name string, render func(io.Writer) error) error {
	if name == "" {
		return render(p.out)
	}
	return replaceFile(name, render)
}

// replaceFile writes a file. What is there stays until all of the new is written.
func replaceFile(name string, render func(io.Writer) error) error {
	target := name
	if real, err := filepath.EvalSymlinks(name); err == nil {
		target = real
	}
	if stat, err := os.Stat(target); err == nil && !stat.Mode().IsRegular() {
		return writeInto(target, name, os.O_WRONLY, render) // a device or a pipe: nothing to keep
	}
	beside := filepath.Join(filepath.Dir(target), "."+filepath.Base(target)+".part")
	defer os.Remove(beside) // no longer there when all went well
	if err := writeInto(beside, name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, render); err != nil {
		return err
	}
	if err := os.Rename(beside, target); err != nil {
		return fmt.Errorf("writing %s: %w", filepath.ToSlash(name), cause(err))
	}
	return nil
}

func writeInto(path, name string, how int, render func(io.Writer) error) error {
	file, err := os.OpenFile(path, how, 0o666)
	if err != nil {
		return fmt.Errorf("creating %s: %w", filepath.ToSlash(name), unwrapPath(err))
	}
	if err := render(file); err != nil {
		return errors.Join(err, file.Close())
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("writing %s: %w", filepath.ToSlash(name), unwrapPath(err))
	}
	return nil
}

// cause drops the two paths that the operating system's error repeats.
func cause(err error) error {
	var link *os.LinkError
	if errors.As(err, &link) {
		return link.Err
	}
	return err
}

// Command gen rebuilds the generated data files of the catalogue from its source tables (CSV).
//
// Usage, from the top of the module:
//
//	go run ./privileges/catalog/gen -from DIR [-to privileges/catalog/data] [-check]
//	go run ./privileges/catalog/gen -print privileges/catalog/data/tables.lines
//
// With -check nothing is written: the files are built in memory, and the command fails when a file in -to differs.
// -print writes the records of one data file as text, for review.
//
// Exit codes: 0 done, 1 files differ or input was refused, 2 wrong usage.
package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"rolefit/privileges/catalog/internal/sortedlines"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("gen", flag.ContinueOnError)
	flags.SetOutput(stderr)
	from := flags.String("from", "", "directory of the source tables")
	to := flags.String("to", "privileges/catalog/data", "directory of the data files")
	checkOnly := flags.Bool("check", false, "write nothing; fail when a data file differs")
	printed := flags.String("print", "", "write the records of this data file as text")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	var err error
	switch {
	case *printed != "":
		err = printRecords(*printed, stdout)
	case *from == "":
		fmt.Fprintln(stderr, "gen: -from is missing")
		return 2
	case *checkOnly:
		err = check(os.DirFS(*from), os.DirFS(*to))
	default:
		err = write(os.DirFS(*from), *to)
	}
	if err != nil {
		fmt.Fprintln(stderr, "gen:", err)
		return 1
	}
	return 0
}

// dataFile is one generated file.
type dataFile struct {
	name    string
	content []byte
}

// build makes all data files from the source tables, in the order of their names.
func build(from fs.FS) ([]dataFile, error) {
	makers := []func(fs.FS) (map[string][]sortedlines.Record, error){
		buildTables, buildTablePrivileges, buildChildTables, buildPrivileges, buildLookups, buildManyToMany, buildSecuredColumns,
		buildRoles, buildRepositories,
	}
	var files []dataFile
	for _, make := range makers {
		byName, err := make(from)
		if err != nil {
			return nil, err
		}
		for name, records := range byName {
			content, err := sortedlines.Encode(records)
			if err != nil {
				return nil, fmt.Errorf("building %s: %w", name, err)
			}
			files = append(files, dataFile{name, content})
		}
	}
	slices.SortFunc(files, func(a, b dataFile) int { return strings.Compare(a.name, b.name) })
	return files, nil
}

func write(from fs.FS, to string) error {
	files, err := build(from)
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(to, f.name), f.content, 0o644); err != nil {
			return fmt.Errorf("writing a data file: %w", err)
		}
	}
	return nil
}

// check compares the files as they would be built with those present and says of each that differs whether its records
// or only its compression differ, which another Go release may cause.
func check(from, present fs.FS) error {
	files, err := build(from)
	if err != nil {
		return err
	}
	var differing []string
	for _, f := range files {
		committed, err := fs.ReadFile(present, f.name)
		switch {
		case err != nil:
			differing = append(differing, f.name+" (not readable)")
		case bytes.Equal(committed, f.content):
		case sameRecords(committed, f.content):
			differing = append(differing, f.name+" (same records, compressed otherwise)")
		default:
			differing = append(differing, f.name)
		}
	}
	if len(differing) > 0 {
		return fmt.Errorf("data files differ from their source tables: %s", strings.Join(differing, ", "))
	}
	return nil
}

func sameRecords(a, b []byte) bool {
	var textA, textB bytes.Buffer
	errA := writeText(sortedlines.OpenBytes("a", a), &textA)
	errB := writeText(sortedlines.OpenBytes("b", b), &textB)
	return errA == nil && errB == nil && bytes.Equal(textA.Bytes(), textB.Bytes())
}

func printRecords(path string, to io.Writer) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("reading a data file: %w", err)
	}
	out := bufio.NewWriter(to)
	if err := writeText(sortedlines.OpenBytes(filepath.Base(path), content), out); err != nil {
		return err
	}
	return out.Flush()
}

func writeText(f *sortedlines.File, to io.Writer) error {
	for record, err := range f.All() {
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintln(to, strings.Join(record, "\t")); err != nil {
			return err
		}
	}
	return nil
}

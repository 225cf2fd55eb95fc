package solution

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"
)

// corpusRoots lists the items of the corpus of real exports, each a root of its own.
func corpusRoots(tb testing.TB) []Root {
	tb.Helper()
	dir := os.Getenv("ROLEFIT_CORPUS")
	if dir == "" {
		tb.Skip("ROLEFIT_CORPUS is not set: the corpus of real exports is not read")
	}
	f, err := os.Open(filepath.Join(dir, "inventory.csv"))
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	var roots []Root
	for _, row := range rows[1:] {
		name := row[3]
		if stat, err := os.Stat(filepath.Join(dir, name)); err == nil && stat.IsDir() {
			roots = append(roots, Root{Label: name, FS: os.DirFS(filepath.Join(dir, name)), Path: "."})
			continue
		}
		roots = append(roots, Root{Label: name, FS: os.DirFS(dir), Path: name})
	}
	return roots
}

func TestReadFindsEveryFlowOfTheCorpusInOneCall(t *testing.T) {
	roots := corpusRoots(t)
	in, err := Read(context.Background(), roots, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	files := 0
	for _, f := range in.Flows {
		files += len(f.Files)
		if _, err := f.Open(); err != nil {
			t.Errorf("%s cannot be opened again: %v", f.File(), err)
		}
	}
	t.Logf("%d items: %d flows in %d files, %d roles, %d tables, %d relationships, %d custom APIs, %d skipped, %d diagnostics",
		len(roots), len(in.Flows), files, len(in.Roles), len(in.Tables), len(in.Relations), len(in.CustomAPIs), len(in.Skipped), len(in.Diagnostics))
	if len(roots) != 237 || files != 1189 || len(in.Roles) != 212 {
		t.Errorf("237 items hold 1,189 files of cloud flows (and 6 of desktop flows) and 212 roles; found %d, %d, %d", len(roots), files, len(in.Roles))
	}
}

// The share of reading in the time and memory of a whole run.
func BenchmarkReadCorpus(b *testing.B) {
	roots := corpusRoots(b)
	b.ReportAllocs()
	for b.Loop() {
		in, err := Read(context.Background(), roots, Options{})
		if err != nil {
			b.Fatal(err)
		}
		if err := in.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

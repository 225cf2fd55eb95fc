package main

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rolefit/fixtures"
	"rolefit/flowparse/source"
)

func fixturePaths() []string {
	var paths []string
	for _, name := range fixtures.Names() {
		paths = append(paths, filepath.Join("..", "..", "fixtures", name))
	}
	return paths
}

// BenchmarkCheckFixtures analyses all fixtures in one call. Compare it with BenchmarkDecodeFixtures.
func BenchmarkCheckFixtures(b *testing.B) {
	paths := fixturePaths()
	for b.Loop() {
		if code, _, errs := run(append([]string{"check", "--format", "json"}, paths...)...); code != exitOK {
			b.Fatalf("exit %d: %s", code, errs)
		}
	}
}

// BenchmarkDecodeFixtures decodes the same files with the standard library and nothing else: the yardstick of speed.
func BenchmarkDecodeFixtures(b *testing.B) {
	for b.Loop() {
		for _, dir := range fixturePaths() {
			err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
				if err != nil || d.IsDir() {
					return err
				}
				raw, err := os.ReadFile(filepath.Join(dir, name))
				if err != nil {
					return err
				}
				text, err := source.Decode(name, raw)
				if err != nil {
					return err
				}
				switch filepath.Ext(name) {
				case ".json":
					var v any
					return json.Unmarshal(text.Bytes, &v)
				case ".xml":
					decoder := xml.NewDecoder(strings.NewReader(string(text.Bytes)))
					for {
						if _, err := decoder.RawToken(); err == io.EOF {
							return nil
						} else if err != nil {
							return err
						}
					}
				}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}

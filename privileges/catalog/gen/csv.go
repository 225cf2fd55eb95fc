package main

import (
	"encoding/csv"
	"fmt"
	"io/fs"
	"slices"
)

// row is one line of a source table, by column name.
type row map[string]string

// readTable reads a source table and makes sure that it has the columns the caller relies on.
func readTable(from fs.FS, name string, columns ...string) ([]row, error) {
	f, err := from.Open(name)
	if err != nil {
		return nil, fmt.Errorf("opening a source table: %w", err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	if len(lines) == 0 {
		return nil, fmt.Errorf("reading %s: no header", name)
	}
	for _, column := range columns {
		if !slices.Contains(lines[0], column) {
			return nil, fmt.Errorf("reading %s: no column %q", name, column)
		}
	}
	rows := make([]row, 0, len(lines)-1)
	for _, line := range lines[1:] {
		r := make(row, len(line))
		for i, value := range line {
			r[lines[0][i]] = value
		}
		rows = append(rows, r)
	}
	return rows, nil
}

package main

import (
	"io/fs"
	"slices"
	"strings"

	"rolefit/privileges/catalog/internal/sortedlines"
)

// buildLookups makes lookups.lines and the way to find the tables of a relationship.
func buildLookups(from fs.FS) (map[string][]sortedlines.Record, error) {
	rows, err := readTable(from, "lookups.csv", "table", "column", "nav_property", "target_table", "relationship", "source",
		"read_only", "nav_source")
	if err != nil {
		return nil, err
	}
	var lookups, byRelationship []sortedlines.Record
	for _, r := range rows {
		lookups = append(lookups, sortedlines.Record{
			r["table"], r["column"], r["nav_property"], r["target_table"], r["relationship"], mark('r', r["read_only"]),
			r["source"], r["nav_source"],
		})
		if name := r["relationship"]; name != "" {
			byRelationship = append(byRelationship, sortedlines.Record{strings.ToLower(name), r["table"]})
		}
	}
	slices.SortFunc(byRelationship, slices.Compare[sortedlines.Record])
	byRelationship = slices.CompactFunc(byRelationship, slices.Equal[sortedlines.Record])
	return map[string][]sortedlines.Record{"lookups.lines": lookups, "lookups-by-relationship.lines": byRelationship}, nil
}

// buildManyToMany makes many-to-many.lines.
func buildManyToMany(from fs.FS) (map[string][]sortedlines.Record, error) {
	rows, err := readTable(from, "nn.csv", "relationship", "table1", "table2", "intersect", "source", "nav1", "nav2")
	if err != nil {
		return nil, err
	}
	var records []sortedlines.Record
	for _, r := range rows {
		records = append(records, sortedlines.Record{
			r["relationship"], r["table1"], r["table2"], r["intersect"], r["nav1"], r["nav2"], r["source"],
		})
	}
	return map[string][]sortedlines.Record{"many-to-many.lines": records}, nil
}

package main

import (
	"io/fs"
	"strings"

	"rolefit/privileges/catalog/internal/sortedlines"
)

// buildTables makes tables.lines and the two ways to find a table by something else than its logical name.
func buildTables(from fs.FS) (map[string][]sortedlines.Record, error) {
	rows, err := readTable(from, "tables.csv", "logical", "schema", "entityset", "ownership", "is_activity", "primary_id",
		"primary_name", "source", "is_child", "is_intersect", "priv_basis", "priv_parent", "origin", "label")
	if err != nil {
		return nil, err
	}
	var tables, bySet, byPrimaryID []sortedlines.Record
	for _, r := range rows {
		flags := mark('a', r["is_activity"]) + mark('c', r["is_child"]) + mark('i', r["is_intersect"])
		tables = append(tables, sortedlines.Record{
			r["logical"], r["schema"], r["entityset"], r["primary_id"], r["primary_name"], r["ownership"], flags,
			r["priv_basis"], r["source"], r["origin"], r["label"],
		})
		if set := r["entityset"]; set != "" {
			bySet = append(bySet, sortedlines.Record{strings.ToLower(set), r["logical"]})
		}
		if id := r["primary_id"]; id != "" {
			byPrimaryID = append(byPrimaryID, sortedlines.Record{strings.ToLower(id), r["logical"]})
		}
	}
	return map[string][]sortedlines.Record{
		"tables.lines": tables, "tables-by-set.lines": bySet, "tables-by-primary-id.lines": byPrimaryID,
	}, nil
}

// mark returns the letter when a source table says "1".
func mark(letter rune, value string) string {
	if value == "1" {
		return string(letter)
	}
	return ""
}

// buildSecuredColumns makes secured-columns.lines: the columns that are secured as their solution ships them. A record is
// table, column, what can be guarded ("c" create, "r" read, "u" update) and source.
func buildSecuredColumns(from fs.FS) (map[string][]sortedlines.Record, error) {
	rows, err := readTable(from, "securable_columns.csv", "table", "column", "can_secure_create", "can_secure_read",
		"can_secure_update", "is_secured", "source")
	if err != nil {
		return nil, err
	}
	var secured []sortedlines.Record
	for _, r := range rows {
		if r["is_secured"] == "1" {
			guarded := mark('c', r["can_secure_create"]) + mark('r', r["can_secure_read"]) + mark('u', r["can_secure_update"])
			secured = append(secured, sortedlines.Record{r["table"], r["column"], guarded, r["source"]})
		}
	}
	return map[string][]sortedlines.Record{"secured-columns.lines": secured}, nil
}

// buildRepositories makes repositories.lines: the public repositories behind the tag "em" and the tag "roles".
func buildRepositories(from fs.FS) (map[string][]sortedlines.Record, error) {
	rows, err := readTable(from, "sources.csv", "repo", "commit", "entity_metadata_used", "roles", "example_path")
	if err != nil {
		return nil, err
	}
	var repositories []sortedlines.Record
	for _, r := range rows {
		repositories = append(repositories, sortedlines.Record{r["repo"], r["commit"], r["entity_metadata_used"], r["roles"], r["example_path"]})
	}
	return map[string][]sortedlines.Record{"repositories.lines": repositories}, nil
}

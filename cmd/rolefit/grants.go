package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"rolefit/analyzer/schema"
	"rolefit/flowparse/solution"
	"rolefit/flowparse/source"
	"rolefit/privileges"
	"rolefit/privileges/catalog"
	"rolefit/privileges/grantfile"
)

// isGrantFile reports whether a value of --role is a file of granted privileges: JSON, JSON Lines or CSV.
func isGrantFile(name string) bool {
	stat, err := os.Stat(name)
	return err == nil && !stat.IsDir() && grantfile.Handles(filepath.ToSlash(name))
}

// grantFiles reads files of granted privileges together: pages of one are joined with names of another.
func grantFiles(names []string, in *solution.Input, facts *catalog.Catalog, columns grantfile.Columns, limits solution.Limits) ([]privileges.Role, []source.Diagnostic, error) {
	known := schema.New(in, facts)
	reader := grantfile.New(grantfile.Options{
		PrivilegeByID: func(id string) (string, bool) {
			p, ok := facts.PrivilegeByID(id)
			return p.Name, ok
		},
		PrivilegeOn: func(table string, right privileges.Right) (string, bool) { return privilegeOn(known, table, right) },
		Columns:     columns,
	})
	left := limits.TotalBytes
	for _, root := range rootsOf(names) {
		text, err := grantText(root, limits.EntryBytes, left)
		if err != nil {
			return nil, nil, fmt.Errorf("reading the role %s: %w", root.Label, err)
		}
		left -= int64(len(text.Bytes))
		reader.Add(text)
	}
	roles, diagnostics := reader.Roles()
	return roles, diagnostics, nil
}

// privilegeOn names the privilege of a table's own right. A child table has none: what guards it is its parent's, and a row
// that names the child does not say that the parent's is held.
func privilegeOn(known *schema.Schema, table string, right privileges.Right) (string, bool) {
	guards := known.Guards(table, right)
	if len(guards) != 1 || !guards[0].Known || guards[0].Right != right || !strings.EqualFold(guards[0].Table, table) {
		return "", false
	}
	return guards[0].Privilege, true
}

// grantText reads and decodes a file within the limits.
func grantText(root solution.Root, limit, left int64) (*source.Text, error) {
	stat, err := fs.Stat(root.FS, root.Path)
	switch {
	case err != nil:
		return nil, unwrapPath(err)
	case stat.Size() > limit:
		return nil, fmt.Errorf("it is larger than %d bytes (--max-entry-bytes raises the limit)", limit)
	case stat.Size() > left:
		return nil, fmt.Errorf("the roles are larger together than --max-total-bytes allows")
	}
	raw, err := fs.ReadFile(root.FS, root.Path)
	if err != nil {
		return nil, unwrapPath(err)
	}
	return source.Decode(root.Label, raw)
}

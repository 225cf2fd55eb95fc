package main

import (
	"fmt"
	"io/fs"

	"rolefit/flowparse/solution"
	"rolefit/flowparse/source"
	"rolefit/privileges"
	"rolefit/privileges/rolexml"
)

// roleJSON reads role privileges as the Web API answers them.
func roleJSON(root solution.Root, limits solution.Limits) ([]privileges.Role, []source.Diagnostic, error) {
	stat, err := fs.Stat(root.FS, root.Path)
	if err != nil {
		return nil, nil, fmt.Errorf("reading the role %s: %w", root.Label, unwrapPath(err))
	}
	if stat.Size() > limits.EntryBytes {
		return nil, nil, fmt.Errorf("reading the role %s: it is larger than %d bytes (--max-entry-bytes raises the limit)", root.Label, limits.EntryBytes)
	}
	raw, err := fs.ReadFile(root.FS, root.Path)
	if err != nil {
		return nil, nil, fmt.Errorf("reading the role %s: %w", root.Label, unwrapPath(err))
	}
	text, err := source.Decode(root.Label, raw)
	if err != nil {
		return nil, nil, fmt.Errorf("reading the role %s: %w", root.Label, err)
	}
	roles, diagnostics := rolexml.ParseAPI(text, rolexml.APIOptions{})
	return roles, diagnostics, nil
}

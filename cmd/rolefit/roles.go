package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"rolefit/cmd/rolefit/config"
	"rolefit/flowparse/solution"
	"rolefit/flowparse/source"
	"rolefit/privileges"
	"rolefit/privileges/catalog"
	"rolefit/privileges/grantfile"
	"rolefit/privileges/rolexml"
)

// roleHelp describes the values of --role.
const roleHelp = `a role that is held (repeatable): a file (role XML, solution zip or folder, Web API answers or pages as .json or .jsonl, .csv), "solution:NAME" for one in the input, or "builtin:NAME" for one of the platform's`

// csvMapHelp describes the value of --csv-map.
const csvMapHelp = `columns of --role FILE.csv: "privilege=NAME,level=NAME,role=NAME", or "table=NAME,right=NAME" for the privilege; "level:mask=NAME" or "level:depth=NAME" when levels are numbers`

// grantedRoles reads the --role values. Problems inside a file are diagnostics; a role that does not exist is an error.
func (p program) grantedRoles(ctx context.Context, values []string, in *solution.Input, facts *catalog.Catalog, columns grantfile.Columns, limits solution.Limits) ([]privileges.Role, []source.Diagnostic, error) {
	var roles []privileges.Role
	var diagnostics []source.Diagnostic
	var granted []string
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	for _, v := range slices.Compact(sorted) {
		var found []privileges.Role
		var problems []source.Diagnostic
		var err error
		kind, name, _ := strings.Cut(v, ":")
		switch {
		case kind == "builtin":
			found, err = builtInRole(facts, name)
		case kind == "solution":
			found, err = solutionRole(in, name)
		case isGrantFile(v):
			granted = append(granted, v)
		default:
			found, problems, err = p.roleFile(ctx, v, limits)
		}
		if err != nil {
			return nil, nil, err
		}
		roles = append(roles, found...)
		diagnostics = append(diagnostics, problems...)
	}
	if len(granted) > 0 {
		found, problems, err := grantFiles(granted, in, facts, columns, limits)
		if err != nil {
			return nil, nil, err
		}
		roles, diagnostics = append(roles, found...), append(diagnostics, problems...)
	}
	return roles, diagnostics, nil
}

func builtInRole(facts *catalog.Catalog, name string) ([]privileges.Role, error) {
	role, ok := facts.Role(strings.TrimSpace(name))
	if !ok {
		return nil, fmt.Errorf("no built-in role is called %q; the catalogue knows %s", name, nearest(name, facts.RoleNames()))
	}
	return []privileges.Role{role}, nil
}

func solutionRole(in *solution.Input, name string) ([]privileges.Role, error) {
	var roles []privileges.Role
	var names []string
	for _, e := range in.Roles {
		names = append(names, e.Name)
		if !strings.EqualFold(e.Name, name) && !strings.EqualFold(e.ID, strings.Trim(name, "{}")) {
			continue
		}
		role, _ := rolexml.Parse(e.XML, e.Place) // its problems were said when the input was read
		roles = append(roles, role)
	}
	if len(roles) == 0 {
		return nil, fmt.Errorf("the input holds no role called %q; it holds %s", name, nearest(name, names))
	}
	return roles, nil
}

// roleFile reads every role of a file or folder.
func (p program) roleFile(ctx context.Context, name string, limits solution.Limits) ([]privileges.Role, []source.Diagnostic, error) {
	if _, err := os.Stat(name); err != nil {
		return nil, nil, fmt.Errorf("reading the role %s: %w", filepath.ToSlash(name), unwrapPath(err))
	}
	roots := rootsOf([]string{name})
	in, err := solution.Read(ctx, roots, solution.Options{Limits: limits})
	if err != nil {
		return nil, nil, fmt.Errorf("reading the role: %w", err)
	}
	defer in.Close()
	var roles []privileges.Role
	diagnostics := in.Diagnostics
	for _, e := range in.Roles {
		role, problems := rolexml.Parse(e.XML, e.Place)
		roles, diagnostics = append(roles, role), append(diagnostics, problems...)
	}
	if len(roles) == 0 && len(diagnostics) == 0 {
		return nil, nil, fmt.Errorf("%s holds no role; name a role XML, a solution with roles, Web API JSON, or CSV", filepath.ToSlash(name))
	}
	return roles, diagnostics, nil
}

// nearest lists the names that a wrong one was probably meant to be, or the first few.
func nearest(wrong string, names []string) string {
	var close []string
	for _, n := range names {
		if strings.Contains(strings.ToLower(n), strings.ToLower(wrong)) || strings.Contains(strings.ToLower(wrong), strings.ToLower(n)) {
			close = append(close, n)
		}
	}
	if n := config.Nearest(wrong, names); len(close) == 0 && n != "" {
		close = []string{n}
	}
	if len(close) == 0 {
		close = names
	}
	switch {
	case len(close) == 0:
		return "none"
	case len(close) > 8:
		return strings.Join(close[:8], ", ") + fmt.Sprintf(" and %d more", len(close)-8)
	}
	return strings.Join(close, ", ")
}

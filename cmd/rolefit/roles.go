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

// heldRoles are the roles that --role or the configuration names.
type heldRoles struct {
	roles       []privileges.Role
	diagnostics []source.Diagnostic
	partly      bool // some of what they grant could not be read
}

func (h *heldRoles) add(roles []privileges.Role, problems []source.Diagnostic) {
	h.roles, h.diagnostics, h.partly = append(h.roles, roles...), append(h.diagnostics, problems...), h.partly || loses(problems)
}

// loses reports whether what problems are about is not in the answer.
func loses(problems []source.Diagnostic) bool {
	return slices.ContainsFunc(problems, func(d source.Diagnostic) bool { return d.Severity == source.Error })
}

// grantedRoles reads the --role values. Problems inside a file are diagnostics; a role that does not exist is an error.
func (p program) grantedRoles(ctx context.Context, values []string, in *solution.Input, facts *catalog.Catalog, columns grantfile.Columns, limits solution.Limits) (heldRoles, error) {
	var held heldRoles
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
			var cut bool
			found, cut, err = solutionRole(in, name)
			held.partly = held.partly || cut
		case isGrantFile(v):
			granted = append(granted, v)
		default:
			found, problems, err = p.roleFile(ctx, v, limits)
		}
		if err != nil {
			return heldRoles{}, err
		}
		held.add(found, problems)
	}
	if len(granted) > 0 {
		found, problems, err := grantFiles(granted, in, facts, columns, limits)
		if err != nil {
			return heldRoles{}, err
		}
		held.add(found, problems)
	}
	return held, nil
}

func builtInRole(facts *catalog.Catalog, name string) ([]privileges.Role, error) {
	role, ok := facts.Role(strings.TrimSpace(name))
	if !ok {
		return nil, fmt.Errorf("no built-in role is called %q; the catalogue knows %s", name, nearest(name, facts.RoleNames()))
	}
	return []privileges.Role{role}, nil
}

// solutionRole finds a role of the input. cut: some of what it grants could not be read, which was said when the input was.
func solutionRole(in *solution.Input, name string) (roles []privileges.Role, cut bool, err error) {
	var names []string
	for _, e := range in.Roles {
		names = append(names, e.Name)
		if !strings.EqualFold(e.Name, name) && !strings.EqualFold(e.ID, strings.Trim(name, "{}")) {
			continue
		}
		role, problems := rolexml.Parse(e.XML, e.Place)
		roles, cut = append(roles, role), cut || loses(problems)
	}
	if len(roles) == 0 {
		return nil, false, fmt.Errorf("the input holds no role called %q; it holds %s", name, nearest(name, names))
	}
	return roles, cut, nil
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
	isNothing := func(d source.Diagnostic) bool { return d.Code == solution.NothingRecognised }
	if len(roles) == 0 && !slices.ContainsFunc(diagnostics, func(d source.Diagnostic) bool { return !isNothing(d) }) {
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

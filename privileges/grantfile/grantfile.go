// Package grantfile reads files of granted privileges that are no role XML: answers of the Web API saved as JSON or JSON
// Lines, and CSV.
//
// Three kinds of JSON are told apart by what they hold, never by their names: answers with RolePrivileges, pages of rows
// (roleprivilegescollection, privileges, roles), and such rows without their page. Files belong together: the pages of one
// file are joined with the names of another. What is wrong with one privilege costs that privilege and leaves a
// diagnostic; equal files give equal results in any order.
//
// Limitations. An answer names neither role nor user: its role has the name of the file. Everything that is read counts as
// held, so a file of all roles of an environment means a holder of all of them. Business units are not kept apart: the
// deepest level of a privilege counts. A page that is missing between two others is noticed by the page numbers of the
// links, where the platform writes them.
package grantfile

import (
	"path"
	"slices"
	"strings"

	"rolefit/flowparse/source"
	"rolefit/privileges"
)

// Limits on what is read: far above any real environment, far below what exhausts memory. The System Administrator role
// holds some 4,000 privileges, an environment some 10,000, each of some hundred roles.
const (
	maxGrants  = 50_000    // privileges of one role
	maxRoles   = 10_000    // roles of one file
	maxRows    = 1_000_000 // distinct pairs of role and privilege, rows of names, or rows of CSV, of one file
	maxNesting = 64        // JSON containers inside containers
)

// Options says how to read. The zero value resolves nothing and expects CSV columns that are named by the words of
// ParseColumns.
type Options struct {
	// PrivilegeByID names a privilege by its id, a lower-case GUID, for files that name it nowhere; nil: no id is known.
	PrivilegeByID func(id string) (name string, ok bool)
	// PrivilegeOn names the privilege that guards a right on a table, given by its logical name, from metadata;
	// nil: no table is known.
	PrivilegeOn func(table string, right privileges.Right) (name string, ok bool)
	// Columns says which columns of CSV hold what.
	Columns Columns
}

// Reader collects files of one holder. Make one with New.
type Reader struct {
	opts  Options
	parts []*part
}

// New returns a reader that has read nothing.
func New(opts Options) *Reader { return &Reader{opts: opts} }

// Handles reports whether files of this name are read here: .json, .jsonl, .ndjson, .csv and .tsv.
func Handles(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".json", ".jsonl", ".ndjson", ".csv", ".tsv":
		return true
	}
	return false
}

// Add reads a file. The ending of its path tells CSV (.csv, .tsv) from JSON; the text is not kept.
func (r *Reader) Add(text *source.Text) {
	p := &part{path: text.Path, text: text, opts: r.opts, places: map[string]source.Place{}, names: map[string]named{}, rows: map[string]map[string]reach{}, paging: map[string]*paging{}}
	switch strings.ToLower(path.Ext(text.Path)) {
	case ".csv", ".tsv":
		p.csv()
	default:
		p.json()
	}
	p.text = nil
	r.parts = append(r.parts, p)
}

// Roles returns the roles of all files and what was wrong with them. Roles stand in the order of the files' paths: first
// those of answers and CSV, then those that were joined from pages, by id.
func (r *Reader) Roles() ([]privileges.Role, []source.Diagnostic) {
	parts := slices.SortedStableFunc(slices.Values(r.parts), comparePart)
	j := joining{opts: r.opts, parts: parts, complaints: complaints{}}
	roles := j.roles()
	diagnostics := j.All
	for _, p := range parts {
		diagnostics = append(diagnostics, p.All...)
	}
	isError := func(d source.Diagnostic) bool { return d.Severity == source.Error }
	if len(roles) == 0 && len(parts) > 0 && !slices.ContainsFunc(diagnostics, isError) {
		diagnostics = append(diagnostics, source.Diagnostic{
			Code: "role-json", Place: source.Place{File: parts[0].path}, Message: "no granted privilege stands in the files",
			Hint: "pages of roleprivilegescollection say what roles grant; pages of roles and privileges only name",
		})
	}
	slices.SortFunc(diagnostics, source.CompareDiagnostics)
	return roles, diagnostics
}

// reach is how far one privilege is held.
type reach struct {
	level  privileges.Level
	filter bool
}

// or joins two grants of the same privilege: the deeper level counts.
func (a reach) or(b reach) reach {
	return reach{level: max(a.level, b.level), filter: a.filter || b.filter}
}

// entry is one privilege of a list, by name or, where the file leaves that empty, by id.
type entry struct {
	name, id string
	reach
	at source.Place
}

// list is a role as an answer or CSV gives it, before ids are named.
type list struct {
	name, team string
	path       string
	entries    []entry
	at         source.Place // of the list, for what is wrong with it as a whole
	atLeast    bool         // Basic is stated of whatever level comes from a team
}

// named is a name with the place where it stands.
type named struct {
	name string
	at   source.Place
}

// part is what one file holds.
type part struct {
	complaints
	path string
	text *source.Text // nil once the file is read
	opts Options

	lists  []list
	rows   map[string]map[string]reach // role id, privilege id
	places map[string]source.Place     // of the first row with the id of a role ("role " before it) or privilege
	count  int                         // rows kept
	full   bool                        // more rows than are kept
	names  map[string]named            // of privileges, by id
	held   []roleRow
	paging map[string]*paging // by entity set
}

// stem is the name that a role has which the file itself does not name.
func stem(name string) string {
	return strings.TrimSuffix(path.Base(name), path.Ext(name))
}

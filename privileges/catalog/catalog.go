// Package catalog answers questions about the platform: which tables exist, which privileges guard them, how tables refer
// to each other, what the built-in roles grant, and which privileges lead further than their names say.
//
// The facts are data (data/*.lines, generated from source tables; data/*.txt, kept by hand), embedded and read on demand:
// an answer costs the decompression of one block of one file. Every fact names its source by tags; SourceText expands them.
//
// Limitations. The catalogue is a dated picture (AsOf) of Microsoft's own tables, put together from public copies, and no
// substitute for the metadata of an organisation: names marked "rule" or "levels" were not read from metadata, roles are
// dumps of single organisations without miscellaneous privileges, and tables of other publishers are absent.
package catalog

import (
	"embed"
	"fmt"
	"io/fs"
	"sync"

	"rolefit/privileges"
	"rolefit/privileges/catalog/internal/sortedlines"
	"rolefit/privileges/catalog/internal/stanza"
)

//go:embed data/*.lines data/*.txt
var embedded embed.FS

// Catalog is the embedded platform facts. Make one with New; it is safe for concurrent use and keeps what it has read.
// Its methods panic only when the embedded data itself is damaged, which the tests of this package rule out.
type Catalog struct {
	files fs.FS

	tables, tablesBySet, tablesByPrimaryID *sortedlines.File
	tablePrivileges, privileges            *sortedlines.File
	lookups, lookupsByRelationship         *sortedlines.File
	securedColumns, roleGrants             *sortedlines.File

	children     func() map[string]child
	exceptions   func() map[tableRight]exception
	guarded      func() map[tableColumn]string
	olderNames   func() map[privileges.Key][]string
	manyToMany   func() []ManyToMany
	roles        func() []builtIn
	adminCore    func() []string
	baseline     func() map[privileges.Key]Baseline
	escalations  func() []Escalation
	sources      func() map[string]source
	privilegeIDs func() map[string]string
	repositories func() []Repository
}

// New returns the catalogue. It reads nothing yet.
func New() *Catalog {
	files, err := fs.Sub(embedded, "data")
	if err != nil {
		panic(err) // "data" is a valid path: unreachable
	}
	c := &Catalog{
		files:                 files,
		tables:                sortedlines.Open(files, "tables.lines"),
		tablesBySet:           sortedlines.Open(files, "tables-by-set.lines"),
		tablesByPrimaryID:     sortedlines.Open(files, "tables-by-primary-id.lines"),
		tablePrivileges:       sortedlines.Open(files, "table-privileges.lines"),
		privileges:            sortedlines.Open(files, "privileges.lines"),
		lookups:               sortedlines.Open(files, "lookups.lines"),
		lookupsByRelationship: sortedlines.Open(files, "lookups-by-relationship.lines"),
		securedColumns:        sortedlines.Open(files, "secured-columns.lines"),
		roleGrants:            sortedlines.Open(files, "role-grants.lines"),
	}
	c.children = sync.OnceValue(c.readChildren)
	c.exceptions = sync.OnceValue(c.readExceptions)
	c.guarded = sync.OnceValue(c.readGuardedColumns)
	c.olderNames = sync.OnceValue(c.collectOlderNames)
	c.manyToMany = sync.OnceValue(c.readManyToMany)
	c.roles = sync.OnceValue(c.readRoles)
	c.adminCore = sync.OnceValue(c.readAdminCore)
	c.baseline = sync.OnceValue(c.readBaseline)
	c.escalations = sync.OnceValue(c.readEscalations)
	c.sources = sync.OnceValue(c.readSources)
	c.privilegeIDs = sync.OnceValue(c.readPrivilegeIDs)
	c.repositories = sync.OnceValue(c.readRepositories)
	return c
}

// find returns the records of an embedded file with the key.
func find(f *sortedlines.File, key string) []sortedlines.Record {
	records, err := f.Find(key)
	if err != nil {
		panic(fmt.Sprintf("catalog: %v", err))
	}
	return records
}

// findOne returns the record of an embedded file whose keys are unique.
func findOne(f *sortedlines.File, key string) (sortedlines.Record, bool) {
	records := find(f, key)
	if len(records) == 0 {
		return nil, false
	}
	return records[0], true
}

// records returns all records of a small embedded file.
func (c *Catalog) records(name string) []sortedlines.Record {
	var all []sortedlines.Record
	for record, err := range sortedlines.Open(c.files, name).All() {
		if err != nil {
			panic(fmt.Sprintf("catalog: %v", err))
		}
		all = append(all, record)
	}
	return all
}

// stanzas returns the records of a file kept by hand. Every one of them states source and date.
func (c *Catalog) stanzas(name string, required, optional []string) []stanza.Stanza {
	text, err := fs.ReadFile(c.files, name)
	if err != nil {
		panic(fmt.Sprintf("catalog: opening a data file: %v", err))
	}
	all, err := stanza.Parse(name, string(text), append(required, "as-of"), optional)
	if err != nil {
		panic(fmt.Sprintf("catalog: %v", err))
	}
	return all
}

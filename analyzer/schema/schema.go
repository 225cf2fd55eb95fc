// Package schema answers what names mean: which table an entity set is, where a navigation property leads, which
// privilege guards a right. It joins the metadata of the input with the embedded catalogue (semantics 4).
//
// Names are looked up, never derived from one another; what no source knows is said to be unknown.
package schema

import (
	"cmp"
	"slices"
	"strings"

	"rolefit/flowparse/solution"
	"rolefit/privileges"
	"rolefit/privileges/catalog"
)

// Schema joins the tables and relationships of an input with the catalogue. It is safe for concurrent reading.
type Schema struct {
	catalog   *catalog.Catalog
	tables    map[string]solution.Table // by logical name
	sets      map[string]string         // entity set -> logical name
	primary   map[string][]string       // primary key column -> logical names
	relations relations
	apis      map[string]solution.CustomAPI // by unique name
	models    map[string][]string           // id of an AI Builder model -> logical names of the tables it is given
	code      callerCode
	memos
}

// memos are the answers already found.
type memos struct {
	tableMemo      memo[string, maybe[Table]]
	setMemo        memo[string, maybe[Table]]
	keyMemo        memo[string, maybe[Table]]
	navigationMemo memo[[2]string, []string]
	columnMemo     memo[[2]string, []string]
	linkMemo       memo[[2]string, maybe[Link]]
	guardMemo      memo[guardKey, []Guard]
	privilegeMemo  memo[string, Guard]
	securedMemo    memo[string, []SecuredColumn]
	aboutMemo      memo[string, map[privileges.Key]About]
}

// maybe is an answer and whether there is one.
type maybe[T any] struct {
	is T
	ok bool
}

func possibly[T any](is T, ok bool) maybe[T] { return maybe[T]{is, ok} }

// New joins an input, which may be nil, with the catalogue.
func New(in *solution.Input, c *catalog.Catalog) *Schema {
	s := &Schema{catalog: c, tables: map[string]solution.Table{}, sets: map[string]string{}, primary: map[string][]string{}, apis: map[string]solution.CustomAPI{}, models: map[string][]string{}}
	if in == nil {
		return s
	}
	for _, t := range in.Tables {
		name := strings.ToLower(t.LogicalName)
		s.tables[name] = t
		if t.EntitySetName != "" {
			s.sets[strings.ToLower(t.EntitySetName)] = name
		}
		if t.PrimaryID != "" {
			id := strings.ToLower(t.PrimaryID)
			s.primary[id] = append(s.primary[id], name)
		}
	}
	for _, a := range in.CustomAPIs {
		s.apis[strings.ToLower(a.UniqueName)] = a
	}
	for _, m := range in.Models {
		s.models[m.ID] = append(s.models[m.ID], m.Tables...)
	}
	s.relations = relationsOf(in.Relations)
	s.code = callerCodeOf(in)
	return s
}

// Table is what is known of a table. Fields no source knows are zero.
type Table struct {
	LogicalName   string
	SchemaName    string
	EntitySetName string
	PrimaryID     string // lower case
	Ownership     solution.Ownership
	Activity      bool
	Intersect     bool
	Own           bool // defined in the input
}

// Table returns what is known of a table by its logical name.
func (s *Schema) Table(logical string) (Table, bool) {
	name := strings.ToLower(logical)
	found := s.tableMemo.get(name, func() maybe[Table] { return possibly(s.findTable(name)) })
	return found.is, found.ok
}

func (s *Schema) findTable(name string) (Table, bool) {
	own, inInput := s.tables[name]
	known, inCatalog := s.catalog.Table(name)
	if !inInput && !inCatalog {
		return Table{}, false
	}
	return Table{
		LogicalName:   cmp.Or(known.LogicalName, own.LogicalName),
		SchemaName:    cmp.Or(own.SchemaName, known.SchemaName),
		EntitySetName: cmp.Or(own.EntitySetName, known.EntitySetName),
		PrimaryID:     strings.ToLower(cmp.Or(own.PrimaryID, known.PrimaryID)),
		Ownership:     cmp.Or(own.Ownership, solution.Ownership(known.Ownership)),
		Activity:      own.Activity || known.Activity,
		Intersect:     known.Intersect || s.relations.intersects[name],
		Own:           inInput,
	}, true
}

// TableOfSet returns the table of an entity set name.
func (s *Schema) TableOfSet(set string) (Table, bool) {
	found := s.setMemo.get(strings.ToLower(set), func() maybe[Table] { return possibly(s.findSet(strings.ToLower(set))) })
	return found.is, found.ok
}

func (s *Schema) findSet(set string) (Table, bool) {
	if name, ok := s.sets[set]; ok {
		return s.Table(name)
	}
	if found := s.catalog.TablesBySet(set); len(found) > 0 {
		return s.Table(found[0].LogicalName)
	}
	return Table{}, false
}

// TableOfPrimaryID returns the table whose primary key column has that name, if there is just one.
func (s *Schema) TableOfPrimaryID(column string) (Table, bool) {
	found := s.keyMemo.get(strings.ToLower(column), func() maybe[Table] { return possibly(s.findPrimaryID(strings.ToLower(column))) })
	return found.is, found.ok
}

func (s *Schema) findPrimaryID(column string) (Table, bool) {
	names := slices.Clone(s.primary[column])
	for _, t := range s.catalog.TableByPrimaryID(column) {
		if !slices.Contains(names, t.LogicalName) {
			names = append(names, t.LogicalName)
		}
	}
	if len(names) != 1 {
		return Table{}, false
	}
	return s.Table(names[0])
}

// CustomAPI returns the custom API of the input that a message calls.
func (s *Schema) CustomAPI(message string) (solution.CustomAPI, bool) {
	api, ok := s.apis[strings.ToLower(message)]
	return api, ok
}

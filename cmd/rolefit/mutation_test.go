package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rolefit/analyzer"
	"rolefit/analyzer/fit"
	"rolefit/analyzer/requirement"
	"rolefit/analyzer/schema"
	"rolefit/flowparse/solution"
	"rolefit/flowparse/source"
	"rolefit/privileges"
	"rolefit/privileges/catalog"
	"rolefit/privileges/rolexml"
)

// Every mutant of a minimal role (semantics 7) has to be detected: one privilege less, one more, one level lower or higher.

func TestFixtureMutations(t *testing.T) {
	count := mutateAll(t, fixturePaths())
	for _, kind := range mutantKinds() {
		if count[kind] == 0 {
			t.Errorf("no fixture gives a mutant of the kind %q", kind)
		}
	}
}

func TestCorpusMutations(t *testing.T) {
	_, items := corpusItems(t)
	count := mutateAll(t, items)
	if count["roles"] != corpusRoles {
		t.Errorf("%d roles were mutated, want %d", count["roles"], corpusRoles)
	}
	for _, kind := range mutantKinds() {
		if count[kind] == 0 {
			t.Errorf("no item gives a mutant of the kind %q", kind)
		}
	}
}

// The kinds of mutants, as they are counted.
const (
	removed       = "removed: gap"
	loweredProven = "lowered: shallow, certain"
	loweredGuess  = "lowered, level assumed: shallow, possible"
	loweredMore   = "lowered further: shallow"
	lowest        = "lowered, nothing lower allowed: no mutant"
	added         = "added: surplus"
	addedTogether = "added all together: surplus each"
	addedOlder    = "added, an older name of a needed one: no surplus"
	addedIfs      = "added, needed on a condition: conditional"
	addedBaseline = "added, baseline: baseline"
	raised        = "raised: too deep"
	raisedIfs     = "raised, needed deeper on a condition: fits"
	highest       = "raised, nothing higher allowed: no mutant"
)

// mutantKinds are those of which every run must have some.
func mutantKinds() []string {
	return []string{removed, loweredProven, loweredGuess, loweredMore, added, addedTogether, addedIfs, addedBaseline, raised}
}

// The step through the known privileges: the usual one, and the one of a run with ROLEFIT_THOROUGH, which takes minutes.
const (
	usualStep    = 97
	thoroughStep = 7
)

// mutateAll analyses every path alone and tries all mutants of each of its roles.
func mutateAll(t *testing.T, paths []string) tally {
	t.Helper()
	facts, count := catalog.New(), tally{}
	step := usualStep
	if os.Getenv("ROLEFIT_THOROUGH") != "" {
		step = thoroughStep
	}
	some, all := strangers(facts, step), strangers(facts, 1)
	for _, path := range paths {
		for _, s := range specimensOf(t, path, facts, count) {
			s.stamped(t)
			if len(s.made.Role.Grants) == 0 {
				continue
			}
			count["roles"]++
			s.grants = readBack(t, s.made.Role)
			s.fits(t)
			s.remove(t)
			s.lower(t)
			s.raise(t)
			s.add(t, some)
			s.addTogether(t, all)
		}
	}
	mutants := 0
	for _, kind := range mutantKinds() {
		mutants += count[kind]
	}
	t.Logf("%d mutants of %d roles tried; each that an error names was missed; by kind:%v", mutants, count["roles"], count)
	return count
}

// specimensOf analyses a path and makes its minimal roles.
func specimensOf(t *testing.T, path string, facts *catalog.Catalog, count tally) []specimen {
	t.Helper()
	in, err := (program{err: io.Discard}).read(context.Background(), []string{path}, solution.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	opts := analyzer.Options{Catalog: facts}
	result, err := analyzer.Analyze(context.Background(), in, opts)
	if err != nil {
		t.Fatal(err)
	}
	roles, err := result.MinimalRoles(opts, analyzer.RoleChoice{})
	if err != nil {
		t.Fatal(err)
	}
	names, places := schema.New(in, facts), operationPlaces(result)
	var specimens []specimen
	for _, made := range roles {
		subject := result.Subject("role", made.Serves)
		s := specimen{
			item: strings.TrimSpace(filepath.Base(path) + " " + made.Suffix), made: made, subject: subject,
			options: remembering(result.FitOptions(opts, subject.Blindspots)),
			asked:   askedOf(subject.Needs, names), older: map[privileges.Key]bool{}, places: places, facts: facts, count: count,
		}
		for _, a := range s.asked {
			for _, name := range olderNamesOf(a.need, facts) {
				s.older[privileges.KeyOf(name)] = true
			}
		}
		specimens = append(specimens, s)
	}
	return specimens
}

// remembering makes options that look up older names once for each table and privilege: thousands of comparisons ask the same.
func remembering(opts fit.Options) fit.Options {
	type key struct {
		table     requirement.Table
		privilege string
	}
	ask, known := opts.OlderNames, map[key][]string{}
	opts.OlderNames = func(e requirement.Evidence, privilege string) []string {
		k := key{e.Table, privilege}
		older, ok := known[k]
		if !ok {
			older = ask(e, privilege)
			known[k] = older
		}
		return older
	}
	return opts
}

// written returns a role as the file that an administrator would import.
func written(t *testing.T, role privileges.Role) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := rolexml.WriteRole(&file, role); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// readBack writes a role and reads it again: that is what is mutated.
func readBack(t *testing.T, role privileges.Role) []privileges.Grant {
	t.Helper()
	text, err := source.Decode("role.xml", written(t, role))
	if err != nil {
		t.Fatal(err)
	}
	roles, diagnostics := rolexml.ParseFile(text)
	if len(roles) != 1 || len(diagnostics) > 0 {
		t.Fatalf("the written role %q does not read back: %v", role.Name, diagnostics)
	}
	return roles[0].Grants
}

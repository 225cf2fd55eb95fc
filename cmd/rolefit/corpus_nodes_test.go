package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"rolefit/analyzer"
	"rolefit/analyzer/operation"
	"rolefit/analyzer/requirement"
	"rolefit/flowparse"
)

// corpusNodesFile holds how the Dataverse nodes of the corpus end, a line "kind count" each. It has a folder of its own because
// the files beside the scripts are run as scripts.
const corpusNodesFile = "testdata/corpus/nodes.txt"

// The first words of kinds. A node counts under named or unnamed once, as its first operation ends, and under blind once for
// each kind of blind spot that it has; elsewhere counts the blind spots on other nodes.
const (
	allNodes  = "nodes"
	named     = "named "     // an operation whose table or message is known
	unnamed   = "unnamed "   // an operation without either
	blind     = "blind "     // a blind spot
	blindOnly = "blind-only" // a blind spot and no operation
	untouched = "untouched " // does not touch Dataverse, with the reason
	elsewhere = "elsewhere " // a blind spot on a node that is not a call of a Dataverse connector
)

// leastNamed is the share of Dataverse nodes that have to be named operations, in percent.
const leastNamed = 99

func TestCorpusNodesByKind(t *testing.T) {
	result := wholeCorpus(t)
	got := nodesByKind(t, result)
	total, good := got[allNodes], 0
	for kind, n := range got {
		if strings.HasPrefix(kind, named) {
			good += n
		}
	}
	t.Logf("%d of %d Dataverse nodes are operations on a named table or message (%.2f %%)%v", good, total, 100*float64(good)/float64(total), got)
	if total != corpusDistinctNode {
		t.Errorf("%d distinct Dataverse nodes, want %d", total, corpusDistinctNode)
	}
	if good*100 < total*leastNamed {
		t.Errorf("%d of %d Dataverse nodes are named operations, want %d %%", good, total, leastNamed)
	}
	compareNodes(t, got)
}

type nodeKey struct{ file, pointer string }

// nodesByKind finds the Dataverse nodes of every flow anew and counts how each ends.
func nodesByKind(t *testing.T, result *analyzer.Result) tally {
	t.Helper()
	blindAt, untouchedAt := map[nodeKey][]string{}, map[nodeKey]string{}
	for _, b := range result.Blindspots {
		k := nodeKey{b.Place.File, b.Place.Pointer}
		blindAt[k] = append(blindAt[k], b.Kind)
	}
	for _, u := range result.Untouched {
		reason := u.Why
		if reason == "" {
			reason = u.Connector
		}
		untouchedAt[nodeKey{u.Place.File, u.Place.Pointer}] = reason
	}
	count := tally{}
	for _, f := range result.Flows {
		ends := map[nodeKey]string{}
		for i, op := range f.Operations {
			k := nodeKey{op.Place.File, op.Place.Pointer}
			if before, ok := ends[k]; !ok || strings.HasPrefix(before, unnamed) {
				ends[k] = endOf(op, f.Tables[i])
			}
		}
		text, err := f.File.Open()
		if err != nil {
			t.Fatal(err)
		}
		for _, pointer := range dataverseNodes(text) {
			k := nodeKey{f.File.File(), pointer}
			count[allNodes]++
			end, isOperation := ends[k]
			reason, isUntouched := untouchedAt[k]
			spots := blindAt[k]
			delete(blindAt, k)
			switch {
			case isOperation:
				count[end]++
			case len(spots) > 0:
				count[blindOnly]++
			case isUntouched:
				count[untouched+reason]++
			default:
				t.Errorf("%s: node %s is neither operation nor blind spot nor untouched", k.file, pointer)
			}
			slices.Sort(spots)
			for _, kind := range slices.Compact(spots) {
				count[blind+kind]++
			}
		}
	}
	for _, spots := range blindAt {
		for _, kind := range spots {
			count[elsewhere+kind]++
		}
	}
	return count
}

// endOf is the kind under which an operation counts.
func endOf(op operation.Operation, t requirement.Table) string {
	kind, known := op.Kind.String(), t.LogicalName != "" || t.EntitySetName != ""
	switch op.Kind {
	case operation.Message:
		bound := "unbound"
		if op.Table != (flowparse.TableName{}) {
			bound = "bound"
		}
		kind, known = kind+" "+bound, op.Message != ""
	case operation.Transaction, operation.Event, operation.Predict:
		known = true // the kind says it all: no table is named
	case operation.Search:
		known = len(op.Searched) > 0
	}
	if !known {
		return unnamed + kind
	}
	return named + kind
}

// compareNodes sets counts against the committed ones: nothing that is named may get fewer, and no blind spots more.
func compareNodes(t *testing.T, got tally) {
	t.Helper()
	if *update {
		if err := writeFile(filepath.Dir(corpusNodesFile), filepath.Base(corpusNodesFile), []byte(nodeLines(got))); err != nil {
			t.Fatal(err)
		}
		return
	}
	raw, err := os.ReadFile(filepath.FromSlash(corpusNodesFile))
	if err != nil {
		t.Fatal(err)
	}
	want := tally{}
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimSpace(line)
		at := strings.LastIndexByte(line, ' ')
		n, err := strconv.Atoi(line[at+1:])
		if at < 0 || err != nil {
			t.Fatalf("%s: %q is not a kind and a count", corpusNodesFile, line)
		}
		want[line[:at]] = n
	}
	for _, worse := range worseNodes(want, got) {
		t.Errorf("%s; if this is an improvement, run with -update", worse)
	}
}

// worseNodes says in what counts are worse than the ones before: sentences in order of kinds.
func worseNodes(before, now tally) []string {
	var worse []string
	all := map[string]bool{}
	for _, counts := range []tally{before, now} {
		for kind := range counts {
			all[kind] = true
		}
	}
	for kind := range all {
		was, is := before[kind], now[kind]
		switch {
		case kind == allNodes && is != was:
		case strings.HasPrefix(kind, named) && is < was:
		case !strings.HasPrefix(kind, named) && kind != allNodes && is > was:
		default:
			continue
		}
		worse = append(worse, fmt.Sprintf("%s: %d, was %d", kind, is, was))
	}
	slices.Sort(worse)
	return worse
}

func nodeLines(counts tally) string {
	var lines []string
	for kind, n := range counts {
		lines = append(lines, fmt.Sprintf("%s %d\n", kind, n))
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}

func TestNodeCountsGetWorseByLossByBlindnessAndByAnotherTotal(t *testing.T) {
	before := tally{"nodes": 10, "named read": 8, "blind dynamic-table": 1, "untouched names no table": 1}
	for name, c := range map[string]struct {
		kind  string
		count int
		want  int
	}{
		"the same counts":             {"nodes", 10, 0},
		"fewer nodes":                 {"nodes", 9, 1},
		"more nodes":                  {"nodes", 11, 1},
		"fewer of a named kind":       {"named read", 7, 1},
		"none of a named kind":        {"named read", 0, 1},
		"more of a named kind":        {"named read", 9, 0},
		"a new named kind":            {"named search", 1, 0},
		"more blind spots":            {"blind dynamic-table", 2, 1},
		"fewer blind spots":           {"blind dynamic-table", 0, 0},
		"a new kind of blind spot":    {"elsewhere opaque-http", 1, 1},
		"an operation without a name": {"unnamed read", 1, 1},
		"more untouched":              {"untouched names no table", 2, 1},
	} {
		now := maps.Clone(before)
		now[c.kind] = c.count
		if worse := worseNodes(before, now); len(worse) != c.want {
			t.Errorf("%s: %q, want %d", name, worse, c.want)
		}
	}
}

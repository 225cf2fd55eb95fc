package rule

import (
	"cmp"
	"slices"

	"rolefit/analyzer/operation"
	"rolefit/flowparse/source"
)

// marked is the marks of one kind that one identity has in one flow.
type marked struct {
	identity operation.Identity
	flow     operation.Flow
	key      string // connection reference key of the first mark
	nodes    []string
	place    source.Place // of the first mark
	others   []source.Place
}

// marksOf groups the marks of a kind by flow and identity, so that a flow of many actions gives one finding.
func (f Facts) marksOf(kind string) []marked {
	type group struct {
		identity operation.Identity
		flow     operation.Flow
		file     string
	}
	all := slices.SortedStableFunc(slices.Values(f.Marks), func(a, b operation.Mark) int {
		return cmp.Or(source.Compare(a.Place, b.Place), cmp.Compare(a.Node, b.Node), operation.CompareIdentities(a.Identity, b.Identity))
	})
	index := map[group]int{}
	var groups []marked
	for _, m := range all {
		if m.Kind != kind {
			continue
		}
		key := group{m.Identity, m.Flow, m.Place.File}
		i, ok := index[key]
		if !ok {
			index[key] = len(groups)
			groups = append(groups, marked{identity: m.Identity, flow: m.Flow, key: m.Key, nodes: []string{m.Node}, place: m.Place})
			continue
		}
		g := &groups[i]
		if !slices.Contains(g.nodes, m.Node) {
			g.nodes = append(g.nodes, m.Node)
		}
		if m.Place != g.place && !slices.Contains(g.others, m.Place) {
			g.others = append(g.others, m.Place)
		}
	}
	return groups
}

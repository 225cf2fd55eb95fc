package operation

import (
	"strings"

	"rolefit/flowparse"
)

// Runs is the order in which the nodes of a flow run, as far as it is certain. The zero value knows no order.
type Runs struct {
	after  map[string][]string // node -> nodes that it runs after with no outcome but success
	parent map[string]string   // node -> container around it
}

func runsOf(flow *flowparse.Flow) Runs {
	r := Runs{after: map[string][]string{}, parent: map[string]string{}}
	flow.Walk(func(n *flowparse.Node) {
		for _, a := range n.RunAfter {
			if len(a.Statuses) == 1 && strings.EqualFold(a.Statuses[0], "Succeeded") {
				r.after[n.Name] = append(r.after[n.Name], a.Name)
			}
		}
		if n.Parent != nil {
			r.parent[n.Name] = n.Parent.Name
		}
	})
	return r
}

// SucceededBefore reports whether a node must have succeeded before another runs: whether the other, or a container
// around it, runs after it with no outcome but success, directly or through others.
func (r Runs) SucceededBefore(before, node string) bool {
	seen := map[string]bool{}
	open := []string{node}
	for len(open) > 0 {
		at := open[len(open)-1]
		open = open[:len(open)-1]
		next := r.after[at]
		if parent, ok := r.parent[at]; ok {
			// What the container waited for has succeeded too; the container itself has not.
			open = append(open, parent)
		}
		for _, name := range next {
			if name == before {
				return true
			}
			if !seen[name] {
				seen[name] = true
				open = append(open, name)
			}
		}
	}
	return false
}

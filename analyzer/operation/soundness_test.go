package operation

import (
	"slices"
	"strings"
	"testing"

	"rolefit/flowparse"
	"rolefit/flowparse/flowtest"
)

const leastProbes = 1000 // of each kind

// TestWhatReallyOccursIsNamed runs random flows and checks that every table, lookup target and message that a call really
// named is among the operations of its node.
func TestWhatReallyOccursIsNamed(t *testing.T) {
	probes := map[string]int{} // by the operation that a probe calls
	flowtest.Check(t, func(flow *flowparse.Flow) flowtest.Holds {
		result := ReadFlow(flow, Surroundings{Flow: Flow{ID: "id"}})
		calls := map[string]*flowparse.Call{}
		flow.Walk(func(n *flowparse.Node) { calls[n.Name] = n.Call })
		return func(s flowtest.Sighting) (string, bool) {
			if s.Place != "call" {
				return "", true // a value, not an operation
			}
			probes[calls[s.Node].Operation]++
			return isNamed(result, s.Node, s.Value.(string))
		}
	})
	t.Logf("probes by operation: %v", probes)
	for _, kind := range []string{"ListRecords", "CreateRecord", "PerformUnboundAction"} {
		if probes[kind] < leastProbes {
			t.Errorf("only %d probes by %s", probes[kind], kind)
		}
	}
}

// isNamed reports whether the operations of a node name what its call named, or a blind spot says that they may not.
func isNamed(result Result, node, actual string) (string, bool) {
	want := strings.TrimSpace(actual)
	var says []string
	if want == "" {
		return "", true
	}
	for _, op := range result.Operations {
		if op.Node != node {
			continue
		}
		switch op.Kind {
		case Message:
			says = append(says, op.Message)
		case Create:
			set, isBind := boundSet(want)
			if !isBind {
				return "", true
			}
			want = set
			for _, l := range op.Lookups {
				for _, target := range l.Targets {
					if target.Set == "" {
						return "", true
					}
					says = append(says, target.Set)
				}
			}
		default:
			says = append(says, op.Table.Set)
		}
	}
	for _, b := range result.Blindspots {
		if b.Node == node && (b.Kind == "dynamic-table" || b.Kind == "opaque-bind" || b.Kind == "opaque-message") {
			return "", true
		}
	}
	return strings.Join(says, " "), slices.Contains(says, want)
}

// boundSet is the entity set that a reference such as "/accounts(<id>)" names; other texts are no reference, and the
// call fails.
func boundSet(s string) (string, bool) {
	set, rest, ok := strings.Cut(strings.TrimPrefix(s, "/"), "(")
	word := strings.Trim(set, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_") == "" && set != ""
	return set, ok && word && strings.HasSuffix(rest, ")")
}

package fit

import (
	"cmp"
	"slices"

	"rolefit/analyzer/operation"
	"rolefit/analyzer/requirement"
	"rolefit/flowparse/source"
	"rolefit/privileges"
)

// reach is which privileges a blind spot could need.
type reach struct {
	rights []privileges.Right // nil: any right on a table
	misc   bool               // miscellaneous privileges too
	words  string             // completes "could need …"
}

// reachOf says what a blind spot could need. The less is known of the operation, the more it could need; a kind that is not
// listed could need anything.
func reachOf(b requirement.Blindspot) reach {
	onlyRead := reach{rights: []privileges.Right{privileges.Read}, words: "Read on any table"}
	if b.Reads {
		return onlyRead
	}
	switch b.Kind {
	case "opaque-bind":
		// A lookup to an unknown table, or a row whose lookups and owner only a run knows.
		return reach{
			rights: []privileges.Right{privileges.Read, privileges.Append, privileges.AppendTo, privileges.Assign},
			words:  "Read, Append, AppendTo and Assign on any table",
		}
	case "unknown-navigation":
		// A path read, or one followed to relate rows.
		return reach{
			rights: []privileges.Right{privileges.Read, privileges.Write, privileges.Append, privileges.AppendTo},
			words:  "Read, Write, Append and AppendTo on any table",
		}
	case "searches-everything", "dynamic-query":
		return onlyRead
	case "dynamic-table", "unknown-table":
		// The operation is known and its table, or what guards it, is not. A table without metadata may share its
		// privileges with any other, as activities and child tables do.
		return reach{words: "any right on any table"}
	}
	return reach{misc: true, words: "any privilege"}
}

// touches reports whether the reach includes a privilege about the right; a privilege of which the right is not known
// could be about any.
func (r reach) touches(right privileges.Right, known bool) bool {
	switch {
	case !known:
		return true
	case right == privileges.NoRight:
		return r.misc
	}
	return r.rights == nil || slices.Contains(r.rights, right)
}

// about is what is known of a privilege: its right, NoRight for a miscellaneous privilege.
type about struct {
	right privileges.Right
	known bool
}

// touching returns the open blind spots that could need a privilege about the right. A need under an unknown name is one too:
// the privilege that really guards its table may be the one in question. All needs must be filed before. Answers are shared,
// for thousands of privileges may meet thousands of blind spots.
func (c *comparing) touching(right privileges.Right, known bool) []requirement.Blindspot {
	key := about{right, known}
	if open, ok := c.open[key]; ok {
		return open
	}
	var open []requirement.Blindspot
	for _, b := range c.opts.Blindspots {
		if reachOf(b).touches(right, known) {
			open = append(open, b)
		}
	}
	for _, n := range c.result.Unknown {
		if known && n.Right != right {
			continue
		}
		b := blindspotOf(n)
		announced := func(o requirement.Blindspot) bool { return o.Place == b.Place }
		if !slices.ContainsFunc(open, announced) {
			open = append(open, b)
		}
	}
	c.open[key] = open
	return open
}

// blindspotOf says of a need under an unknown name what a blind spot says.
func blindspotOf(n requirement.Need) requirement.Blindspot {
	b := requirement.Blindspot{
		Identity: n.Identity, Kind: "unknown-table", Tables: n.Tables,
		Why: "no metadata and no role knows the privilege", Fix: "give the metadata of the table",
	}
	if len(n.Evidence) > 0 {
		e := n.Evidence[0]
		b.Place, b.Flow, b.FlowID, b.Node = e.Place, e.Flow, e.FlowID, e.Node
	}
	return b
}

func compareBlindspots(a, b requirement.Blindspot) int {
	return cmp.Or(
		source.Compare(a.Place, b.Place), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.FlowID, b.FlowID), cmp.Compare(a.Node, b.Node),
		operation.CompareIdentities(a.Identity, b.Identity), cmp.Compare(a.Why, b.Why), slices.CompareFunc(a.Tables, b.Tables, requirement.CompareTables),
	)
}

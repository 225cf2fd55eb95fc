package main

import (
	"cmp"
	"fmt"
	"slices"

	"rolefit/analyzer"
	"rolefit/analyzer/fit"
	"rolefit/analyzer/requirement"
	"rolefit/analyzer/schema"
	"rolefit/flowparse/source"
	"rolefit/privileges"
	"rolefit/privileges/catalog"
)

// asked is what the evidence for one privilege comes to. It is worked out from the evidence alone, so that the comparison is
// not measured against itself.
type asked struct {
	need        requirement.Need
	needed      bool              // some operation needs it without a condition
	level       privileges.Level  // deepest level that is needed without a condition
	proof       privileges.Level  // deepest such level that is not assumed; None when all are
	conditional privileges.Level  // deepest level that is needed on a condition
	levels      privileges.Levels // what the privilege can be granted at; never empty
}

func (a asked) assumed() bool { return a.proof < a.level }

// allLevels is what a privilege allows of which nothing is known.
func allLevels() privileges.Levels {
	return privileges.LevelsOf(privileges.Basic, privileges.Local, privileges.Deep, privileges.Global)
}

func askedOf(needs []requirement.Need, names *schema.Schema) map[privileges.Key]asked {
	all := map[privileges.Key]asked{}
	for _, n := range needs {
		a := asked{need: n, levels: cmp.Or(levelsOfNeed(n, names), allLevels())}
		for _, e := range n.Evidence {
			switch {
			case e.State == requirement.Conditional:
				a.conditional = max(a.conditional, e.Level)
				continue
			case e.Reason != requirement.Assumed:
				a.proof = max(a.proof, e.Level)
			}
			a.needed, a.level = true, max(a.level, e.Level)
		}
		all[privileges.KeyOf(n.Privilege)] = a
	}
	return all
}

// levelsOfNeed looks up what the privilege of a need allows, by its tables and else by its name.
func levelsOfNeed(n requirement.Need, names *schema.Schema) privileges.Levels {
	for _, t := range n.Tables {
		for _, g := range names.Guards(t.LogicalName, n.Right) {
			if g.Levels != 0 && privileges.KeyOf(g.Privilege) == privileges.KeyOf(n.Privilege) {
				return g.Levels
			}
		}
	}
	return names.Privilege(n.Privilege).Levels
}

// below returns the next lower level that can be granted, and None when there is none; above the next higher one.
func (a asked) below(l privileges.Level) privileges.Level {
	for l--; l > privileges.None; l-- {
		if a.levels.Has(l) {
			return l
		}
	}
	return privileges.None
}

func (a asked) above(l privileges.Level) privileges.Level {
	for l++; l <= privileges.Global; l++ {
		if a.levels.Has(l) {
			return l
		}
	}
	return privileges.None
}

// olderNamesOf lists what earlier versions asked for on the very tables that ask for a need.
func olderNamesOf(n requirement.Need, facts *catalog.Catalog) []string {
	var older []string
	seen := map[string]bool{}
	for _, e := range n.Evidence {
		if seen[e.Table.LogicalName] {
			continue
		}
		seen[e.Table.LogicalName] = true
		for _, right := range privileges.Rights() {
			guards, _ := facts.Guards(e.Table.LogicalName, right)
			for _, g := range guards {
				if privileges.KeyOf(g.Privilege) == privileges.KeyOf(n.Privilege) {
					older = append(older, g.Older...)
				}
			}
		}
	}
	return older
}

// operationPlaces is where the operations of an analysis stand.
func operationPlaces(r *analyzer.Result) map[source.Place]bool {
	places := map[source.Place]bool{}
	for _, f := range r.Flows {
		for _, op := range f.Operations {
			places[op.Place] = true
		}
	}
	return places
}

// failing reports whether the evidence of a need names an operation, with its flow and node, that certainly needs the
// privilege deeper than a level.
func failing(n requirement.Need, places map[source.Place]bool, beyond privileges.Level, provenOnly bool) bool {
	return slices.ContainsFunc(n.Evidence, func(e requirement.Evidence) bool {
		return e.State == requirement.Needed && e.Level > beyond && e.Node != "" && cmp.Or(e.Flow, e.FlowID, e.Place.File) != "" &&
			places[e.Place] && (!provenOnly || e.Reason != requirement.Assumed)
	})
}

// deviations lists everything in which a comparison differs from a perfect fit, a line each.
func deviations(c fit.Comparison) []string {
	var out []string
	say := func(kind, privilege string) { out = append(out, kind+" "+privilege) }
	for _, g := range c.Gaps {
		say(certainly(g.Certain)+" gap", g.Need.Privilege)
	}
	for _, s := range c.Shallow {
		say(certainly(s.Certain)+" shallow", s.Need.Privilege)
	}
	for _, s := range c.Surplus {
		say("surplus", s.Held.Privilege)
	}
	for _, d := range c.TooDeep {
		say("too deep", d.Need.Privilege)
	}
	for _, m := range c.Unresolved {
		say("unresolved", m.Need.Privilege)
	}
	for _, m := range c.Conditional {
		say("conditional", m.Need.Privilege)
	}
	for _, b := range c.Baseline {
		say("baseline", b.Held.Privilege)
	}
	for _, m := range c.Exact {
		if m.Via != "" && m.Via != "forced baseline" {
			say("held as "+m.Via, m.Need.Privilege)
		}
	}
	return out
}

func certainly(certain bool) string {
	if certain {
		return "certain"
	}
	return "possible"
}

// strangers returns privileges to add to roles, in order: every n-th of those that built-in roles hold, and all that are baseline
// or lead further than they look. The catalogue lists no others by name.
func strangers(facts *catalog.Catalog, n int) []privileges.Grant {
	names := map[privileges.Key]string{}
	var sorted []privileges.Key
	add := func(name string) {
		if k := privileges.KeyOf(name); names[k] == "" {
			names[k] = name
			sorted = append(sorted, k)
		}
	}
	for _, name := range facts.RoleNames() {
		role, _ := facts.Role(name)
		for _, g := range role.Grants {
			add(g.Privilege)
		}
	}
	slices.Sort(sorted)
	var chosen []privileges.Key
	for i, k := range sorted {
		if i%n == 0 || facts.Baseline(names[k]) != catalog.NotBaseline {
			chosen = append(chosen, k)
		}
	}
	for _, e := range facts.Escalations() {
		for _, name := range e.Names() {
			add(name)
			chosen = append(chosen, privileges.KeyOf(name))
		}
	}
	for _, name := range append(facts.AdminCore(), privileges.ActOnBehalf, "prvAssignRole", "prvWriteRole") {
		add(name)
		chosen = append(chosen, privileges.KeyOf(name))
	}
	slices.Sort(chosen)
	var grants []privileges.Grant
	for i, k := range slices.Compact(chosen) {
		grants = append(grants, privileges.Grant{Privilege: names[k], Level: levelOfStranger(facts, names[k], i)})
	}
	return grants
}

// levelOfStranger takes the levels that a privilege allows in turn.
func levelOfStranger(facts *catalog.Catalog, name string, turn int) privileges.Level {
	p, _ := facts.Privilege(name)
	var levels []privileges.Level
	for l := privileges.Basic; l <= privileges.Global; l++ {
		if p.Levels.Has(l) || p.Levels == 0 {
			levels = append(levels, l)
		}
	}
	return levels[turn%len(levels)]
}

// tally counts mutants by what was done and how it ended.
type tally map[string]int

func (t tally) String() string {
	var kinds []string
	for kind := range t {
		kinds = append(kinds, kind)
	}
	slices.Sort(kinds)
	text := ""
	for _, kind := range kinds {
		text += fmt.Sprintf("\n%8d  %s", t[kind], kind)
	}
	return text
}

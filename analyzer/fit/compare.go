package fit

import (
	"slices"

	"rolefit/analyzer/requirement"
	"rolefit/privileges"
)

// Compare sets needs against what is held. The needs of several identities that share their roles are joined by privilege:
// the deepest level counts. Neither the order of needs nor that of roles matters.
func Compare(needs []requirement.Need, held privileges.Set, opts Options) Comparison {
	opts.Blindspots = slices.SortedFunc(slices.Values(opts.Blindspots), compareBlindspots)
	c := comparing{opts: opts, held: held, used: map[privileges.Key]bool{}, open: map[about][]requirement.Blindspot{}}
	c.result.AllWork = opts.AllWork
	for _, a := range askedFor(needs, opts) {
		if a.wanted && a.need.Reason == requirement.Assumed {
			c.result.AssumedLevels++
		}
		c.need(a)
	}
	c.rest()
	for i, d := range c.result.TooDeep { // only now are all needs under unknown names filed
		c.result.TooDeep[i].Open = c.touching(d.Need.Right, true)
	}
	c.result.Sufficient = c.sufficient()
	c.result.Minimal = c.minimal()
	return c.result
}

// comparing is a comparison in the making.
type comparing struct {
	opts   Options
	held   privileges.Set
	used   map[privileges.Key]bool // held privileges that some need accounts for
	open   map[about][]requirement.Blindspot
	result Comparison
}

// need files one joined need.
func (c *comparing) need(a ask) {
	match, ok, why := c.find(a.need)
	switch {
	case !ok && a.dropped:
		c.result.Omitted = append(c.result.Omitted, a.need)
	case !ok && !a.need.Known:
		c.result.Unknown = append(c.result.Unknown, a.need)
	case !ok && a.wanted && why == "" && c.opts.baseline(a.need.Privilege) == Forced:
		// The platform keeps these in every role, also where role XML does not list them.
		implied := privileges.Held{Privilege: a.need.Privilege, Level: privileges.Global, Direct: true}
		c.result.Exact = append(c.result.Exact, Match{Need: a.need, Held: implied, Via: "forced baseline"})
	case !ok && a.wanted:
		switch {
		case !a.firm:
			why = "it is needed on a condition only"
		case c.opts.HeldPartly:
			why = heldPartly
		}
		c.result.Gaps = append(c.result.Gaps, Gap{Need: a.need, Certain: a.firm && !c.opts.HeldPartly, Why: why})
	case !ok:
		c.result.Omitted = append(c.result.Omitted, a.need)
	case !a.wanted:
		c.result.Conditional = append(c.result.Conditional, match)
	default:
		c.level(a, match)
	}
}

// level files a wanted need that is held at some level.
func (c *comparing) level(a ask, match Match) {
	held, need := match.Held, a.need
	assumed := need.Reason == requirement.Assumed
	switch {
	case held.Level < need.Level && held.MayReach(need.Level):
		c.result.Unresolved = append(c.result.Unresolved, match)
	case held.Level < need.Level:
		// An operation whose level is not assumed may fail even where a deeper level is only assumed.
		s := Shallow{Need: need, Held: held, Certain: a.firm && !c.opts.HeldPartly && (!assumed || a.proof > held.Level)}
		switch {
		case !a.firm:
			s.Why = "it is needed on a condition only"
		case c.opts.HeldPartly:
			s.Why = heldPartly
		case !s.Certain:
			s.Why = "the needed level is assumed"
		}
		c.result.Shallow = append(c.result.Shallow, s)
	case held.TeamRows && need.Level == privileges.Basic:
		c.result.Shallow = append(c.result.Shallow, Shallow{
			Need: need, Held: held, Why: "it is held through a team whose role reaches only rows that the team owns",
		})
	case held.Level > need.Level && held.Level > a.conditional && !assumed && c.opts.baseline(need.Privilege) != Forced:
		c.result.TooDeep = append(c.result.TooDeep, TooDeep{Need: need, Held: held})
	default:
		c.result.Exact = append(c.result.Exact, match)
	}
	if held.Level < a.conditional && !held.MayReach(a.conditional) {
		c.result.Omitted = append(c.result.Omitted, conditionalPart(a))
	}
}

// heldPartly is why nothing that seems to be missing is certain to be.
const heldPartly = "not everything that is held could be read"

// conditionalPart returns the need as it would be if its conditions held.
func conditionalPart(a ask) requirement.Need {
	n := a.need
	n.State, n.Level = requirement.Conditional, a.conditional
	return n
}

// find looks for the privilege of a need among what is held, under its own name first, then under older ones.
// why says why something held under its name does not count.
func (c *comparing) find(n requirement.Need) (match Match, ok bool, why string) {
	older := c.older(n) // accounted for in any case: older roles hold both
	if n.Privilege == "" {
		return Match{}, false, ""
	}
	key := privileges.KeyOf(n.Privilege)
	if held, ok := c.held.Get(key); ok {
		c.used[key] = true
		if key == privileges.KeyOf(privileges.ActOnBehalf) && !held.Direct {
			return Match{}, false, "it is held through a team only, where it has no effect"
		}
		return Match{Need: n, Held: held}, true, ""
	}
	if older.Privilege == "" {
		return Match{}, false, ""
	}
	return Match{Need: n, Held: older, Via: older.Privilege}, true, ""
}

// older returns what is held under older names: the shallowest of them, when each piece of evidence has one that is held, so
// that every operation behind the need is served; else nothing.
func (c *comparing) older(n requirement.Need) privileges.Held {
	if c.opts.OlderNames == nil || n.Privilege == "" {
		return privileges.Held{}
	}
	var worst privileges.Held
	missing := len(n.Evidence) == 0
	for _, e := range n.Evidence {
		var best privileges.Held
		for _, name := range c.opts.OlderNames(e, n.Privilege) {
			key := privileges.KeyOf(name)
			if held, ok := c.held.Get(key); ok {
				c.used[key] = true
				if best.Privilege == "" || held.Level > best.Level {
					best = held
				}
			}
		}
		missing = missing || best.Privilege == ""
		if worst.Privilege == "" || best.Level < worst.Level {
			worst = best
		}
	}
	if missing {
		return privileges.Held{}
	}
	return worst
}

// rest files what is held and not accounted for by any need.
func (c *comparing) rest() {
	for _, held := range c.held.All() {
		if c.used[privileges.KeyOf(held.Privilege)] {
			continue
		}
		if kind := c.opts.baseline(held.Privilege); kind != NotBaseline {
			c.result.Baseline = append(c.result.Baseline, Baseline{Held: held, Kind: kind})
			continue
		}
		right, known := c.opts.right(held.Privilege)
		c.result.Surplus = append(c.result.Surplus, Surplus{
			Held: held, Right: right, RightKnown: known, Open: c.touching(right, known),
		})
	}
}

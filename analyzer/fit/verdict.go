package fit

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"rolefit/analyzer/requirement"
	"rolefit/privileges"
)

// sufficient answers whether everything that is needed is held.
//
// A certain gap or a certainly shallow grant settles it with no: no blind spot, condition or assumed level takes a need away.
// Otherwise whatever might add a need, or might ask for a deeper level, leaves it undecided.
func (c *comparing) sufficient() Verdict {
	var no, open []string
	for _, g := range c.result.Gaps {
		if g.Certain {
			no = append(no, fmt.Sprintf("%s is needed and not held%s.", name(g.Need), because(g.Why)))
		} else {
			open = append(open, fmt.Sprintf("%s may be needed and is not held%s.", name(g.Need), because(g.Why)))
		}
	}
	for _, s := range c.result.Shallow {
		if s.Certain {
			no = append(no, fmt.Sprintf("%s is needed at %v and held %s.", name(s.Need), s.Need.Level, at(s.Held)))
		} else {
			open = append(open, fmt.Sprintf("%s may be needed at %v and is held %s%s.", name(s.Need), s.Need.Level, at(s.Held), because(s.Why)))
		}
	}
	for _, m := range c.result.Unresolved {
		open = append(open, fmt.Sprintf("%s is held %s.", name(m.Need), unresolved(m.Held)))
	}
	for _, n := range c.result.Unknown {
		verb := "is needed"
		if n.State == requirement.Conditional {
			verb = "may be needed"
		}
		open = append(open, fmt.Sprintf("%s %s and no metadata and no role knows it.", name(n), verb))
	}
	for _, n := range c.result.Omitted {
		if n.Undecided() {
			open = append(open, fmt.Sprintf("%s at %v is needed on a condition and not held.", name(n), n.Level))
		}
	}
	missing, maybe := c.columns()
	no, open = append(no, missing...), append(open, maybe...)
	open = append(open, c.blindspots(func(requirement.Blindspot) bool { return true })...)
	if c.opts.Incomplete {
		open = append(open, "The input was not read completely: what could not be read may need more.")
	}
	switch {
	case len(no) > 0:
		return Verdict{No, append(no, open...)}
	case len(open) > 0:
		return Verdict{Undecided, open}
	}
	return Verdict{Yes, []string{"Everything that is needed is held at the level that is needed."}}
}

// columns says which permissions on secured columns are missing, and which may be: where it is not known who is in which
// field security profile, all of them, and those that rest on a condition are counted only.
func (c *comparing) columns() (missing, maybe []string) {
	conditional := 0
	for _, n := range c.opts.Columns {
		permission := fmt.Sprintf("The column permission %s on %s.%s is needed", n.Right, n.Table, n.Column)
		switch needed := n.State == requirement.Needed; {
		case c.opts.ColumnsKnown && needed:
			missing = append(missing, permission+", and no field security profile of the user gives it.")
		case c.opts.ColumnsKnown:
			maybe = append(maybe, permission+" on a condition, and no field security profile of the user gives it.")
		case needed:
			maybe = append(maybe, permission+"; whether a field security profile gives it is not known.")
		default:
			conditional++
		}
	}
	switch {
	case conditional == 1:
		maybe = append(maybe, "1 column permission is needed on a condition; whether a field security profile gives it is not known.")
	case conditional > 1:
		maybe = append(maybe, fmt.Sprintf("%d column permissions are needed on a condition; whether a field security profile gives them is not known.", conditional))
	}
	return missing, maybe
}

// minimal answers whether nothing is held that is not needed.
//
// Blind spots can only add needs. So where nothing is held beyond what is needed, none of them matters: the answer is yes.
// Where something is, the answer is no as soon as one such privilege lies outside the reach of every blind spot, and
// undecided while each of them could still turn out to be needed.
func (c *comparing) minimal() Verdict {
	scope := " for these flows"
	if c.opts.AllWork {
		scope = ""
	}
	surplus, openSurplus, deep, openDeep := 0, 0, 0, 0
	touched := map[string]bool{}
	count := func(open []requirement.Blindspot, certain, undecided *int) {
		if len(open) == 0 {
			*certain++
			return
		}
		*undecided++
		for _, b := range open {
			touched[b.Kind] = true
		}
	}
	for _, s := range c.result.Surplus {
		count(s.Open, &surplus, &openSurplus)
	}
	for _, d := range c.result.TooDeep {
		count(d.Open, &deep, &openDeep)
	}
	unread := 0
	if c.opts.Incomplete {
		unread, surplus, deep = surplus+deep, 0, 0
	}
	var no, open []string
	no = appendCount(no, surplus, "held and not needed"+scope)
	no = appendCount(no, deep, "held deeper than needed"+scope)
	open = appendCount(open, openSurplus, "held and not needed by what could be read; blind spots could need them")
	open = appendCount(open, openDeep, "held deeper than needed by what could be read; blind spots could need the depth")
	open = appendCount(open, unread, "held beyond what is needed by what could be read; the input was not read completely")
	byFilter, elsewhere := c.further()
	open = appendCount(open, byFilter, "held at a reach that is not known as well")
	open = appendCount(open, elsewhere, "held in a business unit that is not the user's own as well, where its rows may or may not be")
	if c.opts.HeldPartly {
		open = append(open, "Not everything that is held could be read.")
	}
	open = append(open, c.blindspots(func(b requirement.Blindspot) bool { return touched[b.Kind] })...)
	switch {
	case len(no) > 0:
		return Verdict{No, append(no, open...)}
	case len(open) > 0:
		return Verdict{Undecided, open}
	}
	why := []string{"Nothing is held that is not needed" + scope + "."}
	why = appendCount(why, c.result.AssumedLevels, "needed at a level that is assumed")
	why = appendCount(why, len(c.result.Conditional), "held for a condition only")
	return Verdict{Yes, why}
}

// further counts what is needed and also held at a reach that cannot be compared with the level needed.
func (c *comparing) further() (byFilter, elsewhere int) {
	count := func(held privileges.Held) {
		switch {
		case held.RecordFilter:
			byFilter++
		case held.Elsewhere > privileges.None:
			elsewhere++
		}
	}
	for _, m := range slices.Concat(c.result.Unresolved, c.result.Exact) {
		count(m.Held)
	}
	for _, s := range c.result.Shallow {
		count(s.Held)
	}
	return byFilter, elsewhere
}

// at says, after "held", at which level.
func at(held privileges.Held) string {
	if held.Level == privileges.None && held.Elsewhere > privileges.None {
		return fmt.Sprintf("at %v in another business unit only", held.Elsewhere)
	}
	return "at " + held.Level.String()
}

// unresolved says, after "is held", why what is held cannot be compared with a level.
func unresolved(held privileges.Held) string {
	if held.RecordFilter {
		return "at a reach that is not known" // by a record filter, or by what nothing explains
	}
	return fmt.Sprintf("at %v in a business unit that is not the user's own; whether it reaches the rows is not known", held.Elsewhere)
}

func appendCount(to []string, n int, what string) []string {
	switch n {
	case 0:
		return to
	case 1:
		return append(to, "1 privilege is "+strings.ReplaceAll(what, "could need them", "could need it")+".")
	}
	return append(to, fmt.Sprintf("%d privileges are %s.", n, what))
}

// blindspots words the open blind spots of the kinds chosen, one sentence for each kind with the first places.
func (c *comparing) blindspots(chosen func(requirement.Blindspot) bool) []string {
	type sort struct{ kind, reach string }
	spots := map[sort][]requirement.Blindspot{}
	for _, b := range c.opts.Blindspots {
		if chosen(b) {
			s := sort{b.Kind, reachOf(b).words}
			spots[s] = append(spots[s], b)
		}
	}
	sorts := slices.SortedFunc(maps.Keys(spots), func(a, b sort) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.reach, b.reach))
	})
	var sentences []string
	for _, s := range sorts {
		all := slices.SortedFunc(slices.Values(spots[s]), compareBlindspots)
		noun := "blind spots"
		if len(all) == 1 {
			noun = "blind spot"
		}
		sentences = append(sentences, fmt.Sprintf("%d %s %s could need %s: %s.", len(all), s.kind, noun, s.reach, where(all)))
	}
	return sentences
}

// where names the first places of some blind spots.
func where(spots []requirement.Blindspot) string {
	const shown = 3
	var names []string
	for _, b := range spots[:min(shown, len(spots))] {
		names = append(names, cmp.Or(strings.Join(slices.DeleteFunc([]string{b.Flow, b.Node}, func(s string) bool { return s == "" }), " > "), b.Place.File, "no place known"))
	}
	text := strings.Join(names, "; ")
	if more := len(spots) - shown; more > 0 {
		text += fmt.Sprintf("; and %d more", more)
	}
	return text
}

// name names a need for people, also one that has no privilege name.
func name(n requirement.Need) string {
	if n.Privilege != "" {
		return n.Privilege
	}
	for _, t := range n.Tables {
		if on := cmp.Or(t.LogicalName, t.EntitySetName, t.Reference); on != "" {
			return fmt.Sprintf("%v on %s", n.Right, on)
		}
	}
	return "a privilege without a known name"
}

func because(why string) string {
	if why == "" {
		return ""
	}
	return ": " + why
}

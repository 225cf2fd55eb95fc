package table

import (
	"strings"

	"rolefit/report"
)

// kind says how need and grant of one privilege relate. The order is that of importance to a reader.
type kind uint8

const (
	gap kind = iota
	shallow
	tooDeep
	exact
	need // nothing was compared
	conditional
	surplus
)

// cell is one privilege in a matrix.
type cell struct {
	kind         kind
	needed, held string // levels; empty: none
	assumed      bool   // the needed level is assumed
	unknown      bool   // the privilege's name is not confirmed by any metadata
	recordFilter bool   // held through a record filter
	elsewhere    bool   // held in another business unit
}

// shortLevels are the letters of the narrow layout.
var shortLevels = map[string]string{"Basic": "B", "Local": "L", "Deep": "D", "Global": "G", "none": "none", "filter": "F", "elsewhere": "E"}

// text writes the cell in the notation that legend explains; short uses letters for levels.
func (c cell) text(short bool) string {
	level := func(name string) string {
		if letter, ok := shortLevels[name]; ok && short {
			return letter
		}
		return clean(name)
	}
	held := c.held
	switch {
	case held == "" && c.recordFilter:
		held = "filter"
	case held == "" && c.elsewhere:
		held = "elsewhere"
	case held == "":
		held = "none"
	}
	needed := level(c.needed)
	if c.assumed {
		needed += "*"
	}
	if c.unknown {
		needed += "?"
	}
	switch c.kind {
	case gap, shallow:
		return needed + " ✗ " + level(held)
	case tooDeep:
		return needed + " < " + level(held)
	case exact:
		return needed + " ✓"
	case conditional:
		if held == "none" {
			return "(" + needed + ")"
		}
		return "(" + needed + ") " + level(held)
	case surplus:
		return "– " + level(held)
	}
	return needed
}

// style is the colour of the cell.
func (c cell) style() style {
	switch c.kind {
	case gap, shallow:
		return red
	case exact:
		return green
	case surplus, tooDeep:
		return yellow
	}
	return plain
}

// legend explains the notations that occur among cells, in the order of their importance.
func legend(cells []cell, short bool) string {
	var has [surplus + 1]bool
	var assumed, unknown, filter, elsewhere, heldIfConditional bool
	for _, c := range cells {
		has[c.kind] = true
		assumed = assumed || c.assumed
		unknown = unknown || c.unknown
		filter = filter || c.held == "" && c.recordFilter
		elsewhere = elsewhere || c.held == "" && !c.recordFilter && c.elsewhere
		heldIfConditional = heldIfConditional || c.kind == conditional && c.held != ""
	}
	global, local, basic := "Global", "Local", "Basic"
	if short {
		global, local, basic = "G", "L", "B"
	}
	var parts []string
	add := func(when bool, notation, meaning string) {
		if when {
			parts = append(parts, notation+" "+meaning)
		}
	}
	add(has[gap], global+" ✗ none", "needed, not held")
	add(has[shallow], global+" ✗ "+basic, "needed, held only at the second level")
	add(has[tooDeep], basic+" < "+global, "held deeper than needed")
	add(has[exact], global+" ✓", "needed and held so")
	add(has[surplus], "– "+local, "held, not needed")
	add(has[conditional], "("+global+")", "needed only under a condition")
	add(heldIfConditional, "("+global+") "+local, "the same, and held")
	add(assumed, "*", "level assumed")
	add(unknown, "?", "privilege name not confirmed, never put into a role")
	add(filter, "filter", "held at a reach that is not known")
	add(elsewhere, "elsewhere", "held in a business unit that is not the user's own")
	text := strings.Join(parts, " · ")
	if short {
		text += " · B Basic, L Local, D Deep, G Global"
		if filter {
			text += ", F filter"
		}
		if elsewhere {
			text += ", E elsewhere"
		}
	}
	return strings.TrimPrefix(text, " · ")
}

// cellOfNeed returns the cell of a need that is compared with nothing.
func cellOfNeed(n report.Need) cell {
	c := cell{kind: need, needed: n.Level, assumed: n.Reason == "assumed", unknown: !n.Known}
	if n.State == "conditional" {
		c.kind = conditional
	}
	return c
}

// cellOfLine returns the cell of a line of a comparison.
func cellOfLine(k kind, l report.Line) cell {
	return cell{kind: k, needed: l.Needed, held: l.Held, assumed: l.Reason == "assumed", recordFilter: l.RecordFilter, elsewhere: l.Elsewhere != ""}
}

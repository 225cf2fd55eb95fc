package analyzer

import (
	"slices"
	"strings"

	"rolefit/analyzer/pin"
	"rolefit/analyzer/requirement"
	"rolefit/flowparse/source"
	"rolefit/privileges"
)

// review closes the blind spots that somebody looked at: each leaves a note, and the needs that were stated for it. One that
// names no identity cannot have needs, for nobody could be said to have them.
func (r *Result) review(blind []requirement.Blindspot, pins pin.Set, names *requirement.Names) []requirement.Blindspot {
	if len(pins.Reviewed) == 0 {
		return blind
	}
	var open []requirement.Blindspot
	for _, b := range blind {
		review, ok := pins.ReviewAt(b.FlowID, b.Flow, b.Node, b.Kind)
		switch {
		case !ok:
			open = append(open, b)
		case b.Identity.ID == "" && len(review.Needs) > 0:
			open = append(open, b)
			r.Diagnostics = append(r.Diagnostics, source.Diagnostic{
				Severity: source.Warning, Code: "review-without-identity", Place: source.Place{File: pins.Origin, Line: review.Line},
				Message: "needs are stated for " + b.Node + ", but no identity can be named that has them; the blind spot stays open",
			})
		default:
			r.reviewed = append(r.reviewed, b)
			r.claims = append(r.claims, names.Stated(b, review.Needs, review.Because)...)
			r.Notes = append(r.Notes, requirement.Note{
				Kind: "reviewed", Place: b.Place, Node: b.Node, Text: "the blind spot " + b.Kind + " was reviewed: " + review.Because,
			})
		}
	}
	return open
}

// decide applies the decisions on conditional needs to the evidence for them.
func decide(claims []requirement.Claim, pins pin.Set) {
	if len(pins.Decisions) == 0 {
		return
	}
	for i := range claims {
		c := &claims[i]
		if c.Evidence.State != requirement.Conditional {
			continue
		}
		grant, ok := pins.DecisionOn(strings.TrimPrefix(c.Identity.ID, "connection:"), c.Privilege)
		switch {
		case ok && grant:
			c.Evidence.State, c.Evidence.Decision = requirement.Needed, "granted by the configuration"
		case ok:
			c.Evidence.Decision = "omitted by the configuration"
		}
	}
}

// decideColumns lets the right to set secured columns of a new row follow the decision on creating the row.
func decideColumns(columns []requirement.ColumnClaim, claims []requirement.Claim) {
	type at struct {
		place source.Place
		table string
	}
	granted := map[at]bool{}
	for _, c := range claims {
		if c.Right == privileges.Create && c.Evidence.Decision != "" && c.Evidence.State == requirement.Needed {
			granted[at{c.Evidence.Place, c.Evidence.Table.LogicalName}] = true
		}
	}
	for i := range columns {
		c := &columns[i]
		if c.Right == requirement.ColumnCreate && c.Evidence.State == requirement.Conditional && granted[at{c.Evidence.Place, c.Table}] {
			c.Evidence.State, c.Evidence.Decision = requirement.Needed, "granted by the configuration"
		}
	}
}

// unmatched says which pins are about nothing in the input: a misspelt name, or a node that is gone.
func (r *Result) unmatched(opts Options) {
	nodes := map[[3]string]bool{}
	for _, f := range r.Flows {
		for _, op := range f.Operations {
			nodes[[3]string{op.Flow.ID, op.Flow.Name, op.Node}] = true
		}
	}
	for _, u := range r.Untouched {
		nodes[[3]string{u.Flow.ID, u.Flow.Name, u.Node}] = true
	}
	for _, b := range slices.Concat(r.Blindspots, r.reviewed) {
		nodes[[3]string{b.FlowID, b.Flow, b.Node}] = true
	}
	check := func(what string, at pin.At) {
		for n := range nodes {
			if at.Is(n[0], n[1], n[2]) {
				return
			}
		}
		message := "no flow has the node " + at.Node
		if at.Flow != "" {
			message = "no flow " + at.Flow + " has the node " + at.Node
		}
		r.stale(opts.Pins.Origin, at.Line, what+": "+message)
	}
	for _, p := range opts.Pins.Tables {
		check("tables", p.At)
	}
	for _, p := range opts.Pins.Joins {
		check("joins", p.At)
	}
	for _, p := range opts.Pins.Lookups {
		check("lookups", p.At)
	}
	for _, p := range opts.Pins.Reviewed {
		closed := slices.ContainsFunc(r.reviewed, func(b requirement.Blindspot) bool {
			return p.Is(b.FlowID, b.Flow, b.Node) && (p.Kind == "" || strings.EqualFold(p.Kind, b.Kind))
		})
		if !closed {
			r.stale(opts.Pins.Origin, p.Line, "reviewed: the node "+p.Node+" has no such blind spot")
		}
	}
	for _, d := range opts.Pins.Decisions {
		if !slices.ContainsFunc(r.claims, func(c requirement.Claim) bool {
			return c.Evidence.Decision != "" && strings.EqualFold(c.Privilege, d.Privilege)
		}) {
			r.stale(opts.Pins.Origin, d.Line, "conditional: nothing needs "+d.Privilege+" on a condition")
		}
	}
	for _, p := range opts.Pins.Rows {
		if !slices.ContainsFunc(r.Needs, func(n requirement.Need) bool { return isOn(n, p) }) {
			r.stale(opts.Pins.Origin, p.Line, "rows: no need is on the table "+p.Table+" for that connection")
		}
	}
	for _, u := range opts.Users {
		for _, name := range u.Profiles {
			if len(r.profilesNamed([]string{name})) == 0 {
				r.stale(opts.Pins.Origin, u.Line, "application-users: the input holds no field security profile "+name)
			}
		}
		for _, c := range u.Connections {
			one := User{Connections: []string{c}}
			found := strings.HasPrefix(c, "app:")
			for _, i := range r.Identities() {
				found = found || one.has(i)
			}
			if !found {
				r.stale(opts.Pins.Origin, u.Line, "application-users: no flow uses the connection "+c+" in the current environment")
			}
		}
	}
}

func (r *Result) stale(file string, line int, message string) {
	r.Diagnostics = append(r.Diagnostics, source.Diagnostic{
		Severity: source.Warning, Code: "pin-without-match", Place: source.Place{File: file, Line: line}, Message: message,
		Hint: "correct the name, or take the entry out of the configuration",
	})
}

// isOn reports whether a need is about the table and connection of a pin.
func isOn(n requirement.Need, p pin.Rows) bool {
	return (p.Connection == "" || strings.EqualFold("connection:"+p.Connection, n.Identity.ID)) &&
		slices.ContainsFunc(n.Tables, func(t requirement.Table) bool {
			return strings.EqualFold(t.LogicalName, p.Table) || strings.EqualFold(t.EntitySetName, p.Table)
		})
}

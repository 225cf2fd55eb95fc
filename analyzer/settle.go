package analyzer

import (
	"slices"
	"strings"

	"rolefit/analyzer/operation"
	"rolefit/analyzer/pin"
	"rolefit/analyzer/requirement"
	"rolefit/flowparse/source"
	"rolefit/privileges"
)

// review closes the blind spots of a flow that somebody looked at: each leaves a note, and the needs that were stated for it
// in place of those that could be given no certain name. One that names no identity cannot have needs, for nobody could be
// said to have them. It returns what stays open, and the flow's claims.
func (r *Result) review(blind []requirement.Blindspot, claims []requirement.Claim, pins pin.Set, names *requirement.Names) (open []requirement.Blindspot, kept []requirement.Claim) {
	if len(pins.Reviewed) == 0 {
		return blind, claims
	}
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
			stated := names.Stated(b, review.Needs, review.Because)
			claims = append(withoutPlaceholders(claims, b, stated), stated...)
			r.Notes = append(r.Notes, requirement.Note{
				Kind: "reviewed", Place: b.Place, Node: b.Node, Text: "the blind spot " + b.Kind + " was reviewed: " + review.Because,
			})
		}
	}
	return open, claims
}

// withoutPlaceholders leaves out the claims under names that are not certain about what a blind spot is about, where a review
// says what the node needs instead. What the review states under the same name keeps its evidence.
func withoutPlaceholders(claims []requirement.Claim, b requirement.Blindspot, stated []requirement.Claim) []requirement.Claim {
	if b.Kind != "unknown-table" && b.Kind != "unknown-navigation" {
		return claims
	}
	return slices.DeleteFunc(slices.Clone(claims), func(c requirement.Claim) bool {
		same := func(s requirement.Claim) bool { return privileges.KeyOf(s.Privilege) == privileges.KeyOf(c.Privilege) }
		return !c.Known && c.Evidence.Node == b.Node && slices.Contains(b.Tables, c.Evidence.Table) && c.Identity == b.Identity && !slices.ContainsFunc(stated, same)
	})
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
	check := func(what string, at pin.At) {
		if r.hasNode(at) {
			return
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
	r.unmatchedUsers(opts)
}

// hasNode reports whether some flow has the node that a pin is about.
func (r *Result) hasNode(at pin.At) bool {
	isBlind := func(b requirement.Blindspot) bool { return at.Is(b.FlowID, b.Flow, b.Node) }
	return slices.ContainsFunc(r.Flows, func(f Flow) bool {
		return slices.ContainsFunc(f.Operations, func(op operation.Operation) bool { return at.Is(op.Flow.ID, op.Flow.Name, op.Node) })
	}) ||
		slices.ContainsFunc(r.Untouched, func(u operation.Untouched) bool { return at.Is(u.Flow.ID, u.Flow.Name, u.Node) }) ||
		slices.ContainsFunc(r.Blindspots, isBlind) || slices.ContainsFunc(r.reviewed, isBlind)
}

// unmatchedUsers says which profiles and connections of application users are not in the input.
func (r *Result) unmatchedUsers(opts Options) {
	if len(opts.Users) == 0 {
		return
	}
	identities := r.Identities()
	for _, b := range r.reviewed {
		identities = append(identities, b.Identity) // flows use it, if only for what was found to need nothing
	}
	for _, u := range opts.Users {
		for _, c := range u.Named {
			if !slices.ContainsFunc(identities, User{Connections: []string{c}}.has) {
				r.Diagnostics = append(r.Diagnostics, source.Diagnostic{
					Severity: source.Error, Code: "connection-unknown", Message: "no flow uses the connection " + c + ", which was named as " + u.Name + "'s",
					Hint: "name a connection reference that flows use; the report lists them as connection:NAME",
				})
			}
		}
		if u.Line == 0 {
			continue // nobody stated it
		}
		for _, name := range u.Profiles {
			if len(r.profilesNamed([]string{name})) == 0 {
				r.stale(opts.Pins.Origin, u.Line, "application-users: the input holds no field security profile "+name)
			}
		}
		for _, c := range u.Connections {
			one := User{Connections: []string{c}}
			if !strings.HasPrefix(c, "app:") && !slices.ContainsFunc(identities, one.has) {
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

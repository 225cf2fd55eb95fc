package catalog

import (
	"slices"
	"strings"

	"rolefit/privileges"
	"rolefit/privileges/catalog/internal/stanza"
)

// Class says how far an escalation reaches.
type Class string

// The classes of escalation.
const (
	Unbounded     Class = "A" // reaches rights that the holder lacks
	ThroughOthers Class = "B" // uses someone else's session, connection or configuration
	Bounded       Class = "C" // spreads, deepens, disturbs or hides the holder's own rights
)

// EscalationKind says what has to be compared with the grants. The zero value is ByPrivileges.
type EscalationKind uint8

// The kinds of escalation.
const (
	ByPrivileges        EscalationKind = iota // holding one term of every group of All
	ByAdministrator                           // having a role of template Template
	ByAdministratorCopy                       // having a role that is System Administrator in effect, and All
	ByDeeperRight                             // holding the right of All on a table deeper than the other rights on it
	ByAnyTable                                // holding the right of All on any table
)

// Term is one alternative of a group: a privilege, or with Right the privilege for that right on any table.
type Term struct {
	Privilege string           // "" for a pattern
	Right     privileges.Right // NoRight for a privilege
}

// Escalation is one way in which privileges lead further than their names say.
type Escalation struct {
	ID    string // stable, such as "plugin-assembly"
	Class Class
	Kind  EscalationKind
	// All holds groups of alternatives: of every group at least one term must be held. Empty with ByAdministrator.
	All      [][]Term
	Also     []Term           // belongs to the picture, is not needed
	MinLevel privileges.Level // the shallowest level at which it works; Basic: any
	// DirectOnly: only a role assigned to the user itself counts, not one of a team.
	DirectOnly bool
	Template   string // role template of ByAdministrator
	Condition  string // what must also be true in the environment; "" nothing
	With       Class  // counts only together with another escalation of this class; "" alone
	// Downgrade is the class to report unless one term of every group of Unless is held too; "" never.
	Downgrade Class
	Unless    [][]Term
	Gives     string // completes "With these privileges, X can ..."
	Note      string // what bounds it or is not verified; may be empty
	// Basis lists the kinds of evidence: D a Microsoft page says it, O a real error, role or test shows it, I inferred.
	Basis  []string
	Source string // in full
	AsOf   string // YYYY-MM-DD
}

// Names returns the privileges of All in order of first mention, patterns left out.
func (e Escalation) Names() []string {
	var names []string
	for _, group := range e.All {
		for _, term := range group {
			if term.Privilege != "" && !slices.Contains(names, term.Privilege) {
				names = append(names, term.Privilege)
			}
		}
	}
	return names
}

// Escalations returns every escalation, class A first. The caller must not change what the slices of an answer hold.
func (c *Catalog) Escalations() []Escalation { return slices.Clone(c.escalations()) }

func (c *Catalog) readEscalations() []Escalation {
	var all []Escalation
	required := []string{"id", "class", "gives", "basis", "source"}
	optional := []string{"kind", "needs", "also", "level", "when", "with", "downgrade", "unless", "direct", "template", "note"}
	for _, s := range c.stanzas("escalations.txt", required, optional) {
		all = append(all, escalationOf(s))
	}
	return all
}

func escalationOf(s stanza.Stanza) Escalation {
	kinds := map[string]EscalationKind{
		"": ByPrivileges, "administrator": ByAdministrator, "administrator-copy": ByAdministratorCopy,
		"deeper": ByDeeperRight, "any-table": ByAnyTable,
	}
	kind, known := kinds[s.Get("kind")]
	level, isLevel := privileges.Basic, true
	if s.Get("level") != "" {
		level, isLevel = privileges.ParseLevel(s.Get("level"))
	}
	if !known || !isLevel {
		panic("catalog: escalations.txt: unknown kind or level of " + s.Get("id"))
	}
	return Escalation{
		ID: s.Get("id"), Class: Class(s.Get("class")), Kind: kind, All: groupsOf(s.Get("needs")), Also: termsOf(s.Words("also")),
		MinLevel: level, DirectOnly: s.Get("direct") == "yes", Template: s.Get("template"), Condition: s.Get("when"),
		With: Class(s.Get("with")), Downgrade: Class(s.Get("downgrade")), Unless: groupsOf(s.Get("unless")),
		Gives: s.Get("gives"), Note: s.Get("note"), Basis: s.Words("basis"), Source: s.Get("source"), AsOf: s.Get("as-of"),
	}
}

// groupsOf reads "a|b + c": groups joined by plus signs, of alternatives joined by bars.
func groupsOf(text string) [][]Term {
	if text == "" {
		return nil
	}
	var groups [][]Term
	for group := range strings.SplitSeq(text, " + ") {
		groups = append(groups, termsOf(strings.Split(group, "|")))
	}
	return groups
}

// termsOf reads names; "prv<Right><T>" with a literal "<T>" is a pattern.
func termsOf(names []string) []Term {
	var terms []Term
	for _, name := range names {
		term := Term{Privilege: name}
		if verb, ok := strings.CutSuffix(name, "<T>"); ok {
			right, isRight := privileges.ParseRight(strings.TrimPrefix(verb, "prv"))
			if !isRight {
				panic("catalog: escalations.txt: not a right: " + name)
			}
			term = Term{Right: right}
		}
		terms = append(terms, term)
	}
	return terms
}

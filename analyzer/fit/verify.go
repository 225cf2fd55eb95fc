package fit

import (
	"cmp"
	"fmt"

	"rolefit/analyzer/requirement"
	"rolefit/privileges"
)

// StampKind says what was verified of a role. The zero value is NoStamp.
type StampKind uint8

// The kinds of stamp.
const (
	NoStamp             StampKind = iota // a blind spot is open, or the role does not verify; see Stamp.Why
	VerifiedMinimal                      // no privilege and no level can be taken away
	MinimalInPrivileges                  // no privilege can be taken away; some levels are assumed
)

// Stamp is what was verified of a role, with the proof.
type Stamp struct {
	Kind      StampKind
	Witnesses []Witness // one for each grant that has one, ordered by privilege name
	Assumed   []Assumed // levels that only a pin can settle, ordered by privilege name
	// Documented, Observed and Inferred count the needs behind the grants by the strongest basis of their evidence.
	Documented, Observed, Inferred int
	Why                            []string // why there is no stamp, a sentence each; empty when there is one
}

// Witness shows that a grant cannot be taken away and, unless its level is assumed, not lowered.
type Witness struct {
	Grant     privileges.Grant
	Operation requirement.Evidence  // fails without the privilege
	Level     *requirement.Evidence // fails one level lower; nil when the level is assumed
}

// Assumed is a level that nothing in the input settles.
type Assumed struct {
	Grant  privileges.Grant
	Tables []requirement.Table
	Pin    string // what to state in the configuration, a sentence
}

// String returns the stamp in words: "verified minimal", "minimal in privileges, N levels assumed", or "not verified".
func (s Stamp) String() string {
	switch s.Kind {
	case VerifiedMinimal:
		return "verified minimal"
	case MinimalInPrivileges:
		if len(s.Assumed) == 1 {
			return "minimal in privileges, 1 level assumed"
		}
		return fmt.Sprintf("minimal in privileges, %d levels assumed", len(s.Assumed))
	}
	return "not verified"
}

// Verify checks grants, as they were read back from a written role, against the needs they were derived from: the comparison
// finds no gap and no surplus; each privilege has an operation that fails without it, and each level that is not assumed one
// that fails a level lower. Needs that no role of a connection can meet are left aside, as Minimal leaves them.
// There is no stamp while a blind spot is open.
func Verify(needs []requirement.Need, grants []privileges.Grant, opts Options) Stamp {
	var own []requirement.Need
	for _, n := range needs {
		if n.Identity.IsGrantable() {
			own = append(own, n)
		}
	}
	var s Stamp
	s.compare(own, grants, opts)
	granted := privileges.Union(privileges.Role{Grants: grants})
	for _, a := range askedFor(own, opts) {
		if held, ok := granted.Get(privileges.KeyOf(a.need.Privilege)); ok && a.need.Privilege != "" {
			s.witness(a, privileges.Grant{Privilege: held.Privilege, Level: held.Level}, opts)
		}
	}
	switch {
	case len(s.Why) > 0:
	case len(s.Assumed) > 0:
		s.Kind = MinimalInPrivileges
	default:
		s.Kind = VerifiedMinimal
	}
	return s
}

// compare records what speaks against a stamp when the grants are read back and compared.
func (s *Stamp) compare(needs []requirement.Need, grants []privileges.Grant, opts Options) {
	if len(grants) == 0 {
		s.Why = append(s.Why, "The role grants nothing.")
	}
	c := Compare(needs, privileges.Union(privileges.Role{Grants: grants}), opts)
	for _, g := range c.Gaps {
		s.Why = append(s.Why, name(g.Need)+" is needed and not granted.")
	}
	for _, w := range c.Shallow {
		s.Why = append(s.Why, fmt.Sprintf("%s is needed at %v and granted at %v.", name(w.Need), w.Need.Level, w.Held.Level))
	}
	for _, p := range c.Surplus {
		s.Why = append(s.Why, p.Held.Privilege+" is granted and not needed.")
	}
	for _, d := range c.TooDeep {
		s.Why = append(s.Why, fmt.Sprintf("%s is granted at %v and needed at %v.", name(d.Need), d.Held.Level, d.Need.Level))
	}
	for _, m := range c.Conditional {
		s.Why = append(s.Why, name(m.Need)+" is granted and needed on a condition only.")
	}
	for _, b := range c.Baseline {
		s.Why = append(s.Why, fmt.Sprintf("%s is granted, not needed, and %s baseline.", b.Held.Privilege, b.Kind))
	}
	for _, m := range c.Exact {
		// Assumed levels: deeper than needed is no fault of the roles that exist, but a generated role has no cause for it.
		if m.Held.Level > m.Need.Level && m.Via == "" {
			s.Why = append(s.Why, fmt.Sprintf("%s is granted at %v and needed at %v.", name(m.Need), m.Held.Level, m.Need.Level))
		}
	}
	for _, n := range c.Unknown {
		s.Why = append(s.Why, name(n)+" is needed and no metadata knows it.")
	}
	inMaking := comparing{opts: opts}
	s.Why = append(s.Why, inMaking.blindspots(func(requirement.Blindspot) bool { return true })...)
}

// witness looks for the proof that a grant is needed, and as deep.
func (s *Stamp) witness(a ask, grant privileges.Grant, opts Options) {
	w := Witness{Grant: grant}
	basis, found := requirement.BasisInferred, false
	for _, e := range a.need.Evidence {
		omitted := opts.DependencyReads == OmitDependencyReads && isDependencyRead(e)
		if e.State != requirement.Needed || omitted || e.Node == "" && e.Place.File == "" {
			continue
		}
		if !found {
			found, w.Operation = true, e
		}
		basis = min(basis, e.Basis)
		if e.Level == grant.Level && e.Reason != requirement.Assumed && w.Level == nil {
			w.Level = &e
		}
	}
	if !found {
		s.Why = append(s.Why, grant.Privilege+" has no operation that certainly fails without it.")
		return
	}
	switch basis {
	case requirement.BasisDocumented:
		s.Documented++
	case requirement.BasisObserved:
		s.Observed++
	default:
		s.Inferred++
	}
	switch {
	case a.need.Reason == requirement.Assumed:
		s.Assumed = append(s.Assumed, Assumed{Grant: grant, Tables: a.need.Tables, Pin: pin(a.need)})
	case w.Level == nil:
		s.Why = append(s.Why, fmt.Sprintf("%s has no operation that fails below %v.", grant.Privilege, grant.Level))
	}
	s.Witnesses = append(s.Witnesses, w)
}

// pin words what to state so that the level of a need is no longer assumed.
func pin(n requirement.Need) string {
	for _, t := range n.Tables {
		if on := cmp.Or(t.LogicalName, t.EntitySetName, t.Reference); on != "" {
			return fmt.Sprintf("State whose rows of %s the identity works on: own, business-unit, parent-child or all.", on)
		}
	}
	return fmt.Sprintf("State how far %s has to reach.", n.Privilege)
}

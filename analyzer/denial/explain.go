package denial

import (
	"fmt"
	"slices"
	"strings"

	"rolefit/privileges"
	"rolefit/privileges/catalog"
)

// Need is a privilege that a denial asks for, as the metadata know it.
type Need struct {
	Privilege string            // in the platform's casing where it is known; empty when metadata is needed to name it
	Known     bool              // the metadata know the privilege
	Right     privileges.Right  // NoRight for miscellaneous privileges and when it is not known
	Tables    []string          // logical names of the tables that it guards; nil when not known
	Level     privileges.Level  // of Line; None without a line
	Stated    bool              // the text states the level
	Why       string            // what the level rests on
	Levels    privileges.Levels // at which it can be granted; zero when not known
}

// Line returns the element to add to the role's XML, and nothing when the privilege has no name.
func (n Need) Line() string {
	if n.Privilege == "" || n.Level == privileges.None {
		return ""
	}
	return fmt.Sprintf(`<RolePrivilege name="%s" level="%s" />`, n.Privilege, n.Level)
}

// At returns the need with another level, such as one that was derived from flows.
func (n Need) At(level privileges.Level, why string) Need {
	n.Level, n.Why = n.Levels.Clamp(level), why
	return n
}

// Explanation is a denial with what it takes to end it.
type Explanation struct {
	Denial
	Needs  []Need
	Step   string   // stable id of the next step, such as "grant" or "raise"
	Next   string   // the next step in words
	Says   string   // what the code says, where no sentence of the text says it
	Notes  []string // what else the reader should know
	Source string   // where the sentence or the code is described
}

// Metadata answers for privileges and tables. A catalogue is one; what an input defines can stand in front of it.
type Metadata interface {
	Privilege(name string) (catalog.Privilege, bool)
	PrivilegeByID(id string) (catalog.Privilege, bool)
	Table(logical string) (catalog.Table, bool)
	Guards(table string, right privileges.Right) (guards []catalog.Guard, known bool)
}

// Explain adds what the metadata know to a denial.
func Explain(facts Metadata, d Denial) Explanation {
	if p, ok := facts.PrivilegeByID(d.PrivilegeID); ok {
		d.Privilege = p.Name
	}
	e := Explanation{Denial: d, Needs: needsOf(facts, d), Step: stepOf(d)}
	for _, s := range sentences() {
		if s.id == d.Sentence {
			e.Source = s.source
		}
	}
	if fact, ok := codeFacts()[d.Code.Number]; ok {
		if e.Source == "" {
			e.Says, e.Source = "the code says that "+fact.says, fact.source
		}
	}
	if d.Kind == SignIn {
		e.Says = "Microsoft Entra ID refused the sign-in with a code that is not known here"
		if fact, ok := signInFacts()[d.Code.SignIn]; ok {
			e.Says, e.Source = "Microsoft Entra ID says that "+fact.says, fact.source
		}
	}
	e.Next = strings.NewReplacer(
		"{privilege}", privilegeWords(d, e.Needs), "{principal}", principalWords(d.Principal),
		"{table}", orElse(d.Entity, "the table"), "{column}", orElse(d.Column, "the column"), "{permission}", orElse(d.Permission, "what is missing"),
	).Replace(steps()[e.Step])
	e.Notes = notesOf(d, e.Needs)
	return e
}

// needsOf returns the privileges that a denial asks for: by its name, or by the rights on its table.
func needsOf(facts Metadata, d Denial) []Need {
	switch {
	case d.Kind == SignIn || d.Kind == ColumnPermission:
		return nil
	case d.Privilege != "":
		return []Need{named(facts, d)}
	}
	var needs []Need
	table := tableOf(facts, d)
	for _, right := range d.Rights {
		guards, _ := facts.Guards(table, right)
		for _, g := range guards {
			inner := d
			inner.Privilege = g.Privilege
			n := named(facts, inner)
			if !n.Known {
				n.Right, n.Tables = g.Right, []string{g.Table}
			}
			needs = append(needs, n)
		}
		if len(guards) == 0 {
			n := Need{Right: right, Why: "the metadata of the environment names the privilege"}
			if table != "" {
				n.Tables = []string{table}
			}
			needs = append(needs, n)
		}
	}
	return needs
}

// tableOf returns the table that a text means: by its logical name, its type code, or the display name of a known table.
func tableOf(facts Metadata, d Denial) string {
	if d.Entity != "" {
		return d.Entity
	}
	if table, ok := typeCodes()[d.TypeCode]; ok {
		return table
	}
	t, ok := facts.Table(d.Label)
	if ok && (strings.EqualFold(t.LogicalName, d.Label) || strings.EqualFold(t.Label, d.Label)) {
		return t.LogicalName
	}
	return ""
}

// named returns the need for a privilege that has a name.
func named(facts Metadata, d Denial) Need {
	n := Need{Privilege: d.Privilege}
	if p, ok := facts.Privilege(d.Privilege); ok {
		n.Known, n.Privilege, n.Right, n.Tables, n.Levels = true, p.Name, p.Right, p.Tables, p.Levels
	} else {
		// Two statements of the text confirm one another: the name is that of a right on the table which the text names.
		for _, right := range privileges.Rights() {
			if d.Entity != "" && strings.EqualFold(d.Privilege, "prv"+right.String()+d.Entity) {
				n.Right, n.Tables = right, []string{d.Entity}
			}
		}
	}
	lowest := n.Levels.Lowest()
	switch {
	case d.Level != privileges.None:
		n.Stated, n.Level, n.Why = true, n.Levels.Clamp(d.Level), "the text states it"
		if n.Level != d.Level {
			n.Why = fmt.Sprintf("the text asks for %s at least, and the privilege can be granted at %s only", d.Level, n.Level)
		} else if d.Kind == MissingPrivilege {
			n.Why = "the text states it as what the check asks for; which rows it reaches is checked after that"
		}
	case d.Kind == InsufficientLevel:
		n.Level, n.Why = n.Levels.Clamp(privileges.Local), "the text does not say it: the privilege is held at Basic at least, so this is the lowest that can help; it must reach the row"
	case lowest == privileges.None:
		n.Level, n.Why = privileges.Basic, "the text does not say it, and no metadata is known: Basic for rows of the principal's own, Global if the table belongs to the organisation; the platform checks the privilege first, the level second"
	case lowest == n.Levels.Highest():
		n.Level, n.Why = lowest, "the only level at which the privilege can be granted"
	default:
		n.Level, n.Why = lowest, "the text does not say it: the platform checks the privilege first, the level second; this is the lowest, and rows of others need more"
	}
	return n
}

func stepOf(d Denial) string {
	switch d.Kind {
	case SignIn:
		if fact, ok := signInFacts()[d.Code.SignIn]; ok {
			return fact.next
		}
		return "unknown-sign-in"
	case NoRole:
		return "assign-role"
	case GranterLacks:
		return "grant-granter"
	case ColumnPermission:
		return "column"
	case UserDisabled:
		return "enable-user"
	case NotMember:
		return "add-user"
	case NoLicense:
		return "license"
	}
	named := d.Privilege != "" || len(d.Rights) > 0
	switch {
	case d.Filtered:
		return "filtered"
	case d.PrivilegeID != "" && !named:
		return "name-privilege"
	case d.Wrapped && !named:
		return "look-inside"
	case !named && d.Kind == InsufficientLevel && d.Sentence != "":
		return "raise"
	case !named:
		return "find-privilege"
	case d.Kind == OwnerLacks:
		return "grant-owner"
	case d.Kind == InsufficientLevel:
		return "raise"
	}
	return "grant"
}

func notesOf(d Denial, needs []Need) []string {
	var notes []string
	if d.Wrapped {
		notes = append(notes, "A plug-in or synchronous workflow passed the error on (0x80040265): the denied operation may be one of its own, not that of the flow.")
	}
	if d.Caller != "" {
		notes = append(notes, "The request was sent by user "+d.Caller+", but the check was of "+principalWords(d.Principal)+": impersonation, an owner, or a plug-in that runs as somebody else.")
	}
	if d.Kind == OwnerLacks {
		notes = append(notes, "The owner of a row must be able to read it; the caller's own roles do not matter for this check.")
	}
	for _, n := range needs {
		switch {
		case len(n.Tables) > 2 || len(n.Tables) > 1 && d.Entity != "" && !slices.Contains(n.Tables, d.Entity):
			notes = append(notes, fmt.Sprintf("%s is shared by %d tables (%s); the privilege counts, not the table that the text names.", n.Privilege, len(n.Tables), few(n.Tables)))
		case n.Known && d.Entity != "" && len(n.Tables) == 1 && n.Tables[0] != d.Entity:
			notes = append(notes, fmt.Sprintf("The text names table %s; by the catalogue %s guards %s. The privilege counts.", d.Entity, n.Privilege, n.Tables[0]))
		case !n.Known && n.Privilege != "" && n.Tables == nil:
			notes = append(notes, n.Privilege+" is in no metadata known here: check its spelling and its table in the environment.")
		}
	}
	if slices.ContainsFunc(needs, func(n Need) bool { return n.Privilege == "" && len(n.Tables) == 0 }) {
		notes = append(notes, "The table is not known here: the text has only its display name or a code of this environment, or nothing.")
	}
	if d.OtherRights {
		notes = append(notes, "The text asks for a right too that no documentation names.")
	}
	if d.Missing > 1 {
		notes = append(notes, fmt.Sprintf("%d privileges are missing in all; the text names the first.", d.Missing))
	}
	if d.Sentence == "access-check" && d.Kind == InsufficientLevel {
		notes = append(notes, "Versions that wrote this sentence used it too where the privilege is held at no level: add it if no role has it.")
	}
	if d.PrivilegeID != "" && d.Privilege != "" {
		notes = append(notes, "The text names the privilege by its id alone, which is that of "+d.Privilege+" in every environment.")
	}
	if d.Sentence == codeAndName {
		notes = append(notes, "No sentence of the text is known: the code says what is wrong, and the privilege is the one that the text names beside it.")
	}
	if d.Sentence == "fallback" {
		notes = append(notes, "The sentence is of no known form; the privilege is the one that it calls missing.")
	}
	return notes
}

func principalWords(p Principal) string {
	kind := orElse(string(p.Kind), "principal")
	if p.ID == "" {
		return "the " + kind
	}
	return kind + " " + p.ID
}

func privilegeWords(d Denial, needs []Need) string {
	var names []string
	for _, n := range needs {
		if n.Privilege != "" && !slices.Contains(names, n.Privilege) {
			names = append(names, n.Privilege)
		}
	}
	switch {
	case len(names) > 0:
		return strings.Join(names, ", ")
	case len(needs) > 0:
		var rights []string
		for _, n := range needs {
			rights = append(rights, n.Right.String())
		}
		return "the privilege for " + strings.Join(rights, ", ") + " on the table"
	}
	return "the privilege that was asked for"
}

func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// few lists the first of some names.
func few(names []string) string {
	const shown = 5
	if len(names) <= shown {
		return strings.Join(names, ", ")
	}
	return strings.Join(names[:shown], ", ") + ", …"
}

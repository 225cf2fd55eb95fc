package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"rolefit/analyzer/denial"
	"rolefit/privileges"
	"rolefit/privileges/catalog"
)

// denialQuestion is an error text that is asked about, with what the flags say.
type denialQuestion struct {
	file, format string
	in           []string
	settings     settings
}

// explainDenial says what an error text asks for.
func (p program) explainDenial(ctx context.Context, q denialQuestion, text string) int {
	found := denial.Read(text)
	cut := len(text) > denial.MaxText
	if cut {
		fmt.Fprintf(p.err, "rolefit explain: the text is longer than %d MiB; what stands behind that was not read\n", denial.MaxText>>20)
	}
	answer := denialAnswer{SchemaVersion: "1", Cut: cut, Denials: []denialEntry{}}
	var users needers
	if len(q.in) > 0 && len(found) > 0 {
		var code int
		if users, code = p.needersOf(ctx, q); code != exitOK {
			return code
		}
		answer.Searched = true
	}
	facts := knowing{Catalog: catalog.New(), input: users}
	for _, d := range found {
		answer.Denials = append(answer.Denials, entryOf(denial.Explain(facts, d), users))
	}
	write := answer.text
	if q.format == "json" {
		write = answer.json
	}
	if err := write(p.out); err != nil {
		return p.failed("explain", err)
	}
	if users.partial {
		fmt.Fprintln(p.err, "rolefit explain: the input of --in was not read completely; more nodes may need it (\"rolefit check\" says why)")
	}
	if len(found) == 0 {
		fmt.Fprintln(p.err, `rolefit explain: nothing in the text is an error that is known here
try the whole message: in a flow run, the outputs of the failed action (body.error.message); for a plug-in, its trace log
an error without a privilege's name or a code (0x8004...) says too little; "rolefit check" compares what flows need with roles`)
		return exitUnrecognised
	}
	return exitOK
}

// denialAnswer is the answer about a text; its JSON is that of --format json.
type denialAnswer struct {
	SchemaVersion string        `json:"schemaVersion"`
	Cut           bool          `json:"cut"`      // the text was longer than what was read
	Searched      bool          `json:"searched"` // flows were searched for nodes that need the privileges
	Denials       []denialEntry `json:"denials"`
}

type denialEntry struct {
	Kind       string       `json:"kind"`
	Code       string       `json:"code,omitempty"`    // "0x80040220" or "AADSTS7000215"; absent: the text holds none
	Decimal    int32        `json:"decimal,omitzero"`  // the same code as a signed number
	Name       string       `json:"name,omitempty"`    // of the code
	Wrapped    bool         `json:"wrapped,omitempty"` // a plug-in or workflow passed the error on
	Action     string       `json:"action,omitempty"`  // of the run history that holds the error
	Count      int          `json:"count"`
	Principal  string       `json:"principal,omitempty"` // "user" or "team"
	ID         string       `json:"principalId,omitempty"`
	Caller     string       `json:"callerId,omitempty"`
	Privileges []deniedNeed `json:"privileges"`
	Column     string       `json:"column,omitempty"`
	Table      string       `json:"table,omitempty"` // of the column
	Permission string       `json:"permission,omitempty"`
	Says       string       `json:"says,omitempty"`
	Step       string       `json:"step"`
	Next       string       `json:"next"`
	Notes      []string     `json:"notes"`
	Source     string       `json:"source,omitempty"`
}

type deniedNeed struct {
	Privilege string       `json:"privilege,omitempty"`
	Known     bool         `json:"known"`
	Right     string       `json:"right,omitempty"`
	Tables    []string     `json:"tables"`
	Level     string       `json:"level,omitempty"`
	Stated    bool         `json:"levelStated"`
	Why       string       `json:"levelReason,omitempty"`
	Line      string       `json:"line,omitempty"`
	NeededBy  []neededNode `json:"neededBy"`
}

func entryOf(e denial.Explanation, users needers) denialEntry {
	entry := denialEntry{
		Kind: string(e.Kind), Name: e.Code.Name, Wrapped: e.Wrapped, Action: e.At, Count: e.Count, Principal: string(e.Principal.Kind), ID: e.Principal.ID,
		Caller: e.Caller, Privileges: []deniedNeed{}, Column: e.Column, Permission: e.Permission, Says: e.Says, Step: e.Step, Next: e.Next,
		Notes: append([]string{}, e.Notes...), Source: e.Source,
	}
	if e.Column != "" {
		entry.Table = e.Entity
	}
	switch {
	case e.Code.SignIn != "":
		entry.Code = "AADSTS" + e.Code.SignIn
	case e.Code.Number != 0:
		entry.Code, entry.Decimal = fmt.Sprintf("0x%08x", e.Code.Number), int32(e.Code.Number)
	}
	for _, n := range e.Needs {
		nodes, level, reason := users.of(n.Privilege)
		if !n.Stated && level > n.Level {
			n = n.At(level, "the text does not say it; the flows that were searched need this much ("+reason+")")
		}
		entry.Privileges = append(entry.Privileges, deniedNeed{
			Privilege: n.Privilege, Known: n.Known, Right: n.Right.String(), Tables: append([]string{}, n.Tables...), Level: levelText(n.Level),
			Stated: n.Stated, Why: n.Why, Line: n.Line(), NeededBy: nodes,
		})
	}
	return entry
}

func levelText(l privileges.Level) string {
	if l == privileges.None {
		return ""
	}
	return l.String()
}

func (a denialAnswer) json(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(a)
}

// headlines say the kinds in a few words.
var headlines = map[string]string{
	string(denial.MissingPrivilege): "a privilege is missing", string(denial.InsufficientLevel): "a privilege is held, its level is too low",
	string(denial.NoRole): "the user holds no role", string(denial.OwnerLacks): "the owner or receiver lacks a privilege",
	string(denial.GranterLacks): "who grants a privilege lacks it", string(denial.ColumnPermission): "a column is secured",
	string(denial.UserDisabled): "the user is disabled", string(denial.NotMember): "the environment has no such user",
	string(denial.NoLicense): "the user has no licence", string(denial.SignIn): "the sign-in failed", string(denial.Unspecific): "access is denied",
}

func (a denialAnswer) text(w io.Writer) error {
	var b strings.Builder
	for i, d := range a.Denials {
		if i > 0 {
			b.WriteString("\n")
		}
		d.text(&b, a.Searched)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (d denialEntry) text(b *strings.Builder, searched bool) {
	line := func(label, format string, args ...any) {
		fmt.Fprintf(b, "  %-10s %s\n", label, printable(fmt.Sprintf(format, args...)))
	}
	fmt.Fprint(b, cmp.Or(headlines[d.Kind], d.Kind))
	if d.Count > 1 {
		fmt.Fprintf(b, " (said %d times)", d.Count)
	}
	b.WriteString("\n")
	if d.Action != "" {
		line("action", "%s", d.Action)
	}
	if d.Code != "" {
		line("code", "%s", strings.TrimSpace(d.Code+" "+d.Name))
	}
	if d.Principal != "" || d.ID != "" {
		line("principal", "%s", strings.TrimSpace(cmp.Or(d.Principal, "user or team")+" "+cmp.Or(d.ID, "(the text holds no id)")))
	}
	if d.Column != "" {
		line("column", "%s of %s: %s", d.Column, d.Table, d.Permission)
	}
	for _, n := range d.Privileges {
		line("privilege", "%s", n.words())
		if n.Level != "" {
			line("level", "%s: %s", n.Level, n.Why)
		}
		if n.Line != "" {
			line("add", "%s", n.Line)
		}
		if searched {
			for _, node := range n.NeededBy {
				line("needed by", "%s", node.words())
			}
			if len(n.NeededBy) == 0 {
				line("needed by", "no node that was searched")
			}
		}
	}
	if d.Says != "" {
		line("says", "%s", d.Says)
	}
	line("next", "%s", d.Next)
	for _, note := range d.Notes {
		line("note", "%s", note)
	}
	if d.Source != "" {
		line("source", "%s", d.Source)
	}
}

func (n deniedNeed) words() string {
	on := ""
	if len(n.Tables) > 0 {
		on = " on " + listedNames(n.Tables)
	}
	switch {
	case n.Privilege == "":
		return n.Right + on + " (the name of the privilege is not known here)"
	case n.Right == "" && on == "" && n.Known:
		return n.Privilege + " (not about a table)"
	case n.Right == "" && on == "":
		return n.Privilege + " (not in the metadata known here)"
	}
	return n.Privilege + ": " + cmp.Or(n.Right, "a right") + on
}

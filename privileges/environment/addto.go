package environment

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"rolefit/flowparse/solution"
	"rolefit/flowparse/source"
	"rolefit/privileges"
)

// inputName is how places name what comes from an environment.
const inputName = "environment"

// AddTo adds what the environment knows to an input of the analysis: flows, tables, relationships, connection references
// and custom APIs. What the input defines stays as it is, but for the privileges of tables, of which no source is better than
// the environment; the environment fills in what a definition leaves open. A flow whose workflow id is in the input is not
// added.
//
// It returns what is to be said about the reading, in a fixed order, for the caller to add to the input's diagnostics:
// an error for every part that could not be read and for everything that does not fit together, so that the result
// counts as incomplete.
func (e Environment) AddTo(in *solution.Input) []source.Diagnostic {
	in.ReadAnything = true
	e = Sort(e)
	diagnostics := e.diagnose()
	a := adding{in: in}
	a.flows(e.Flows)
	a.tables(e)
	a.relationships(e.Relationships)
	a.references(e.References)
	a.customAPIs(e.CustomAPIs)
	slices.SortStableFunc(diagnostics, source.CompareDiagnostics)
	return diagnostics
}

// diagnose says what is wrong with the reading.
func (e Environment) diagnose() []source.Diagnostic {
	var all []source.Diagnostic
	note := func(severity source.Severity, code, pointer, message, hint string) {
		all = append(all, source.Diagnostic{
			Severity: severity, Code: code, Place: source.Place{File: inputName, Pointer: pointer}, Message: printable(message), Hint: printable(hint),
		})
	}
	for _, m := range e.Missing {
		note(source.Error, "environment-unread", "", fmt.Sprintf("%s could not be read: %s", cmp.Or(m.Part, "a part of the environment"), m.Why), m.Fix)
	}
	for _, p := range e.Problems() {
		note(source.Error, "environment-inconsistent", p.Pointer, p.Message, "read the environment again")
	}
	for i, t := range e.Teams {
		if t.Kind == AccessTeam && len(t.Roles) > 0 {
			note(source.Note, "access-team-roles", fmt.Sprintf("/teams/%d", i),
				fmt.Sprintf("the access team %s is reported with roles; access teams hold none, so they do not count", source.Quoted(t.Name)), "")
		}
	}
	return all
}

type adding struct{ in *solution.Input }

func (a adding) flows(flows []Flow) {
	have := map[string]bool{}
	for _, f := range a.in.Flows {
		have[strings.ToLower(f.WorkflowID)] = true
	}
	for _, f := range flows {
		if have[f.ID] || f.Definition == "" { // an empty one is named by Missing or Problems
			continue
		}
		have[f.ID] = true
		file := flowFile(f)
		text := []byte(f.Definition)
		sum := sha256.Sum256(text)
		a.in.Flows = append(a.in.Flows, solution.FlowFile{
			WorkflowID: f.ID, Name: cmp.Or(f.Name, f.ID), Files: []string{file}, Draft: f.State == 0, Digest: hex.EncodeToString(sum[:]),
			Open: func() (*source.Text, error) { return source.Decode(file, slices.Clone(text)) },
		})
	}
}

// flowFile is the path under which a flow of the environment is reported.
func flowFile(f Flow) string {
	const most = 80
	name := strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(`/\!#:`, r), r < ' ', r >= 0x7f && r < 0xa0, r == '\u2028', r == '\u2029':
			return '_'
		}
		return r
	}, f.Name)
	if runes := []rune(name); len(runes) > most {
		name = string(runes[:most])
	}
	return inputName + "/flows/" + strings.TrimPrefix(name+"-"+f.ID, "-") + ".json"
}

// tables adds tables, and to those of the input what they leave open.
func (a adding) tables(e Environment) {
	lookups := map[string][]solution.Column{}
	for _, r := range e.Relationships {
		if r.Intersect == "" && r.ReferencingTable != "" && r.ReferencingColumn != "" {
			child := strings.ToLower(r.ReferencingTable)
			lookups[child] = withLookup(lookups[child], strings.ToLower(r.ReferencingColumn), strings.ToLower(r.ReferencedTable))
		}
	}
	at := map[string]int{}
	for i, t := range a.in.Tables {
		at[strings.ToLower(t.LogicalName)] = i
	}
	for _, t := range e.Tables {
		read := tableOf(t, lookups[strings.ToLower(t.LogicalName)])
		read.AllTargets = len(e.Relationships) > 0 && !e.Lacks(PartRelationships)
		if i, ok := at[read.LogicalName]; ok {
			complete(&a.in.Tables[i], read)
			continue
		}
		at[read.LogicalName] = len(a.in.Tables)
		a.in.Tables = append(a.in.Tables, read)
	}
	slices.SortStableFunc(a.in.Tables, func(a, b solution.Table) int { return strings.Compare(a.LogicalName, b.LogicalName) })
}

// withLookup adds a target to a lookup column: a column that can point at several tables has a relationship for each.
func withLookup(columns []solution.Column, column, target string) []solution.Column {
	for i, c := range columns {
		if c.LogicalName == column {
			if target != "" && !slices.Contains(c.Targets, target) {
				columns[i].Targets = append(c.Targets, target)
			}
			return columns
		}
	}
	c := solution.Column{LogicalName: column, Type: "lookup"}
	if target != "" {
		c.Targets = []string{target}
	}
	return append(columns, c)
}

// tableOf turns a table of the environment into one of an input. The columns are its own.
func tableOf(t Table, columns []solution.Column) solution.Table {
	out := solution.Table{
		LogicalName: strings.ToLower(t.LogicalName), SchemaName: t.SchemaName, EntitySetName: t.EntitySetName, PrimaryID: t.PrimaryID,
		Ownership: ownershipOf(t.Ownership), Activity: t.Activity, Columns: columns, Place: source.Place{File: inputName},
	}
	for _, name := range t.Secured {
		name = strings.ToLower(name)
		if i := slices.IndexFunc(out.Columns, func(c solution.Column) bool { return c.LogicalName == name }); i >= 0 {
			out.Columns[i].Secured = true
			continue
		}
		out.Columns = append(out.Columns, solution.Column{LogicalName: name, Secured: true})
	}
	for i := range out.Columns {
		slices.Sort(out.Columns[i].Targets)
	}
	slices.SortFunc(out.Columns, func(a, b solution.Column) int { return strings.Compare(a.LogicalName, b.LogicalName) })
	for _, p := range t.Privileges {
		levels := p.allowed()
		out.Privileges = append(out.Privileges, solution.TablePrivilege{
			Name: p.Name, Right: p.Right, CanBasic: levels.Has(privileges.Basic), CanLocal: levels.Has(privileges.Local),
			CanDeep: levels.Has(privileges.Deep), CanGlobal: levels.Has(privileges.Global),
		})
	}
	out.Live = len(out.Privileges) > 0
	return out
}

// ownershipOf returns the ownership types that an input knows; others mean that no source says.
func ownershipOf(name string) solution.Ownership {
	switch o := solution.Ownership(name); o {
	case solution.UserOwned, solution.OrganizationOwned, solution.BusinessOwned, solution.NoOwner:
		return o
	}
	return ""
}

// complete fills in what a table of the input leaves open.
func complete(have *solution.Table, read solution.Table) {
	have.SchemaName = cmp.Or(have.SchemaName, read.SchemaName)
	have.EntitySetName = cmp.Or(have.EntitySetName, read.EntitySetName)
	have.PrimaryID = cmp.Or(have.PrimaryID, read.PrimaryID)
	have.Ownership = cmp.Or(have.Ownership, read.Ownership)
	have.AllTargets = have.AllTargets || read.AllTargets
	have.Activity = have.Activity || read.Activity // an export that is partial does not say it
	if read.Live {                                 // better than what an app keeps of a table
		have.Privileges, have.Live = read.Privileges, true
	}
	for _, c := range read.Columns {
		i := slices.IndexFunc(have.Columns, func(h solution.Column) bool { return strings.EqualFold(h.LogicalName, c.LogicalName) })
		if i < 0 {
			have.Columns = append(have.Columns, c)
			continue
		}
		have.Columns[i].Secured = have.Columns[i].Secured || c.Secured // a column can be secured after its export
		if len(have.Columns[i].Targets) == 0 {
			have.Columns[i].Targets = c.Targets
		}
	}
}

func (a adding) relationships(list []Relationship) {
	have := map[string]bool{}
	for _, r := range a.in.Relations {
		have[strings.ToLower(r.Name)] = true
	}
	for _, r := range list {
		if have[strings.ToLower(r.Name)] {
			continue
		}
		a.in.Relations = append(a.in.Relations, solution.Relationship{
			Name: r.Name, ManyToMany: r.Intersect != "",
			ReferencingTable: strings.ToLower(r.ReferencingTable), ReferencingColumn: strings.ToLower(r.ReferencingColumn), ReferencingNav: r.ReferencingNav,
			ReferencedTable: strings.ToLower(r.ReferencedTable), ReferencedNav: r.ReferencedNav,
			First: strings.ToLower(r.First), Second: strings.ToLower(r.Second), FirstNav: r.FirstNav, SecondNav: r.SecondNav,
			Intersect: strings.ToLower(r.Intersect), Cascade: r.Cascade, Place: source.Place{File: inputName},
		})
	}
}

func (a adding) references(list []ConnectionReference) {
	have := map[string]bool{}
	for _, r := range a.in.References {
		have[strings.ToLower(r.LogicalName)] = true
	}
	for _, r := range list {
		if !have[strings.ToLower(r.LogicalName)] {
			a.in.References = append(a.in.References, solution.ConnectionReference{
				LogicalName: r.LogicalName, DisplayName: r.DisplayName, Connector: r.Connector, Place: source.Place{File: inputName},
			})
		}
	}
}

func (a adding) customAPIs(list []CustomAPI) {
	have := map[string]bool{}
	for _, c := range a.in.CustomAPIs {
		have[strings.ToLower(c.UniqueName)] = true
	}
	for _, c := range list {
		if !have[strings.ToLower(c.UniqueName)] {
			a.in.CustomAPIs = append(a.in.CustomAPIs, solution.CustomAPI{
				UniqueName: c.UniqueName, BindingType: c.BindingType, BoundTable: strings.ToLower(c.BoundTable), ExecutePrivilege: c.ExecutePrivilege,
				PluginType: c.PluginType, Function: c.Function, Place: source.Place{File: inputName},
			})
		}
	}
}

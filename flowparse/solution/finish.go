package solution

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"rolefit/flowparse/source"
)

// finish matches flows to records, joins copies and puts every list in order.
func (r *reader) finish() {
	slices.SortFunc(r.manifests, func(a, b located[Manifest]) int { return source.Compare(a.is.Place, b.is.Place) })
	for _, m := range r.manifests {
		r.in.Manifests = append(r.in.Manifests, m.is)
		if strings.HasSuffix(strings.ToLower(m.is.Place.File), ".xml") && !r.customized[m.folder] {
			r.note(source.Error, "no-customizations", m.is.Place, "the solution has no customizations.xml: its tables, roles and connection references are missing", "export the solution again")
		}
	}
	r.matchFlows()
	r.readDefinitions()
	r.yamlAttributes()
	for _, t := range r.tables {
		r.in.Tables = append(r.in.Tables, *t)
	}
	slices.SortFunc(r.in.Tables, func(a, b Table) int { return strings.Compare(a.LogicalName, b.LogicalName) })
	sortByPlace(r.in.Relations, func(x Relationship) source.Place { return x.Place })
	r.in.Relations = distinctRelations(r.in.Relations)
	sortByPlace(r.in.References, func(x ConnectionReference) source.Place { return x.Place })
	sortByPlace(r.in.Variables, func(x EnvironmentVariable) source.Place { return x.Place })
	sortByPlace(r.in.CustomAPIs, func(x CustomAPI) source.Place { return x.Place })
	sortByPlace(r.in.Steps, func(x PluginStep) source.Place { return x.Place })
	sortByPlace(r.in.Processes, func(x Process) source.Place { return x.Place })
	sortByPlace(r.in.Skipped, func(x Component) source.Place { return x.Place })
	sortByPlace(r.in.Roles, func(x RoleElement) source.Place { return x.Place })
	sortByPlace(r.in.Profiles, func(x ColumnProfile) source.Place { return x.Place })
	sortByPlace(r.in.Models, func(x Model) source.Place { return x.Place })
	sortByPlace(r.in.Connectors, func(x Connector) source.Place { return x.Place })
	r.roleIDs()
	slices.SortStableFunc(r.in.Diagnostics, source.CompareDiagnostics)
}

func sortByPlace[T any](list []T, place func(T) source.Place) {
	slices.SortStableFunc(list, func(a, b T) int { return source.Compare(place(a), place(b)) })
}

// distinctRelations drops relationships that several files define alike.
func distinctRelations(in []Relationship) []Relationship {
	type key struct{ name, a, b, c, d, e string }
	seen := map[key]bool{}
	out := in[:0]
	for _, rel := range in {
		k := key{rel.Name, rel.ReferencingTable + rel.First, rel.ReferencedTable + rel.Second, rel.ReferencingColumn + rel.Intersect, rel.ReferencingNav + rel.FirstNav, rel.ReferencedNav + rel.SecondNav}
		if seen[k] {
			continue
		}
		seen[k] = true
		out = append(out, rel)
	}
	return out
}

// roleIDs notes roles of one solution that share an id.
func (r *reader) roleIDs() {
	type key struct{ folder, id string }
	first := map[key]string{}
	for _, role := range r.in.Roles {
		k := key{solutionFolder(role.Place.File), role.ID}
		if role.ID == "" {
			continue
		}
		name, seen := first[k]
		if seen && name != role.Name {
			r.note(source.Error, "duplicate-role-id", role.Place, "two roles have the same id", "give each role an id of its own; both were read")
		}
		if !seen {
			first[k] = role.Name
		}
	}
}

// matchFlows gives each flow its record's name, drops what a record says is no cloud flow, and joins copies.
func (r *reader) matchFlows() {
	byID := map[string][]located[record]{}
	byFile := map[string]located[record]{}
	for _, rec := range r.records {
		byID[rec.is.id] = append(byID[rec.is.id], rec)
		if rec.is.file != "" {
			byFile[strings.ToLower(rec.folder+"|"+path.Base(rec.is.file))] = rec
		}
	}
	found := map[string]bool{}
	var flows []FlowFile
	slices.SortStableFunc(r.flows, func(a, b candidate) int { return strings.Compare(a.place, b.place) })
	for _, c := range r.flows {
		rec, ok := recordOf(c, byID, byFile)
		if ok {
			if rec.category != cloudFlow {
				continue
			}
			c.id = rec.id
		} else if c.inPlace && len(r.records) > 0 && r.hasRecords(c.place) {
			r.note(source.Warning, "orphan-flow", source.Place{File: c.place}, "no Workflow record describes this flow", "it was analysed under its file's name")
		}
		found[c.id] = true
		flows = append(flows, FlowFile{
			WorkflowID: c.id, Name: cmp.Or(rec.name, c.name, stem(c.place)), Solution: r.solutionOf(c.place),
			Files: []string{c.place}, Draft: c.draft || ok && rec.draft, Digest: c.digest, Open: c.open,
		})
	}
	for id, recs := range byID {
		if recs[0].is.category == cloudFlow && !found[id] {
			r.note(source.Error, "flow-without-definition", recs[0].is.place, "the definition of the cloud flow "+source.Quoted(cmp.Or(recs[0].is.name, id))+" is not in the input", "export the solution again with its Workflows folder")
		}
	}
	r.in.Flows = joinCopies(flows)
}

func recordOf(c candidate, byID map[string][]located[record], byFile map[string]located[record]) (record, bool) {
	if rec, ok := byFile[strings.ToLower(dirOf(dirOf(c.place))+"|"+path.Base(c.place))]; ok {
		return rec.is, true
	}
	recs := byID[c.id]
	if c.id == "" || len(recs) == 0 {
		return record{}, false
	}
	for _, rec := range recs {
		if under(c.place, rec.folder) {
			return rec.is, true
		}
	}
	return recs[0].is, true
}

// hasRecords reports whether the solution around a place describes any of its processes.
func (r *reader) hasRecords(place string) bool {
	return slices.ContainsFunc(r.records, func(rec located[record]) bool { return under(place, rec.folder) })
}

// solutionOf names the innermost solution around a place.
func (r *reader) solutionOf(place string) string {
	best := located[Manifest]{}
	for _, m := range r.manifests {
		if under(place, m.folder) && len(m.folder) >= len(best.folder) {
			best = m
		}
	}
	return best.is.UniqueName
}

// stem is a file's name without its GUID and ending.
func stem(place string) string {
	name := path.Base(place)
	name = strings.TrimSuffix(name, path.Ext(name))
	if loc := guidPattern.FindStringIndex(name); loc != nil {
		name = name[:loc[0]]
	}
	if name = strings.TrimRight(name, "-_ "); name != "" {
		return name
	}
	return path.Base(place)
}

// joinCopies joins flows of one id and content, and numbers the versions of one id.
func joinCopies(flows []FlowFile) []FlowFile {
	type key struct{ id, digest string }
	index := map[key]int{}
	var out []FlowFile
	for _, f := range flows {
		k := key{f.WorkflowID, f.Digest}
		if i, ok := index[k]; ok {
			out[i].Files = append(out[i].Files, f.Files...)
			continue
		}
		index[k] = len(out)
		out = append(out, f)
	}
	versions := map[string]int{}
	for _, f := range out {
		if f.WorkflowID != "" {
			versions[f.WorkflowID]++
		}
	}
	number := map[string]int{}
	for i, f := range out {
		if versions[f.WorkflowID] > 1 {
			number[f.WorkflowID]++
			out[i].Version = number[f.WorkflowID]
		}
	}
	return out
}

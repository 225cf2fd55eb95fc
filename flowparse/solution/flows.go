package solution

import (
	"cmp"
	"path"
	"strconv"

	"rolefit/flowparse"
	"rolefit/flowparse/jsontree"
	"rolefit/flowparse/source"
)

// candidate is a flow definition before it is matched to its record and to its copies.
type candidate struct {
	id, name string
	place    string
	digest   string
	draft    bool
	inPlace  bool // stands where a solution keeps its flows
	open     func() (*source.Text, error)
}

// plumbing are the JSON files of packages and solutions that are never flows.
var plumbing = map[string]bool{
	"manifest.json": true, "apismap.json": true, "connectionsmap.json": true, "environmentvariablevalues.json": true,
	"environment_variable_values.json": true, "package.json": true, "package-lock.json": true, "appmodule.json": true,
}

// readJSON reads a JSON file that may hold flows: one under Workflows, a package's definition, or any other that has the
// shape of a definition. A file that was named as an input is always taken for one.
func (r *reader) readJSON(f file, named bool) {
	p := f.path()
	name, folder := path.Base(p), path.Base(path.Dir(p))
	if plumbing[name] && !named {
		return
	}
	inPlace := folder == "workflows" || folder == "modernflows" || path.Base(path.Dir(path.Dir(p))) == "modernflows"
	raw, err := r.bytes(f)
	if err != nil {
		r.unreadable(f.place, err)
		return
	}
	if !inPlace && !named && !looksLikeFlow(raw) {
		return
	}
	text, err := source.Decode(f.place, raw)
	if err != nil {
		r.problem("unreadable-text", f.place, err.Error(), "save the file as UTF-8 or export it again")
		return
	}
	r.in.ReadAnything = true
	root, _, err := jsontree.Parse(text.Bytes, jsontree.Limits{})
	if err != nil {
		// The flow's own parser says what is wrong and where.
		r.addFlow(f, f.place, inPlace, embedded{id: fileID(f.place), category: cloudFlow, broken: true})
		return
	}
	flows := embeddedFlows(root)
	if len(flows) == 0 && (inPlace || named) {
		flows = []embedded{{flow: root, category: cloudFlow}}
	}
	for i, e := range flows {
		place := f.place
		if len(flows) > 1 {
			place += "#" + strconv.Itoa(i+1)
		} else {
			e.id = cmp.Or(fileID(f.place), e.id)
		}
		r.addFlow(f, place, inPlace, e)
	}
}

// addFlow takes up a flow, or notes what a row says is another kind of process.
func (r *reader) addFlow(f file, place string, inPlace bool, e embedded) {
	if kind, reason := skippedKind(e.category); kind != "" {
		r.in.Skipped = append(r.in.Skipped, Component{Kind: kind, Name: e.name, ID: e.id, Reason: reason, Place: source.Place{File: place}})
		return
	}
	c := candidate{id: e.id, name: e.name, place: place, draft: e.draft, inPlace: inPlace, open: e.opener(f, place, r.limits.EntryBytes)}
	if e.broken {
		c.digest = "unreadable " + place
	} else {
		definition, around := flowparse.FindDefinition(e.flow)
		c.name = cmp.Or(c.name, around.Get("displayName").Str())
		c.digest = digest(definition, around.Get("connectionReferences"))
	}
	r.flows = append(r.flows, c)
}

// fileID is the GUID in a file's name, or else in its folder's.
func fileID(place string) string {
	return cmp.Or(guidOf(path.Base(place)), guidOf(path.Base(path.Dir(place))))
}

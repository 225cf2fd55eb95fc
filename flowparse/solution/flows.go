package solution

import (
	"path"
	"strconv"
	"strings"

	"rolefit/flowparse"
	"rolefit/flowparse/jsontree"
	"rolefit/flowparse/source"
)

// candidate is a flow definition before it is matched to its record and to its copies.
type candidate struct {
	id, name string
	place    string
	digest   string
	inPlace  bool // stands where a solution keeps its flows
	open     func() (*source.Text, error)
}

// plumbing are the JSON files of packages and solutions that are never flows.
var plumbing = map[string]bool{
	"manifest.json": true, "apismap.json": true, "connectionsmap.json": true, "environmentvariablevalues.json": true,
	"environment_variable_values.json": true, "package.json": true, "package-lock.json": true, "appmodule.json": true,
}

// readJSON reads a JSON file that may hold a flow: one under Workflows, a package's definition, or any other that has
// the shape of a definition.
func (r *reader) readJSON(f file, p string) {
	name, folder := path.Base(p), path.Base(path.Dir(p))
	if plumbing[name] {
		return
	}
	inPlace := folder == "workflows" || folder == "modernflows"
	raw, err := f.read()
	if err != nil {
		r.unreadable(f.place, err)
		return
	}
	if !inPlace && !looksLikeFlow(raw) {
		return
	}
	if err := r.spend(len(raw)); err != nil {
		r.unreadable(f.place, err)
		return
	}
	text, err := source.Decode(f.place, raw)
	if err != nil {
		r.problem("unreadable-text", f.place, err.Error(), "save the file as UTF-8 or export it again")
		return
	}
	r.in.ReadAnything = true
	root, _, err := jsontree.Parse(text.Bytes, jsontree.Limits{})
	c := candidate{id: guidOf(path.Base(p)), place: f.place, inPlace: inPlace, open: opener(f, nil)}
	if err != nil {
		// The flow's own parser says what is wrong and where.
		c.digest = "unreadable " + f.place
		r.flows = append(r.flows, c)
		return
	}
	if inner := clientData(root); len(inner) > 0 {
		r.clientData(f, inner)
		return
	}
	definition, around := flowparse.FindDefinition(root)
	if definition == nil && !inPlace {
		return
	}
	if c.id == "" && name == "definition.json" {
		c.id = guidOf(folder)
	}
	c.name = around.Get("displayName").Str()
	c.digest = digest(definition, around.Get("connectionReferences"))
	r.flows = append(r.flows, c)
}

// opener reads a flow's text again; pointer names the string inside the file that holds it, if one does.
func opener(f file, pointer []string) func() (*source.Text, error) {
	return func() (*source.Text, error) {
		raw, err := f.read()
		if err != nil {
			return nil, err
		}
		text, err := source.Decode(f.place, raw)
		if err != nil || pointer == nil {
			return text, err
		}
		root, _, err := jsontree.Parse(text.Bytes, jsontree.Limits{})
		if err != nil {
			return nil, err
		}
		inner := root.Pointer("/" + strings.Join(pointer, "/"))
		return &source.Text{Path: f.place, Bytes: []byte(inner.Str())}, nil
	}
}

// row is a Workflow row of the Web API whose client data is a flow.
type row struct {
	id, name string
	pointer  []string
	data     string
}

// clientData finds the client data of Workflow rows: one row, or the value of a list.
func clientData(root *jsontree.Node) []row {
	var rows []row
	add := func(n *jsontree.Node, pointer ...string) {
		if data := n.Get("clientdata"); data.Is(jsontree.String) {
			rows = append(rows, row{guidOf(n.Get("workflowid").Str()), n.Get("name").Str(), append(pointer, "clientdata"), data.Text})
		}
	}
	add(root)
	for i, n := range root.Get("value").Elements() {
		add(n, "value", strconv.Itoa(i))
	}
	return rows
}

func (r *reader) clientData(f file, rows []row) {
	for i, w := range rows {
		c := candidate{id: w.id, name: w.name, place: f.place, open: opener(f, w.pointer)}
		if len(rows) > 1 {
			c.place = f.place + "#" + strconv.Itoa(i+1)
			inner := c.open
			place := c.place
			c.open = func() (*source.Text, error) {
				text, err := inner()
				if err == nil {
					text.Path = place
				}
				return text, err
			}
		}
		root, _, err := jsontree.Parse([]byte(w.data), jsontree.Limits{})
		if err != nil {
			c.digest = "unreadable " + c.place
		} else {
			definition, around := flowparse.FindDefinition(root)
			c.digest = digest(definition, around.Get("connectionReferences"))
		}
		r.flows = append(r.flows, c)
	}
}

package solution

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"rolefit/flowparse"
	"rolefit/flowparse/jsontree"
	"rolefit/flowparse/source"
)

// embedded is a flow inside a JSON file: all of it, an object in it, or a string that holds JSON.
type embedded struct {
	extract
	flow     *jsontree.Node // what a flow's parser is given
	id, name string
	category int // cloudFlow unless a row says otherwise
	draft    bool
	broken   bool // the string holds no readable JSON
}

// extract says which part of a file is the flow.
type extract struct {
	inside source.Span // bytes in the decoded file; the zero value is all of it
	quoted bool        // it stands there as a string
}

// embeddedFlows finds every flow in a JSON file: rows of the Web API with client data, answers of the flow service,
// the workflows of an ARM template, or the file itself.
func embeddedFlows(root *jsontree.Node) []embedded {
	rows := append([]*jsontree.Node{root}, root.Get("value").Elements()...)
	if root.Is(jsontree.Array) {
		rows = root.Elements()
	}
	var found []embedded
	for _, row := range rows {
		if e, ok := rowFlow(row, row == root); ok {
			found = append(found, e)
		}
	}
	if len(found) > 0 {
		return found
	}
	for _, resource := range root.Get("resources").Elements() {
		if definition := resource.At("properties", "definition"); strings.EqualFold(resource.Get("type").Str(), "Microsoft.Logic/workflows") && definition.Is(jsontree.Object) {
			e := embedded{extract: extract{inside: resource.Span}, flow: resource, category: cloudFlow}
			if name := resource.Get("name").Str(); !strings.HasPrefix(name, "[") { // an expression names nothing
				e.name = name
			}
			found = append(found, e)
		}
	}
	return found
}

// rowFlow reads one object: a Workflow row with client data, or a flow with its definition.
func rowFlow(row *jsontree.Node, whole bool) (embedded, bool) {
	e := embedded{id: guid(row.Get("workflowid").Str()), name: row.Get("name").Str(), category: cloudFlow}
	switch data := row.Get("clientdata"); {
	case data.Is(jsontree.Object):
		e.flow, e.inside = data, data.Span
	case data.Is(jsontree.String):
		inner, _, err := jsontree.Parse([]byte(data.Text), jsontree.Limits{})
		e.flow, e.inside, e.quoted, e.broken = inner, data.Span, true, err != nil
	default:
		definition, around := flowparse.FindDefinition(row)
		if !definition.Is(jsontree.Object) || row.Get("resources") != nil || !looksLikeDefinition(definition) {
			return embedded{}, false
		}
		// A package's definition.json and the flow service name a flow by its id and show another name.
		e.id, e.name = guid(row.Get("name").Str()), around.Get("displayName").Str()
		e.flow = row
		if !whole {
			e.inside = row.Span
		}
		return e, true
	}
	if category, ok := row.Get("category").Int(); ok {
		e.category = category
	}
	state, ok := row.Get("statecode").Int()
	e.draft = ok && state == 0
	return e, true
}

// looksLikeDefinition tells a workflow definition from other things of that name.
func looksLikeDefinition(definition *jsontree.Node) bool {
	return definition.Get("triggers").Is(jsontree.Object) || definition.Get("actions").Is(jsontree.Object) ||
		strings.Contains(definition.Get("$schema").Str(), "workflowdefinition.json")
}

// opener reads the flow's text again. Positions in an object inside a file are those of the file: what stands around it
// is blanked out and not cut off. The function lives as long as the Input, so it holds on to positions and to no tree.
func (e extract) opener(f file, place string, limit int64) func() (*source.Text, error) {
	return func() (*source.Text, error) {
		in, err := f.open()
		if err != nil {
			return nil, fmt.Errorf("opening %s: %w", f.place, err)
		}
		raw, err := readWithin(in, limit, nil)
		if err = cmp.Or(err, in.Close()); err != nil {
			return nil, fmt.Errorf("reading %s: %w", f.place, err)
		}
		text, err := source.Decode(place, raw)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", f.place, err)
		}
		switch {
		case e.inside.End > len(text.Bytes):
			return nil, fmt.Errorf("reading %s: %w", f.place, errChanged)
		case e.quoted:
			inner, err := jsontext.AppendUnquote(nil, text.Bytes[e.inside.Start:e.inside.End])
			if err != nil {
				return nil, fmt.Errorf("reading %s: %w", f.place, errChanged)
			}
			return &source.Text{Path: place, Bytes: inner}, nil
		case e.inside.End > 0:
			return &source.Text{Path: place, Bytes: blankBefore(text.Bytes[:e.inside.End], e.inside.Start)}, nil
		}
		return text, nil
	}
}

// blankBefore replaces everything before start but line ends by blanks.
func blankBefore(text []byte, start int) []byte {
	out := bytes.Clone(text)
	for i := range out[:start] {
		if out[i] != '\n' && out[i] != '\r' {
			out[i] = ' '
		}
	}
	return out
}

package denial

import (
	"regexp"
	"strings"

	"rolefit/flowparse/jsontree"
)

// piece is a stretch of text with what the JSON around it says.
type piece struct {
	text string
	code uint32 // error code beside it; 0: none
	name string // of the action or run that holds it
}

const (
	maxNested = 8         // JSON inside strings of JSON
	maxDepth  = 128       // containers inside containers
	maxValues = 1_000_000 // in one JSON text
)

// pieces takes a text apart: JSON into its strings, anything else is one piece.
func pieces(text string) []piece {
	var all []piece
	split(piece{text: text}, 0, &all)
	return all
}

func split(p piece, nested int, all *[]piece) {
	trimmed := strings.TrimSpace(strings.TrimPrefix(p.text, "\ufeff"))
	if nested < maxNested && len(trimmed) > 1 && (trimmed[0] == '{' || trimmed[0] == '[' || trimmed[0] == '"') {
		if root, _, err := jsontree.Parse([]byte(trimmed), jsontree.Limits{Depth: maxDepth, Nodes: maxValues}); err == nil {
			walk(root, piece{code: p.code, name: p.name}, nested, all)
			return
		}
	}
	*all = append(*all, p)
}

// walk visits the strings of a value. A code and a name hold for the object they stand in and for what is inside it.
func walk(n *jsontree.Node, around piece, nested int, all *[]piece) {
	switch n.Kind {
	case jsontree.String:
		around.text = n.Text
		split(around, nested+1, all)
	case jsontree.Array:
		for _, item := range n.Elements() {
			walk(item, around, nested, all)
		}
	case jsontree.Object:
		for _, name := range []string{"code", "errorCode"} {
			if code := number(n.Fold(name).Scalar()); code != 0 {
				if _, known := codeFacts()[code]; known {
					around.code = code
				}
			}
		}
		if name := n.Get("name"); name.Is(jsontree.String) && nameable(name.Text) && (n.Get("properties") != nil || n.Get("outputs") != nil || n.Get("error") != nil || n.Get("body") != nil) {
			around.name = name.Text
		}
		for _, m := range n.Entries() {
			inner := around
			if m.Name == "actions" && m.Value.Is(jsontree.Object) {
				for _, action := range m.Value.Entries() {
					if nameable(action.Name) {
						inner.name = action.Name
					}
					walk(action.Value, inner, nested, all)
				}
				continue
			}
			walk(m.Value, inner, nested, all)
		}
	}
}

var namePattern = regexp.MustCompile(`^[\pL][\pL\pN_ ().:-]{0,79}$`)

// nameable reports whether a name is one that a person gave: of an action, and no id of a run.
func nameable(name string) bool {
	return namePattern.MatchString(name) && !guidPattern.MatchString(name)
}

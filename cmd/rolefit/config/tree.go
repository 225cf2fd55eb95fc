package config

import (
	"fmt"
	"math"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxDepth bounds lists and keys inside one another; a configuration has four.
const maxDepth = 16

// maxValues bounds the values of a file; hundreds of pins have a few thousand.
const maxValues = 50_000

// What is said of YAML that this package does not read.
const (
	noAlias   = "YAML aliases are not supported"
	writeOut  = "write the value out"
	noTag     = "YAML tags are not supported"
	plainText = "remove what begins with !, and put a text that begins so into quotes"
)

// kind is what sort of value stands somewhere.
type kind uint8

const (
	nothing kind = iota // no value, null or ~
	text
	number
	truth
	list
	mapping
)

// String names the kind for a message.
func (k kind) String() string {
	return [...]string{"nothing", "text", "a number", "true or false", "a list", "keys and values"}[k]
}

// value is one value of the file with its place. Values are never shared, so that a tree is a tree.
type value struct {
	kind   kind
	text   string // of a scalar, as written
	path   string // such as "tables[2].node"
	line   int
	column int
	items  []*value       // of a list
	fields []field        // of a mapping, in the order of the file
	byName map[string]int // of a mapping, the index in fields
	scalar any            // of a number or truth, as JSON Schema sees it
}

// field is one key of a mapping with its value.
type field struct {
	name         string
	path         string
	line, column int // of the key
	value        *value
}

// get returns the value of a key, nil when there is none. It is safe on nil and on what is no mapping.
func (v *value) get(key string) *value {
	if v == nil {
		return nil
	}
	if i, ok := v.byName[key]; ok {
		return v.fields[i].value
	}
	return nil
}

// list returns the values of a key that holds a list.
func (v *value) list(key string) []*value {
	if l := v.get(key); l != nil {
		return l.items
	}
	return nil
}

// str returns the text of a key, empty when there is none.
func (v *value) str(key string) string {
	if s := v.get(key); s != nil && s.kind == text {
		return s.text
	}
	return ""
}

// problem says what is wrong with a value.
func (v *value) problem(message, suggestion string) Problem {
	return Problem{Line: v.line, Column: v.column, Key: v.path, Message: message, Suggestion: suggestion}
}

// json returns the value the way the schema library wants it.
func (v *value) json() any {
	switch v.kind {
	case text:
		return v.text
	case number, truth:
		return v.scalar
	case list:
		items := make([]any, len(v.items))
		for i, item := range v.items {
			items[i] = item.json()
		}
		return items
	case mapping:
		fields := make(map[string]any, len(v.fields))
		for _, f := range v.fields {
			fields[f.name] = f.value.json()
		}
		return fields
	}
	return nil
}

// builder turns nodes of the YAML library into values and collects what is wrong with them.
type builder struct {
	values   int
	problems []Problem
}

func (b *builder) build(n *yaml.Node, path string, depth int) *value {
	v := &value{path: path, line: n.Line, column: n.Column}
	refuse := func(message, suggestion string) *value {
		b.problems = append(b.problems, v.problem(message, suggestion))
		return v
	}
	b.values++
	switch {
	case b.values > maxValues:
		if b.values == maxValues+1 {
			return refuse(fmt.Sprintf("the file has more than %d values", maxValues), "is this the configuration?")
		}
		return v
	case depth > maxDepth:
		return refuse("this is nested too deeply", "is this the configuration?")
	case n.Kind == yaml.AliasNode:
		return refuse(noAlias, writeOut)
	case n.Style&yaml.TaggedStyle != 0 && (n.Kind != yaml.ScalarNode || n.Tag != "!!str"):
		return refuse(noTag, plainText)
	}
	switch n.Kind {
	case yaml.SequenceNode:
		v.kind = list
		for i, item := range n.Content {
			v.items = append(v.items, b.build(item, fmt.Sprintf("%s[%d]", path, i), depth+1))
		}
	case yaml.MappingNode:
		v.kind = mapping
		b.fields(v, n, depth)
	case yaml.ScalarNode:
		v.scalarOf(n)
		if strings.ContainsFunc(n.Value, isControl) {
			return refuse("the text holds a control character", "use single quotes when a backslash is meant")
		}
	}
	return v
}

// fields reads the keys of a mapping.
func (b *builder) fields(v *value, n *yaml.Node, depth int) {
	v.byName = map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		refuse := func(path, message, suggestion string) {
			b.problems = append(b.problems, Problem{Line: key.Line, Column: key.Column, Key: path, Message: message, Suggestion: suggestion})
		}
		switch {
		case key.Kind == yaml.AliasNode:
			refuse(v.path, noAlias, writeOut)
			continue
		case key.Kind != yaml.ScalarNode:
			refuse(v.path, "a key must be text", "put a value that begins with [ or { into quotes")
			continue
		case key.Tag == "!!merge":
			refuse(v.path, "YAML merge keys are not supported", writeOut)
			continue
		case key.Style&yaml.TaggedStyle != 0 && key.Tag != "!!str":
			refuse(v.path, noTag, plainText)
			continue
		}
		path := childKey(v.path, key.Value)
		if first, ok := v.byName[key.Value]; ok {
			refuse(path, fmt.Sprintf("duplicate key, the first is on line %d", v.fields[first].line), "keep one of them")
			continue
		}
		v.byName[key.Value] = len(v.fields)
		v.fields = append(v.fields, field{key.Value, path, key.Line, key.Column, b.build(n.Content[i+1], path, depth+1)})
	}
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

// scalarOf sets kind and value of a scalar. A date is text: JSON has no dates.
func (v *value) scalarOf(n *yaml.Node) {
	v.kind, v.text = text, n.Value
	switch n.Tag {
	case "!!null":
		v.kind = nothing
	case "!!bool", "!!int", "!!float":
		var scalar any
		if n.Decode(&scalar) != nil {
			return
		}
		switch x := scalar.(type) {
		case bool:
			v.kind, v.scalar = truth, x
		case float64:
			v.kind, v.scalar = number, x
			if math.IsNaN(x) || math.IsInf(x, 0) {
				v.scalar = 0.5 // a number that the schema library can compare, and no whole one
			}
		case int, int64, uint64:
			v.kind, v.scalar = number, x
		}
	}
}

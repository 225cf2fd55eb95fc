package config

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"rolefit/flowparse/shape"
	"rolefit/flowparse/source"
)

var schema = shape.Of("urn:rolefit:schema:config-1", schemaText)

// rules is the part of a JSON Schema that messages are made of. The keyword patternErrorMessage is one that editors show
// instead of a pattern; to other readers of the schema it means nothing.
type rules struct {
	Type                any              `json:"type"`
	Enum                []string         `json:"enum"`
	Examples            []string         `json:"examples"`
	PatternErrorMessage string           `json:"patternErrorMessage"`
	Properties          map[string]rules `json:"properties"`
	Required            []string         `json:"required"`
	Items               *rules           `json:"items"`
	Defs                map[string]rules `json:"$defs"`
}

// rulesOf is the schema as messages read it.
var rulesOf = sync.OnceValues(func() (rules, error) {
	var r rules
	err := json.Unmarshal([]byte(schemaText), &r)
	return r, err
})

// checkVersion looks at the version alone: in another version every other key may mean something else.
func checkVersion(root *value) []Problem {
	if root.kind != mapping {
		return nil
	}
	v := root.get("version")
	switch {
	case v == nil:
		return nil
	case v.kind == number && (v.scalar == Version || v.scalar == float64(Version)):
		return nil
	case v.kind == number:
		return []Problem{v.problem(fmt.Sprintf("the file has version %s; this tool reads version %d", shownNumber(v.text), Version), "")}
	case v.kind == text && v.text == strconv.Itoa(Version):
		return []Problem{v.problem("expected the number 1, found text", "remove the quotes")}
	}
	return []Problem{v.problem(fmt.Sprintf("expected the number %d, the version that this tool reads; found %s", Version, v.kind), "")}
}

func shownNumber(s string) string {
	if len(s) > source.MaxQuoted {
		return source.Quoted(s)
	}
	return s
}

// checkShape returns what does not fit the schema. It fails only when the schema itself is broken.
func checkShape(root *value) ([]Problem, error) {
	all, err := rulesOf()
	if err != nil {
		return nil, fmt.Errorf("reading the schema of the configuration: %w", err)
	}
	misfits, err := schema.Misfits(root.json())
	if err != nil {
		return nil, fmt.Errorf("checking the configuration against its schema: %w", err)
	}
	s := checker{root: root, all: all}
	for _, m := range misfits {
		s.word(m)
	}
	return s.problems, nil
}

// checker words misfits: the schema library's own messages repeat what the file holds.
type checker struct {
	root     *value
	all      rules
	problems []Problem
}

func (s *checker) word(m shape.Misfit) {
	v, where := s.at(m.Pointer), s.rules(m.Rule)
	switch m.Keyword {
	case "type":
		s.problems = append(s.problems, wrongKind(v, where))
	case "enum":
		s.problems = append(s.problems, wrongWord(v, where))
	case "required":
		s.missing(v, where)
	case "additionalProperties":
		s.unknown(v, where)
	case "pattern":
		s.problems = append(s.problems, v.problem(where.PatternErrorMessage, didYouMean(v.text, where.Examples)))
	case "minItems":
		s.problems = append(s.problems, v.problem("the list must not be empty", ""))
	case "uniqueItems":
		s.twice(v)
	default:
		s.problems = append(s.problems, v.problem("the schema's "+m.Keyword+" is not met", ""))
	}
}

// at follows a JSON pointer. Pointers of errors hold only keys that the schema names and indexes.
func (s *checker) at(pointer string) *value {
	v := s.root
	if pointer == "" {
		return v
	}
	for part := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		if next := v.get(part); next != nil {
			v = next
		} else if i, err := strconv.Atoi(part); err == nil && i >= 0 && i < len(v.items) {
			v = v.items[i]
		}
	}
	return v
}

// rules finds the subschema that a rule belongs to.
func (s *checker) rules(rule string) rules {
	parts := strings.Split(strings.TrimPrefix(rule, "/"), "/")
	where := s.all
	for i := 0; i < len(parts)-1; i++ {
		switch {
		case parts[i] == "items" && where.Items != nil:
			where = *where.Items
		case parts[i] == "properties":
			i++
			where = where.Properties[parts[i]]
		case parts[i] == "$defs":
			i++
			where = where.Defs[parts[i]]
		}
	}
	return where
}

// wrongKind words a value of the wrong sort.
func wrongKind(v *value, where rules) Problem {
	expected := map[string]kind{"string": text, "array": list, "object": mapping, "boolean": truth}
	var names []string
	var takesText bool
	types, several := where.Type.([]any)
	if !several {
		types = []any{where.Type}
	}
	for _, t := range types {
		name, _ := t.(string)
		names = append(names, expected[name].String())
		takesText = takesText || expected[name] == text
	}
	suggestion := ""
	switch {
	case v.kind == nothing && v.path != "":
		suggestion = "give it a value or remove it"
	case takesText && (v.kind == number || v.kind == truth):
		suggestion = "put it into quotes"
	case slices.Contains(names, truth.String()) && v.kind == text:
		suggestion = "write true or false, without quotes"
	case slices.Contains(names, list.String()) && v.kind == mapping:
		suggestion = "begin each entry with a dash"
	case slices.Contains(names, list.String()) && v.kind == text:
		suggestion = "put it into brackets"
	case v.path == "":
		suggestion = beginWith
	}
	return v.problem("expected "+strings.Join(names, " or ")+", found "+v.kind.String(), suggestion)
}

// wrongWord words a value that is none of those allowed.
func wrongWord(v *value, where rules) Problem {
	oneOf := "one of " + strings.Join(where.Enum, ", ")
	if v.kind != text {
		return v.problem("expected "+oneOf+"; found "+v.kind.String(), "")
	}
	return v.problem(source.Quoted(v.text)+" is not "+oneOf, didYouMean(v.text, where.Enum))
}

// twice reports the entries of a list that were there before.
func (s *checker) twice(v *value) {
	seen := map[string]bool{}
	for _, item := range v.items {
		if item.kind != text {
			continue
		}
		if seen[item.text] {
			s.problems = append(s.problems, item.problem("listed twice", "remove it"))
		}
		seen[item.text] = true
	}
}

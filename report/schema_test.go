package report_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/report"
)

// schemaNode is the part of a JSON Schema that the tests look at.
type schemaNode struct {
	Ref                  string                `json:"$ref"`
	Type                 string                `json:"type"`
	Const                string                `json:"const"`
	Enum                 []string              `json:"enum"`
	Description          string                `json:"description"`
	Properties           map[string]schemaNode `json:"properties"`
	Required             []string              `json:"required"`
	AdditionalProperties *bool                 `json:"additionalProperties"`
	Items                *schemaNode           `json:"items"`
	Defs                 map[string]schemaNode `json:"$defs"`
}

func parsedSchema(t *testing.T) schemaNode {
	t.Helper()
	var root schemaNode
	if err := json.Unmarshal(report.Schema(), &root); err != nil {
		t.Fatal(err)
	}
	return root
}

// key is a JSON key of a struct with its type and whether it may be absent.
type key struct {
	name     string
	optional bool
	of       reflect.Type
	index    []int
}

// keysOf lists the JSON keys of a struct, those of embedded structs included.
func keysOf(of reflect.Type) []key {
	var keys []key
	for _, f := range reflect.VisibleFields(of) {
		if f.Anonymous {
			continue
		}
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		keys = append(keys, key{name, options != "", f.Type, f.Index})
	}
	return keys
}

func TestSchemaAndStructsHaveTheSameKeys(t *testing.T) {
	root := parsedSchema(t)
	used := map[string]bool{}
	var compare func(where string, node schemaNode, of reflect.Type)
	compare = func(where string, node schemaNode, of reflect.Type) {
		if name, ok := strings.CutPrefix(node.Ref, "#/$defs/"); ok {
			if used[name] {
				return
			}
			used[name] = true
			node = root.Defs[name]
		}
		switch of.Kind() {
		case reflect.String:
			if node.Type != "string" && node.Const == "" && len(node.Enum) == 0 {
				t.Errorf("%s: no text in the schema", where)
			}
		case reflect.Int:
			if node.Type != "integer" {
				t.Errorf("%s: no integer in the schema", where)
			}
		case reflect.Bool:
			if node.Type != "boolean" {
				t.Errorf("%s: no boolean in the schema", where)
			}
		case reflect.Slice:
			if node.Type != "array" || node.Items == nil {
				t.Fatalf("%s: no array in the schema", where)
			}
			compare(where+"[]", *node.Items, of.Elem())
		case reflect.Struct:
			var names, required []string
			for _, k := range keysOf(of) {
				names = append(names, k.name)
				if !k.optional {
					required = append(required, k.name)
				}
				compare(where+"."+k.name, node.Properties[k.name], k.of)
			}
			var described []string
			for name := range node.Properties {
				described = append(described, name)
			}
			slices.Sort(names)
			slices.Sort(described)
			if diff := cmp.Diff(names, described); diff != "" {
				t.Errorf("%s: keys (-struct +schema):\n%s", where, diff)
			}
			slices.Sort(required)
			slices.Sort(node.Required)
			if diff := cmp.Diff(required, node.Required); diff != "" {
				t.Errorf("%s: keys always present (-struct +schema):\n%s", where, diff)
			}
			if node.AdditionalProperties == nil || *node.AdditionalProperties {
				t.Errorf("%s: the schema allows unknown keys", where)
			}
			if node.Description == "" {
				t.Errorf("%s: no description", where)
			}
		default:
			t.Errorf("%s: a %s is no part of a document", where, of.Kind())
		}
	}
	compare("document", root, reflect.TypeFor[report.Document]())
	for name := range root.Defs {
		if !used[name] {
			t.Errorf("nothing refers to $defs/%s", name)
		}
	}
}

// filled returns a document in which every list has an element and every field a value that the schema allows.
func filled(t *testing.T) report.Document {
	t.Helper()
	root := parsedSchema(t)
	var fill func(node schemaNode, v reflect.Value)
	fill = func(node schemaNode, v reflect.Value) {
		if name, ok := strings.CutPrefix(node.Ref, "#/$defs/"); ok {
			node = root.Defs[name]
		}
		switch v.Kind() {
		case reflect.String:
			switch {
			case node.Const != "":
				v.SetString(node.Const)
			case len(node.Enum) > 0:
				v.SetString(node.Enum[0])
			default:
				v.SetString("text")
			}
		case reflect.Int:
			v.SetInt(7)
		case reflect.Bool:
			v.SetBool(true)
		case reflect.Slice:
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			fill(*node.Items, v.Index(0))
		case reflect.Struct:
			for _, k := range keysOf(v.Type()) {
				fill(node.Properties[k.name], v.FieldByIndex(k.index))
			}
		}
	}
	var doc report.Document
	fill(root, reflect.ValueOf(&doc).Elem())
	return doc
}

func TestInvalidDocumentsAreExplainedByPlaceAndExpectation(t *testing.T) {
	valid := func(change func(map[string]any)) []byte {
		var b bytes.Buffer
		if err := filled(t).Write(&b); err != nil {
			t.Fatal(err)
		}
		var m map[string]any
		if err := json.Unmarshal(b.Bytes(), &m); err != nil {
			t.Fatal(err)
		}
		change(m)
		raw, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	first := func(m map[string]any, list string) map[string]any { return m[list].([]any)[0].(map[string]any) }
	tests := []struct {
		name string
		raw  []byte
		want string
	}{
		{"nothing", nil, "/: expected JSON, found nothing"},
		{"no JSON", []byte("<html>"), "/: invalid character '<' looking for beginning of value"},
		{"two values", []byte("{} {}"), "/: expected one JSON value, found text after it"},
		{"a list", []byte("[]"), "/: expected object, but got array"},
		{"a null list", valid(func(m map[string]any) { m["findings"] = nil }), "/findings: expected array, but got null"},
		{"another version", valid(func(m map[string]any) { m["schemaVersion"] = "2" }), `/schemaVersion: value must be "1"`},
		{"a missing key", valid(func(m map[string]any) { delete(first(m, "findings"), "message") }), "/findings/0: missing properties: 'message'"},
		{"unknown keys, sorted", valid(func(m map[string]any) {
			for _, k := range []string{"q", "c", "z", "a"} {
				first(m, "flows")[k] = 1
			}
		}), "/flows/0: unknown keys: 'a', 'c', 'q', 'z'"},
		{"a level that does not exist", valid(func(m map[string]any) {
			first(first(m, "identities"), "needs")["level"] = "Galactic"
		}), `/identities/0/needs/0/level: value must be one of "Basic", "Local", "Deep", "Global"`},
		{"a negative line", valid(func(m map[string]any) { first(m, "findings")["line"] = -1 }), "/findings/0/line: must be >= 0 but found -1"},
		{"control characters in a key", valid(func(m map[string]any) { m["a\x1b[31m\n"] = 1 }), `/: unknown keys: 'a\x1b[31m\n'`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var invalid *report.InvalidError
			if err := report.Validate(test.raw); !errors.As(err, &invalid) {
				t.Fatalf("got %v", err)
			}
			if diff := cmp.Diff([]string{test.want}, invalid.Problems); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestManyProblemsGiveTheSameShortTextOnEveryRun(t *testing.T) {
	var findings []string
	for i := range 60 {
		findings = append(findings, fmt.Sprintf(`{"rule":%d}`, i))
	}
	raw := []byte(`{"schemaVersion":"1","findings":[` + strings.Join(findings, ",") + `],"zz":1,"aa":2}`)
	want := report.Validate(raw).Error()
	if !strings.Contains(want, "more") || strings.Count(want, "\n") > 25 {
		t.Errorf("not short:\n%s", want)
	}
	for range 20 {
		if got := report.Validate(raw).Error(); got != want {
			t.Fatalf("first:\n%s\nthen:\n%s", want, got)
		}
	}
}

func TestSchemaHandsOutACopy(t *testing.T) {
	report.Schema()[0] = 'x'
	if report.Schema()[0] != '{' {
		t.Error("the embedded schema was changed by its reader")
	}
}

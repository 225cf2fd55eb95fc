package config_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/cmd/rolefit/config"
)

// schemaNode is the part of a JSON Schema that the tests look at.
type schemaNode struct {
	Ref                  string                `json:"$ref"`
	Type                 any                   `json:"type"`
	Enum                 []string              `json:"enum"`
	Description          string                `json:"description"`
	Pattern              string                `json:"pattern"`
	PatternErrorMessage  string                `json:"patternErrorMessage"`
	Properties           map[string]schemaNode `json:"properties"`
	Required             []string              `json:"required"`
	AdditionalProperties *bool                 `json:"additionalProperties"`
	Items                *schemaNode           `json:"items"`
	Defs                 map[string]schemaNode `json:"$defs"`
}

func parsedSchema(t *testing.T) schemaNode {
	t.Helper()
	var root schemaNode
	if err := json.Unmarshal(config.Schema(), &root); err != nil {
		t.Fatal(err)
	}
	return root
}

// objects returns the root and every $def that describes keys and values, by name.
func objects(root schemaNode) map[string]schemaNode {
	all := map[string]schemaNode{"": root}
	for name, def := range root.Defs {
		if def.Type == "object" {
			all[name] = def
		}
	}
	return all
}

func TestEveryPropertyIsDescribedAndNoOtherIsAllowed(t *testing.T) {
	root := parsedSchema(t)
	for name, object := range objects(root) {
		if object.AdditionalProperties == nil || *object.AdditionalProperties {
			t.Errorf("%q allows unknown keys", name)
		}
		for key, property := range object.Properties {
			if property.Description == "" {
				t.Errorf("%q: %s has no description", name, key)
			}
		}
		for _, key := range object.Required {
			if _, ok := object.Properties[key]; !ok {
				t.Errorf("%q requires %s, which it does not have", name, key)
			}
		}
	}
	var walk func(where string, n schemaNode)
	walk = func(where string, n schemaNode) {
		if n.Pattern != "" && n.PatternErrorMessage == "" {
			t.Errorf("%s: a pattern without words for people", where)
		}
		for key, p := range n.Properties {
			walk(where+"."+key, p)
		}
		if n.Items != nil {
			walk(where+"[]", *n.Items)
		}
	}
	for name, def := range root.Defs {
		if def.Description == "" {
			t.Errorf("$defs/%s has no description", name)
		}
		if !strings.Contains(string(config.Schema()), `"#/$defs/`+name+`"`) {
			t.Errorf("nothing refers to $defs/%s", name)
		}
		walk(name, def)
	}
}

// fieldOf names the field of a key where it is not the key in camel case.
var fieldOf = map[string]string{"application-users": "Users", "app-id": "AppID"}

func fieldName(key string) string {
	if name, ok := fieldOf[key]; ok {
		return name
	}
	var name strings.Builder
	for part := range strings.SplitSeq(key, "-") {
		name.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return name.String()
}

func TestEveryPropertyHasAFieldThatTheFullFileFills(t *testing.T) {
	root := parsedSchema(t)
	c, err := config.Parse("rolefit.yaml", []byte(full))
	if err != nil {
		t.Fatal(err)
	}
	var compare func(where string, n schemaNode, values []reflect.Value)
	compare = func(where string, n schemaNode, values []reflect.Value) {
		of := values[0].Type()
		var names, fields []string
		for key, property := range n.Properties {
			name := fieldName(key)
			names = append(names, name)
			if _, ok := of.FieldByName(name); !ok {
				t.Errorf("%s: no field %s for %s", where, name, key)
				continue
			}
			var inside []reflect.Value
			filled := false
			for _, v := range values {
				f := v.FieldByName(name)
				filled = filled || !f.IsZero()
				if f.Kind() == reflect.Slice && f.Type().Elem().Kind() == reflect.Struct {
					for i := range f.Len() {
						inside = append(inside, f.Index(i))
					}
				}
			}
			if !filled {
				t.Errorf("%s: nothing fills %s", where, name)
			}
			if property.Items != nil && property.Items.Ref != "" && len(inside) > 0 {
				def := root.Defs[strings.TrimPrefix(property.Items.Ref, "#/$defs/")]
				compare(where+"."+key, def, inside)
			}
		}
		for _, f := range reflect.VisibleFields(of) {
			if f.Name != "Line" && f.Name != "Origin" {
				fields = append(fields, f.Name)
			}
		}
		slices.Sort(names)
		slices.Sort(fields)
		if diff := cmp.Diff(names, fields); diff != "" {
			t.Errorf("%s (-schema +struct):\n%s", where, diff)
		}
	}
	compare("", root, []reflect.Value{reflect.ValueOf(c)})
}

func TestConstantsAreTheWordsOfTheSchema(t *testing.T) {
	defs := parsedSchema(t).Defs
	if diff := cmp.Diff([]string{config.Own, config.BusinessUnit, config.ParentChild, config.All}, defs["rowPin"].Properties["of"].Enum); diff != "" {
		t.Errorf("of (-constants +schema):\n%s", diff)
	}
	if diff := cmp.Diff([]string{config.Grant, config.Omit}, defs["decision"].Properties["decision"].Enum); diff != "" {
		t.Errorf("decision (-constants +schema):\n%s", diff)
	}
}

func TestSchemaHandsOutACopy(t *testing.T) {
	config.Schema()[0] = 'x'
	if config.Schema()[0] != '{' {
		t.Error("the embedded schema was changed by its reader")
	}
}

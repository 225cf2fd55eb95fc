package shape_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/flowparse/shape"
)

const text = `{
	"type": "object",
	"properties": {
		"name": {"type": "string", "minLength": 1},
		"steps": {"type": "object", "additionalProperties": {"$ref": "#/$defs/step"}}
	},
	"required": ["name"],
	"$defs": {"step": {"type": "object", "properties": {"kind": {"enum": ["a", "b"]}}, "additionalProperties": false}}
}`

func TestMisfitsAreTheInnermostAndInOneOrder(t *testing.T) {
	schema := shape.Of("urn:test", text)
	value := map[string]any{"steps": map[string]any{
		"Größe / Maß~ 100%": map[string]any{"kind": "c"},
		"odd":               map[string]any{"z": 1, "y": 2, "x": 3},
	}}
	want := []shape.Misfit{
		{Rule: "/required", Keyword: "required", Message: "missing properties: 'name'"},
		{Pointer: "/steps/Größe ~1 Maß~0 100%/kind", Rule: "/$defs/step/properties/kind/enum", Keyword: "enum", Message: `value must be one of "a", "b"`},
		{Pointer: "/steps/odd", Rule: "/$defs/step/additionalProperties", Keyword: "additionalProperties", Message: "unknown keys: 'x', 'y', 'z'"},
	}
	for range 20 { // the library's own order varies
		got, err := schema.Misfits(value)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Fatalf("%v; -want +got:\n%s", err, diff)
		}
	}
	if got, err := schema.Misfits(map[string]any{"name": "x"}); got != nil || err != nil {
		t.Errorf("a value that fits: %v, %v", got, err)
	}
}

func TestNothingIsLoadedFromElsewhere(t *testing.T) {
	for _, ref := range []string{"https://example.org/other.json", "file:///etc/passwd", "other.json"} {
		schema := shape.Of("urn:test", `{"$ref": "`+ref+`"}`)
		if _, err := schema.Misfits(map[string]any{}); err == nil || !strings.Contains(err.Error(), "never loaded") {
			t.Errorf("%s: %v", ref, err)
		}
	}
}

// Package shape holds JSON values against the schemas that the program carries.
package shape

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// Schema is a JSON Schema that is compiled when it is first used.
type Schema struct {
	compiled func() (*jsonschema.Schema, error)
}

// Of returns the schema of a text. Its name appears in errors only; nothing is ever loaded, neither from there nor from where
// the text refers to.
func Of(name, text string) Schema {
	return Schema{sync.OnceValues(func() (*jsonschema.Schema, error) {
		c := jsonschema.NewCompiler()
		c.LoadURL = func(string) (io.ReadCloser, error) { return nil, errNoLoading }
		if err := c.AddResource(name, strings.NewReader(text)); err != nil {
			return nil, err
		}
		return c.Compile(name)
	})}
}

var errNoLoading = errors.New("schemas are never loaded from elsewhere")

// Misfit is a place of a value at which a rule of the schema is not met.
type Misfit struct {
	Pointer string // JSON pointer of the place; empty for the whole value
	Rule    string // JSON pointer of the rule in the schema, ending with its keyword
	Keyword string // such as "type", "required", "pattern"
	Message string // what was expected; it can repeat keys and texts of the value
}

// Misfits returns the innermost places at which a value does not fit, since the outer ones only say that something inside is
// wrong. They are in the same order on every run. The value is one as encoding/json decodes it, with numbers as
// [encoding/json.Number] or float64. An error says that the schema itself is broken.
func (s Schema) Misfits(value any) ([]Misfit, error) {
	compiled, err := s.compiled()
	if err != nil {
		return nil, fmt.Errorf("compiling a schema: %w", err)
	}
	err = compiled.Validate(value)
	var invalid *jsonschema.ValidationError
	switch {
	case err == nil:
		return nil, nil
	case !errors.As(err, &invalid):
		return nil, fmt.Errorf("holding a value against a schema: %w", err)
	}
	all := leaves(invalid, nil)
	slices.SortFunc(all, func(a, b Misfit) int {
		return cmp.Or(cmp.Compare(a.Pointer, b.Pointer), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(all), nil
}

func leaves(e *jsonschema.ValidationError, found []Misfit) []Misfit {
	for _, cause := range e.Causes {
		found = leaves(cause, found)
	}
	if len(e.Causes) > 0 {
		return found
	}
	_, rule, _ := strings.Cut(e.AbsoluteKeywordLocation, "#")
	m := Misfit{Pointer: unescaped(e.InstanceLocation), Rule: unescaped(rule), Message: e.Message}
	m.Keyword = m.Rule[strings.LastIndexByte(m.Rule, '/')+1:]
	if names, ok := strings.CutPrefix(e.Message, "additionalProperties "); ok { // the library lists them in random order
		sorted := strings.Split(strings.TrimSuffix(names, " not allowed"), ", ")
		slices.Sort(sorted)
		m.Message = "unknown keys: " + strings.Join(sorted, ", ")
	}
	return append(found, m)
}

// unescaped returns a JSON pointer of the library, which writes them as part of a URL.
func unescaped(pointer string) string {
	if plain, err := url.PathUnescape(pointer); err == nil {
		return plain
	}
	return pointer
}

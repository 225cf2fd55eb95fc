package flowparse

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"rolefit/flowparse/jsontree"
	"rolefit/flowparse/source"
)

//go:embed flow.schema.json
var flowSchema string

// errNoLoading refuses every schema reference that leaves the embedded schema.
var errNoLoading = errors.New("schemas are never loaded from elsewhere")

// compiledShape compiles the embedded schema on first use.
var compiledShape = sync.OnceValues(func() (*jsonschema.Schema, error) {
	c := jsonschema.NewCompiler()
	c.LoadURL = func(string) (io.ReadCloser, error) { return nil, errNoLoading }
	if err := c.AddResource("rolefit:flow", strings.NewReader(flowSchema)); err != nil {
		return nil, fmt.Errorf("reading the flow schema: %w", err)
	}
	return c.Compile("rolefit:flow")
})

// maxMisfits bounds the misfits reported for one flow; the first ones tell the story.
const maxMisfits = 20

// checkShape reports what does not fit the schema of a flow definition. Parsing goes on with what does.
func (p *parser) checkShape(definition *jsontree.Node, pointer string) {
	schema, err := compiledShape()
	if err != nil {
		p.note(source.Error, "misfit", definition.Span, pointer, err.Error(), "")
		return
	}
	err = schema.Validate(definition.Any())
	if err == nil {
		return
	}
	var invalid *jsonschema.ValidationError
	if !errors.As(err, &invalid) {
		p.note(source.Error, "misfit", definition.Span, pointer, "the definition could not be checked: "+err.Error(), "")
		return
	}
	misfits := leaves(invalid)
	for i, m := range misfits {
		if i == maxMisfits {
			p.note(source.Error, "misfit", definition.Span, pointer, fmt.Sprintf("%d more misfits", len(misfits)-i), "")
			break
		}
		at := definition.Pointer(m.pointer)
		p.note(source.Error, "misfit", at.Span, pointer+m.pointer,
			"does not fit the shape of a flow: the schema's "+m.keyword+" is not met", "export the flow again; the rest of it was analysed")
	}
}

type misfit struct{ pointer, keyword string }

// leaves returns the innermost causes in a fixed order; the library's own order varies. Its messages quote the input,
// so only positions and the schema's keywords are kept.
func leaves(e *jsonschema.ValidationError) []misfit {
	var all []misfit
	var collect func(*jsonschema.ValidationError)
	collect = func(e *jsonschema.ValidationError) {
		if len(e.Causes) == 0 {
			keyword := e.KeywordLocation[strings.LastIndexByte(e.KeywordLocation, '/')+1:]
			pointer, err := url.PathUnescape(e.InstanceLocation)
			if err != nil {
				pointer = e.InstanceLocation
			}
			all = append(all, misfit{pointer, keyword})
		}
		for _, c := range e.Causes {
			collect(c)
		}
	}
	collect(e)
	slices.SortFunc(all, func(a, b misfit) int {
		return strings.Compare(a.pointer+"\x00"+a.keyword, b.pointer+"\x00"+b.keyword)
	})
	return slices.Compact(all)
}

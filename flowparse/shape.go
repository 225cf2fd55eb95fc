package flowparse

import (
	_ "embed"
	"fmt"

	"rolefit/flowparse/jsontree"
	"rolefit/flowparse/shape"
	"rolefit/flowparse/source"
)

//go:embed flow.schema.json
var flowSchema string

var flowShape = shape.Of("urn:rolefit:schema:flow", flowSchema)

// maxMisfits bounds the misfits reported for one flow; the first ones tell the story.
const maxMisfits = 20

// checkShape reports what does not fit the schema of a flow definition. Parsing goes on with what does.
func (p *parser) checkShape(definition *jsontree.Node, pointer string) {
	misfits, err := flowShape.Misfits(definition.Any())
	if err != nil {
		p.note(source.Error, "misfit", definition.Span, pointer, "the definition could not be checked: "+err.Error(), "")
		return
	}
	for i, m := range misfits {
		if i == maxMisfits {
			p.note(source.Error, "misfit", definition.Span, pointer, fmt.Sprintf("%d more misfits", len(misfits)-i), "")
			break
		}
		at := definition.Pointer(m.Pointer)
		p.note(source.Error, "misfit", at.Span, pointer+m.Pointer,
			"does not fit the shape of a flow: the schema's "+m.Keyword+" is not met", "export the flow again; the rest of it was analysed")
	}
}

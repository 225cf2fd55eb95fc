package xaml

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"

	"rolefit/flowparse/source"
)

// Parse reads the XAML of one process, in UTF-8 or UTF-16. It fails with ErrUnreadable or ErrLimit; what it does not
// understand inside readable XAML stands in the result's Opaque.
func Parse(data []byte) (Workflow, error) {
	if len(data) > maxBytes {
		return Workflow{}, fmt.Errorf("%w: %d bytes", ErrLimit, len(data))
	}
	text, err := source.Decode("", data)
	if err != nil {
		return Workflow{}, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	r := reader{text: text, values: map[string]value{}, tables: map[string]string{}, sets: map[string]*assignment{}}
	if err := r.read(); err != nil {
		return Workflow{}, err
	}
	r.reportUnwritten()
	return r.out, r.err
}

// read walks the document. It keeps a stack of its own, so that depth costs no stack of the program.
func (r *reader) read() error {
	d := xml.NewDecoder(bytes.NewReader(r.text.Bytes))
	// The text is UTF-8 by now, whatever its declaration says.
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	for seen := false; ; {
		offset := int(d.InputOffset())
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			if !seen {
				return fmt.Errorf("%w: no element", ErrUnreadable)
			}
			return nil
		}
		if err != nil {
			line, column := r.text.Position(offset)
			return fmt.Errorf("%w: not well-formed at or after %d:%d", ErrUnreadable, line, column)
		}
		switch t := token.(type) {
		case xml.Directive:
			return fmt.Errorf("%w: it holds a document type", ErrUnreadable)
		case xml.StartElement:
			if len(r.open) >= maxDepth {
				return fmt.Errorf("%w: elements nested more than %d deep", ErrLimit, maxDepth)
			}
			e := newElement(t, offset)
			if len(r.open) == 0 && (seen || e.typ != typeName{"-", "activities", "Activity"}) {
				return fmt.Errorf("%w: the root element is no Activity", ErrUnreadable)
			}
			seen = true
			r.start(e)
		case xml.CharData:
			if n := len(r.open); n > 0 && r.open[n-1].isArgument() {
				r.open[n-1].text.Write(t)
			}
		case xml.EndElement:
			r.end()
		}
		if r.err != nil {
			return r.err
		}
	}
}

// start opens an element.
func (r *reader) start(e *element) {
	parent := r.top()
	r.open = append(r.open, e)
	if e.isProperty() {
		return
	}
	e.role = roleOf(e.typ)
	switch e.typ {
	case typeName{sdkAssembly, sdkNamespace, "ActivityReference"}:
		r.startReference(e)
	case typeName{"-", "activities", "Variable"}:
		if e.attrs["Name"] == "stepLabelDescription" && r.scope() != nil {
			r.scope().label = e.attrs["Default"]
		}
	case typeName{"-", "xaml", "Property"}:
		delete(r.values, e.attrs["Name"])
	case typeName{sdkAssembly, sdkAssembly, "ArgumentEntityAttribute"}:
		r.argumentTable(e)
	}
	if v, ok := e.attrs["Value"]; ok && parent != nil && parent.isArgument() {
		switch e.typ.name {
		case "ReferenceLiteral":
			parent.value = withoutPrefix(v)
		case "Literal":
			parent.value = v
		}
	}
	if e.role == roleBranch {
		// What was read so far decides the condition; no step inside the branch computes from it.
		r.flush()
	}
	if e.role == roleScope || e.role == roleBranch {
		e.scope = &scope{name: e.attrs["DisplayName"]}
	}
}

// end closes the innermost element.
func (r *reader) end() {
	e := r.top()
	if e.isProperty() {
		r.pop()
		return
	}
	if e.isArgument() {
		r.pop()
		r.argument(e)
		return
	}
	if e.scope != nil {
		r.flush()
		r.pop()
		return
	}
	r.pop()
	r.activity(e)
}

// argument hands a finished argument to the activity it belongs to: by its key, or by the property around it.
func (r *reader) argument(e *element) {
	name := e.key
	for i := len(r.open) - 1; i >= 0; i-- {
		outer := r.open[i]
		if outer.isProperty() {
			if name == "" {
				name = outer.member
			}
			continue
		}
		if outer.isArgument() {
			outer.value = e.value
			return
		}
		if outer.isActivity() {
			text := e.text.String()
			if isNull(text) {
				text = e.value
			}
			outer.set(name, argument{text, e.kind, e.typ.name == "OutArgument"})
			return
		}
		if name == "" || outer.key != "" {
			return
		}
	}
}

// argumentTable notes the table that an argument of an action refers to.
func (r *reader) argumentTable(e *element) {
	for i := len(r.open) - 1; i >= 0; i-- {
		if p := r.open[i]; p.typ == (typeName{"-", "xaml", "Property"}) && !p.isProperty() {
			if table := e.table("Value"); table != "" {
				r.values[p.attrs["Name"]] = value{targets: []string{table}}
			}
			return
		}
	}
}

package solution

import (
	"strings"

	"rolefit/flowparse/source"
)

// element is an XML element that was kept, with the parts of its content that were asked for.
type element struct {
	name     string
	attrs    []attr
	text     string
	children []*element
	span     source.Span // from the "<" of its start tag past its end tag
}

type attr struct{ name, value string }

// attr returns an attribute's value without regard to the case of its name.
func (e *element) attr(name string) string {
	if e == nil {
		return ""
	}
	for _, a := range e.attrs {
		if strings.EqualFold(a.name, name) {
			return a.value
		}
	}
	return ""
}

// child returns the first child of that name, or nil.
func (e *element) child(name string) *element {
	if e == nil {
		return nil
	}
	for _, c := range e.children {
		if strings.EqualFold(c.name, name) {
			return c
		}
	}
	return nil
}

// all returns every child of that name.
func (e *element) all(name string) []*element {
	if e == nil {
		return nil
	}
	var out []*element
	for _, c := range e.children {
		if strings.EqualFold(c.name, name) {
			out = append(out, c)
		}
	}
	return out
}

// value returns the trimmed text of a child.
func (e *element) value(name string) string {
	if c := e.child(name); c != nil {
		return strings.TrimSpace(c.text)
	}
	return ""
}

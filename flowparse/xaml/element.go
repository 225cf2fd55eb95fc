package xaml

import (
	"encoding/xml"
	"strings"
)

// argument is the value of an activity's argument or property.
type argument struct {
	text string // literal or expression
	kind string // local name of the argument's type, such as EntityReference; empty when not said
	out  bool   // filled by the activity
}

// element is an open element.
type element struct {
	typ    typeName
	offset int    // of its start tag
	member string // in a property element such as Sequence.Variables: what stands after the dot
	role   role
	attrs  map[string]string   // without a prefix
	args   map[string]argument // given as nested elements, by key or property
	key    string              // x:Key
	kind   string              // x:TypeArguments, without prefix
	text   strings.Builder     // of arguments and texts
	value  string              // literal found inside an argument
	scope  *scope              // opened by the element
}

// newElement reads a start tag.
func newElement(start xml.StartElement, offset int) *element {
	e := &element{offset: offset, typ: elementType(start.Name.Space, start.Name.Local)}
	if owner, member, ok := strings.Cut(start.Name.Local, "."); ok {
		e.typ.name, e.member = owner, member
	}
	for _, a := range start.Attr {
		switch {
		case a.Name.Space == "":
			if e.attrs == nil {
				e.attrs = map[string]string{}
			}
			e.attrs[a.Name.Local] = a.Value
		case a.Name.Space == xamlNS && a.Name.Local == "Key":
			e.key = a.Value
		case a.Name.Space == xamlNS && a.Name.Local == "TypeArguments":
			e.kind = withoutPrefix(a.Value)
		}
	}
	return e
}

// isProperty reports an element that sets a property of the element around it.
func (e *element) isProperty() bool { return e.member != "" }

// isActivity reports an element that owns the arguments inside it.
func (e *element) isActivity() bool { return !e.isProperty() && e.role != roleData }

// isArgument reports an element that holds the value of an argument.
func (e *element) isArgument() bool {
	if e.isProperty() {
		return false
	}
	switch e.typ {
	case typeName{"-", "activities", "InArgument"}, typeName{"-", "activities", "OutArgument"},
		typeName{"-", "activities", "InOutArgument"}, typeName{"-", "xaml", "String"}:
		return true
	}
	return false
}

// get returns an argument, whether it was written as attribute or as element.
func (e *element) get(name string) string {
	if text, ok := e.attrs[name]; ok {
		return text
	}
	return e.args[name].text
}

// has reports whether an argument was written and is not null.
func (e *element) has(name string) bool {
	if text, ok := e.attrs[name]; ok {
		return !isNull(text)
	}
	_, ok := e.args[name]
	return ok
}

// table returns the logical name in an argument.
func (e *element) table(name string) string {
	text := e.get(name)
	if isNull(text) || strings.HasPrefix(strings.TrimSpace(text), "[") {
		return ""
	}
	return strings.ToLower(strings.TrimSpace(text))
}

func (e *element) set(name string, a argument) {
	if e.args == nil {
		e.args = map[string]argument{}
	}
	e.args[name] = a
}

// withoutPrefix returns the local part of a name such as mxs:EntityReference.
func withoutPrefix(name string) string {
	name = strings.TrimSpace(name)
	return name[strings.LastIndexByte(name, ':')+1:]
}

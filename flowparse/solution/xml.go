package solution

import (
	"errors"
	"strconv"
	"strings"

	"rolefit/flowparse/source"
)

// sections are the paths of customizations.xml and of the component files that are read; everything else in them is
// skipped without being decoded. A path that is a prefix of one of them is read too.
var wantedPaths = [][]string{
	{"*", "workflows", "workflow", "**"},
	{"*", "entities", "entity", "name"},
	{"*", "entities", "entity", "entityinfo", "entity", "+"},
	{"*", "roles", "role", "**"},
	{"*", "entityrelationships", "entityrelationship", "**"},
	{"*", "fieldsecurityprofiles", "**"},
	{"*", "connectionreferences", "connectionreference", "**"},
	{"*", "sdkmessageprocessingsteps", "**"},
	{"*", "canvasapps", "canvasapp", "+"},
	{"*", "aimodels", "aimodel", "msdyn_aimodelid"},
	{"*", "aimodels", "aimodel", "msdyn_activerunconfigurationid"},
	{"*", "aimodels", "aimodel", "aiconfigurations", "aiconfiguration", "msdyn_aiconfigurationid"},
	{"*", "aimodels", "aimodel", "aiconfigurations", "aiconfiguration", "msdyn_customconfiguration"},
}

// wantCustomizations keeps the sections of customizations.xml that are read.
func wantCustomizations(path []string) bool {
	for _, w := range wantedPaths {
		if matches(w, path) {
			return true
		}
	}
	return false
}

func matches(pattern, path []string) bool {
	for i, name := range path {
		if i >= len(pattern) {
			return false
		}
		switch pattern[i] {
		case "**":
			return true
		case "+": // what an entity or app is read for
			return isWantedDetail(path[i:])
		case "*":
		default:
			if !strings.EqualFold(pattern[i], name) {
				return false
			}
		}
	}
	return true
}

// isWantedDetail keeps, below a table or a canvas app, the elements that say something about privileges.
func isWantedDetail(path []string) bool {
	switch strings.ToLower(path[0]) {
	case "entitysetname", "ownershiptypemask", "isactivity", "isbpfentity", "name", "displayname", "databasereferences":
		return len(path) == 1
	case "attributes":
		switch len(path) {
		case 1, 2:
			return true
		case 3:
			switch strings.ToLower(path[2]) {
			case "type", "name", "logicalname", "issecured", "lookuptypes":
				return true
			}
		case 4:
			return strings.EqualFold(path[2], "lookuptypes")
		}
	}
	return false
}

// wantEntityFile keeps the table's definition in an Entity.xml and skips its forms, views and ribbons.
func wantEntityFile(path []string) bool {
	return matches([]string{"*", "name"}, path) || matches([]string{"*", "entityinfo", "entity", "+"}, path)
}

// xml reads a file with the sections of customizations.xml, or all of a small component file.
func (r *reader) xml(f file, read func(*source.Text, *element)) {
	text, ok := r.text(f)
	if !ok {
		return
	}
	want := everything
	switch {
	case strings.HasSuffix(f.path(), "customizations.xml"):
		want = wantCustomizations
	case strings.HasSuffix(f.path(), "entity.xml"):
		want = wantEntityFile
	}
	root, err := parseMarkup(text.Bytes, want)
	if err != nil {
		offset := 0
		var at *markupError
		if errors.As(err, &at) {
			offset = at.offset
		}
		code := "unreadable-xml"
		if errors.Is(err, errDoctype) {
			code = "document-type"
		}
		r.note(source.Error, code, text.Place(source.Span{Start: offset, End: offset}, "", ""), describeMarkup(err), "export the solution again; this file was not read")
		return
	}
	read(text, root)
}

func place(text *source.Text, e *element) source.Place { return text.Place(e.span, "", "") }

func number(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		return 0
	}
	return n
}

// flag reads the forms that exports write a yes in.
func flag(s string) bool { return s == "1" || strings.EqualFold(s, "true") }

// guid canonicalises a GUID: lower case, no braces; "" when it is none.
func guid(s string) string { return guidOf(s) }

package solution

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"
)

// layout recognises the files of one root by their place and reads those that matter.
func (r *reader) layout(files []file) {
	r.yamlHomes = yamlHomes(files)
	names := make(map[string]bool, len(files))
	for _, f := range files {
		names[f.path()] = true
	}
	for _, f := range files {
		if r.ctx.Err() != nil {
			return
		}
		// A folder unpacked as "Both" holds a managed twin beside a file; its unmanaged half says the same.
		if plain, twin := strings.CutSuffix(f.path(), "_managed.xml"); twin && names[plain+".xml"] {
			continue
		}
		r.recognise(f)
	}
}

// recognise reads a file by the place it has in one of the known layouts. Files of no known kind are passed over
// without being read.
func (r *reader) recognise(f file) {
	p := f.path()
	name, folder := path.Base(p), path.Base(path.Dir(p))
	if i := strings.LastIndex(name, "!"); i >= 0 {
		name = name[i+1:]
	}
	switch ext := path.Ext(name); {
	case name == "solution.xml":
		r.xml(f, r.readManifest)
	case name == "customizations.xml":
		r.customized[solutionFolder(f.place)] = true
		r.xml(f, r.readCustomizations)
	case strings.HasSuffix(name, ".json.data.xml"), strings.HasSuffix(name, ".xaml.data.xml"):
		r.xml(f, r.readWorkflowFile)
	case name == "entity.xml":
		r.xml(f, r.readEntityFile)
	case name == "relationships.xml" || ext == ".xml" && folder == "relationships":
		r.xml(f, r.readRelationshipFile)
	case name == "fieldsecurityprofiles.xml":
		r.xml(f, r.readProfileFile)
	case name == "environmentvariabledefinition.xml":
		r.xml(f, r.readVariableFile)
	case name == "customapi.xml":
		r.xml(f, r.readCustomAPIFile)
	case ext == ".xml" && folder == "sdkmessageprocessingsteps":
		r.xml(f, r.readStepFile)
	case strings.HasSuffix(name, ".meta.xml") && folder == "canvasapps":
		r.xml(f, r.readCanvasFile)
	case ext == ".xml":
		r.loose(f, folder == "roles" || folder == "security")
	case strings.HasSuffix(name, connectorSuffix):
		r.readConnector(f)
	case ext == ".json" && (folder == "tabledefinitions" || name == "datasources.json" && folder == "references"):
		r.readTableDefinition(f)
	case ext == ".json":
		r.readJSON(f, false)
	case ext == ".xaml" && folder == "workflows":
		r.definitions[definitionKey(dirOf(dirOf(f.place)), f.place)] = f
	case ext == ".yml" || ext == ".yaml":
		r.readYAML(f, p)
	}
}

// alone reads a file that was named as an input, by what it holds.
func (r *reader) alone(f file, kind string) {
	switch {
	case kind == "json":
		r.readJSON(f, true)
	case path.Base(f.path()) == "solution.xml", path.Base(f.path()) == "customizations.xml":
		r.recognise(f)
	case kind == "xml":
		r.loose(f, true)
	}
}

// neverRoles are folders of a solution whose XML files are many and never roles.
var neverRoles = map[string]bool{
	"formxml": true, "savedqueries": true, "optionsets": true, "dashboards": true, "webresources": true, "pluginassemblies": true,
	"appmodules": true, "appmodulesitemaps": true, "botcomponents": true, "controls": true, "reports": true, "templates": true,
}

// loose reads an XML file that holds roles, or a whole customizations.xml, wherever it stands. expected says that it
// should, by where it stands: then it is an error when it cannot be read.
func (r *reader) loose(f file, expected bool) {
	if !expected {
		for dir := range strings.SplitSeq(path.Dir(f.path()), "/") {
			if neverRoles[dir] {
				return
			}
		}
		start, err := f.head(1024)
		if err != nil {
			r.unreadable(f.place, err)
			return
		}
		switch firstElement(start) {
		case "role", "roles", "importexportxml":
		default:
			return
		}
	}
	r.xml(f, r.readLooseFile)
}

// firstElement returns the name of the first element in the start of an XML file, in lower case; empty when it does not
// show.
func firstElement(start []byte) string {
	start = bytes.ReplaceAll(start, []byte{0}, nil) // UTF-16, as far as names go
	for {
		_, after, found := bytes.Cut(start, []byte("<"))
		if !found || len(after) == 0 {
			return ""
		}
		switch {
		case bytes.HasPrefix(after, []byte("!--")):
			_, start, _ = bytes.Cut(after, []byte("-->"))
		case after[0] == '?':
			_, start, _ = bytes.Cut(after, []byte("?>"))
		case after[0] == '!':
			return ""
		default:
			if end := bytes.IndexAny(after, " \t\r\n/>"); end > 0 {
				return strings.ToLower(string(after[:end]))
			}
			return ""
		}
	}
}

// solutionFolder is the folder that a solution's files stand under, given one of its two manifest files.
func solutionFolder(place string) string {
	dir := dirOf(place)
	if strings.EqualFold(path.Base(dir), "Other") {
		dir = dirOf(dir)
	}
	return dir
}

// dirOf is path.Dir that ends an archive's root with "!".
func dirOf(place string) string {
	d := path.Dir(place)
	if d == "." {
		return ""
	}
	return d
}

// under reports whether a place stands in a folder.
func under(place, folder string) bool {
	return folder == "" || place == folder || strings.HasPrefix(place, folder+"/")
}

var guidPattern = regexp.MustCompile(`(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

// guidOf returns the last GUID in a text, in lower case, or "".
func guidOf(s string) string {
	all := guidPattern.FindAllString(s, -1)
	if len(all) == 0 {
		return ""
	}
	return strings.ToLower(all[len(all)-1])
}

// looksLikeFlow reports whether JSON text holds a workflow definition, in either encoding.
func looksLikeFlow(raw []byte) bool {
	if len(raw) > 1 && (raw[0] == 0 || raw[1] == 0 || raw[0] == 0xff || raw[0] == 0xfe) {
		raw = slices.DeleteFunc(slices.Clone(raw), func(b byte) bool { return b == 0 })
	}
	return bytes.Contains(raw, []byte("workflowdefinition.json")) || bytes.Contains(raw, []byte(`"triggers"`)) && bytes.Contains(raw, []byte(`"actions"`))
}

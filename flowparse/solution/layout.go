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
	for _, f := range files {
		if r.ctx.Err() != nil {
			return
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
	case ext == ".xml" && (folder == "roles" || strings.Count(p, "/") == 0 || folder == "security"):
		r.xml(f, r.readLooseFile)
	case strings.HasSuffix(name, ".meta.xml") && folder == "canvasapps":
		r.xml(f, r.readCanvasFile)
	case ext == ".json" && folder == "tabledefinitions":
		r.readTableDefinition(f)
	case ext == ".json":
		r.readJSON(f, p)
	case ext == ".yml" || ext == ".yaml":
		r.readYAML(f, p)
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

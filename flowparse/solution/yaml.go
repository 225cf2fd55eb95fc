package solution

import (
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"rolefit/flowparse/source"
)

// readYAML reads a component of the source-control layout. The layout is documented as a rewriting of the XML form:
// an attribute becomes a key with "@", an element a key, repeated elements a list. Its files are turned back into
// elements and read by the same readers. No real export of roles or flows in this layout was available to check against.
// Source: https://learn.microsoft.com/power-platform/alm/solution-source-control-yaml-format (2026-11-22)
func (r *reader) readYAML(f file, p string) {
	kind, home := r.yamlKind(p)
	if kind == "" {
		return
	}
	text, ok := r.text(f)
	if !ok {
		return
	}
	var document yaml.Node
	if err := yaml.Unmarshal(text.Bytes, &document); err != nil {
		r.problem("unreadable-yaml", f.place, "the YAML cannot be read", "check the file's syntax; it was not read")
		return
	}
	root := yamlRoot(&document)
	if root == nil {
		return
	}
	switch kind {
	case "manifest":
		if root.child("SolutionManifest") == nil {
			root = &element{name: "ImportExportXml", children: []*element{{name: "SolutionManifest", children: root.children}}}
		}
		known := len(r.manifests)
		r.readManifest(text, root)
		for i := known; i < len(r.manifests); i++ {
			// The manifest lies in solutions/<name>/; the components lie beside "solutions".
			r.manifests[i].folder = dirOf(dirOf(dirOf(f.place)))
		}
	case "entity":
		r.readEntity(text, root)
		r.yamlNames[strings.ToLower(dirOf(f.place))] = tableName(root)
	case "attribute":
		r.yamlColumns = append(r.yamlColumns, located[*element]{strings.ToLower(dirOf(dirOf(f.place))), root})
	case "relationship":
		for _, e := range append(root.all("EntityRelationship"), root) {
			r.readRelationship(text, e)
		}
	case "role":
		if strings.EqualFold(root.name, "Role") {
			r.in.Roles = append(r.in.Roles, RoleElement{ID: guid(root.attr("id")), Name: root.attr("name"), XML: root.xml(), Place: source.Place{File: f.place}})
		}
	case "workflow":
		if root.attr("WorkflowId") != "" {
			known := len(r.records)
			r.readWorkflow(text, root)
			for i := known; i < len(r.records); i++ {
				r.records[i].folder = home
			}
		}
	case "customapi":
		r.readCustomAPIFile(text, root)
	case "variable":
		r.readVariableFile(text, root)
	case "step":
		r.readStep(text, root)
	case "profile":
		for _, e := range append(root.all("FieldSecurityProfile"), root) {
			if strings.EqualFold(e.name, "FieldSecurityProfile") {
				r.readProfile(text, e)
			}
		}
	}
}

// yamlHomes finds the folders of the source-control layout: those with a manifest at solutions/<name>/.
func yamlHomes(files []file) []string {
	var homes []string
	for _, f := range files {
		p := f.path()
		solutions := dirOf(dirOf(p))
		if strings.HasSuffix(p, "solution.yml") && path.Base(solutions) == "solutions" {
			homes = append(homes, strings.TrimSuffix(f.place[:len(f.place)-len(path.Base(f.place))], "/"))
		}
	}
	for i, home := range homes {
		homes[i] = dirOf(dirOf(home))
	}
	slices.SortFunc(homes, func(a, b string) int { return len(b) - len(a) })
	return homes
}

// yamlKind says what a YAML file of the source-control layout holds and which folder the layout begins in. Outside the
// layout YAML means something else, whatever its folder is called.
func (r *reader) yamlKind(p string) (kind, home string) {
	for _, h := range r.yamlHomes {
		if !under(p, strings.ToLower(h)) {
			continue
		}
		parts := strings.Split(strings.TrimPrefix(strings.TrimPrefix(p, strings.ToLower(h)), "/"), "/")
		name := parts[len(parts)-1]
		switch {
		case parts[0] == "solutions" && strings.HasSuffix(name, "solution.yml"):
			return "manifest", h
		case parts[0] == "entities" && name == "entity.yml":
			return "entity", h
		case parts[0] == "entities" && len(parts) == 4 && parts[2] == "attributes":
			return "attribute", h
		}
		return yamlKinds[parts[0]], h
	}
	return "", ""
}

// yamlKinds are the folders whose files hold one component each.
var yamlKinds = map[string]string{
	"entityrelationships": "relationship", "roles": "role", "workflows": "workflow", "modernflows": "workflow", "customapis": "customapi",
	"environmentvariabledefinitions": "variable", "sdkmessageprocessingsteps": "step", "fieldsecurityprofiles": "profile",
}

// yamlAttributes gives tables the columns that stand in files of their own.
func (r *reader) yamlAttributes() {
	for _, c := range r.yamlColumns {
		if t := r.tables[r.yamlNames[c.folder]]; t != nil {
			if column, primary := columnOf(c.is); column.LogicalName != "" {
				t.addColumn(column)
				if primary && t.PrimaryID == "" {
					t.PrimaryID = column.LogicalName
				}
			}
		}
	}
}

// yamlRoot turns a document into an element; a mapping with one key is that element.
func yamlRoot(document *yaml.Node) *element {
	if document.Kind != yaml.DocumentNode || len(document.Content) == 0 {
		return nil
	}
	top := document.Content[0]
	if top.Kind != yaml.MappingNode {
		return nil
	}
	if len(top.Content) == 2 && top.Content[1].Kind == yaml.MappingNode {
		return yamlElement(top.Content[0].Value, top.Content[1], 0)
	}
	return yamlElement("", top, 0)
}

// maxYAMLDepth bounds mappings inside mappings. Aliases are never followed.
const maxYAMLDepth = 64

func yamlElement(name string, n *yaml.Node, depth int) *element {
	e := &element{name: name}
	if depth > maxYAMLDepth {
		return e
	}
	switch n.Kind {
	case yaml.ScalarNode:
		e.text = n.Value
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			key, value := n.Content[i].Value, n.Content[i+1]
			if attribute, ok := strings.CutPrefix(key, "@"); ok {
				e.attrs = append(e.attrs, attr{attribute, value.Value})
				continue
			}
			if value.Kind == yaml.SequenceNode {
				for _, item := range value.Content {
					e.children = append(e.children, yamlElement(key, item, depth+1))
				}
				continue
			}
			e.children = append(e.children, yamlElement(key, value, depth+1))
		}
	}
	return e
}

// xml writes an element as XML.
func (e *element) xml() []byte {
	var b strings.Builder
	e.write(&b)
	return []byte(b.String())
}

func (e *element) write(b *strings.Builder) {
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace
	b.WriteString("<" + e.name)
	for _, a := range e.attrs {
		b.WriteString(" " + a.name + `="` + escape(a.value) + `"`)
	}
	b.WriteString(">" + escape(e.text))
	for _, c := range e.children {
		c.write(b)
	}
	b.WriteString("</" + e.name + ">")
}

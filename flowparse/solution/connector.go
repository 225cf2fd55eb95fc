package solution

import (
	"path"
	"slices"
	"strings"

	"rolefit/flowparse/jsontree"
	"rolefit/flowparse/source"
)

// connectorSuffix ends the name of the file with a custom connector's definition; what stands before it is its name.
const connectorSuffix = "_openapidefinition.json"

// readConnector reads the OpenAPI 2 definition of a custom connector.
// Source: https://learn.microsoft.com/connectors/custom-connectors/define-openapi-definition (2026-11-25)
func (r *reader) readConnector(f file) {
	text, ok := r.text(f)
	if !ok {
		return
	}
	root, _, err := jsontree.Parse(text.Bytes, jsontree.Limits{})
	if err != nil {
		r.note(source.Warning, "unreadable-connector", source.Place{File: f.place}, "the definition of the custom connector cannot be read: "+err.Error(),
			"export the solution again; calls through the connector are blind spots")
		return
	}
	base := path.Base(f.place)
	c := Connector{
		Name: base[:len(base)-len(connectorSuffix)], Host: strings.ToLower(root.Get("host").Str()), BasePath: strings.TrimRight(root.Get("basePath").Str(), "/"),
		Place: source.Place{File: f.place},
	}
	for _, p := range root.Get("paths").Entries() {
		for _, m := range p.Value.Entries() {
			id := m.Value.Get("operationId").Str()
			if id == "" {
				continue
			}
			op := ConnectorOperation{ID: id, Method: strings.ToLower(m.Name), Path: p.Name}
			for _, parameter := range slices.Concat(p.Value.Get("parameters").Elements(), m.Value.Get("parameters").Elements()) {
				switch parameter.Get("in").Str() {
				case "body":
					op.Body = parameter.Get("name").Str()
				case "query":
					op.Query = append(op.Query, parameter.Get("name").Str())
				}
			}
			c.Operations = append(c.Operations, op)
		}
	}
	r.in.Connectors = append(r.in.Connectors, c)
}

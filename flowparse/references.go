package flowparse

import (
	"strings"

	"rolefit/flowparse/jsontree"
	"rolefit/flowparse/source"
)

// references reads connectionReferences in the solution form and the package form, and $connections of a Logic Apps
// resource.
func (p *parser) references(around *jsontree.Node, pointer string) {
	parent := strings.TrimSuffix(pointer, "/definition")
	if refs := around.Get("connectionReferences"); refs.Is(jsontree.Object) {
		for _, m := range refs.Members {
			p.flow.References = append(p.flow.References, p.reference(m, parent+"/connectionReferences"))
		}
		return
	}
	connections := around.At("parameters", "$connections", "value")
	if !connections.Is(jsontree.Object) {
		return
	}
	for _, m := range connections.Members {
		p.flow.References = append(p.flow.References, Reference{
			Key: m.Name, API: apiName(m.Value.Get("id").Str()),
			Place: p.place(m, parent+"/parameters/$connections/value"),
		})
	}
}

func (p *parser) reference(m jsontree.Member, pointer string) Reference {
	v := m.Value
	r := Reference{
		Key:           m.Name,
		LogicalName:   v.At("connection", "connectionReferenceLogicalName").Str(),
		API:           strings.ToLower(v.At("api", "name").Str()),
		Invoker:       strings.EqualFold(v.Get("runtimeSource").Str(), "invoker") || strings.EqualFold(v.Get("source").Str(), "invoker"),
		Impersonation: strings.EqualFold(v.At("impersonation", "source").Str(), "invoker"),
		Custom:        v.At("api", "logicalName").Str(),
		Place:         p.place(m, pointer),
	}
	if r.API == "" {
		r.API = apiName(v.Get("id").Str())
	}
	return r
}

func (p *parser) place(m jsontree.Member, pointer string) source.Place {
	span := source.Span{Start: m.NameSpan.Start, End: m.Value.Span.End}
	return p.text.Place(span, "", pointer+"/"+jsontree.EscapePointer(m.Name))
}

// parameters reads the definition's parameters: environment variables and constants.
func (p *parser) parameters(definition *jsontree.Node) {
	params := definition.Get("parameters")
	if !params.Is(jsontree.Object) {
		return
	}
	for _, m := range params.Members {
		p.flow.Parameters = append(p.flow.Parameters, Parameter{
			Name: m.Name, SchemaName: m.Value.At("metadata", "schemaName").Str(), Default: m.Value.Get("defaultValue"),
			Secure: strings.HasPrefix(strings.ToLower(m.Value.Get("type").Str()), "secure"),
		})
	}
}

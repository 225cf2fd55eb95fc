package solution

import (
	"strings"

	"rolefit/flowparse/source"
)

// readCustomizations reads the sections of a customizations.xml.
func (r *reader) readCustomizations(text *source.Text, root *element) {
	if !strings.EqualFold(root.name, "ImportExportXml") {
		r.note(source.Error, "not-customizations", place(text, root), "the root element is not ImportExportXml", "export the solution again")
		return
	}
	for _, e := range root.child("Workflows").all("Workflow") {
		r.readWorkflow(text, e)
	}
	for _, e := range root.child("Entities").all("Entity") {
		r.readEntity(text, e)
	}
	for _, e := range root.child("EntityRelationships").all("EntityRelationship") {
		r.readRelationship(text, e)
	}
	for _, e := range root.child("Roles").all("Role") {
		r.readRole(text, e)
	}
	for _, e := range root.child("FieldSecurityProfiles").all("FieldSecurityProfile") {
		r.readProfile(text, e)
	}
	for _, e := range root.child("connectionreferences").all("connectionreference") {
		connector := e.value("connectorid")
		r.in.References = append(r.in.References, ConnectionReference{
			LogicalName: e.attr("connectionreferencelogicalname"),
			DisplayName: e.value("connectionreferencedisplayname"),
			Connector:   strings.ToLower(connector[strings.LastIndexByte(connector, '/')+1:]),
			Place:       place(text, e),
		})
	}
	for _, e := range root.child("SdkMessageProcessingSteps").all("SdkMessageProcessingStep") {
		r.readStep(text, e)
	}
	for _, e := range root.child("CanvasApps").all("CanvasApp") {
		r.readCanvas(text, e)
	}
	for _, e := range root.child("AIModels").all("AIModel") {
		r.readModel(text, e)
	}
}

func (r *reader) readRole(text *source.Text, e *element) {
	r.in.Roles = append(r.in.Roles, RoleElement{
		ID: guid(e.attr("id")), Name: e.attr("name"), Place: place(text, e),
		XML: append([]byte(nil), text.Bytes[e.span.Start:e.span.End]...),
	})
}

// readLooseFile reads an XML file that is a role by itself.
func (r *reader) readLooseFile(text *source.Text, root *element) {
	switch {
	case strings.EqualFold(root.name, "Role"):
		r.readRole(text, root)
	case strings.EqualFold(root.name, "ImportExportXml"):
		r.readCustomizations(text, root)
	default:
		for _, e := range root.all("Role") {
			r.readRole(text, e)
		}
	}
}

func (r *reader) readProfileFile(text *source.Text, root *element) {
	for _, e := range root.all("FieldSecurityProfile") {
		r.readProfile(text, e)
	}
}

func (r *reader) readProfile(text *source.Text, e *element) {
	p := ColumnProfile{ID: guid(e.attr("fieldsecurityprofileid")), Name: e.attr("name"), Place: place(text, e)}
	for _, f := range e.child("FieldPermissions").all("FieldPermission") {
		p.Permissions = append(p.Permissions, ColumnPermission{
			Table: strings.ToLower(f.value("EntityName")), Column: strings.ToLower(f.value("AttributeName")),
			Create: f.value("CanCreate") == "4", Read: f.value("CanRead") == "4", Update: f.value("CanUpdate") == "4",
		})
	}
	r.in.Profiles = append(r.in.Profiles, p)
}

// secretVariable is the type of environment variables whose value is a secret.
const secretVariable = "100000005"

func (r *reader) readVariableFile(text *source.Text, root *element) {
	v := EnvironmentVariable{SchemaName: root.attr("schemaname"), Type: root.value("type"), Place: place(text, root)}
	v.HasDefault = root.child("defaultvalue") != nil
	if v.Type != secretVariable && root.value("secretstore") != "1" {
		v.Default = root.value("defaultvalue")
	}
	r.in.Variables = append(r.in.Variables, v)
}

func (r *reader) readCustomAPIFile(text *source.Text, root *element) {
	api := CustomAPI{
		UniqueName: root.attr("uniquename"), BindingType: number(root.value("bindingtype")), BoundTable: strings.ToLower(root.value("boundentitylogicalname")),
		ExecutePrivilege: root.value("executeprivilegename"), Function: flag(root.value("isfunction")), Place: place(text, root),
	}
	for _, name := range []string{"plugintypeexportkey", "plugintypeid", "plugintypename"} {
		if c := root.child(name); c != nil && api.PluginType == "" {
			api.PluginType = strings.TrimSpace(c.text)
			for _, inner := range c.children {
				api.PluginType = strings.TrimSpace(api.PluginType + inner.text)
			}
		}
	}
	r.in.CustomAPIs = append(r.in.CustomAPIs, api)
}

// isUser tells a user's id from nothing and from the empty GUID.
func isUser(id string) bool { return strings.Trim(guid(id), "0-") != "" }

func (r *reader) readStepFile(text *source.Text, root *element) { r.readStep(text, root) }

func (r *reader) readStep(text *source.Text, e *element) {
	id := e.attr("SdkMessageProcessingStepId")
	if id == "" {
		return
	}
	s := PluginStep{
		Name: e.attr("Name"), ID: guid(id), MessageID: guid(e.value("SdkMessageId")), Table: strings.ToLower(e.value("PrimaryEntity")),
		Synchronous: e.value("Mode") == "0", Impersonating: isUser(e.value("ImpersonatingUserId")), Place: place(text, e),
	}
	for c := range strings.SplitSeq(e.value("FilteringAttributes"), ",") {
		if c = strings.ToLower(strings.TrimSpace(c)); c != "" {
			s.Columns = append(s.Columns, c)
		}
	}
	for _, name := range []string{"PluginTypeName", "PluginTypeExportKey", "PluginTypeId"} {
		if s.PluginType == "" {
			s.PluginType = e.value(name)
		}
	}
	if s.Table == "none" {
		s.Table = ""
	}
	r.in.Steps = append(r.in.Steps, s)
}

package solution

import (
	"archive/zip"
	"bytes"
	"context"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf16"

	"rolefit/flowparse/source"
)

// The parts of one small solution, in the shapes that exports have.
const (
	flowID       = "9290b17c-8c42-f111-bec6-0022481db41c"
	flowFile     = "Workflows/Closecases-9290B17C-8C42-F111-BEC6-0022481DB41C.json"
	flowName     = "Close cases"
	definition   = `{"$schema":"https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#","triggers":{"manual":{"type":"Request"}},"actions":{"List":{"type":"OpenApiConnection","inputs":{"host":{"apiId":"/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps","connectionName":"dv","operationId":"ListRecords"},"parameters":{"entityName":"accounts"}}}}}`
	references   = `{"dv":{"runtimeSource":"embedded","connection":{"connectionReferenceLogicalName":"x_dv"},"api":{"name":"shared_commondataserviceforapps"}}}`
	flowJSON     = `{"properties":{"connectionReferences":` + references + `,"definition":` + definition + `,"templateName":""},"schemaVersion":"1.0.0.0"}`
	flowRecord   = `<Workflow WorkflowId="{9290b17c-8c42-f111-bec6-0022481db41c}" Name="Close cases"><JsonFileName>/Workflows/Closecases-9290B17C-8C42-F111-BEC6-0022481DB41C.json</JsonFileName><Category>5</Category><StateCode>1</StateCode></Workflow>`
	manifestXML  = `<ImportExportXml version="9.2" generatedBy="CrmLive"><SolutionManifest><UniqueName>Kit</UniqueName><Version>1.0.0.3</Version><Managed>0</Managed><Publisher><UniqueName>contoso</UniqueName><LocalizedNames><LocalizedName description="Contoso" languagecode="1033" /></LocalizedNames><CustomizationPrefix>crx</CustomizationPrefix><CustomizationOptionValuePrefix>12078</CustomizationOptionValuePrefix></Publisher></SolutionManifest></ImportExportXml>`
	roleXML      = `<Role id="{AEEA0DDC-0000-4000-8000-000000000001}" name="Case clerk"><IsCustomizable>1</IsCustomizable><RolePrivileges><RolePrivilege name="prvReadAccount" level="Global" /></RolePrivileges></Role>`
	entityXML    = `<Entity><Name LocalizedName="Console" OriginalName="">crx_Console</Name><EntityInfo><entity Name="crx_Console"><attributes><attribute PhysicalName="crx_ConsoleId"><Type>primarykey</Type><LogicalName>crx_consoleid</LogicalName></attribute><attribute PhysicalName="crx_Script"><Type>ntext</Type><Name>crx_script</Name><LogicalName>crx_script</LogicalName><IsSecured>1</IsSecured><displaynames><displayname description="a &gt; b" /></displaynames></attribute></attributes><EntitySetName>crx_consoles</EntitySetName><OwnershipTypeMask>OrgOwned</OwnershipTypeMask><IsActivity>0</IsActivity></entity></EntityInfo><FormXml><forms><form x="a>b"><![CDATA[</Entity>]]></form></forms></FormXml></Entity>`
	relationXML  = `<EntityRelationship Name="crx_console_account"><EntityRelationshipType>OneToMany</EntityRelationshipType><ReferencingEntityName>crx_Console</ReferencingEntityName><ReferencedEntityName>Account</ReferencedEntityName><CascadeDelete>RemoveLink</CascadeDelete><ReferencingAttributeName>crx_AccountId</ReferencingAttributeName><EntityRelationshipRoles><EntityRelationshipRole><NavigationPropertyName>crx_AccountId</NavigationPropertyName><RelationshipRoleType>1</RelationshipRoleType></EntityRelationshipRole><EntityRelationshipRole><NavigationPropertyName>crx_console_account</NavigationPropertyName><RelationshipRoleType>0</RelationshipRoleType></EntityRelationshipRole></EntityRelationshipRoles></EntityRelationship>`
	connrefXML   = `<connectionreference connectionreferencelogicalname="x_dv"><connectionreferencedisplayname>Dataverse</connectionreferencedisplayname><connectorid>/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps</connectorid></connectionreference>`
	profileXML   = `<FieldSecurityProfile name="Script readers" fieldsecurityprofileid="{274a2a66-0000-4000-8000-000000000001}"><FieldPermissions><FieldPermission><EntityName>crx_console</EntityName><AttributeName>crx_script</AttributeName><CanRead>4</CanRead><CanUpdate>0</CanUpdate><CanCreate>0</CanCreate></FieldPermission></FieldPermissions></FieldSecurityProfile>`
	customAPIXML = `<customapi uniquename="crx_Close"><bindingtype>1</bindingtype><boundentitylogicalname>account</boundentitylogicalname><executeprivilegename>prvReadcrx_Console</executeprivilegename><isfunction>0</isfunction><plugintypeid><plugintypeexportkey>crx.Close</plugintypeexportkey></plugintypeid></customapi>`
	secretXML    = `<environmentvariabledefinition schemaname="crx_Key"><defaultvalue>hunter2</defaultvalue><type>100000005</type></environmentvariabledefinition>`
	stepXML      = `<SdkMessageProcessingStep Name="Close: Update" SdkMessageProcessingStepId="{7a670000-0000-4000-8000-000000000001}"><SdkMessageId>20bebb1b-ea3e-db11-86a7-000a3a5473e8</SdkMessageId><PluginTypeName>crx.Close</PluginTypeName><PrimaryEntity>crx_console</PrimaryEntity><Mode>0</Mode></SdkMessageProcessingStep>`
)

func customizations(inside string) string {
	return `<?xml version="1.0" encoding="utf-8"?>` + "\n<ImportExportXml>" + inside + "</ImportExportXml>"
}

var allSections = customizations("<Entities>" + entityXML + "</Entities><Roles>" + roleXML + "</Roles><Workflows>" + flowRecord +
	"</Workflows><FieldSecurityProfiles>" + profileXML + "</FieldSecurityProfiles><EntityRelationships>" + relationXML +
	"</EntityRelationships><SdkMessageProcessingSteps>" + stepXML + "</SdkMessageProcessingSteps><connectionreferences>" + connrefXML + "</connectionreferences>")

// export is the solution as a server exports it.
var export = map[string]string{
	"[Content_Types].xml":                "<Types />",
	"solution.xml":                       manifestXML,
	"customizations.xml":                 allSections,
	flowFile:                             flowJSON,
	"customapis/crx_Close/customapi.xml": customAPIXML,
	"environmentvariabledefinitions/crx_Key/environmentvariabledefinition.xml": secretXML,
	"environmentvariabledefinitions/crx_Key/environmentvariablevalues.json":    `{"environmentvariablevalues":{"environmentvariablevalue":{"value":"hunter3"}}}`,
	"Workflows/readme.txt": "no flow",
}

// unpacked is the same solution as the packager unpacks it: a mark and a declaration on every file, CRLF in the flow.
var unpacked = map[string]string{
	"Other/Solution.xml":                                                       bom + manifestXML,
	"Other/Customizations.xml":                                                 bom + customizations("<Entities /><Roles /><Workflows /><connectionreferences>"+connrefXML+"</connectionreferences>"),
	"Other/FieldSecurityProfiles.xml":                                          bom + "<FieldSecurityProfiles>" + profileXML + "</FieldSecurityProfiles>",
	"Other/Relationships.xml":                                                  bom + `<EntityRelationships><EntityRelationship Name="crx_console_account" /></EntityRelationships>`,
	"Other/Relationships/Account.xml":                                          bom + "<EntityRelationships>" + relationXML + "</EntityRelationships>",
	"Roles/Case clerk.xml":                                                     bom + roleXML,
	"Entities/crx_Console/Entity.xml":                                          bom + entityXML,
	"Entities/crx_Console/RibbonDiff.xml":                                      "<broken",
	"Entities/crx_Console/FormXml/main/x.xml":                                  "<broken",
	"SdkMessageProcessingSteps/{7a670000-0000-4000-8000-000000000001}.xml":     bom + stepXML,
	"customapis/crx_Close/customapi.xml":                                       bom + customAPIXML,
	"environmentvariabledefinitions/crx_Key/environmentvariabledefinition.xml": bom + secretXML,
	flowFile:               bom + crlf(flowJSON),
	flowFile + ".data.xml": bom + flowRecord,
}

const bom = "\xef\xbb\xbf"

// crlf lays a JSON text out with line ends and blanks between its tokens.
func crlf(json string) string { return strings.ReplaceAll(json, `,"`, ",\r\n  \"") }

// inUTF16 encodes text as UTF-16 with a mark.
func inUTF16(text string) string {
	out := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(text)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return string(out)
}

// below moves every file into a folder.
func below(folder string, files map[string]string) map[string]string {
	out := map[string]string{}
	for name, text := range files {
		out[folder+"/"+name] = text
	}
	return out
}

func joined(all ...map[string]string) map[string]string {
	out := map[string]string{}
	for _, m := range all {
		maps.Copy(out, m)
	}
	return out
}

// zipped packs files into a zip. Names are written as they are.
func zipped(tb testing.TB, files map[string]string) string {
	tb.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		header := &zip.FileHeader{Name: name, Method: zip.Deflate}
		if files[name] == "" {
			header.Method = zip.Store // a compressor for nothing costs a megabyte
		}
		w, err := z.CreateHeader(header)
		if err == nil {
			_, err = w.Write([]byte(files[name]))
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.String()
}

func memory(files map[string]string) fs.FS {
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

func folder(label string, files map[string]string) Root {
	return Root{Label: label, FS: memory(files), Path: "."}
}

// oneFile is a root that is a single file.
func oneFile(label, text string) Root {
	name := path.Base(label)
	return Root{Label: label, FS: memory(map[string]string{name: text}), Path: name}
}

func read(tb testing.TB, limits Limits, roots ...Root) *Input {
	tb.Helper()
	in, err := Read(context.Background(), roots, Options{Limits: limits})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := in.Close(); err != nil {
			tb.Error(err)
		}
	})
	return in
}

// codes lists the diagnostics as "code place".
func codes(in *Input, least source.Severity) []string {
	var out []string
	for _, d := range in.Diagnostics {
		if d.Severity <= least {
			out = append(out, d.Code+" "+d.Place.File)
		}
	}
	return out
}

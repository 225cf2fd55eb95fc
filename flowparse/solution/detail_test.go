package solution

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rolefit/flowparse/source"
)

const metadata = `{"LogicalName":"account","SchemaName":"Account","EntitySetName":"accounts","OwnershipType":"UserOwned","IsActivity":false,"PrimaryIdAttribute":"accountid",
"Attributes":[{"LogicalName":"primarycontactid","AttributeType":"Lookup","Targets":["contact"],"IsSecured":false}],
"Privileges":[{"Name":"prvReadAccount","PrivilegeType":"Read","CanBeBasic":true,"CanBeLocal":true,"CanBeDeep":true,"CanBeGlobal":true}],
"ManyToOneRelationships":[{"SchemaName":"account_primary_contact","ReferencedEntity":"contact","ReferencingEntity":"account","ReferencingAttribute":"primarycontactid","ReferencingEntityNavigationPropertyName":"primarycontactid","ReferencedEntityNavigationPropertyName":"account_primary_contact"}]}`

// Canvas apps carry the metadata of tables that the solution does not hold, privileges included.
func TestCanvasAppsTellOfTablesOutsideTheSolution(t *testing.T) {
	wrapped := `{"TableName":"Accounts","DataEntityMetadataJson":{"account":` + quoted(metadata) + `}}`
	sources := `{"DataSources":[{"Name":"Accounts","DataEntityMetadataJson":{"account":` + quoted(metadata) + `}}]}`
	for name, root := range map[string]Root{
		"as it stands":     folder("src", map[string]string{"CanvasApps/src/app/pkgs/TableDefinitions/Accounts.json": metadata}),
		"inside a string":  folder("src", map[string]string{"CanvasApps/src/app/pkgs/TableDefinitions/Accounts.json": wrapped}),
		"in a packed app":  oneFile("Kit.zip", zipped(t, joined(export, map[string]string{"CanvasApps/app_DocumentUri.msapp": zipped(t, map[string]string{`References\DataSources.json`: sources})}))),
		"an unpacked app":  folder("src", map[string]string{"app.msapp/References/DataSources.json": sources}),
		"in a source tree": folder("src", map[string]string{"x.msapp/pkgs/TableDefinitions/a.json": wrapped}),
	} {
		in := read(t, Limits{}, root)
		var got *Table
		for i := range in.Tables {
			if in.Tables[i].LogicalName == "account" {
				got = &in.Tables[i]
			}
		}
		want := &Table{
			LogicalName: "account", SchemaName: "Account", EntitySetName: "accounts", PrimaryID: "accountid", Ownership: UserOwned,
			Columns:    []Column{{LogicalName: "primarycontactid", Type: "Lookup", Targets: []string{"contact"}}},
			Privileges: []TablePrivilege{{Name: "prvReadAccount", Right: "Read", CanBasic: true, CanLocal: true, CanDeep: true, CanGlobal: true}},
		}
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(Table{}, "Place")); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		found := false
		for _, rel := range in.Relations {
			found = found || rel.Name == "account_primary_contact" && rel.ReferencingNav == "primarycontactid" && rel.ReferencedTable == "contact"
		}
		if !found {
			t.Errorf("%s: the relationship is missing", name)
		}
	}
}

func TestDatabaseReferencesPairSetsWithTables(t *testing.T) {
	app := `<CanvasApp><Name>a</Name><DatabaseReferences>{"default.cds":{"dataSources":{"Prompts_1":{"entitySetName":"archer_promptses","logicalName":"archer_prompts"}}}}</DatabaseReferences></CanvasApp>`
	for name, files := range map[string]map[string]string{
		"section": {"customizations.xml": customizations("<CanvasApps>" + app + "</CanvasApps>"), "solution.xml": manifestXML},
		"file":    {"CanvasApps/a.meta.xml": bom + app},
	} {
		in := read(t, Limits{}, folder("src", files))
		want := []Table{{LogicalName: "archer_prompts", EntitySetName: "archer_promptses"}}
		if diff := cmp.Diff(want, in.Tables, cmpopts.IgnoreFields(Table{}, "Place")); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// A shell of a table in one solution and its definition in another are one table.
func TestTablesAreMergedWhateverComesFirst(t *testing.T) {
	shell := customizations(`<Entities><Entity><Name OriginalName="">crx_Console</Name></Entity></Entities>`)
	for _, labels := range [][2]string{{"a", "b"}, {"b", "a"}} {
		in := read(t, Limits{}, folder(labels[0], map[string]string{"solution.xml": manifestXML, "customizations.xml": shell}), folder(labels[1], export))
		if len(in.Tables) != 1 || in.Tables[0].EntitySetName != "crx_consoles" || in.Tables[0].SchemaName != "crx_Console" || len(in.Tables[0].Columns) != 2 {
			t.Errorf("%v: %+v", labels, in.Tables)
		}
	}
}

func TestManyToManyRelationshipsKeepBothSides(t *testing.T) {
	in := read(t, Limits{}, folder("src", map[string]string{"Other/Relationships/a.xml": `<EntityRelationships><EntityRelationship Name="crx_a_b"><EntityRelationshipType>ManyToMany</EntityRelationshipType><FirstEntityName>crx_A</FirstEntityName><SecondEntityName>crx_B</SecondEntityName><IntersectEntityName>crx_A_B</IntersectEntityName><EntityRelationshipRoles>` +
		`<EntityRelationshipRole><NavigationPropertyName>navOfA</NavigationPropertyName><AssociationRoleOrdinal>1</AssociationRoleOrdinal></EntityRelationshipRole>` +
		`<EntityRelationshipRole><NavigationPropertyName>navOfB</NavigationPropertyName><AssociationRoleOrdinal>2</AssociationRoleOrdinal></EntityRelationshipRole></EntityRelationshipRoles></EntityRelationship></EntityRelationships>`}))
	want := []Relationship{{Name: "crx_a_b", ManyToMany: true, First: "crx_a", Second: "crx_b", FirstNav: "navOfA", SecondNav: "navOfB", Intersect: "crx_a_b"}}
	if diff := cmp.Diff(want, in.Relations, cmpopts.IgnoreFields(Relationship{}, "Place")); diff != "" {
		t.Error(diff)
	}
}

// The source-control layout is the XML form in other words.
func TestTheSourceControlLayoutHoldsTablesRolesAndColumns(t *testing.T) {
	in := read(t, Limits{}, folder("repo", map[string]string{
		"solutions/Kit/solution.yml":                     "SolutionManifest:\n  UniqueName: Kit\n  Managed: '0'\n  Publisher:\n    UniqueName: contoso\n    CustomizationPrefix: crx\n",
		"entities/crx_Console/entity.yml":                "Entity:\n  Name: crx_Console\n  EntityInfo:\n    entity:\n      '@Name': crx_Console\n      EntitySetName: crx_consoles\n      OwnershipTypeMask: UserOwned\n",
		"entities/crx_Console/attributes/crx_script.yml": "attribute:\n  '@PhysicalName': crx_Script\n  Type: ntext\n  LogicalName: crx_script\n  IsSecured: '1'\n",
		"roles/clerk.yml":                                "Role:\n  '@id': '{AEEA0DDC-0000-4000-8000-000000000001}'\n  '@name': Clerk & co\n  RolePrivileges:\n    RolePrivilege:\n      '@name': prvReadAccount\n      '@level': Global\n",
		"customapis/crx_Close/customapi.yml":             "customapi:\n  '@uniquename': crx_Close\n  bindingtype: '0'\n  executeprivilegename: prvReadcrx_Console\n",
		"environment_variable_values.json":               `{"crx_Key":"hunter2"}`,
		"entityrelationships/crx_a.yml":                  "EntityRelationship:\n  '@Name': crx_a\n  EntityRelationshipType: OneToMany\n  ReferencingEntityName: crx_Console\n  ReferencedEntityName: Account\n  ReferencingAttributeName: crx_a\n",
	}))
	if len(in.Diagnostics) > 0 {
		t.Error(in.Diagnostics)
	}
	want := []Table{{LogicalName: "crx_console", SchemaName: "crx_Console", EntitySetName: "crx_consoles", Ownership: UserOwned, Columns: []Column{{LogicalName: "crx_script", Type: "ntext", Secured: true}}}}
	if diff := cmp.Diff(want, in.Tables, cmpopts.IgnoreFields(Table{}, "Place")); diff != "" {
		t.Error(diff)
	}
	if len(in.Manifests) != 1 || in.Manifests[0].Prefix != "crx" || len(in.CustomAPIs) != 1 || len(in.Relations) != 1 || len(in.Roles) != 1 {
		t.Fatalf("%+v", in)
	}
	if role := in.Roles[0]; role.ID != "aeea0ddc-0000-4000-8000-000000000001" || !strings.Contains(string(role.XML), `name="Clerk &amp; co"`) || !strings.Contains(string(role.XML), `name="prvReadAccount" level="Global"`) {
		t.Errorf("%s", role.XML)
	}
}

func TestYAMLThatExpandsItselfIsNotFollowed(t *testing.T) {
	bomb := "Role: &a\n  '@name': x\n  A: [*b, *b]\nx: &b [*a]\n"
	in := read(t, Limits{}, folder("repo", map[string]string{"solutions/Kit/solution.yml": "UniqueName: Kit\n", "roles/r.yml": bomb, "roles/s.yml": "a: &a [&b [&c [x,x],*c,*c],*b,*b]\nb: [*a,*a,*a]\n"}))
	if len(in.Roles) > 1 {
		t.Error("more roles than files")
	}
}

// A folder unpacked as both holds every role twice.
func TestManagedTwinsAreReadOnce(t *testing.T) {
	in := read(t, Limits{}, folder("src", map[string]string{"Roles/Clerk.xml": roleXML, "Roles/Clerk_managed.xml": roleXML, "Roles/Lone_managed.xml": strings.ReplaceAll(roleXML, "0001", "0002")}))
	if len(in.Roles) != 2 {
		t.Errorf("%d roles", len(in.Roles))
	}
}

// Editors go to the place of a role.
func TestRolesStandAtTheirLine(t *testing.T) {
	in := read(t, Limits{}, folder("src", map[string]string{"customizations.xml": "<ImportExportXml>\r\n <Templates><a/></Templates>\r\n <Roles>\r\n  " + roleXML + "</Roles></ImportExportXml>"}))
	p := in.Roles[0].Place
	if p.Line != 4 || p.Column != 3 || p.File != "src/customizations.xml" || p.Span.End-p.Span.Start != len(roleXML) {
		t.Errorf("%+v", p)
	}
}

// Positions in a flow inside a larger file are those of the file.
func TestEmbeddedFlowsKeepTheirLines(t *testing.T) {
	in := read(t, Limits{}, oneFile("row.json", "{\n \"name\": \"é\",\n \"clientdata\":\n"+flowJSON+"\n}"))
	text, err := in.Flows[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	if line, _ := text.Position(strings.Index(string(text.Bytes), `"actions"`)); line != 4 {
		t.Errorf("line %d", line)
	}
}

func TestDraftsAreMarked(t *testing.T) {
	in := read(t, Limits{}, folder("src", joined(export, map[string]string{"customizations.xml": strings.Replace(allSections, "<StateCode>1<", "<StateCode>0<", 1)})))
	if !in.Flows[0].Draft {
		t.Error("a flow that is turned off is a draft")
	}
}

func TestARootWithoutAFileSystemIsAnError(t *testing.T) {
	if _, err := Read(t.Context(), []Root{{Label: "x"}}, Options{}); err == nil {
		t.Error("no error")
	}
}

func TestProgressNamesEveryArchive(t *testing.T) {
	var seen []string
	in, err := Read(t.Context(), []Root{oneFile("All.zip", zipped(t, map[string]string{"Kit.zip": zipped(t, export)}))}, Options{Progress: func(name string) { seen = append(seen, name) }})
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	for _, want := range []string{"All.zip", "All.zip!/Kit.zip"} {
		if !strings.Contains(strings.Join(seen, "\n")+"\n", want+"\n") {
			t.Errorf("%s is not announced: %q", want, seen)
		}
	}
	if len(codes(in, source.Warning)) > 0 {
		t.Error(in.Diagnostics)
	}
}

package config_test

import (
	_ "embed"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/cmd/rolefit/config"
	"rolefit/privileges"
	"rolefit/privileges/catalog"
)

//go:embed testdata/full.yaml
var full string

func TestAFullFileIsReadWithTheLineOfEveryEntry(t *testing.T) {
	want := config.Config{
		Version: 1,
		Users: []config.ApplicationUser{
			{
				Name:           "Flows service principal",
				AppID:          "aaaaaaaa-2222-3333-4444-555555555555",
				Connections:    []string{"contoso_dataverse", "0f0f0f0f-0000-4000-8000-000000000001/shared_commondataserviceforapps"},
				Roles:          []string{"roles/flows.xml", "builtin:Basic User", "solution:Flow role", `C:\roles\flows.xml`},
				Owns:           true,
				AllWork:        true,
				ColumnProfiles: []string{"Finance columns"},
				Line:           4,
			},
			{Name: "Second", Connections: []string{"contoso_second"}, Roles: []string{}, ColumnProfiles: []string{}, Line: 11},
			{Name: "Third", AppID: "99999999-2222-3333-4444-555555555555", Line: 15},
		},
		Environments: []config.Environment{
			{Expression: "environment variable contoso_Env", Is: config.Current, Line: 18},
			{Expression: "organization other", Is: "https://contoso-test.crm4.dynamics.com", Line: 20},
		},
		Variables: []config.Variable{
			{Name: "contoso_TableName", Value: "accounts", Line: 23},
			{Name: "contoso_Day", Value: "2026-11-25", Line: 25},
			{Name: "contoso_Empty", Line: 26},
			{Name: "contoso_Query", Value: "<fetch>\n\t<entity name=\"account\"/>\n</fetch>\n", Line: 28},
		},
		Tables: []config.TablePin{
			{Flow: "Import rows", Node: "List_rows", Is: []string{"accounts", "contact"}, Line: 34},
			{Node: "Get_a_row", Is: []string{"account"}, Line: 37},
		},
		Lookups: []config.LookupPin{
			{Flow: "Import rows", Node: "Add_a_new_row", Lookup: "regardingobjectid", Is: []string{"account"}, Line: 40},
			{Node: "Add_a_new_row", Is: []string{}, Line: 44},
			{Node: "Update_a_row", Is: []string{}, Line: 46},
			{Node: "Upsert_a_row", Is: []string{}, Line: 48},
		},
		Joins: []config.JoinPin{
			{Flow: "Import rows", Node: "List_rows", Is: []string{"contact"}, Line: 51},
			{Node: "List_rows_2", Is: []string{}, Line: 54},
		},
		Rows: []config.RowPin{
			{Connection: "contoso_dataverse", Table: "account", Of: config.Own, Line: 57},
			{Table: "account", Of: config.BusinessUnit, Line: 60},
			{Table: "contacts", Of: config.ParentChild, Line: 62},
			{Table: "task", Of: config.All, Line: 63},
		},
		Conditional: []config.Decision{
			{Privilege: "prvCreateAccount", Connection: "contoso_dataverse", Decision: config.Grant, Line: 65},
			{Privilege: "prvCreateAccount", Decision: config.Omit, Line: 68},
		},
		Reviewed: []config.Review{
			{
				Flow: "Import rows", Node: "Run_script", Kind: "opaque-message",
				Needs:   []config.Need{{Privilege: "prvReadAccount", Level: privileges.Global}, {Privilege: "prvWriteAccount", Level: privileges.Basic}},
				Because: "read the vendor's documentation", Line: 71,
			},
			{Node: "Run_script", Needs: []config.Need{}, Because: "it only adds numbers\n", Line: 76},
		},
		Origin: "setup/rolefit.yaml",
	}
	for name, text := range map[string]string{"line feeds": full, "carriage returns": strings.ReplaceAll(full, "\n", "\r\n")} {
		got, err := config.Parse("setup/rolefit.yaml", []byte(text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestOnlyTheVersionIsNeeded(t *testing.T) {
	got, err := config.Parse("f", []byte("version: 1"))
	if diff := cmp.Diff(config.Config{Version: config.Version, Origin: "f"}, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestASuggestionMayBeFollowedInTheSameFile(t *testing.T) {
	const wrong = "version: 1\ntabels:\n  - nod: a\n    is: account\nrows:\n  - table: account\n    of: busines unit\n"
	_, err := config.Parse("f", []byte(wrong))
	var e *config.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v", err)
	}
	corrected := strings.NewReplacer("tabels", "tables", "nod:", "node:", "busines unit", "business-unit").Replace(wrong)
	if _, err := config.Parse("f", []byte(corrected)); err != nil {
		t.Error(err)
	}
	for _, p := range e.Problems {
		word, ok := strings.CutPrefix(strings.TrimSuffix(p.Suggestion, "?"), "did you mean ")
		if !ok || !strings.Contains(corrected, word) {
			t.Errorf("%+v suggests nothing that mends the file", p)
		}
	}
}

func TestNeedsAreReadAndWrittenAlike(t *testing.T) {
	for _, level := range []privileges.Level{privileges.Basic, privileges.Local, privileges.Deep, privileges.Global} {
		want := config.Need{Privilege: "prvReadAccount", Level: level}
		if got, err := config.ParseNeed(want.String()); err != nil || got != want {
			t.Errorf("%s gives %v, %v", want, got, err)
		}
	}
	for _, bad := range []string{"", "prvReadAccount", "prvReadAccount:none", "prvReadAccount:", ":basic", "prvReadAccount:basic:deep", "prvReadAccount: basic"} {
		if got, err := config.ParseNeed(bad); err == nil {
			t.Errorf("%q gives %v", bad, got)
		}
	}
}

func TestPrivilegesOfTheCatalogueFitTheSchema(t *testing.T) {
	names := catalog.New().AdminCore()
	if len(names) == 0 {
		t.Fatal("the catalogue names no privileges")
	}
	for _, name := range names {
		file := "version: 1\nconditional: [{privilege: " + name + ", decision: omit}]\nreviewed: [{node: a, needs: ['" + name + ":global'], because: b}]\n"
		if _, err := config.Parse("f", []byte(file)); err != nil {
			t.Error(err)
		}
	}
}

package pin

import (
	"slices"
	"testing"

	"rolefit/privileges"
)

const flowID = "7d1c2a10-0f0e-4a63-9c55-1f0d8b7a0001"

func TestAPinIsAboutTheNodeItNames(t *testing.T) {
	for name, c := range map[string]struct {
		at   At
		want bool
	}{
		"any flow":             {At{Node: "List_rows"}, true},
		"the flow by its name": {At{Flow: "import rows", Node: "list_rows"}, true},
		"the flow by its id":   {At{Flow: "{7D1C2A10-0F0E-4A63-9C55-1F0D8B7A0001}", Node: "List_rows"}, true},
		"another flow":         {At{Flow: "Export rows", Node: "List_rows"}, false},
		"another node":         {At{Flow: "Import rows", Node: "List"}, false},
	} {
		if got := c.at.Is(flowID, "Import rows", "List_rows"); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestThePinForOneGoesBeforeThePinForAll(t *testing.T) {
	s := Set{
		Rows: []Rows{{Table: "account", Level: privileges.Local}, {Connection: "cfs_a", Table: "Account", Level: privileges.Basic}},
		Lookups: []Lookup{
			{At: At{Node: "Add"}, Is: []string{"contact"}}, {At: At{Node: "Add"}, Name: "cfs_Client", Is: []string{"account"}},
		},
		Decisions: []Decision{{Privilege: "prvCreateAccount", Grant: true}, {Privilege: "prvcreateaccount", Connection: "cfs_a"}},
	}
	for connection, want := range map[string]privileges.Level{"cfs_a": privileges.Basic, "cfs_b": privileges.Local} {
		if got, ok := s.LevelOf(connection, "account"); !ok || got != want {
			t.Errorf("rows of account for %s: %v, want %v", connection, got, want)
		}
	}
	if _, ok := s.LevelOf("cfs_a", "contact"); ok {
		t.Error("rows of another table are pinned")
	}
	for lookup, want := range map[string]string{"cfs_client": "account", "cfs_Other": "contact"} {
		if got, ok := s.LookupAt(flowID, "Import rows", "Add", lookup); !ok || !slices.Equal(got, []string{want}) {
			t.Errorf("lookup %s: %v, want %s", lookup, got, want)
		}
	}
	for connection, want := range map[string]bool{"cfs_a": false, "cfs_b": true} {
		if got, ok := s.DecisionOn(connection, "prvCreateAccount"); !ok || got != want {
			t.Errorf("decision for %s: %v, want %v", connection, got, want)
		}
	}
	if _, ok := s.DecisionOn("cfs_a", "prvReadAccount"); ok {
		t.Error("a privilege is decided that no decision names")
	}
}

func TestWhatNoPinNamesIsNotSettled(t *testing.T) {
	s := Set{
		Tables: []Tables{{At: At{Node: "List"}, Is: []string{"account"}}}, Joins: []Tables{{At: At{Node: "Find"}}},
		Values: []Value{{Name: "cfs_Table", Is: ""}}, Environments: []Environment{{Expression: "environment variable cfs_Env", Is: "current"}},
		Reviewed: []Review{{At: At{Node: "Run"}, Kind: "opaque-message"}},
	}
	if is, ok := s.TablesAt("", "", "list"); !ok || len(is) != 1 {
		t.Error("a pinned table is not found")
	}
	if _, ok := s.TablesAt("", "", "Find"); ok {
		t.Error("a pin for joins names a table")
	}
	if is, ok := s.JoinsAt("", "", "Find"); !ok || len(is) != 0 {
		t.Error("a query that is said to join nothing is not settled")
	}
	if is, ok := s.Value("CFS_table"); !ok || is != "" {
		t.Error("an empty value is not settled")
	}
	if _, ok := s.Value("cfs_Other"); ok {
		t.Error("another value is settled")
	}
	if is, ok := s.Environment("Environment variable cfs_Env"); !ok || is != "current" {
		t.Error("a pinned environment is not found")
	}
	for kind, want := range map[string]bool{"opaque-message": true, "opaque-bind": false} {
		if _, ok := s.ReviewAt("", "", "Run", kind); ok != want {
			t.Errorf("review of %s: %v, want %v", kind, ok, want)
		}
	}
}

package grantfile_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/privileges"
)

// TestAFileWithTheHeadingsOfPeopleNeedsNoMapping reads what exports and spreadsheets are headed with.
func TestAFileWithTheHeadingsOfPeopleNeedsNoMapping(t *testing.T) {
	for header, mapping := range map[string]string{
		"Privilege Name;Access Level":         "",
		"PrivilegeName;AccessLevel":           "",
		"privilege_name;access_level":         "",
		"Privilege;Depth":                     "",
		"Privilege Name;Privilege Depth":      "",
		"Privilege Name;Permission":           "",
		"Permission;Access Level":             "",
		"Privilege Name;Privilege Level":      "",
		"Privilege Id;Level":                  "",
		"Name;Access Level":                   "privilege=Name",
		"Permission;Depth;":                   "privilege=Permission",
		"Privilege Name;Level;Depth":          "", // the word itself goes before what is like it
		"Privilege Name;Access Level;Comment": "",
	} {
		cells := "prvReadAccount;User;x"
		if strings.Count(header, ";") == 1 {
			cells = "prvReadAccount;User"
		}
		for _, divider := range []string{";", ",", "\t"} {
			roles, diagnostics := readCSV(t, mapping, strings.ReplaceAll(header+"\n"+cells+"\n", ";", divider))
			if len(diagnostics) > 0 || len(roles) != 1 {
				t.Errorf("%s: %v", header, diagnostics)
				continue
			}
			if diff := cmp.Diff([]privileges.Grant{grant("prvReadAccount", privileges.Basic)}, roles[0].Grants); diff != "" {
				t.Errorf("%s: %s", header, diff)
			}
		}
	}
}

// TestANumberUnderDepthStaysAmbiguous: the heading alone does not say which enumeration a number is of; the API's name does.
func TestANumberUnderDepthStaysAmbiguous(t *testing.T) {
	for _, heading := range []string{"Depth", "Privilege Depth", "Access Level"} {
		roles, diagnostics := readCSV(t, "", "Privilege Name;"+heading+"\nprvReadAccount;4\n")
		if len(roles) != 0 || len(diagnostics) != 1 || !strings.Contains(diagnostics[0].Message, "could be a mask or a depth") {
			t.Errorf("%s: %+v, %v", heading, roles, diagnostics)
		}
	}
	roles, diagnostics := readCSV(t, "", "Privilege Name;PrivilegeDepthMask\nprvReadAccount;4\n")
	if len(diagnostics) > 0 || len(roles) != 1 || roles[0].Grants[0].Level != privileges.Deep {
		t.Errorf("%+v, %v", roles, diagnostics)
	}
}

// TestTheHintMapsTheColumnsThatAreThere never sends somebody to look for a column that was found.
func TestTheHintMapsTheColumnsThatAreThere(t *testing.T) {
	for name, c := range map[string]struct{ mapping, header, message, hint string }{
		"no level":               {"", "Privilege Name;Reach", "no column holds the level", `--csv-map "privilege=Privilege Name,level=…"`},
		"no privilege":           {"", "Name;Access Level", "no column holds the privilege", `--csv-map "privilege=…,level=Access Level"`},
		"two levels":             {"", "Privilege Name;Access Level;Depth", `"Access Level" and "Depth"`, `--csv-map "privilege=Privilege Name,level=…"`},
		"a mapping to nothing":   {"privilege=Name,level=Access", "Name;Depth", `no column "Access"`, `--csv-map "privilege=Name,level=Depth"`},
		"a table and no right":   {"table=Entity", "Entity;Depth", "no two columns", `--csv-map "table=Entity,right=…,level=Depth"`},
		"masks by the heading":   {"", "Name;Privilege Depth Mask", "no column holds the privilege", `--csv-map "privilege=…,level:mask=Privilege Depth Mask"`},
		"masks by the mapping":   {"privilege=Nam,level:mask=Reach", "Name;Reach", `no column "Nam"`, `--csv-map "privilege=…,level:mask=Reach"`},
		"a role of the mapping":  {"privilege=Nam,level=Reach,role=Rolle", "Name;Reach;Rolle", `no column "Nam"`, `--csv-map "privilege=…,level=Reach,role=Rolle"`},
		"a name that needs more": {"", "Privilege Name;Level, maximum;b", "no column holds the level", `--csv-map "privilege=Privilege Name,level=…"`},
	} {
		_, diagnostics := readCSV(t, c.mapping, c.header+"\n")
		if len(diagnostics) != 1 || !strings.Contains(diagnostics[0].Message, c.message) || !strings.Contains(diagnostics[0].Hint, c.hint) {
			t.Errorf("%s: %v, want %s and %s", name, diagnostics, c.message, c.hint)
		}
	}
}

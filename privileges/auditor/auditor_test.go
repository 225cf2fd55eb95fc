package auditor

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/flowparse/source"
	"rolefit/privileges"
	"rolefit/privileges/catalog"
	"rolefit/privileges/environment"
	"rolefit/privileges/rolexml"
)

func TestEveryPrivilegeIsOneOfReadingThatTheCatalogueKnowsAtGlobal(t *testing.T) {
	facts := catalog.New()
	for _, part := range Parts() {
		for _, p := range part.Privileges {
			known, ok := facts.Privilege(p.Name)
			if !ok || known.Name != p.Name {
				t.Errorf("%s: the catalogue knows %q as %q", part.Name, p.Name, known.Name)
			}
			if reads := known.Right == privileges.Read || known.Misc && strings.HasPrefix(known.Name, "prvRead"); !reads {
				t.Errorf("%s: %s is no privilege of reading", part.Name, p.Name)
			}
			if p.Level != privileges.Global || !known.Levels.Has(privileges.Global) {
				t.Errorf("%s: %s cannot be held at %v", part.Name, p.Name, p.Level)
			}
		}
	}
}

func TestTablesAreGuardedByWhatTheMetadataSays(t *testing.T) {
	facts := catalog.New()
	tables := map[string][]string{
		environment.PartUsers: {"systemuser"}, environment.PartRoles: {"role"}, environment.PartTeams: {"team"},
		environment.PartBusinessUnits: {"businessunit"}, environment.PartOrganization: {"organization"}, environment.PartFlows: {"workflow"},
		environment.PartTables: {"entity"}, environment.PartSecuredColumns: {"attribute"}, environment.PartRelationships: {"relationship"},
		environment.PartReferences: {"connectionreference"}, environment.PartProfiles: {"fieldsecurityprofile"}, environment.PartCustomAPIs: {"customapi"},
	}
	for _, part := range Parts() {
		if part.Name == environment.PartAudit {
			continue // guarded by miscellaneous privileges, which no table names
		}
		var want, got []string
		for _, table := range tables[part.Name] {
			guards, known := facts.Guards(table, privileges.Read)
			if !known || len(guards) != 1 {
				t.Fatalf("%s: %v, %v", table, guards, known)
			}
			want = append(want, guards[0].Privilege)
		}
		for _, p := range part.Privileges {
			got = append(got, p.Name)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-metadata +data):\n%s", part.Name, diff)
		}
	}
}

func TestEveryPartIsNamedOnceAndEveryFactHasItsSource(t *testing.T) {
	want := []string{
		environment.PartUsers, environment.PartRoles, environment.PartTeams, environment.PartBusinessUnits, environment.PartOrganization,
		environment.PartFlows, environment.PartTables, environment.PartSecuredColumns, environment.PartRelationships, environment.PartReferences,
		environment.PartProfiles, environment.PartCustomAPIs, environment.PartAudit,
	}
	sourced := regexp.MustCompile(`^https://learn\.microsoft\.com/[a-z0-9/-]+ \(20[0-9]{2}-[01][0-9]-[0-3][0-9]\)$`)
	var got []string
	for _, part := range Parts() {
		got = append(got, part.Name)
		for _, p := range part.Privileges {
			if !sourced.MatchString(p.Source) || p.Why == "" {
				t.Errorf("%s: %s: %q", part.Name, p.Name, p.Source)
			}
		}
		if part.OnRequest != (part.Name == environment.PartAudit) {
			t.Errorf("%s: on request is %v", part.Name, part.OnRequest)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTheWrittenRoleReadsBackAsExactlyTheList(t *testing.T) {
	for _, audit := range []bool{false, true} {
		role := Role("", "", Needed(audit))
		var b bytes.Buffer
		if err := rolexml.WriteRole(&b, role); err != nil {
			t.Fatal(err)
		}
		decoded, err := source.Decode("role.xml", b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		read, diagnostics := rolexml.ParseFile(decoded)
		if len(read) != 1 || len(diagnostics) != 0 {
			t.Fatalf("%d roles, %v", len(read), diagnostics)
		}
		slices.SortFunc(read[0].Grants, privileges.CompareGrants)
		if diff := cmp.Diff(role.Grants, read[0].Grants); diff != "" || read[0].ID != role.ID || read[0].Name != RoleName {
			t.Errorf("%s", diff)
		}
		held := privileges.Union(read...)
		if _, ok := held.Get(privileges.KeyOf("prvReadAuditSummary")); ok != audit {
			t.Errorf("audit %v: the audit privilege is held: %v", audit, ok)
		}
	}
}

func TestDamagedLinesAreRefusedWithTheirNumber(t *testing.T) {
	for text, want := range map[string]string{
		"a | b":                                  "auditor.txt:1",
		"# c\na | prvA | | s | d":                "auditor.txt:2",
		"a | p | w | s | d\n[a] | q | w | s | d": "auditor.txt:2",
	} {
		if _, err := parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

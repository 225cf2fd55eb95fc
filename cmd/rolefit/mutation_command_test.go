package main

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/analyzer"
	"rolefit/fixtures"
	"rolefit/privileges"
	"rolefit/privileges/catalog"
	"rolefit/report"
)

// What the comparison detects has to reach the reader: a role file with one mistake, through the command, to the report.
func TestAMistakeInARoleFileReachesTheReport(t *testing.T) {
	seen := tally{}
	for _, name := range fixtures.Names() {
		path := filepath.Join("..", "..", "fixtures", name)
		for _, s := range specimensOf(t, path, catalog.New(), tally{}) {
			// The command compares with the connections of the current environment.
			if len(s.made.Role.Grants) == 0 || !slices.ContainsFunc(s.made.Identities, analyzer.IsCurrentConnection) {
				continue
			}
			for kind, mistake := range s.mistakes() {
				seen[kind]++
				t.Run(name+" "+kind, func(t *testing.T) {
					role := s.made.Role
					role.Grants = mistake.grants
					doc := document(t, path, "--role", roleFile(t, role))
					if len(doc.Subjects) != 1 {
						t.Fatalf("%d subjects, want 1", len(doc.Subjects))
					}
					if diff := cmp.Diff([]string{kind + " " + mistake.privilege}, reported(doc.Subjects[0].Comparison)); diff != "" {
						t.Errorf("the comparison (-want +got):\n%s", diff)
					}
				})
			}
		}
	}
	for _, kind := range []string{"gap", "shallow", "surplus", "tooDeep"} {
		if seen[kind] == 0 {
			t.Errorf("no fixture gives a mistake of the kind %q", kind)
		}
	}
}

// mistake is a role with one mistake.
type mistake struct {
	privilege string
	grants    []privileges.Grant
}

// mistakes returns the last mistake of each kind that the role allows, by the list of the report in which it belongs.
func (s specimen) mistakes() map[string]mistake {
	grants := s.made.Role.Grants
	all := map[string]mistake{
		"surplus": {"prvWriteRole", append(slices.Clone(grants), privileges.Grant{Privilege: "prvWriteRole", Level: privileges.Global})},
	}
	for i, g := range grants {
		if len(grants) > 1 { // a role that grants nothing is not written
			all["gap"] = mistake{g.Privilege, slices.Delete(slices.Clone(grants), i, i+1)}
		}
		a := s.asked[g.Key()]
		other := slices.Clone(grants)
		if other[i].Level = a.below(g.Level); other[i].Level != privileges.None {
			all["shallow"] = mistake{g.Privilege, other}
		}
		other = slices.Clone(grants)
		if other[i].Level = a.above(g.Level); other[i].Level > a.conditional {
			all["tooDeep"] = mistake{g.Privilege, other}
		}
	}
	return all
}

func roleFile(t *testing.T, role privileges.Role) string {
	t.Helper()
	dir := t.TempDir()
	if err := writeFile(dir, "role.xml", written(t, role)); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "role.xml")
}

// reported lists the mistakes that a report names. Needs under names that nothing knows are gaps of the report and no
// mistakes of the role: no role can hold them.
func reported(c report.Comparison) []string {
	var out []string
	for _, list := range []struct {
		kind  string
		lines []report.Line
	}{{"gap", c.Gaps}, {"shallow", c.Shallow}, {"surplus", c.Surplus}, {"tooDeep", c.TooDeep}} {
		for _, line := range list.lines {
			if list.kind != "gap" || line.Certain {
				out = append(out, list.kind+" "+line.Privilege)
			}
		}
	}
	return out
}

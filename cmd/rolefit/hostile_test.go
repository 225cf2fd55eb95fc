package main

import (
	"path/filepath"
	"slices"
	"testing"

	"rolefit/fixtures"
	"rolefit/report"
)

func writeHostile(dir string) error {
	for _, b := range fixtures.Hostile() {
		if err := writeFile(dir, b.Name, b.Content); err != nil {
			return err
		}
	}
	return writeFile(dir, "bomb.zip", fixtures.Bomb(4<<20))
}

func TestEveryBadInputIsNamedAndCostsOnlyItself(t *testing.T) {
	dir := t.TempDir()
	if err := writeHostile(dir); err != nil {
		t.Fatal(err)
	}
	for _, b := range fixtures.Hostile() {
		t.Run(b.Name, func(t *testing.T) {
			doc := document(t, filepath.Join(dir, b.Name), filepath.Join("..", "..", "fixtures", "timeoff"))
			named := slices.ContainsFunc(doc.Diagnostics, func(d report.Diagnostic) bool {
				return d.Code == b.Code && d.File != "" && d.Message != ""
			})
			if !named {
				t.Errorf("no diagnostic %q: %+v", b.Code, doc.Diagnostics)
			}
			if doc.Complete {
				t.Error("the result claims to be complete")
			}
			if doc.Counts.Operations < 6 {
				t.Errorf("the other input lost operations: %d of 6", doc.Counts.Operations)
			}
		})
	}
}

func TestABombStopsAtTheLimitThatItsMessageNames(t *testing.T) {
	dir := t.TempDir()
	if err := writeHostile(dir); err != nil {
		t.Fatal(err)
	}
	doc := document(t, "--max-entry-bytes", "1000000", filepath.Join(dir, "bomb.zip"))
	if len(doc.Diagnostics) == 0 || doc.Diagnostics[0].Code != "entry-too-large" || doc.Complete {
		t.Errorf("diagnostics = %+v", doc.Diagnostics)
	}
}

func TestExitCodesAreAsDocumented(t *testing.T) {
	timeoff := filepath.Join("..", "..", "fixtures", "timeoff")
	dir := t.TempDir()
	if err := writeHostile(dir); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args []string
		want int
	}{
		"nothing found":             {[]string{"check", timeoff}, exitOK},
		"an item without flows":     {[]string{"check", filepath.Join("..", "..", "fixtures", "roles")}, exitOK},
		"administrator":             {[]string{"check", timeoff, "--role", "builtin:System Administrator"}, exitFindings},
		"nothing fails":             {[]string{"check", timeoff, "--role", "builtin:System Administrator", "--fail-on", "never"}, exitOK},
		"incomplete":                {[]string{"check", timeoff, filepath.Join(dir, "truncated.zip")}, exitFindings},
		"no such command":           {[]string{"chekc"}, exitUsage},
		"no such flag":              {[]string{"check", "--rolle", "x", timeoff}, exitUsage},
		"nothing readable":          {[]string{"check", filepath.Join(dir, "not-a-zip.zip")}, exitFailed},
		"report cannot be written":  {[]string{"check", timeoff, "-o", filepath.Join(dir, "no", "such", "folder")}, exitFailed},
		"role cannot be written":    {[]string{"role", timeoff, "-o", filepath.Join(dir, "no", "such", "role.zip")}, exitFailed},
		"role without needs":        {[]string{"role", filepath.Join("..", "..", "fixtures", "roles"), "-o", filepath.Join(dir, "none.zip")}, exitOK},
		"publisher is not accepted": {[]string{"role", timeoff, "-o", filepath.Join(dir, "p.zip"), "--prefix", "mscrmx"}, exitFailed},
	} {
		if code, _, errs := run(c.args...); code != c.want {
			t.Errorf("%s: exit %d, want %d (%s)", name, code, c.want, errs)
		}
	}
}

func TestARoleFileWithAProblemIsNamedAndTheRestIsRead(t *testing.T) {
	timeoff := filepath.Join("..", "..", "fixtures", "timeoff")
	for code, xml := range map[string]string{
		"role-level": `<Role id="{0a1b2c3d-0000-4000-8000-000000000009}" name="X"><RolePrivileges><RolePrivilege name="prvReadAccount" level="Globl" /></RolePrivileges></Role>`,
		"role-empty": `<Role id="{0a1b2c3d-0000-4000-8000-000000000009}" name="X"><RolePrivileges></RolePrivileges></Role>`,
	} {
		dir := t.TempDir()
		if err := writeFile(dir, "role.xml", []byte(xml)); err != nil {
			t.Fatal(err)
		}
		// Named by --role or lying in the input, the problem is the same.
		if doc := document(t, timeoff, filepath.Join(dir, "role.xml")); doc.Complete || doc.Counts.Operations != 6 {
			t.Errorf("%s in the input: complete %v, diagnostics %+v", code, doc.Complete, doc.Diagnostics)
		}
		doc := document(t, timeoff, "--role", filepath.Join(dir, "role.xml"))
		named := slices.ContainsFunc(doc.Diagnostics, func(d report.Diagnostic) bool { return d.File == "role.xml" && d.Line > 0 })
		if !named || doc.Complete || doc.Counts.Operations != 6 {
			t.Errorf("%s: complete %v, diagnostics %+v", code, doc.Complete, doc.Diagnostics)
		}
	}
}

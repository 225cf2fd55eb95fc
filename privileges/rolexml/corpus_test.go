package rolexml_test

import (
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"

	"rolefit/flowparse/source"
	"rolefit/privileges"
	"rolefit/privileges/rolexml"
)

func TestEveryRoleOfRealExportsIsReadWithoutAProblemAndWritesBack(t *testing.T) {
	folder := os.Getenv("ROLEFIT_CORPUS")
	if folder == "" {
		t.Skip("ROLEFIT_CORPUS names no folder with real exports: nothing to read")
	}
	files, read, grants := 0, 0, 0
	err := fs.WalkDir(os.DirFS(folder), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.EqualFold(path.Base(path.Dir(name)), "Roles") || path.Ext(name) != ".xml" {
			return err
		}
		raw, err := fs.ReadFile(os.DirFS(folder), name)
		if err != nil {
			return err
		}
		text, err := source.Decode(name, raw)
		if err != nil {
			return err
		}
		roles, diagnostics := rolexml.ParseFile(text)
		for _, d := range diagnostics {
			t.Errorf("%v", d)
		}
		files++
		for _, r := range roles {
			read, grants = read+1, grants+len(r.Grants)
			files, err := rolexml.UnpackedFiles(rolexml.Package{Roles: []privileges.Role{r}})
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if again := readBack(t, name, files[2].Content); len(again) != 1 || len(again[0].Grants) != len(r.Grants) {
				t.Errorf("%s: does not read back as itself", name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if read == 0 {
		t.Errorf("no role in %d files", files)
	}
	t.Logf("%d roles with %d grants in %d files", read, grants, files)
}

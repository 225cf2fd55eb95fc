package dataversetest

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"
)

// independentReading is what testdata/read.mjs prints.
type independentReading struct {
	Me      string              `json:"me"`
	People  []independentUser   `json:"people"`
	Grants  map[string][]string `json:"grants"` // by id of the role: name, id and depth
	Refused string              `json:"refused"`
}

type independentUser struct {
	ID    string   `json:"id"`
	App   string   `json:"app"`
	Roles []string `json:"roles"`
}

func TestAClientOfAnotherAuthorReadsTheSeed(t *testing.T) {
	folder := os.Getenv("ROLEFIT_NPM")
	if folder == "" {
		t.Skip("ROLEFIT_NPM names no folder with the npm package dynamics-web-api (2.5.0): npm install --prefix FOLDER dynamics-web-api@2.5.0")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skipf("ROLEFIT_NPM is set, and node is not installed: %v", err)
	}
	if _, err := os.Stat(filepath.Join(folder, "node_modules", "dynamics-web-api")); err != nil {
		t.Skipf("ROLEFIT_NPM is %s, which does not hold the npm package dynamics-web-api: %v", folder, err)
	}
	seed := Sample()
	s := Start(t, seed)
	certificate := filepath.Join(t.TempDir(), "certificate.pem")
	if err := os.WriteFile(certificate, s.Certificate(), 0o600); err != nil {
		t.Fatal(err)
	}
	folder, err = filepath.Abs(folder)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), node, filepath.Join("testdata", "read.mjs"), folder, s.Origin(), s.Authority(), DefaultTenant, SampleReaderAppID)
	cmd.Env = append(os.Environ(), "NODE_EXTRA_CA_CERTS="+certificate)
	cmd.Stdin = strings.NewReader(SampleReader)
	var problems bytes.Buffer
	cmd.Stderr = &problems
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, problems.Bytes())
	}
	var got independentReading
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	want := independentReading{
		Me: readerUserID, Refused: "404 0x8006088a", Grants: map[string][]string{},
		People: []independentUser{{flowUserID, SampleAppID, seed.Users[0].Roles}, {readerUserID, SampleReaderAppID, []string{}}},
	}
	for _, role := range seed.Roles {
		for _, granted := range seed.RoleGrants {
			if granted.Root != role.Root {
				continue
			}
			for _, g := range granted.Grants {
				text := g.Privilege + " " + g.ID + " " + g.Depth
				want.Grants[role.ID] = append(want.Grants[role.ID], text)
				want.Grants[role.Root] = append(want.Grants[role.Root], text)
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what the client read (-seed +read):\n%s", diff)
	}
	pages := 0
	for _, r := range s.Requests() {
		if strings.Contains(r.Path, "$skiptoken=") || strings.Contains(r.Path, "%24skiptoken=") {
			pages++
		}
	}
	// Two users on pages of one, eight roles on pages of two.
	if pages != 1+3 {
		t.Errorf("%d further pages were asked for", pages)
	}
}

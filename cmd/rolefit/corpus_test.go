package main

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"rolefit/analyzer"
	"rolefit/analyzer/fit"
	"rolefit/flowparse/jsontree"
	"rolefit/flowparse/solution"
	"rolefit/flowparse/source"
	"rolefit/privileges"
	"rolefit/privileges/rolexml"
)

// corpusItems lists the real exports that tests run over when they are there.
func corpusItems(t *testing.T) (dir string, items []string) {
	t.Helper()
	dir = os.Getenv("ROLEFIT_CORPUS")
	if dir == "" {
		t.Skip("ROLEFIT_CORPUS is not set: the corpus of real exports is not read")
	}
	f, err := os.Open(filepath.Join(dir, "inventory.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		items = append(items, filepath.Join(dir, row[3]))
	}
	return dir, items
}

// What every run over the corpus must find; other figures mean that something was lost or counted twice.
const (
	corpusItemCount    = 237
	corpusNodes        = 9688 // Dataverse nodes over all items, each alone
	corpusDistinctNode = 7150 // by flow id and content, all items in one call
	corpusRoles        = 281  // one for each item and environment with connection needs
)

func TestCorpusEveryDataverseNodeIsAccountedFor(t *testing.T) {
	_, items := corpusItems(t)
	if len(items) != corpusItemCount {
		t.Fatalf("%d items, want %d", len(items), corpusItemCount)
	}
	total := 0
	for _, item := range items {
		code, out, errs := run("check", "--format", "json", item)
		if code != exitOK && code != exitFindings {
			t.Errorf("%s: exit %d: %s", filepath.Base(item), code, errs)
			continue
		}
		total += countNodes(t, item, out)
	}
	t.Logf("%d items alone: %d Dataverse nodes, every one an operation, a blind spot or untouched", len(items), total)
	if total != corpusNodes {
		t.Errorf("%d Dataverse nodes, want %d", total, corpusNodes)
	}
}

// wholeCorpus analyses all items in one call. Its flows can be opened as long as the test runs.
func wholeCorpus(t *testing.T) *analyzer.Result {
	t.Helper()
	_, items := corpusItems(t)
	in, err := (program{err: io.Discard}).read(context.Background(), items, solution.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close() })
	result, err := analyzer.Analyze(context.Background(), in, analyzer.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func TestCorpusInOneCallCountsCopiesOnce(t *testing.T) {
	result := wholeCorpus(t)
	nodes := 0
	for _, f := range result.Flows {
		text, err := f.File.Open()
		if err != nil {
			t.Fatal(err)
		}
		nodes += len(dataverseNodes(text))
	}
	t.Logf("all items in one call: %d flows, %d distinct Dataverse nodes, %d needs, %d blind spots", len(result.Flows), nodes, len(result.Needs), len(result.Blindspots))
	if nodes != corpusDistinctNode {
		t.Errorf("%d distinct Dataverse nodes, want %d", nodes, corpusDistinctNode)
	}
}

// countNodes counts the Dataverse nodes of an item by reading its files anew, and checks that the report has each.
func countNodes(t *testing.T, item, out string) int {
	t.Helper()
	doc := struct {
		Flows []struct {
			File  string
			Files []string
		}
		Operations, Untouched []struct{ File, Pointer string }
		BlindSpots            []struct{ File, Pointer string }
		Identities            []struct {
			BlindSpots []struct{ File, Pointer string }
		}
	}{}
	if err := json.Unmarshal([]byte(out), &doc); err != nil {
		t.Fatal(err)
	}
	has := map[string]bool{}
	for _, list := range [][]struct{ File, Pointer string }{doc.Operations, doc.Untouched, doc.BlindSpots} {
		for _, e := range list {
			has[e.File+"#"+e.Pointer] = true
		}
	}
	for _, i := range doc.Identities {
		for _, b := range i.BlindSpots {
			has[b.File+"#"+b.Pointer] = true
		}
	}
	first := map[string]string{}
	for _, f := range doc.Flows {
		for _, file := range append(f.Files, f.File) {
			first[file] = f.File
		}
	}
	count := 0
	eachJSON(t, item, func(place string, text *source.Text) {
		nodes := dataverseNodes(text)
		count += len(nodes)
		for _, pointer := range nodes {
			if !has[first[place]+"#"+pointer] {
				t.Errorf("%s: node %s is neither operation nor blind spot nor untouched", place, pointer)
			}
		}
	})
	return count
}

// eachJSON reads every JSON file of an item, with the place that the report would give it.
func eachJSON(t *testing.T, item string, visit func(string, *source.Text)) {
	t.Helper()
	read := func(place string, raw []byte) {
		if strings.EqualFold(filepath.Ext(place), ".json") {
			if text, err := source.Decode(place, raw); err == nil {
				visit(place, text)
			}
		}
	}
	fromZip := func(place string, raw []byte) {
		z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range z.File {
			read(place+"!/"+f.Name, entry(t, f))
		}
	}
	stat, err := os.Stat(item)
	if err != nil {
		t.Fatal(err)
	}
	if !stat.IsDir() {
		raw, err := os.ReadFile(item)
		if err != nil {
			t.Fatal(err)
		}
		fromZip(filepath.Base(item), raw)
		return
	}
	err = fs.WalkDir(os.DirFS(item), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(filepath.Join(item, name))
		if err != nil {
			return err
		}
		if strings.EqualFold(filepath.Ext(name), ".zip") {
			fromZip(name, raw)
			return nil
		}
		read(name, raw)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

var connectionsKey = regexp.MustCompile(`\['([^']*)'\]\['connectionId'\]$`)

// dataverseNodes returns the JSON pointers of the nodes whose apiId, else connection reference, else $connections key
// names a Dataverse connector. It knows nothing of how the product reads flows.
func dataverseNodes(text *source.Text) []string {
	root, _, err := jsontree.Parse(text.Bytes, jsontree.Limits{})
	if err != nil {
		return nil
	}
	references := root.At("properties", "connectionReferences")
	names := func(s string) bool { return strings.Contains(strings.ToLower(s), "commondataservice") }
	var found []string
	root.Walk(func(pointer string, n *jsontree.Node) {
		parts := strings.Split(pointer, "/")
		if len(parts) < 3 || parts[len(parts)-2] != "actions" && parts[len(parts)-2] != "triggers" {
			return
		}
		host := n.At("inputs", "host")
		key := host.Get("connectionName").Str()
		if m := connectionsKey.FindStringSubmatch(host.At("connection", "name").Str()); m != nil {
			key = m[1]
		}
		reference := references.Get(key)
		switch api := host.Get("apiId").Str(); {
		case api != "":
			if names(api) {
				found = append(found, pointer)
			}
		case names(key), names(reference.At("api", "name").Str()), names(reference.Get("id").Str()):
			found = append(found, pointer)
		}
	})
	return found
}

func TestCorpusEveryMinimalRoleImportsAndFits(t *testing.T) {
	_, items := corpusItems(t)
	schemas := os.Getenv("ROLEFIT_SCHEMAS")
	xmllint, err := exec.LookPath("xmllint")
	if err != nil || schemas == "" {
		t.Skip("xmllint or ROLEFIT_SCHEMAS is missing: written solutions are not validated")
	}
	dir := t.TempDir()
	var customizations, manifests []string
	guessed := 0
	for n, item := range items {
		in, err := (program{err: io.Discard}).read(context.Background(), []string{item}, solution.DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		result, err := analyzer.Analyze(context.Background(), in, analyzer.Options{})
		if err != nil {
			t.Fatal(err)
		}
		roles, err := result.MinimalRoles(analyzer.Options{}, analyzer.RoleChoice{})
		if err != nil {
			t.Fatal(err)
		}
		for k, m := range roles {
			guessed += leftForTheirName(m)
			if len(m.Role.Grants) == 0 {
				continue
			}
			target := filepath.Join(dir, strings.ReplaceAll(strings.Join([]string{"r", strconv.Itoa(n), strconv.Itoa(k)}, "-"), " ", ""))
			if err := (roleFlags{version: "1.0.0.0"}).writeRole(target+".zip", m, result); err != nil {
				t.Fatalf("%s: %v", filepath.Base(item), err)
			}
			raw := unzip(t, target)
			customizations = append(customizations, filepath.Join(target, "customizations.xml"))
			manifests = append(manifests, filepath.Join(target, "solution.xml"))
			fits(t, filepath.Base(item), raw, m, result)
		}
		if err := in.Close(); err != nil {
			t.Error(err)
		}
	}
	for schema, files := range map[string][]string{"rolefit-customizations.xsd": customizations, "rolefit-solution.xsd": manifests} {
		if out, err := exec.Command(xmllint, append([]string{"--noout", "--schema", filepath.Join(schemas, schema)}, files...)...).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%.2000s", schema, err, out)
		}
	}
	t.Logf("%d roles written, valid and fitting; %d needs left out because no metadata knows their name", len(customizations), guessed)
	if len(customizations) != corpusRoles {
		t.Errorf("%d roles were written, want %d", len(customizations), corpusRoles)
	}
}

func leftForTheirName(m analyzer.MinimalRole) int {
	n := 0
	for _, l := range m.Left {
		if !l.Need.Known {
			n++
		}
	}
	return n
}

// fits reads a written role back and compares it with the needs that it serves.
func fits(t *testing.T, item string, customizations []byte, m analyzer.MinimalRole, result *analyzer.Result) {
	t.Helper()
	text, err := source.Decode("customizations.xml", customizations)
	if err != nil {
		t.Fatal(err)
	}
	roles, diagnostics := rolexml.ParseFile(text)
	if len(diagnostics) > 0 || len(roles) != 1 {
		t.Fatalf("%s: the written role does not read back: %v", item, diagnostics)
	}
	subject := result.Subject("role", m.Serves)
	compared := fit.Compare(subject.Needs, privileges.Union(roles...), result.FitOptions(analyzer.Options{}, nil))
	if len(compared.Gaps)+len(compared.Shallow)+len(compared.Surplus)+len(compared.TooDeep) > 0 {
		t.Errorf("%s: %d gaps, %d shallow, %d surplus, %d too deep", item, len(compared.Gaps), len(compared.Shallow), len(compared.Surplus), len(compared.TooDeep))
	}
	for _, g := range roles[0].Grants {
		if n, ok := needFor(subject, g.Privilege); !ok || !n {
			t.Errorf("%s: %s is granted under a guessed name", item, g.Privilege)
		}
	}
}

func needFor(s analyzer.Subject, privilege string) (known, ok bool) {
	for _, n := range s.Needs {
		if strings.EqualFold(n.Privilege, privilege) {
			return n.Known, true
		}
	}
	return false, false
}

// entry reads one entry of a zip.
func entry(t *testing.T, f *zip.File) []byte {
	t.Helper()
	r, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	raw, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// unzip writes a zip's files into a folder and returns its customizations.xml.
func unzip(t *testing.T, target string) []byte {
	t.Helper()
	z, err := zip.OpenReader(target + ".zip")
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	var customizations []byte
	for _, f := range z.File {
		raw := entry(t, f)
		if err := writeFile(target, f.Name, raw); err != nil {
			t.Fatal(err)
		}
		if f.Name == "customizations.xml" {
			customizations = raw
		}
	}
	return customizations
}

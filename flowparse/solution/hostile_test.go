package solution

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"math/rand"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rolefit/flowparse/source"
)

// doubled packs two entries of one name.
func doubled(tb testing.TB, name, first, second string) string {
	tb.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, text := range []string{first, second} {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.String()
}

// Every hostile item costs at most itself: the good solution beside it is read all the same, and an error names the
// file and says what to do.
func TestHostileInputIsReportedAndTheRestIsRead(t *testing.T) {
	good := zipped(t, export)
	nested := zipped(t, map[string]string{"x.json": "{}"})
	for range 6 {
		nested = zipped(t, map[string]string{"in.zip": nested})
	}
	stored := func() string { // an entry that is not compressed, so that its bytes can be damaged in place
		var out bytes.Buffer
		z := zip.NewWriter(&out)
		for name, text := range map[string]string{"solution.xml": manifestXML, "customizations.xml": customizations("<Workflows>" + flowRecord + "</Workflows>"), flowFile: flowJSON} {
			w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
			if err == nil {
				_, err = io.WriteString(w, text)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}()
	with := func(name, text string) map[string]string { return joined(export, map[string]string{name: text}) }
	deep := strings.Repeat("<a>", 5000) + strings.Repeat("</a>", 5000)
	cases := map[string]struct {
		root   Root
		limits Limits
		want   string // code and place of the first error
		hint   string // a word of its hint
	}{
		"no zip":                 {root: oneFile("bad.zip", "hello"), want: "not-a-zip bad.zip"},
		"empty":                  {root: oneFile("bad.zip", ""), want: "not-a-zip bad.zip"},
		"neither":                {root: oneFile("bad.bin", "\x7fELF"), want: "unknown-file bad.bin"},
		"cut off":                {root: oneFile("bad.zip", good[:len(good)/2]), want: "not-a-zip bad.zip"},
		"damaged entry":          {root: oneFile("bad.zip", strings.Replace(stored, `"manual"`, `"manuel"`, 1)), want: "unreadable-file bad.zip!/" + flowFile},
		"one large entry":        {root: oneFile("bad.zip", zipped(t, with("customizations.xml", customizations(strings.Repeat(" ", 50_000))))), limits: Limits{EntryBytes: 40_000}, want: "entry-too-large bad.zip!/customizations.xml", hint: "--max-entry-bytes"},
		"large in all":           {root: oneFile("zbad.zip", zipped(t, with("customizations.xml", customizations(strings.Repeat(" ", 50_000))))), limits: Limits{TotalBytes: 40_000}, want: "input-too-large zbad.zip!/customizations.xml", hint: "--max-total-bytes"},
		"large archive inside":   {root: oneFile("bad.zip", zipped(t, map[string]string{"in.zip": zipped(t, export) + strings.Repeat(" ", 50_000)})), limits: Limits{EntryBytes: 40_000}, want: "entry-too-large bad.zip!/in.zip", hint: "--max-entry-bytes"},
		"many files":             {root: oneFile("zbad.zip", zipped(t, export)), limits: Limits{Files: 12}, want: "too-many-files zbad.zip", hint: "--max-files"},
		"archives in archives":   {root: oneFile("bad.zip", nested), want: "archives-too-deep bad.zip!/in.zip!/in.zip!/in.zip!/in.zip", hint: "--max-archive-depth"},
		"folders in folders":     {root: folder("bad", map[string]string{strings.Repeat("d/", 70) + "x.json": "{}"}), limits: Limits{FolderDepth: 64}, want: "folders-too-deep bad" + strings.Repeat("/d", 65), hint: "--max-folder-depth"},
		"folders in an archive":  {root: oneFile("bad.zip", zipped(t, map[string]string{strings.Repeat("d/", 70) + "x.json": flowJSON})), want: "folders-too-deep bad.zip!/" + strings.Repeat("d/", 70) + "x.json", hint: "--max-folder-depth"},
		"a way out":              {root: oneFile("bad.zip", zipped(t, map[string]string{"../../etc/x.json": flowJSON})), want: "path-traversal bad.zip"},
		"a way out, backslashes": {root: oneFile("bad.zip", zipped(t, map[string]string{`Workflows\..\..\x.json`: flowJSON})), want: "path-traversal bad.zip"},
		"an absolute name":       {root: oneFile("bad.zip", zipped(t, map[string]string{"/etc/x.json": flowJSON})), want: "path-traversal bad.zip"},
		"a drive":                {root: oneFile("bad.zip", zipped(t, map[string]string{`C:\x.json`: flowJSON})), want: "path-traversal bad.zip"},
		"a name twice":           {root: oneFile("bad.zip", doubled(t, "customizations.xml", customizations(""), customizations("<Roles>"+roleXML+"</Roles>"))), want: "duplicate-entry bad.zip!/customizations.xml"},
		"no customizations":      {root: oneFile("bad.zip", zipped(t, map[string]string{"solution.xml": manifestXML})), want: "no-customizations bad.zip!/solution.xml"},
		"a document type":        {root: oneFile("bad.zip", zipped(t, with("customizations.xml", `<!DOCTYPE x [<!ENTITY a "b">]>`+allSections))), want: "document-type bad.zip!/customizations.xml"},
		"a document type inside": {root: oneFile("bad.zip", zipped(t, with("customizations.xml", customizations("<Templates><!DOCTYPE x></Templates>")))), want: "document-type bad.zip!/customizations.xml"},
		"deep XML":               {root: oneFile("bad.zip", zipped(t, with("customizations.xml", customizations("<Templates>"+deep+"</Templates>")))), want: "unreadable-xml bad.zip!/customizations.xml"},
		"broken XML":             {root: oneFile("bad.zip", zipped(t, with("customizations.xml", "<ImportExportXml><Roles>"))), want: "unreadable-xml bad.zip!/customizations.xml"},
		"crossed tags":           {root: oneFile("bad.zip", zipped(t, with("customizations.xml", "<ImportExportXml><Roles></Entities></ImportExportXml>"))), want: "unreadable-xml bad.zip!/customizations.xml"},
		"an encoding of old":     {root: oneFile("bad.zip", zipped(t, with("customizations.xml", "<ImportExportXml>\xe9</ImportExportXml>"))), want: "unreadable-text bad.zip!/customizations.xml"},
		"a flow of old":          {root: oneFile("bad.zip", zipped(t, with(flowFile, "{\"a\":\"\xe9\"}"))), want: "unreadable-text bad.zip!/" + flowFile},
		"nothing there":          {root: Root{Label: "gone", FS: memory(nil), Path: "gone.zip"}, want: "unreadable-file gone"},
		"too many in directory":  {root: oneFile("bad.zip", zipped(t, crowd(7500))), limits: Limits{Files: 3000}, want: "too-many-files bad.zip", hint: "--max-files"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			in := read(t, c.limits, c.root, oneFile("good.zip", good))
			got := codes(in, source.Error)
			if len(got) == 0 || got[0] != c.want {
				t.Fatalf("reported %q, want %q first", got, c.want)
			}
			for _, d := range in.Diagnostics {
				if d.Severity == source.Error && (d.Hint == "" || !strings.Contains(d.Hint, c.hint)) {
					t.Errorf("%v: the hint does not help", d)
				}
			}
			found := false
			for _, f := range in.Flows {
				for _, file := range f.Files {
					found = found || file == "good.zip!/"+flowFile
				}
			}
			if !found {
				t.Error("the good solution beside it was not read")
			}
		})
	}
}

// crowd is many small files of no interest.
func crowd(n int) map[string]string {
	files := map[string]string{}
	for i := range n {
		files["WebResources/"+strings.Repeat("x", i%7)+string(rune('a'+i%26))+"/"+string(rune(0x4e00+i))] = ""
	}
	return files
}

func TestBothEntriesOfOneNameAreRead(t *testing.T) {
	in := read(t, Limits{}, oneFile("bad.zip", doubled(t, "customizations.xml", customizations(""), customizations("<Roles>"+roleXML+"</Roles>"))))
	if len(in.Roles) != 1 {
		t.Error("a role hides behind a second entry of the same name")
	}
}

func TestLinksAreNotFollowed(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	for path, text := range map[string]string{filepath.Join(dir, "solution.json"): flowJSON, filepath.Join(outside, "Clerk.xml"): roleXML} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(outside, filepath.Join(dir, "Roles")); err != nil {
		t.Skip("no symbolic links here: ", err)
	}
	in := read(t, Limits{}, Root{FS: os.DirFS(dir), Path: "."})
	if len(in.Roles) != 0 || len(in.Flows) != 1 {
		t.Errorf("%d roles, %d flows", len(in.Roles), len(in.Flows))
	}
	if diff := cmp.Diff([]string{"link-not-followed Roles"}, codes(in, source.Warning)); diff != "" {
		t.Error(diff)
	}
}

func TestCancellingEndsTheReading(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Read(ctx, []Root{folder("src", export)}, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// The order in which inputs are named decides nothing.
func TestShuffledRootsGiveTheSameInput(t *testing.T) {
	changed := joined(export, map[string]string{flowFile: strings.Replace(flowJSON, `"List"`, `"List_rows"`, 1)})
	roots := []Root{
		folder("a", unpacked), oneFile("b.zip", zipped(t, export)), folder("c", changed), oneFile("d.zip", "no zip"),
		oneFile("e.zip", zipped(t, map[string]string{"x.zip": zipped(t, changed)})), oneFile("f.json", flowJSON),
	}
	want := read(t, Limits{}, roots...)
	for seed := range int64(6) {
		rand.New(rand.NewSource(seed)).Shuffle(len(roots), func(i, j int) { roots[i], roots[j] = roots[j], roots[i] })
		got := read(t, Limits{}, roots...)
		if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(Input{}), cmpopts.IgnoreFields(FlowFile{}, "Open")); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
	}
}

// counting counts the files that are open.
type counting struct {
	fs.FS
	open, most *int
}

func (c counting) Open(name string) (fs.File, error) {
	f, err := c.FS.Open(name)
	if err != nil {
		return nil, err
	}
	if *c.open++; *c.open > *c.most {
		*c.most = *c.open
	}
	return &counted{f, f.(io.ReaderAt), c.open}, nil
}

func (c counting) Stat(name string) (fs.FileInfo, error) { return fs.Stat(c.FS, name) }

type counted struct {
	fs.File
	io.ReaderAt
	open *int
}

func (c *counted) Close() error { *c.open--; return c.File.Close() }

// A build agent may have a thousand archives and few file handles.
func TestOpenArchivesAreFewAndAllAreClosed(t *testing.T) {
	open, most := 0, 0
	var roots []Root
	for i := range 60 {
		label := string(rune('a'+i/26)) + string(rune('a'+i%26)) + ".zip"
		text := zipped(t, joined(export, map[string]string{flowFile: strings.Replace(flowJSON, `"List"`, `"List`+label+`"`, 1)}))
		roots = append(roots, Root{Label: label, FS: counting{memory(map[string]string{"k.zip": text}), &open, &most}, Path: "k.zip"})
	}
	in, err := Read(context.Background(), roots, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range in.Flows {
		if _, err := f.Open(); err != nil {
			t.Fatal(err)
		}
	}
	if most > 40 {
		t.Errorf("%d files were open at once", most)
	}
	if err := in.Close(); err != nil {
		t.Error(err)
	}
	if _, err := in.Flows[0].Open(); err != nil {
		t.Errorf("a flow can be opened after Close: %v", err)
	}
	if err := in.Close(); err != nil || open != 0 {
		t.Errorf("%d files are still open, %v", open, err)
	}
}

// An Input lives as long as the analysis of a whole tenant; it must not keep what flows are made of.
func TestReadKeepsNoDefinitionInMemory(t *testing.T) {
	large := strings.Replace(flowJSON, `"actions":{`, `"actions":{"Note":{"type":"Compose","inputs":[`+strings.Repeat(`{"a":"b"},`, 4_000)+`1]},`, 1)
	const copies = 20
	files := map[string]string{}
	for i := range copies {
		files["Workflows/F-9290B17C-8C42-F111-BEC6-0022481DB4"+string(rune('0'+i/10))+string(rune('0'+i%10))+".json"] = large
	}
	root := oneFile("k.zip", zipped(t, files))
	heap := func() int64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	before := heap()
	in := read(t, Limits{}, root)
	grown := heap() - before
	if len(in.Flows) != copies || grown > copies*int64(len(large))/4 {
		t.Errorf("%d flows of %d bytes each keep %d bytes", len(in.Flows), len(large), grown)
	}
	runtime.KeepAlive(in)
}

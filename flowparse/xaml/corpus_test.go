package xaml

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// metadataField reads a field of the .data.xml beside a process's XAML.
func metadataField(t *testing.T, data []byte, name string) string {
	t.Helper()
	m := regexp.MustCompile(`<` + name + `>([^<]*)</` + name + `>`).FindSubmatch(data)
	if m == nil {
		return ""
	}
	return string(m[1])
}

// The corpus is a folder of exported solutions that does not belong to the repository; ROLEFIT_CORPUS names it.
func TestEveryProcessOfTheCorpusIsReadWithoutLoss(t *testing.T) {
	root := os.Getenv("ROLEFIT_CORPUS")
	if root == "" {
		t.Skip("ROLEFIT_CORPUS is not set")
	}
	files, kinds, opaque, facts := map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.EqualFold(filepath.Ext(path), ".xaml") {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("reading the corpus: %w", err)
		}
		w, err := Parse(raw)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			return nil
		}
		metadata, err := os.ReadFile(path + ".data.xml")
		if err != nil {
			t.Logf("%s has no metadata", path)
		}
		category := metadataField(t, metadata, "Category")
		files["category "+category]++
		for _, s := range w.Steps {
			kinds[category+" "+string(s.Kind)]++
			for _, l := range s.Lookups {
				kinds[fmt.Sprintf("%s lookups, %d targets, %d sources", category, len(l.Targets), len(l.From))]++
			}
		}
		for _, o := range w.Opaque {
			opaque[category+" "+o.What]++
		}
		if category != "0" && category != "3" {
			return nil
		}
		if len(w.Steps) == 0 && len(w.Opaque) == 0 {
			t.Errorf("%s yields neither a step nor an opaque part", path)
		}
		// Counted in the text, past the parser: every such activity must have become a step.
		for kind, tag := range map[Kind]string{Create: "mxswa:CreateEntity", Update: "mxswa:UpdateEntity", SetState: "mxswa:SetState", Stop: "TerminateWorkflow"} {
			var got int
			for _, s := range w.Steps {
				if s.Kind == kind {
					got++
				}
			}
			if want := strings.Count(string(raw), "<"+tag+" "); got != want {
				t.Errorf("%s: %d steps of kind %s, want %d", path, got, kind, want)
			}
		}
		facts["mode "+metadataField(t, metadata, "Mode")+", run as "+metadataField(t, metadata, "RunAs")]++
		facts["on "+strings.ToLower(metadataField(t, metadata, "PrimaryEntity"))]++
		for _, s := range w.Steps {
			if s.Kind != Read && s.Kind != Stop {
				facts[string(s.Kind)+" of "+s.Table+" "+s.Row]++
			}
			for _, c := range s.Reads {
				facts["reads "+c.Table]++
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatal("the corpus holds no XAML")
	}
	for _, counts := range []map[string]int{files, kinds, facts, opaque} {
		for _, key := range slices.Sorted(maps.Keys(counts)) {
			t.Logf("%6d %s", counts[key], key)
		}
	}
}

package solution

import (
	"slices"
	"testing"
	"testing/fstest"

	"rolefit/flowparse/source"
)

// What holds no part of a solution is no input in which all is well: a wrong path would pass every gate.
func TestRootThatHoldsNothingIsSaid(t *testing.T) {
	for name, root := range map[string]Root{
		"an empty folder":               {Label: "r", FS: fstest.MapFS{}, Path: "."},
		"a folder of something else":    folder("r", map[string]string{"README.txt": "hello", "a/package.json": "{}"}),
		"an archive of something else":  oneFile("r.zip", zipped(t, map[string]string{"a.txt": "hello"})),
		"an archive of nothing":         oneFile("r.zip", zipped(t, nil)),
		"such an archive in an archive": oneFile("r.zip", zipped(t, map[string]string{"in.zip": zipped(t, map[string]string{"a.txt": "hello"})})),
	} {
		t.Run(name, func(t *testing.T) {
			if in := read(t, Limits{}, root); !slices.ContainsFunc(in.Diagnostics, isNothing) {
				t.Errorf("nothing is said: %v", in.Diagnostics)
			}
		})
	}
}

// One root that holds nothing is said beside others that hold something, and those are not blamed.
func TestRootThatHoldsNothingIsToldFromOthers(t *testing.T) {
	in := read(t, Limits{}, folder("empty", map[string]string{"README.txt": "hello"}), oneFile("k.zip", zipped(t, export)), folder("roles", map[string]string{"Roles/r.xml": roleXML}))
	var got []string
	for _, d := range in.Diagnostics {
		if isNothing(d) {
			got = append(got, d.Place.File)
		}
	}
	if !slices.Equal(got, []string{"empty"}) {
		t.Errorf("%v are said to hold nothing, want empty", got)
	}
}

// A file that is named and called .json is read as JSON, whatever it begins with: it is wrong, not without findings.
func TestNamedFileIsReadByItsEnding(t *testing.T) {
	for name, content := range map[string]string{"broken": "x", "a text": `"{\"properties\":{}}"`, "a note": "see mail"} {
		in := read(t, Limits{}, oneFile("flow.json", content))
		if len(in.Flows) != 1 {
			t.Errorf("%s: %d flows were taken up, want the one that is named", name, len(in.Flows))
		}
	}
}

func isNothing(d source.Diagnostic) bool {
	return d.Code == NothingRecognised && d.Severity == source.Error
}

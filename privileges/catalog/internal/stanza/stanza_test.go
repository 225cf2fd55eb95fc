package stanza

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRecordsAreSeparatedByEmptyLines(t *testing.T) {
	text := "# comment\n\nid: a\nneeds: x\n y\n\tz\n# within\nnote: b: c\n\n\nid:  d  \r\nneeds: w\n"
	got, err := Parse("test.txt", text, []string{"id", "needs"}, []string{"note"})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].Line != 3 || got[1].Line != 11 {
		t.Fatalf("records %+v", got)
	}
	if got[0].Get("note") != "b: c" || got[1].Get("id") != "d" || got[1].Get("note") != "" {
		t.Errorf("note %q, id %q", got[0].Get("note"), got[1].Get("id"))
	}
	if diff := cmp.Diff([]string{"x", "y", "z"}, got[0].Words("needs")); diff != "" {
		t.Errorf("needs (-want +got):\n%s", diff)
	}
	if got[1].Words("note") != nil {
		t.Errorf("words of a missing field: %q", got[1].Words("note"))
	}
}

func TestMalformedTextIsRefusedWithItsPlace(t *testing.T) {
	for text, place := range map[string]string{
		"id: a\nunknown: b": "t.txt:2", "id": "t.txt:1", "id: a\nid: b": "t.txt:2", " x": "t.txt:1", "note: a": "t.txt:1",
		"id: a\n\nnote: b\n\nid: c": "t.txt:3", "id:": "t.txt:1", "id: a\n\n x": "t.txt:3",
	} {
		_, err := Parse("t.txt", text, []string{"id"}, []string{"note"})
		if !errors.Is(err, ErrMalformed) || !strings.HasPrefix(err.Error(), place+":") {
			t.Errorf("%q: %v, want an error at %s", text, err, place)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("id: a\n b\n\n# c\nid: d")
	f.Add("id:\n\x00")
	f.Fuzz(func(t *testing.T, text string) {
		records, err := Parse("fuzz", text, []string{"id"}, []string{"note"})
		if err != nil && !errors.Is(err, ErrMalformed) {
			t.Errorf("an error of another kind: %v", err)
		}
		for _, r := range records {
			if r.Get("id") == "" || r.Line < 1 {
				t.Errorf("a record without its required field: %+v", r)
			}
		}
	})
}

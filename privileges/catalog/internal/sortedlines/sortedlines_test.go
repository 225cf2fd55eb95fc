package sortedlines

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func collect(t testing.TB, f *File) []Record {
	t.Helper()
	var all []Record
	for record, err := range f.All() {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, record)
	}
	return all
}

func encode(t testing.TB, records ...Record) []byte {
	t.Helper()
	data, err := Encode(records)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestRecordsComeBackSortedByKeyWithoutRegardToCase(t *testing.T) {
	data := encode(t, Record{"prvB", "2"}, Record{"Prva", "", "x"}, Record{"prvb", "1", ""}, Record{"a"})
	want := []Record{{"a"}, {"Prva", "", "x"}, {"prvB", "2"}, {"prvb", "1"}}
	if diff := cmp.Diff(want, collect(t, OpenBytes("test", data))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	found, err := OpenBytes("test", data).Find("PRVB")
	if diff := cmp.Diff(want[2:], found); err != nil || diff != "" {
		t.Errorf("Find(PRVB) %v (-want +got):\n%s", err, diff)
	}
}

func TestTheOrderOfTheRecordsDoesNotChangeTheFile(t *testing.T) {
	var records []Record
	for i := range 5000 {
		records = append(records, Record{fmt.Sprintf("key%04d", i%1700), fmt.Sprint(i)})
	}
	first := encode(t, records...)
	slices.Reverse(records)
	if !slices.Equal(first, encode(t, records...)) {
		t.Error("other bytes in another order")
	}
}

func TestKeysAreFoundInEveryBlockAndNowhereElse(t *testing.T) {
	var records []Record
	for i := range 3000 {
		records = append(records, Record{fmt.Sprintf("key%04d", i*2), strings.Repeat("x", i%50)}, Record{fmt.Sprintf("key%04d", i*2), "second"})
	}
	f := OpenBytes("test", encode(t, records...))
	blocks, err := f.index()
	if err != nil || len(blocks) < 5 {
		t.Fatalf("%d blocks, %v", len(blocks), err)
	}
	for i := range 6000 {
		found, err := f.Find(fmt.Sprintf("key%04d", i))
		if want := 2 * (1 - i%2); err != nil || len(found) != want {
			t.Fatalf("key%04d: %d records, want %d; %v", i, len(found), want, err)
		}
	}
	for _, key := range []string{"", "a", "zzz", "key", "key0000\t"} {
		if found, err := f.Find(key); err != nil || found != nil {
			t.Errorf("Find(%q) = %q, %v", key, found, err)
		}
	}
}

func TestAnEmptyFileAnswersNothing(t *testing.T) {
	f := OpenBytes("test", encode(t))
	if found, err := f.Find("a"); err != nil || found != nil {
		t.Errorf("Find = %q, %v", found, err)
	}
	if all := collect(t, f); all != nil {
		t.Errorf("All = %q", all)
	}
}

func TestFieldsBeyondTheLastAreEmpty(t *testing.T) {
	r := Record{"a", "b"}
	if r.Field(1) != "b" || r.Field(2) != "" || r.Field(99) != "" {
		t.Errorf("fields %q %q %q", r.Field(1), r.Field(2), r.Field(99))
	}
}

func TestRecordsThatCannotBeWrittenAreRefused(t *testing.T) {
	for name, r := range map[string]Record{
		"no key": {"", "x"}, "no fields": {}, "tab": {"a", "b\tc"}, "line break": {"a", "b\nc"}, "carriage return": {"a\r"},
		"too long": {"a", strings.Repeat("x", maxRawBlock)},
	} {
		if _, err := Encode([]Record{r}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestDamagedFilesAreRefusedByName(t *testing.T) {
	good := string(encode(t, Record{"a", "b"}))
	head, body, _ := strings.Cut(good, "\n\n")
	for name, data := range map[string]string{
		"empty": "", "other format": "PK\x03\x04", "no number": "sortedlines 1 x\n\n", "negative": "sortedlines 1 -1\n\n",
		"too many blocks": "sortedlines 1 9\na\t1\t1\n\nx", "no body": "sortedlines 1 1\na\t1\t1\n",
		"two fields": "sortedlines 1 1\na\t1\n\nx", "length beyond the end": "sortedlines 1 1\na\t9\t1\n\nx",
		"huge block": "sortedlines 1 1\na\t1\t99999999\n\nx", "not compressed": "sortedlines 1 1\na\t1\t4\n\nx",
		"cut": good[:len(good)-3], "other bytes": head + "\n\n" + strings.Repeat("\xff", len(body)),
		"text after an empty index": "sortedlines 1 0\n\nx",
	} {
		if _, err := OpenBytes("some.lines", []byte(data)).Find("a"); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "some.lines") {
			t.Errorf("%s: %v", name, err)
		}
		for _, err := range OpenBytes("some.lines", []byte(data)).All() {
			if !errors.Is(err, ErrDamaged) {
				t.Errorf("%s: All: %v", name, err)
			}
		}
	}
}

func TestFilesAreReadWhenAskedAndMissingOnesAreNamed(t *testing.T) {
	files := fstest.MapFS{}
	present, missing := Open(files, "a.lines"), Open(files, "b.lines")
	files["a.lines"] = &fstest.MapFile{Data: encode(t, Record{"a"})}
	if found, err := present.Find("a"); err != nil || len(found) != 1 {
		t.Errorf("Find = %q, %v", found, err)
	}
	if _, err := missing.Find("a"); err == nil || !strings.Contains(err.Error(), "b.lines") {
		t.Errorf("a missing file: %v", err)
	}
}

// FuzzRead protects the reader: no input may panic or yield more than its index promises.
func FuzzRead(f *testing.F) {
	f.Add(encode(f, Record{"a", "b"}, Record{"c"}), "a")
	f.Add(encode(f), "a")
	f.Add([]byte("sortedlines 1 1\na\t1\t4\n\nx"), "a")
	f.Add([]byte("sortedlines 1 2\nb\t0\t0\na\t0\t0\n\n"), "b")
	f.Fuzz(func(t *testing.T, data []byte, key string) {
		file := OpenBytes("fuzz", data)
		found, err := file.Find(key)
		if err != nil && !errors.Is(err, ErrDamaged) {
			t.Errorf("an error that is not about damage: %v", err)
		}
		for _, r := range found {
			if !strings.EqualFold(strings.ToLower(r.Field(0)), strings.ToLower(key)) {
				t.Errorf("Find(%q) found %q", key, r)
			}
		}
		for range file.All() {
		}
	})
}

// FuzzEncode protects the round trip: what Encode accepts comes back whole.
func FuzzEncode(f *testing.F) {
	f.Add("a", "b", "c")
	f.Add("prvRead", "", "ä")
	f.Fuzz(func(t *testing.T, key, second, third string) {
		data, err := Encode([]Record{{key, second, third}})
		if err != nil {
			return
		}
		found, err := OpenBytes("fuzz", data).Find(key)
		if err != nil || len(found) != 1 || found[0].Field(0) != key || found[0].Field(1) != second || found[0].Field(2) != third {
			t.Errorf("Find(%q) = %q, %v", key, found, err)
		}
	})
}

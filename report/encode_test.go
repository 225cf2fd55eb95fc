package report_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/report"
)

func TestTheZeroDocumentHasEmptyListsAndIsValid(t *testing.T) {
	var b bytes.Buffer
	if err := (report.Document{}).Write(&b); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "null") {
		t.Errorf("null in:\n%s", b.String())
	}
	if !strings.HasSuffix(b.String(), "}\n") {
		t.Errorf("does not end with one newline")
	}
	if err := report.Validate(b.Bytes()); err != nil {
		t.Error(err)
	}
}

func TestADocumentWithOneOfEverythingIsValidAndReadsBackUnchanged(t *testing.T) {
	doc := filled(t)
	var b bytes.Buffer
	if err := doc.Write(&b); err != nil {
		t.Fatal(err)
	}
	got, err := report.Read(&b)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(doc, got); diff != "" {
		t.Errorf("(-written +read):\n%s", diff)
	}
}

func TestWritingKeepsHTMLCharactersAndMendsBrokenUTF8(t *testing.T) {
	doc := report.Document{Inputs: []string{"a<b>&c", "x\xffy"}}
	var b bytes.Buffer
	if err := doc.Write(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"a<b>&c"`, `"x` + "\uFFFD" + `y"`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%s is not in:\n%s", want, b.String())
		}
	}
}

func TestWritingTwiceGivesEqualBytes(t *testing.T) {
	doc := filled(t)
	var a, b bytes.Buffer
	if err := doc.Write(&a); err != nil {
		t.Fatal(err)
	}
	if err := doc.Write(&b); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two writes differ")
	}
}

func TestAFailingWriterAndAFailingReaderAreReported(t *testing.T) {
	if err := (report.Document{}).Write(failing{}); !errors.Is(err, errFailing) {
		t.Errorf("Write: %v", err)
	}
	if _, err := report.Read(failing{}); !errors.Is(err, errFailing) {
		t.Errorf("Read: %v", err)
	}
}

var errFailing = errors.New("the disk is full")

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errFailing }
func (failing) Read([]byte) (int, error)  { return 0, errFailing }

func FuzzReadNeverPanicsAndWhatItReadsWritesBackValid(f *testing.F) {
	var b bytes.Buffer
	if err := (report.Document{}).Write(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte(`{"schemaVersion":"1","x":[1,2]}`))
	f.Add([]byte("[[[[[[[["))
	f.Fuzz(func(t *testing.T, raw []byte) {
		doc, err := report.Read(bytes.NewReader(raw))
		if err != nil {
			return
		}
		var out bytes.Buffer
		if err := doc.Write(&out); err != nil {
			t.Fatal(err)
		}
		if err := report.Validate(out.Bytes()); err != nil {
			t.Fatal(err)
		}
	})
}

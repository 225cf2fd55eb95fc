package solution

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"rolefit/flowparse/jsontree"
	"rolefit/flowparse/source"
)

// small bounds a fuzzed input to what a fuzzer can try in a moment.
var small = Limits{EntryBytes: 1 << 20, TotalBytes: 4 << 20, Files: 1000, ArchiveDepth: 3, FolderDepth: 20}

// Whatever bytes a zip has, reading it ends without panic and every place names the file that was given.
func FuzzReadZip(f *testing.F) {
	for _, files := range []map[string]string{export, unpacked, {"in.zip": zipped(f, export)}, {`a\..\b.json`: flowJSON}, {"a.msapp": "x"}} {
		f.Add([]byte(zipped(f, files)))
	}
	f.Add([]byte("PK\x05\x06"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		in := read(t, small, oneFile("k.zip", string(raw)))
		for _, flow := range in.Flows {
			if text, err := flow.Open(); err == nil && text.Path != flow.File() {
				t.Errorf("%q opens as %q", flow.File(), text.Path)
			}
		}
		for _, d := range in.Diagnostics {
			if !strings.HasPrefix(d.Place.File, "k.zip") || strings.ContainsAny(d.Place.File, "\n\x1b") {
				t.Errorf("a diagnostic at %q", d.Place.File)
			}
		}
	})
}

// Places of what is read stand inside the file, and what the standard library calls well-formed is read.
func FuzzCustomizations(f *testing.F) {
	f.Add(allSections)
	f.Add(customizations("<Roles>" + roleXML + "</Roles><!-- > --><?x ?><A b='>'><![CDATA[</A>]]></A>"))
	f.Add("<ImportExportXml><Roles><Role id='x'/></Roles></ImportExportXml>")
	f.Fuzz(func(t *testing.T, text string) {
		in := read(t, small, oneFile("customizations.xml", text))
		decoded, err := source.Decode("", []byte(text))
		if err != nil {
			return
		}
		for _, role := range in.Roles {
			if p := role.Place.Span; p.Start < 0 || p.End > len(decoded.Bytes) || !bytes.Equal(role.XML, decoded.Bytes[p.Start:p.End]) {
				t.Errorf("a role at %v", p)
			}
		}
		if wellFormed(decoded.Bytes) {
			if _, err := parseMarkup(decoded.Bytes, wantCustomizations); err != nil && !errors.Is(err, errDoctype) && !errors.Is(err, errXMLDepth) && !errors.Is(err, errNoElement) {
				t.Errorf("well-formed, but %v", err)
			}
		}
	})
}

func wellFormed(text []byte) bool {
	d := xml.NewDecoder(bytes.NewReader(text))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	for {
		if _, err := d.Token(); err != nil {
			return errors.Is(err, io.EOF)
		}
	}
}

// Laying a definition out differently does not make it another one.
func FuzzDigest(f *testing.F) {
	f.Add(definition)
	f.Add(`{"a":[1,"\u0061\"",null,true],"b":{}}`)
	f.Fuzz(func(t *testing.T, text string) {
		tree, duplicates, err := jsontree.Parse([]byte(text), jsontree.Limits{})
		if err != nil || len(duplicates) > 0 || !json.Valid([]byte(text)) {
			return
		}
		var laidOut bytes.Buffer
		if err := json.Indent(&laidOut, []byte(text), "\t", "\r\n "); err != nil {
			return
		}
		again, _, err := jsontree.Parse(laidOut.Bytes(), jsontree.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if digest(tree) != digest(again) {
			t.Error("white space changes the digest")
		}
		wrapped, _, err := jsontree.Parse([]byte("["+text+"]"), jsontree.Limits{})
		if err == nil && digest(wrapped) == digest(tree) {
			t.Error("another value has the same digest")
		}
	})
}

func TestDigestsTellContentApart(t *testing.T) {
	of := func(text string) string {
		tree, _, err := jsontree.Parse([]byte(text), jsontree.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		return digest(tree)
	}
	same := [][2]string{{`{"a":1,"b":2}`, `{ "b": 2, "a": 1 }`}, {`"\u00e9\/"`, `"é/"`}}
	for _, pair := range same {
		if of(pair[0]) != of(pair[1]) {
			t.Errorf("%s and %s say the same", pair[0], pair[1])
		}
	}
	different := [][2]string{{`{"a":"1"}`, `{"a":1}`}, {`["a","b"]`, `["b","a"]`}, {`["a","b"]`, `["ab"]`}, {`{"a":null}`, `{}`}, {`["a\u001fe"]`, `["a","e"]`}, {`["a\u001fdb"]`, `["a","b"]`}, {`{"a\u001fd":"b"}`, `{"a":"d\u001fb"}`}, {`{"a":"b\u001fc\u001fdd"}`, `{"a":"b","c":"d"}`}}
	for _, pair := range different {
		if of(pair[0]) == of(pair[1]) {
			t.Errorf("%s and %s differ", pair[0], pair[1])
		}
	}
}

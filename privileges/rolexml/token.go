package rolexml

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"

	"rolefit/flowparse/source"
)

// errStop ends reading after the reason was recorded as a diagnostic.
var errStop = errors.New("reading stopped")

// reader hands out XML tokens with their places and refuses document type declarations and deep nesting.
type reader struct {
	complaints
	decoder *xml.Decoder
	text    *source.Text // the bytes being read, for their line index
	at      source.Place // where the first of these bytes stands in its file
	start   int          // offset of the token handed out last
	open    []string     // names of the elements around the next token
}

func newReader(text []byte, at source.Place) *reader {
	decoder := xml.NewDecoder(bytes.NewReader(text))
	// The text is UTF-8 by now, whatever encoding its declaration names.
	decoder.CharsetReader = func(_ string, input io.Reader) (io.Reader, error) { return input, nil }
	return &reader{decoder: decoder, text: &source.Text{Path: at.File, Bytes: text}, at: at}
}

// next returns the next token. It fails with io.EOF at the end of the text and with errStop.
func (r *reader) next() (xml.Token, error) {
	r.start = int(r.decoder.InputOffset())
	token, err := r.decoder.Token()
	if errors.Is(err, io.EOF) {
		return nil, io.EOF
	}
	if err != nil {
		r.add(source.Error, "role-xml", r.place(int(r.decoder.InputOffset()), ""), "not well-formed XML from here on",
			"export the solution again")
		return nil, errStop
	}
	switch token := token.(type) {
	case xml.Directive:
		r.add(source.Error, "role-doctype", r.place(r.start, ""), "a document type declaration stands in the XML",
			"exports have none: remove it")
		return nil, errStop
	case xml.StartElement:
		if len(r.open) >= maxDepth {
			r.add(source.Error, "role-depth", r.place(r.start, ""), "the XML is nested too deeply", "")
			return nil, errStop
		}
		r.open = append(r.open, token.Name.Local)
	case xml.EndElement:
		r.open = r.open[:len(r.open)-1]
	}
	return token, nil
}

// around returns the name of the n-th element around the element that was opened last: 1 is its parent.
func (r *reader) around(n int) string {
	if i := len(r.open) - 1 - n; i >= 0 {
		return r.open[i]
	}
	return ""
}

// place turns an offset of the text into a place in the file. The span runs to the end of the token that starts there.
func (r *reader) place(offset int, below string) source.Place {
	line, column := r.text.Position(offset)
	p := source.Place{File: r.at.File, Route: r.at.Route, Pointer: r.at.Pointer + below}
	end := max(offset, min(int(r.decoder.InputOffset()), len(r.text.Bytes)))
	p.Span = source.Span{Start: r.at.Span.Start + offset, End: r.at.Span.Start + end}
	if r.at.Line > 0 {
		p.Line, p.Column = r.at.Line+line-1, column
		if line == 1 {
			p.Column += max(r.at.Column, 1) - 1
		}
	}
	return p
}

func attribute(element xml.StartElement, name string) (value string, ok bool) {
	for _, a := range element.Attr {
		if a.Name.Space == "" && a.Name.Local == name {
			return a.Value, true
		}
	}
	return "", false
}

package solution

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"rolefit/flowparse/source"
)

// What parsing XML can fail with. markupError adds the place.
var (
	errDoctype   = errors.New("the XML declares a document type, which exports never do")
	errXMLDepth  = errors.New("the XML is nested too deeply")
	errNotXML    = errors.New("not well-formed XML")
	errEarlyEnd  = errors.New("the XML ends early")
	errNoElement = errors.New("the file holds no XML element")
)

type markupError struct {
	offset int
	err    error
}

func (e *markupError) Error() string { return e.err.Error() }
func (e *markupError) Unwrap() error { return e.err }

// maxXMLDepth bounds elements inside elements; real exports nest some 40.
const maxXMLDepth = 256

// parseMarkup reads the elements that want keeps. want is asked for every element inside a kept one, with its name and
// depth (the root has depth 0); what it refuses is skipped without being decoded.
func parseMarkup(text []byte, want func(path []string) bool) (*element, error) {
	p := markup{text: text, want: want}
	for {
		tag, err := p.next()
		if err != nil {
			return nil, err
		}
		if tag.kind == endOfText {
			return nil, &markupError{len(text), errNoElement}
		}
		if tag.kind == startTag {
			return p.element(tag)
		}
	}
}

type markup struct {
	text []byte
	at   int
	want func(path []string) bool
	path []string
}

type tagKind uint8

const (
	endOfText tagKind = iota
	startTag
	endTag
	emptyTag
	characters
)

type tag struct {
	kind       tagKind
	name       string
	start, end int    // the tag's bytes
	inside     []byte // of a start tag: its attributes; of characters: the text
	raw        bool   // characters of a CDATA section
}

func (p *markup) fail(err error) error { return &markupError{p.at, err} }

// next reads one tag or run of text. Comments and processing instructions are passed over.
func (p *markup) next() (tag, error) {
	for p.at < len(p.text) {
		if p.text[p.at] != '<' {
			end := bytes.IndexByte(p.text[p.at:], '<')
			if end < 0 {
				end = len(p.text) - p.at
			}
			t := tag{kind: characters, start: p.at, end: p.at + end, inside: p.text[p.at : p.at+end]}
			p.at += end
			return t, nil
		}
		rest := p.text[p.at:]
		switch {
		case bytes.HasPrefix(rest, []byte("<!--")):
			if err := p.past("-->", 4); err != nil {
				return tag{}, err
			}
		case bytes.HasPrefix(rest, []byte("<![CDATA[")):
			start := p.at + 9
			if err := p.past("]]>", 9); err != nil {
				return tag{}, err
			}
			return tag{kind: characters, start: start, end: p.at, inside: p.text[start : p.at-3], raw: true}, nil
		case bytes.HasPrefix(rest, []byte("<?")):
			if err := p.past("?>", 2); err != nil {
				return tag{}, err
			}
		case bytes.HasPrefix(rest, []byte("<!")):
			return tag{}, p.fail(errDoctype)
		default:
			return p.tag()
		}
	}
	return tag{kind: endOfText}, nil
}

func (p *markup) past(end string, from int) error {
	i := bytes.Index(p.text[p.at+from:], []byte(end))
	if i < 0 {
		p.at = len(p.text)
		return p.fail(errEarlyEnd)
	}
	p.at += from + i + len(end)
	return nil
}

// tag reads a start or end tag; ">" inside quotes does not end it.
func (p *markup) tag() (tag, error) {
	start := p.at
	i := start + 1
	if i < len(p.text) && p.text[i] == '/' {
		end := bytes.IndexByte(p.text[i:], '>')
		if end < 0 {
			p.at = len(p.text)
			return tag{}, p.fail(errEarlyEnd)
		}
		p.at = i + end + 1
		return tag{kind: endTag, name: localName(bytes.TrimSpace(p.text[i+1 : i+end])), start: start, end: p.at}, nil
	}
	nameStart := i
	for i < len(p.text) && !strings.ContainsRune(" \t\r\n/>", rune(p.text[i])) {
		i++
	}
	name := p.text[nameStart:i]
	attrs := i
	var quote byte
	for ; i < len(p.text); i++ {
		c := p.text[i]
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '<':
			p.at = i
			return tag{}, p.fail(errNotXML)
		case c == '>':
			t := tag{kind: startTag, name: localName(name), start: start, end: i + 1, inside: p.text[attrs:i]}
			if len(name) == 0 {
				return tag{}, p.fail(errNotXML)
			}
			if p.text[i-1] == '/' {
				t.kind, t.inside = emptyTag, bytes.TrimSuffix(t.inside, []byte("/"))
			}
			p.at = i + 1
			return t, nil
		}
	}
	p.at = len(p.text)
	return tag{}, p.fail(errEarlyEnd)
}

func localName(name []byte) string {
	if i := bytes.IndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	return string(name)
}

// element reads the content of a kept element.
func (p *markup) element(start tag) (*element, error) {
	e := &element{name: start.name, attrs: attributes(start.inside), span: source.Span{Start: start.start, End: start.end}}
	p.path = append(p.path, start.name)
	defer func() { p.path = p.path[:len(p.path)-1] }()
	if len(p.path) > maxXMLDepth {
		return nil, p.fail(errXMLDepth)
	}
	for {
		t, err := p.next()
		if err != nil {
			return nil, err
		}
		switch t.kind {
		case endOfText:
			return nil, p.fail(errEarlyEnd)
		case characters:
			if t.raw {
				e.text += string(t.inside)
			} else if len(bytes.TrimSpace(t.inside)) > 0 {
				e.text += unescape(t.inside)
			}
		case endTag:
			if t.name != e.name {
				return nil, &markupError{t.start, errNotXML}
			}
			e.span.End = t.end
			return e, nil
		case startTag, emptyTag:
			child, err := p.child(t)
			if err != nil {
				return nil, err
			}
			if child != nil {
				e.children = append(e.children, child)
			}
		}
	}
}

func (p *markup) child(t tag) (*element, error) {
	kept := p.want(append(p.path, t.name))
	switch {
	case t.kind == emptyTag && kept:
		return &element{name: t.name, attrs: attributes(t.inside), span: source.Span{Start: t.start, End: t.end}}, nil
	case t.kind == emptyTag:
		return nil, nil
	case kept:
		return p.element(t)
	}
	return nil, p.skip(len(p.path) + 1)
}

// everything keeps every element.
func everything([]string) bool { return true }

// describe words an XML error for people.
func describeMarkup(err error) string { return fmt.Sprintf("the XML cannot be read: %v", err) }

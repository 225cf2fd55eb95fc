package rolexml

import (
	"bytes"
	"encoding/xml"
	"strings"
	"unicode/utf8"
)

const (
	declaration   = `<?xml version="1.0" encoding="utf-8"?>`
	byteOrderMark = "\ufeff"
	instance      = "http://www.w3.org/2001/XMLSchema-instance"
)

// markup writes indented XML the way the platform's own tools lay it out.
type markup struct {
	buffer  bytes.Buffer
	newline string
	open    []string
}

func newMarkup(prefix, newline string) *markup {
	m := &markup{newline: newline}
	m.buffer.WriteString(prefix + declaration)
	return m
}

// start opens an element; attributes are names and values in turn.
func (m *markup) start(name string, attributes ...string) {
	m.tag(name, attributes, ">")
	m.open = append(m.open, name)
}

// end closes the element that was opened last.
func (m *markup) end() {
	name := m.open[len(m.open)-1]
	m.open = m.open[:len(m.open)-1]
	m.line("</" + name + ">")
}

// empty writes an element without content in its short form.
func (m *markup) empty(name string, attributes ...string) { m.tag(name, attributes, " />") }

// text writes an element that holds text only.
func (m *markup) text(name, value string, attributes ...string) {
	m.tag(name, attributes, ">")
	m.buffer.WriteString(escape(value) + "</" + name + ">")
}

func (m *markup) tag(name string, attributes []string, end string) {
	var b strings.Builder
	b.WriteString("<" + name)
	for i := 0; i+1 < len(attributes); i += 2 {
		b.WriteString(" " + attributes[i] + `="` + escape(attributes[i+1]) + `"`)
	}
	m.line(b.String() + end)
}

func (m *markup) line(text string) {
	m.buffer.WriteString(m.newline + strings.Repeat("  ", len(m.open)) + text)
}

// bytes returns the document; every element must have been closed.
func (m *markup) bytes() []byte { return m.buffer.Bytes() }

func escape(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a strings.Builder never fails
	return b.String()
}

// writable reports whether XML can carry the text unchanged: it is UTF-8 and holds no character that XML forbids.
// Source: https://www.w3.org/TR/xml/#charsets (2008-11-26)
func writable(text string) bool {
	if !utf8.ValidString(text) {
		return false
	}
	return !strings.ContainsFunc(text, func(r rune) bool {
		return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == '\ufffe' || r == '\uffff'
	})
}

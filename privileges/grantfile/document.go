package grantfile

import (
	"bytes"
	"errors"
	"path"
	"strconv"
	"strings"

	"rolefit/flowparse/jsontree"
	"rolefit/flowparse/source"
)

// document is one JSON value of a file that is read by itself: the whole, an element of an array, or a line.
type document struct {
	node    *jsontree.Node
	number  int    // among the documents of the file, counted from 1; 0: the only one
	offset  int    // bytes before the text that the node's spans count in
	pointer string // of the document in its text
}

func (p *part) place(d document, n *jsontree.Node, pointer string) source.Place {
	span := source.Span{Start: d.offset, End: d.offset}
	if n != nil {
		span = source.Span{Start: n.Span.Start + d.offset, End: n.Span.End + d.offset}
	}
	return p.text.Place(span, "", d.pointer+pointer)
}

// json reads the file as one value, or as JSON Lines when it ends in .jsonl or .ndjson or its first line is a value that
// others follow.
func (p *part) json() {
	limits := jsontree.Limits{Depth: maxNesting}
	root, _, err := jsontree.Parse(p.text.Bytes, limits)
	if err != nil {
		if p.isLines(err, limits) {
			p.lines(limits)
			return
		}
		p.unreadable(0, err)
		return
	}
	if !root.Is(jsontree.Array) {
		p.document(document{node: root})
		return
	}
	if len(root.Items) == 0 {
		p.add(source.Error, "role-json", p.text.Place(source.Span{}, "", ""), "no answer with RolePrivileges stands in the file", "")
	}
	for i, item := range root.Items {
		p.document(document{node: item, number: i + 1, pointer: "/" + strconv.Itoa(i)})
	}
}

func (p *part) isLines(err error, limits jsontree.Limits) bool {
	switch strings.ToLower(path.Ext(p.path)) {
	case ".jsonl", ".ndjson":
		return true
	}
	if !errors.Is(err, jsontree.ErrTrailing) {
		return false
	}
	first, _, _ := bytes.Cut(bytes.TrimLeft(p.text.Bytes, " \t\r\n"), []byte("\n"))
	_, _, err = jsontree.Parse(first, limits)
	return err == nil
}

// lines reads every line that is not empty as a document.
func (p *part) lines(limits jsontree.Limits) {
	number := 0
	for start := 0; start < len(p.text.Bytes); {
		line, _, _ := bytes.Cut(p.text.Bytes[start:], []byte("\n"))
		if len(bytes.TrimSpace(line)) > 0 {
			number++
			if root, _, err := jsontree.Parse(line, limits); err != nil {
				p.unreadable(start, err)
			} else {
				p.document(document{node: root, number: number, offset: start})
			}
		}
		start += len(line) + 1
	}
	if number == 0 {
		p.add(source.Error, "role-json", p.text.Place(source.Span{}, "", ""), "no answer with RolePrivileges stands in the file", "")
	}
}

func (p *part) unreadable(offset int, err error) {
	var syntax *jsontree.Error
	if errors.As(err, &syntax) {
		offset += syntax.Offset
	}
	at := p.text.Place(source.Span{Start: offset, End: offset}, "", "")
	p.add(source.Error, "role-json", at, "not readable as JSON from here on", "")
}

// document reads an answer, a page, or a row without its page.
func (p *part) document(d document) {
	switch {
	case d.node.Get("RolePrivileges").Is(jsontree.Array):
		p.answer(d)
	case d.node.Get("value").Is(jsontree.Array):
		p.page(d)
	case d.node.Get("error").Is(jsontree.Object):
		p.add(source.Error, "role-json", p.place(d, d.node, ""), "the Web API answered with an error and not with privileges",
			"ask again as a user that may read roles")
	case p.row(d, d.node, ""):
	default:
		p.add(source.Error, "role-json", p.place(d, d.node, ""), "the answer has no list RolePrivileges and is no page of rows",
			"expected is an answer of RetrieveRolePrivilegesRole or its kin, or pages of roleprivilegescollection, privileges and roles")
	}
}

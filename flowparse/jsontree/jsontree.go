// Package jsontree reads JSON into a tree whose every value knows the bytes it stands at.
//
// Unlike encoding/json it keeps the order of members and all members of the same name, reports places for errors and
// bounds depth and size, so that a hostile file costs no more than a large honest one.
package jsontree

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"rolefit/flowparse/source"
)

// Kind is the kind of a JSON value.
type Kind uint8

// The kinds. The zero value is Null.
const (
	Null Kind = iota
	Bool
	Number
	String
	Array
	Object
)

// Node is one JSON value. A nil *Node stands for an absent value: every method works on it.
type Node struct {
	Kind    Kind
	Text    string      // a string's decoded text; a number's or boolean's literal
	Span    source.Span // bytes in the decoded file
	Members []Member    // of an object, in file order
	Items   []*Node     // of an array
}

// Member is a name and its value.
type Member struct {
	Name     string
	NameSpan source.Span
	Value    *Node
}

// Limits bound what a tree may cost. Zero fields take the default.
type Limits struct {
	Depth int // containers inside containers
	Nodes int // values in all
}

// The default limits. Real flows nest 40 containers at most and hold some ten thousand values.
const (
	DefaultDepth = 512
	DefaultNodes = 4_000_000
)

// Error says where a text stops being readable JSON.
type Error struct {
	Offset int // bytes in the decoded text
	Err    error
}

// Error implements error.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errors that Parse wraps in *Error.
var (
	ErrDepth    = errors.New("JSON is nested too deeply")
	ErrNodes    = errors.New("JSON holds too many values")
	ErrTrailing = errors.New("text follows the end of the JSON value")
	ErrSyntax   = errors.New("not valid JSON")
)

// Parse reads one JSON value. Names that occur twice in an object are kept and returned, in file order.
// It fails with *Error.
func Parse(text []byte, limits Limits) (root *Node, duplicates []Member, err error) {
	if limits.Depth <= 0 {
		limits.Depth = DefaultDepth
	}
	if limits.Nodes <= 0 {
		limits.Nodes = DefaultNodes
	}
	p := parser{
		dec:  jsontext.NewDecoder(bytes.NewBuffer(text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)),
		text: text, limits: limits,
	}
	root, err = p.value(0)
	if err != nil {
		return nil, nil, err
	}
	if rest := bytes.Trim(text[root.Span.End:], " \t\r\n"); len(rest) > 0 {
		return nil, nil, &Error{Offset: len(text) - len(rest), Err: ErrTrailing}
	}
	return root, p.duplicates, nil
}

type parser struct {
	dec        *jsontext.Decoder
	text       []byte
	limits     Limits
	nodes      int
	duplicates []Member
}

func (p *parser) fail(err error) error {
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) {
		// The library's own text quotes the input; the position is what a reader needs.
		return &Error{Offset: int(syntax.ByteOffset), Err: ErrSyntax}
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return &Error{Offset: len(p.text), Err: fmt.Errorf("%w: the text ends early", ErrSyntax)}
	}
	return &Error{Offset: int(p.dec.InputOffset()), Err: err}
}

func (p *parser) value(depth int) (*Node, error) {
	if depth > p.limits.Depth {
		return nil, &Error{Offset: int(p.dec.InputOffset()), Err: ErrDepth}
	}
	if p.nodes++; p.nodes > p.limits.Nodes {
		return nil, &Error{Offset: int(p.dec.InputOffset()), Err: ErrNodes}
	}
	switch p.dec.PeekKind() {
	case '{':
		return p.object(depth)
	case '[':
		return p.array(depth)
	}
	return p.scalar()
}

func (p *parser) scalar() (*Node, error) {
	raw, err := p.dec.ReadValue()
	if err != nil {
		return nil, p.fail(err)
	}
	end := int(p.dec.InputOffset())
	node := &Node{Span: source.Span{Start: end - len(raw), End: end}}
	switch raw.Kind() {
	case '"':
		node.Kind = String
		node.Text, err = unquote(raw)
		if err != nil {
			return nil, p.fail(err)
		}
	case '0':
		node.Kind, node.Text = Number, string(raw)
	case 't', 'f':
		node.Kind, node.Text = Bool, string(raw)
	}
	return node, nil
}

func unquote(raw []byte) (string, error) {
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1 : len(raw)-1]), nil
	}
	text, err := jsontext.AppendUnquote(nil, raw)
	return string(text), err
}

func (p *parser) object(depth int) (*Node, error) {
	if _, err := p.dec.ReadToken(); err != nil {
		return nil, p.fail(err)
	}
	node := &Node{Kind: Object, Span: source.Span{Start: int(p.dec.InputOffset()) - 1}}
	for p.dec.PeekKind() != '}' {
		raw, err := p.dec.ReadValue()
		if err != nil {
			return nil, p.fail(err)
		}
		end := int(p.dec.InputOffset())
		member := Member{NameSpan: source.Span{Start: end - len(raw), End: end}}
		if member.Name, err = unquote(raw); err != nil {
			return nil, p.fail(err)
		}
		if member.Value, err = p.value(depth + 1); err != nil {
			return nil, err
		}
		node.Members = append(node.Members, member)
	}
	if _, err := p.dec.ReadToken(); err != nil {
		return nil, p.fail(err)
	}
	node.Span.End = int(p.dec.InputOffset())
	p.noteDuplicates(node)
	return node, nil
}

func (p *parser) noteDuplicates(node *Node) {
	if len(node.Members) < 2 {
		return
	}
	seen := make(map[string]bool, len(node.Members))
	for _, m := range node.Members {
		if seen[m.Name] {
			p.duplicates = append(p.duplicates, m)
		}
		seen[m.Name] = true
	}
}

func (p *parser) array(depth int) (*Node, error) {
	if _, err := p.dec.ReadToken(); err != nil {
		return nil, p.fail(err)
	}
	node := &Node{Kind: Array, Span: source.Span{Start: int(p.dec.InputOffset()) - 1}}
	for p.dec.PeekKind() != ']' {
		item, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		node.Items = append(node.Items, item)
	}
	if _, err := p.dec.ReadToken(); err != nil {
		return nil, p.fail(err)
	}
	node.Span.End = int(p.dec.InputOffset())
	return node, nil
}

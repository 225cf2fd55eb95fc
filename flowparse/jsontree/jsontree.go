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
	"strconv"
	"strings"

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

// Get returns the value of the last member of that exact name, as other readers of JSON do, or nil.
func (n *Node) Get(name string) *Node {
	if n == nil {
		return nil
	}
	for i := len(n.Members) - 1; i >= 0; i-- {
		if n.Members[i].Name == name {
			return n.Members[i].Value
		}
	}
	return nil
}

// Fold is Get without regard to case; an exact match wins.
func (n *Node) Fold(name string) *Node {
	if v := n.Get(name); v != nil || n == nil {
		return v
	}
	for i := len(n.Members) - 1; i >= 0; i-- {
		if strings.EqualFold(n.Members[i].Name, name) {
			return n.Members[i].Value
		}
	}
	return nil
}

// At follows names inward and returns nil as soon as one is absent.
func (n *Node) At(names ...string) *Node {
	for _, name := range names {
		n = n.Get(name)
	}
	return n
}

// Is reports whether the node is present and of the kind.
func (n *Node) Is(kind Kind) bool { return n != nil && n.Kind == kind }

// Str returns a string's text, and "" for anything else.
func (n *Node) Str() string {
	if n.Is(String) {
		return n.Text
	}
	return ""
}

// Scalar returns the text of a string, number or boolean, and "" for anything else.
func (n *Node) Scalar() string {
	if n == nil || n.Kind == Array || n.Kind == Object || n.Kind == Null {
		return ""
	}
	return n.Text
}

// Int returns the number a node holds, written as a JSON number or as a string.
func (n *Node) Int() (int, bool) {
	v, err := strconv.Atoi(strings.TrimSpace(n.Scalar()))
	return v, err == nil
}

// Walk visits the node and everything inside it, outermost first, with the JSON pointer of each.
func (n *Node) Walk(visit func(pointer string, node *Node)) { n.walk("", visit) }

func (n *Node) walk(pointer string, visit func(string, *Node)) {
	if n == nil {
		return
	}
	visit(pointer, n)
	for _, m := range n.Members {
		m.Value.walk(pointer+"/"+EscapePointer(m.Name), visit)
	}
	for i, item := range n.Items {
		item.walk(pointer+"/"+strconv.Itoa(i), visit)
	}
}

// EscapePointer escapes a member name for use in a JSON pointer (RFC 6901).
func EscapePointer(name string) string {
	if !strings.ContainsAny(name, "~/") {
		return name
	}
	return strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
}

// Any returns the value as encoding/json would decode it into an any, with numbers as json.Number text would stand:
// strings stay strings, numbers become float64, the last of several members of one name wins.
func (n *Node) Any() any {
	if n == nil {
		return nil
	}
	switch n.Kind {
	case Bool:
		return n.Text == "true"
	case Number:
		f, _ := strconv.ParseFloat(n.Text, 64)
		return f
	case String:
		return n.Text
	case Array:
		items := make([]any, len(n.Items))
		for i, item := range n.Items {
			items[i] = item.Any()
		}
		return items
	case Object:
		members := make(map[string]any, len(n.Members))
		for _, m := range n.Members {
			members[m.Name] = m.Value.Any()
		}
		return members
	}
	return nil
}

// Elements returns an array's items, and nil for anything else.
func (n *Node) Elements() []*Node {
	if n == nil {
		return nil
	}
	return n.Items
}

// Pointer follows a JSON pointer (RFC 6901) as far as it leads and returns the last value it reached.
func (n *Node) Pointer(pointer string) *Node {
	at := n
	for _, step := range strings.Split(strings.TrimPrefix(pointer, "/"), "/") {
		name := strings.ReplaceAll(strings.ReplaceAll(step, "~1", "/"), "~0", "~")
		next := at.Get(name)
		if i, err := strconv.Atoi(name); next == nil && err == nil && at.Is(Array) && i >= 0 && i < len(at.Items) {
			next = at.Items[i]
		}
		if next == nil {
			return at
		}
		at = next
	}
	return at
}

// Entries returns an object's members, and nil for anything else.
func (n *Node) Entries() []Member {
	if n == nil {
		return nil
	}
	return n.Members
}

package expr

import (
	"errors"
	"fmt"
	"strings"
)

// Error says where a string stops being a readable expression.
type Error struct {
	Offset int // bytes from the start of the string
	Err    error
}

// Error implements error.
func (e *Error) Error() string { return fmt.Sprintf("at byte %d: %v", e.Offset, e.Err) }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// What Parse wraps in *Error.
var (
	ErrUnterminated = errors.New("expression does not end")
	ErrUnexpected   = errors.New("unexpected character in expression")
	ErrTooDeep      = errors.New("expression is nested too deeply")
)

// maxNesting bounds calls inside calls; the deepest expression of 1,195 real flows nests 34.
const maxNesting = 400

// Parse reads a string of a flow. "@expr" is one expression, "@{expr}" inside text is interpolated, "@@" at the start
// and "@@{" anywhere stand for the text "@" and "@{". It fails with *Error.
func Parse(s string) (Template, error) {
	if !strings.Contains(s, "@") {
		return textTemplate(s), nil
	}
	if strings.HasPrefix(s, "@") && !strings.HasPrefix(s, "@@") && !strings.HasPrefix(s, "@{") {
		p := parser{s: s, i: 1}
		e, err := p.expression(0)
		if err != nil {
			return Template{}, err
		}
		p.space()
		if p.i != len(s) {
			return Template{}, &Error{p.i, ErrUnexpected}
		}
		return Template{Parts: []Part{{Expr: e}}, Whole: true}, nil
	}
	return interpolate(s)
}

func textTemplate(s string) Template {
	if s == "" {
		return Template{}
	}
	return Template{Parts: []Part{{Text: s}}}
}

func interpolate(s string) (Template, error) {
	var t Template
	var text strings.Builder
	flush := func() {
		if text.Len() > 0 {
			t.Parts = append(t.Parts, Part{Text: text.String()})
			text.Reset()
		}
	}
	i := 0
	if strings.HasPrefix(s, "@@") {
		if !strings.HasPrefix(s, "@@{") {
			text.WriteByte('@')
			i = 2
		}
	}
	for i < len(s) {
		switch {
		case strings.HasPrefix(s[i:], "@@{"):
			text.WriteString("@{")
			i += 3
		case strings.HasPrefix(s[i:], "@{"):
			flush()
			p := parser{s: s, i: i + 2}
			e, err := p.expression(0)
			if err != nil {
				return Template{}, err
			}
			p.space()
			if p.i >= len(s) {
				return Template{}, &Error{p.i, ErrUnterminated}
			}
			if s[p.i] != '}' {
				return Template{}, &Error{p.i, ErrUnexpected}
			}
			t.Parts = append(t.Parts, Part{Expr: e})
			i = p.i + 1
		default:
			text.WriteByte(s[i])
			i++
		}
	}
	flush()
	return t, nil
}

type parser struct {
	s string
	i int
}

func (p *parser) space() {
	for p.i < len(p.s) {
		switch p.s[p.i] {
		case ' ', '\t', '\r', '\n':
			p.i++
		default:
			if strings.HasPrefix(p.s[p.i:], "\u00a0") {
				p.i += len("\u00a0")
				continue
			}
			return
		}
	}
}

func (p *parser) peek() byte {
	if p.i < len(p.s) {
		return p.s[p.i]
	}
	return 0
}

func (p *parser) fail(err error) error {
	if p.i >= len(p.s) {
		err = ErrUnterminated
	}
	return &Error{p.i, err}
}

// expression reads a primary and the indexes and members that follow it.
func (p *parser) expression(depth int) (Expr, error) {
	if depth > maxNesting {
		return nil, &Error{p.i, ErrTooDeep}
	}
	p.space()
	e, err := p.primary(depth)
	if err != nil {
		return nil, err
	}
	// A chain of indexes nests its tree as calls do, so it counts against the same bound.
	for links := depth; ; links++ {
		if links > maxNesting {
			return nil, &Error{p.i, ErrTooDeep}
		}
		p.space()
		safe := false
		start := p.i
		if p.peek() == '?' {
			safe = true
			p.i++
			p.space()
		}
		switch {
		case p.peek() == '[':
			p.i++
			key, err := p.expression(depth + 1)
			if err != nil {
				return nil, err
			}
			p.space()
			if p.peek() != ']' {
				return nil, p.fail(ErrUnexpected)
			}
			p.i++
			e = Index{Base: e, Key: key, Safe: safe}
		case p.peek() == '.':
			p.i++
			// A name that begins with a digit has to stand in brackets.
			name := ""
			if !isDigit(p.peek()) {
				name = p.name()
			}
			if name == "" {
				return nil, p.fail(ErrUnexpected)
			}
			e = Member{Base: e, Name: name, Safe: safe}
		default:
			if safe {
				p.i = start
				return nil, p.fail(ErrUnexpected)
			}
			return e, nil
		}
	}
}

func (p *parser) primary(depth int) (Expr, error) {
	c := p.peek()
	switch {
	case c == '\'':
		return p.quoted()
	case c == '-' || c == '+' || c >= '0' && c <= '9':
		return p.number()
	}
	name := p.name()
	if name == "" {
		return nil, p.fail(ErrUnexpected)
	}
	p.space()
	if p.peek() == '(' {
		p.i++
		args, err := p.arguments(depth)
		if err != nil {
			return nil, err
		}
		return Call{Name: name, Args: args}, nil
	}
	switch strings.ToLower(name) {
	case "true":
		return Bool{true}, nil
	case "false":
		return Bool{false}, nil
	case "null":
		return NullLit{}, nil
	}
	return nil, p.fail(ErrUnexpected)
}

func (p *parser) arguments(depth int) ([]Expr, error) {
	var args []Expr
	p.space()
	if p.peek() == ')' {
		p.i++
		return args, nil
	}
	for {
		a, err := p.expression(depth + 1)
		if err != nil {
			return nil, err
		}
		args = append(args, a)
		p.space()
		switch p.peek() {
		case ',':
			p.i++
		case ')':
			p.i++
			return args, nil
		default:
			return nil, p.fail(ErrUnexpected)
		}
	}
}

func (p *parser) quoted() (Expr, error) {
	var b strings.Builder
	for p.i++; p.i < len(p.s); p.i++ {
		if p.s[p.i] != '\'' {
			b.WriteByte(p.s[p.i])
			continue
		}
		if p.i+1 < len(p.s) && p.s[p.i+1] == '\'' {
			b.WriteByte('\'')
			p.i++
			continue
		}
		p.i++
		return Str{b.String()}, nil
	}
	return nil, &Error{p.i, ErrUnterminated}
}

// number reads a number: a sign, digits, a fraction and an exponent. A point or "e" without digits after it is not part of it.
func (p *parser) number() (Expr, error) {
	start := p.i
	if c := p.peek(); c == '-' || c == '+' {
		p.i++
	}
	if !p.digits() {
		return nil, p.fail(ErrUnexpected)
	}
	if p.peek() == '.' {
		p.optional(1)
	}
	if c := p.peek(); c == 'e' || c == 'E' {
		n := 1
		if p.i+1 < len(p.s) && (p.s[p.i+1] == '-' || p.s[p.i+1] == '+') {
			n = 2
		}
		p.optional(n)
	}
	return Num{p.s[start:p.i]}, nil
}

// digits passes over digits and reports whether there was one.
func (p *parser) digits() bool {
	start := p.i
	for p.i < len(p.s) && isDigit(p.s[p.i]) {
		p.i++
	}
	return p.i > start
}

// optional passes over n bytes and the digits after them, if there are any.
func (p *parser) optional(n int) {
	start := p.i
	p.i += n
	if !p.digits() {
		p.i = start
	}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func (p *parser) name() string {
	start := p.i
	for p.i < len(p.s) {
		c := p.s[p.i]
		if c == '_' || c == '$' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80 && !strings.HasPrefix(p.s[p.i:], "\u00a0") {
			p.i++
			continue
		}
		break
	}
	return p.s[start:p.i]
}

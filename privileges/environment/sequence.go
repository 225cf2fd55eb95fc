package environment

import (
	"regexp"
	"strings"
	"unicode"

	"rolefit/flowparse/expr"
	"rolefit/flowparse/jsontree"
)

// maxInside bounds how deep JSON is looked for in strings of JSON.
const maxInside = 8

// inText returns a text with the secrets replaced that show by their form, or by what stands before them: in the text, or in
// what an expression joins to it. depth says in how many texts of JSON it stands.
func (s *secrets) inText(text string, depth int) string {
	text = s.inJSON(text, depth)
	template, err := expr.Parse(text)
	if err != nil {
		return s.inPlain(text, s.written)
	}
	if _, constant := template.Constant(); constant {
		return s.inPlain(text, s.literal)
	}
	j := joined{s: s, depth: depth}
	j.template(template)
	j.hide()
	if !j.changed {
		return text // in its own spelling
	}
	return j.rebuilt(template).String()
}

// inPlain replaces the secrets of a text that is read as it stands.
func (s *secrets) inPlain(text string, hide func(string) string) string {
	for _, f := range s.forms {
		text = f.within(text, hide)
	}
	return text
}

// inJSON replaces the secrets of a text that is JSON, as they are replaced in a flow.
func (s *secrets) inJSON(text string, depth int) string {
	if trimmed := strings.TrimSpace(text); depth >= maxInside || trimmed == "" || trimmed[0] != '{' && trimmed[0] != '[' {
		return text
	}
	root, _, err := jsontree.Parse([]byte(text), jsontree.Limits{})
	if err != nil {
		return text
	}
	r := redactor{table: s, secure: map[string]bool{}, depth: depth + 1}
	r.declared(root)
	r.visit("", root)
	if len(r.edits) == 0 {
		return text
	}
	return r.apply([]byte(text))
}

// joined is what a template joins to one text: texts, and expressions whose value is not known.
type joined struct {
	s       *secrets
	depth   int
	pieces  []piece
	next    int // of the pieces, while the template is rebuilt
	waiting *form
	changed bool
}

type piece struct {
	text    string
	value   expr.Expr // nil for text
	literal bool      // the text is written inside an expression
}

func (j *joined) template(t expr.Template) {
	for _, p := range t.Parts {
		if p.Expr == nil {
			j.pieces = append(j.pieces, piece{text: p.Text})
			continue
		}
		j.add(p.Expr)
	}
}

func (j *joined) add(e expr.Expr) {
	if text, ok := e.(expr.Str); ok {
		j.pieces = append(j.pieces, piece{text: text.Text, literal: true})
		return
	}
	if c, ok := e.(expr.Call); ok && joins(c) {
		for _, a := range c.Args {
			j.add(a)
		}
		return
	}
	j.pieces = append(j.pieces, piece{value: e})
}

func joins(c expr.Call) bool { return strings.EqualFold(c.Name, "concat") }

// rebuilt puts the pieces back to where they were taken from.
func (j *joined) rebuilt(t expr.Template) expr.Template {
	parts := make([]expr.Part, len(t.Parts))
	for i, p := range t.Parts {
		if p.Expr == nil {
			parts[i].Text = j.pieces[j.next].text
			j.next++
			continue
		}
		parts[i].Expr = j.back(p.Expr)
	}
	return expr.Template{Parts: parts, Whole: t.Whole}
}

func (j *joined) back(e expr.Expr) expr.Expr {
	if c, ok := e.(expr.Call); ok && joins(c) {
		args := make([]expr.Expr, len(c.Args))
		for i, a := range c.Args {
			args[i] = j.back(a)
		}
		return expr.Call{Name: c.Name, Args: args}
	}
	p := j.pieces[j.next]
	j.next++
	if p.value != nil {
		return p.value
	}
	return expr.Str{Text: p.text}
}

// hide replaces the secrets, piece by piece: what is written out behind the mark of a secret is one up to a character that
// ends it, in whatever pieces.
func (j *joined) hide() {
	tail := "" // of the text so far, back to the last expression
	for i := range j.pieces {
		p := &j.pieces[i]
		switch {
		case p.value != nil && isLineBreak(p.value):
			if j.waiting != nil && strings.Contains(j.waiting.stop, "\n") {
				j.waiting = nil
			}
			tail = "\n"
		case p.value != nil:
			if _, number := p.value.(expr.Num); number && j.waiting != nil {
				p.value, j.changed = expr.Str{Text: Secret}, true
			}
			p.value = j.inside(p.value)
			tail = "\x00" // something that is no start of a line
		default:
			whole := tail + p.text
			before := p.text
			p.text = j.text(p, i, tail)
			j.changed = j.changed || p.text != before
			if j.waiting == nil || !j.goesOn(before) {
				j.waiting, _ = j.s.endsIn(whole)
				if j.waiting == nil && p.literal {
					j.waiting, _ = j.s.endsIn(before)
				}
			}
			tail = lastOf(whole)
		}
	}
}

// goesOn reports whether a text has nothing that ends the secret.
func (j *joined) goesOn(text string) bool {
	_, rest := cut(text, j.waiting.stop)
	return rest == ""
}

// text returns the text of a piece without its secrets: what is still part of one that began before, and those in the rest.
func (j *joined) text(p *piece, i int, tail string) string {
	value, rest := "", p.text
	if j.waiting != nil {
		value, rest = cut(p.text, j.waiting.stop)
		if j.waiting.is == nil || !isProse(value) {
			value = j.s.literal(value)
		}
	} else if loginEnd.MatchString(tail) && j.at(i) {
		value, rest = cut(p.text, loginStop)
		value = j.s.literal(value)
	}
	if rest == "" {
		return value
	}
	if p.literal {
		rest = j.s.inJSON(rest, j.depth)
		return value + j.s.inPlain(rest, j.s.literal)
	}
	if tail == "\x00" || value != "" {
		return value + j.s.inPlain("\x00"+rest, j.s.literal)[1:]
	}
	return value + j.s.inPlain(rest, j.s.literal)
}

// at reports whether the next character that ends a password in an address is the @ that a password stands before.
func (j *joined) at(from int) bool {
	const ahead = 50
	for _, p := range j.pieces[from:min(len(j.pieces), from+ahead)] {
		if p.value == nil && strings.ContainsAny(p.text, loginStop) {
			return p.text[strings.IndexAny(p.text, loginStop)] == '@'
		}
	}
	return false
}

// cut divides a text before the first character that ends a secret; one behind a backslash does not end it in JSON.
func cut(text, stop string) (before, rest string) {
	for at := 0; at < len(text); at++ {
		switch {
		case stop == `"` && text[at] == '\\':
			at++
		case strings.IndexByte(stop, text[at]) >= 0:
			return text[:at], text[at:]
		}
	}
	return text, ""
}

// inside replaces the secrets of an expression: all that it writes out where a secret is due, else those in the texts that it
// joins by itself.
func (j *joined) inside(e expr.Expr) expr.Expr {
	hide := func(text string) string {
		hidden := j.s.literal(text)
		j.changed = j.changed || hidden != text
		return hidden
	}
	if j.waiting != nil {
		return j.s.expression(e, hide)
	}
	switch e := e.(type) {
	case expr.Call:
		args := make([]expr.Expr, len(e.Args))
		for i, a := range e.Args {
			if _, name := a.(expr.Str); name && j.s.lookups[strings.ToLower(e.Name)] {
				args[i] = a
				continue
			}
			var waiting *form
			if before, ok := earlier(e.Args, i); ok {
				if j.s.setters[strings.ToLower(e.Name)] && i == 2 && j.s.secret(before) || isBearer(before) {
					args[i] = j.s.expression(a, hide)
					continue
				}
				if f, begun := j.s.endsIn(before); begun == "" {
					waiting = f
				}
			}
			args[i] = j.alone(a, waiting)
		}
		return expr.Call{Name: e.Name, Args: args}
	case expr.Index:
		return expr.Index{Base: j.alone(e.Base, nil), Key: e.Key, Safe: e.Safe}
	case expr.Member:
		return expr.Member{Base: j.alone(e.Base, nil), Name: e.Name, Safe: e.Safe}
	}
	return e
}

// alone replaces the secrets of an expression whose value is not joined to what stands around it.
func (j *joined) alone(e expr.Expr, waiting *form) expr.Expr {
	inner := joined{s: j.s, depth: j.depth, waiting: waiting}
	inner.add(e)
	inner.hide()
	j.changed = j.changed || inner.changed
	return inner.back(e)
}

// earlier returns the text that is written out before an argument.
func earlier(args []expr.Expr, i int) (string, bool) {
	if i == 0 {
		return "", false
	}
	before, ok := args[i-1].(expr.Str)
	return before.Text, ok
}

// isBearer reports whether a text ends with the word that a token follows.
func isBearer(text string) bool {
	fields := strings.Fields(text)
	return len(fields) > 0 && strings.EqualFold(fields[len(fields)-1], "bearer")
}

// isProse reports whether a text behind the word Basic or Bearer is a word rather than a secret.
func isProse(text string) bool {
	rest := strings.TrimLeftFunc(text, unicode.IsUpper)
	return len(text)-len(rest) <= 1 && strings.Trim(rest, "abcdefghijklmnopqrstuvwxyz.") == ""
}

var lineBreak = regexp.MustCompile(`(?i)^(?:%0[ad])+$`)

// isLineBreak reports whether an expression makes the end of a line, which no text of a flow's designer can hold.
func isLineBreak(e expr.Expr) bool {
	c, ok := e.(expr.Call)
	if !ok || len(c.Args) != 1 || !strings.EqualFold(c.Name, "decodeUriComponent") && !strings.EqualFold(c.Name, "uriComponentToString") {
		return false
	}
	text, ok := c.Args[0].(expr.Str)
	return ok && lineBreak.MatchString(text.Text)
}

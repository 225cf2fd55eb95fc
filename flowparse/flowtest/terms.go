package flowtest

import (
	"encoding/json"
	"slices"
	"strings"
)

// term is an expression of a random flow, with nothing known of how it is evaluated.
type term struct {
	kind termKind
	text string // the word, number, function or property
	args []*term
}

type termKind uint8

const (
	nothing  termKind = iota // null
	word                     // 'text'
	number                   // 12
	truth                    // true or false
	invoked                  // text(args…)
	property                 // args[0]?['text']
	position                 // args[0]?[text]
	chosen                   // args[0]?[args[1]]
)

func wordOf(s string) *term                { return &term{kind: word, text: s} }
func numberOf(s string) *term              { return &term{kind: number, text: s} }
func truthOf(s string) *term               { return &term{kind: truth, text: s} }
func invoke(name string, a ...*term) *term { return &term{kind: invoked, text: name, args: a} }
func named(function, name string) *term    { return invoke(function, wordOf(name)) }
func (t *term) property(name string) *term {
	return &term{kind: property, text: name, args: []*term{t}}
}

// String writes a term as an expression without its "@".
func (t *term) String() string {
	switch t.kind {
	case word:
		return "'" + strings.ReplaceAll(t.text, "'", "''") + "'"
	case number, truth:
		return t.text
	case invoked:
		args := make([]string, len(t.args))
		for i, a := range t.args {
			args[i] = a.String()
		}
		return t.text + "(" + strings.Join(args, ",") + ")"
	case property:
		return t.args[0].String() + "?['" + t.text + "']"
	case position:
		return t.args[0].String() + "?[" + t.text + "]"
	case chosen:
		return t.args[0].String() + "?[" + t.args[1].String() + "]"
	}
	return "null"
}

// mentions reports whether a term reads something by name, such as a variable.
func (t *term) mentions(function, name string) bool {
	if t.kind == invoked && t.text == function && len(t.args) == 1 && t.args[0].kind == word && t.args[0].text == name {
		return true
	}
	return slices.ContainsFunc(t.args, func(a *term) bool { return a.mentions(function, name) })
}

// simpler returns terms that say a little less.
func (t *term) simpler() []*term {
	var out []*term
	reads := t.kind == invoked && len(t.args) == 1 && slices.Contains([]string{"variables", "outputs", "body", "items", "actions", "parameters"}, t.text)
	if reads {
		return nil
	}
	out = append(out, t.args...)
	for i, a := range t.args {
		for _, s := range a.simpler() {
			c := *t
			c.args = slices.Clone(t.args)
			c.args[i] = s
			out = append(out, &c)
		}
	}
	return out
}

// document is a JSON value of a random flow: text with terms in it, an array or an object.
type document struct {
	kind    documentKind
	term    *term       // ofTerm
	pieces  []piece     // ofText
	items   []*document // ofArray
	members []member    // ofObject
}

type documentKind uint8

const (
	ofTerm documentKind = iota // "@term"
	ofText                     // "text@{term}text"
	ofArray
	ofObject
	ofRaw // a number or a boolean: the text of the only piece
)

// piece is text, or a term put into text.
type piece struct {
	text string
	term *term
}

type member struct {
	name  []piece
	value *document
}

func whole(t *term) *document  { return &document{term: t} }
func plain(s string) *document { return &document{kind: ofText, pieces: []piece{{text: s}}} }
func raw(s string) *document   { return &document{kind: ofRaw, pieces: []piece{{text: s}}} }

func object(members ...member) *document {
	return &document{kind: ofObject, members: members}
}

// MarshalJSON writes a document as a flow does. Members keep their order.
func (d *document) MarshalJSON() ([]byte, error) {
	switch d.kind {
	case ofTerm:
		return json.Marshal("@" + d.term.String())
	case ofText:
		return json.Marshal(written(d.pieces))
	case ofArray:
		return json.Marshal(d.items)
	case ofRaw:
		return []byte(d.pieces[0].text), nil
	}
	var b strings.Builder
	for i, m := range d.members {
		name, err := json.Marshal(written(m.name))
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		b.WriteString([]string{"{", ","}[min(i, 1)] + string(name) + ":" + string(value))
	}
	if len(d.members) == 0 {
		b.WriteString("{")
	}
	return []byte(b.String() + "}"), nil
}

// written is text with terms as a flow writes it: a leading "@" stands twice.
func written(pieces []piece) string {
	var b strings.Builder
	for i, p := range pieces {
		switch {
		case p.term != nil:
			b.WriteString("@{" + p.term.String() + "}")
		case i == 0 && strings.HasPrefix(p.text, "@"):
			b.WriteString("@" + p.text)
		default:
			b.WriteString(p.text)
		}
	}
	return b.String()
}

// simpler returns documents that say a little less.
func (d *document) simpler() []*document {
	var out []*document
	change := func(edit func(c *document)) {
		c := *d
		c.pieces, c.items, c.members = slices.Clone(d.pieces), slices.Clone(d.items), slices.Clone(d.members)
		edit(&c)
		out = append(out, &c)
	}
	if d.kind == ofTerm {
		for _, t := range d.term.simpler() {
			change(func(c *document) { c.term = t })
		}
	}
	for i, p := range d.pieces {
		if d.kind == ofText && len(d.pieces) > 1 {
			change(func(c *document) { c.pieces = slices.Delete(c.pieces, i, i+1) })
		}
		if p.term != nil {
			for _, t := range p.term.simpler() {
				change(func(c *document) { c.pieces[i].term = t })
			}
		}
	}
	for i, item := range d.items {
		change(func(c *document) { c.items = slices.Delete(c.items, i, i+1) })
		for _, s := range item.simpler() {
			change(func(c *document) { c.items[i] = s })
		}
	}
	for i, m := range d.members {
		change(func(c *document) { c.members = slices.Delete(c.members, i, i+1) })
		for _, s := range m.value.simpler() {
			change(func(c *document) { c.members[i].value = s })
		}
	}
	return out
}

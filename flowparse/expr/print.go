package expr

import "strings"

// String writes the template in canonical form: parsing it again gives the same template.
func (t Template) String() string {
	var b strings.Builder
	if e, ok := t.Single(); ok && t.Whole {
		b.WriteByte('@')
		e.write(&b)
		return b.String()
	}
	for i, p := range t.Parts {
		if p.Expr != nil {
			b.WriteString("@{")
			p.Expr.write(&b)
			b.WriteByte('}')
			continue
		}
		text := p.Text
		if i == 0 && strings.HasPrefix(text, "@") && !strings.HasPrefix(text, "@{") {
			b.WriteByte('@')
		}
		b.WriteString(strings.ReplaceAll(text, "@{", "@@{"))
	}
	return b.String()
}

// Print writes one expression without its "@".
func Print(e Expr) string {
	var b strings.Builder
	e.write(&b)
	return b.String()
}

func (c Call) write(b *strings.Builder) {
	b.WriteString(c.Name)
	b.WriteByte('(')
	for i, a := range c.Args {
		if i > 0 {
			b.WriteString(", ")
		}
		a.write(b)
	}
	b.WriteByte(')')
}

func (x Index) write(b *strings.Builder) {
	x.Base.write(b)
	if x.Safe {
		b.WriteByte('?')
	}
	b.WriteByte('[')
	x.Key.write(b)
	b.WriteByte(']')
}

func (m Member) write(b *strings.Builder) {
	m.Base.write(b)
	if m.Safe {
		b.WriteByte('?')
	}
	b.WriteByte('.')
	b.WriteString(m.Name)
}

func (s Str) write(b *strings.Builder) {
	b.WriteByte('\'')
	b.WriteString(strings.ReplaceAll(s.Text, "'", "''"))
	b.WriteByte('\'')
}

func (n Num) write(b *strings.Builder) { b.WriteString(n.Text) }

func (v Bool) write(b *strings.Builder) {
	if v.Value {
		b.WriteString("true")
		return
	}
	b.WriteString("false")
}

func (NullLit) write(b *strings.Builder) { b.WriteString("null") }

// Package expr reads the Workflow Definition Language: the expressions that stand in the strings of a flow.
//
// Parse turns a string into a Template, which is text and expressions in turn; Template.String writes it back. The
// package knows the grammar only. What an expression can be at run time is decided where the flow is known.
// Source: https://learn.microsoft.com/azure/logic-apps/workflow-definition-language-functions-reference (2026-11-22)
package expr

import (
	"strings"
)

// Template is a string of a flow: literal text and expressions in turn. The zero value is the empty string.
type Template struct {
	Parts []Part
	Whole bool // written "@expr": the value is the expression's own, of whatever type
}

// Part is a piece of a template: text, or an expression when Expr is set.
type Part struct {
	Text string
	Expr Expr
}

// Constant returns the text of a template without expressions.
func (t Template) Constant() (string, bool) {
	if t.Whole {
		return "", false
	}
	var b strings.Builder
	for _, p := range t.Parts {
		if p.Expr != nil {
			return "", false
		}
		b.WriteString(p.Text)
	}
	return b.String(), true
}

// Single returns the expression of a template that is one expression and nothing else: "@expr" or "@{expr}".
func (t Template) Single() (Expr, bool) {
	if len(t.Parts) == 1 && t.Parts[0].Expr != nil {
		return t.Parts[0].Expr, true
	}
	return nil, false
}

// Expr is one expression: a Call, an Index, a Member or a literal.
type Expr interface {
	expr()
	write(b *strings.Builder)
}

// Call is a function call.
type Call struct {
	Name string // as written; function names compare without regard to case
	Args []Expr
}

// Index is Base[Key], or Base?[Key] when Safe.
type Index struct {
	Base Expr
	Key  Expr
	Safe bool
}

// Member is Base.Name, or Base?.Name when Safe.
type Member struct {
	Base Expr
	Name string
	Safe bool
}

// Str is a string literal.
type Str struct{ Text string }

// Num is a number literal as written.
type Num struct{ Text string }

// Bool is true or false.
type Bool struct{ Value bool }

// NullLit is null.
type NullLit struct{}

func (Call) expr()    {}
func (Index) expr()   {}
func (Member) expr()  {}
func (Str) expr()     {}
func (Num) expr()     {}
func (Bool) expr()    {}
func (NullLit) expr() {}

package operation

import (
	"strings"
	"unicode"

	"rolefit/flowparse/expr"
)

// withoutTexts writes "…" for every text of a template, but for the names of what it looks up and for what only joins.
func withoutTexts(t expr.Template) expr.Template {
	parts := make([]expr.Part, len(t.Parts))
	for i, p := range t.Parts {
		if p.Expr == nil {
			parts[i].Text = hidden(p.Text)
			continue
		}
		parts[i].Expr = hiddenIn(p.Expr)
	}
	return expr.Template{Parts: parts, Whole: t.Whole}
}

func hiddenIn(e expr.Expr) expr.Expr {
	switch e := e.(type) {
	case expr.Str:
		return expr.Str{Text: hidden(e.Text)}
	case expr.Call:
		args := make([]expr.Expr, len(e.Args))
		for i, a := range e.Args {
			if _, text := a.(expr.Str); !text || !namesByArgument(e.Name, i) {
				a = hiddenIn(a)
			}
			args[i] = a
		}
		return expr.Call{Name: e.Name, Args: args}
	case expr.Index:
		key := e.Key
		if _, property := key.(expr.Str); !property {
			key = hiddenIn(key)
		}
		return expr.Index{Base: hiddenIn(e.Base), Key: key, Safe: e.Safe}
	case expr.Member:
		return expr.Member{Base: hiddenIn(e.Base), Name: e.Name, Safe: e.Safe}
	}
	return e
}

// hidden replaces a text, unless it has neither letter nor digit: such a text joins what stands around it.
func hidden(text string) string {
	if strings.ContainsFunc(text, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsNumber(c) }) {
		return "…"
	}
	return text
}

// namesByArgument reports whether a text as that argument of a function names an action, a variable, a parameter or a property.
// Source: https://learn.microsoft.com/azure/logic-apps/workflow-definition-language-functions-reference (2026-11-22)
func namesByArgument(function string, argument int) bool {
	switch strings.ToLower(function) {
	case "actionbody", "actionoutputs", "actions", "appsetting", "body", "items", "iterationindexes", "multipartbody", "outputs",
		"parameters", "result", "triggerformdatamultivalues", "triggerformdatavalue", "variables":
		return argument == 0
	case "formdatamultivalues", "formdatavalue":
		return argument <= 1
	case "addproperty", "removeproperty", "setproperty":
		return argument == 1
	}
	return false
}

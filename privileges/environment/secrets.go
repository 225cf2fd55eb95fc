package environment

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"
	"unicode"

	"rolefit/flowparse/expr"
)

//go:embed secrets.txt
var secretPlaces string

// secrets are the places of secrets.txt. Names are in lower case.
type secrets struct {
	names                                                              map[string]bool // headers and fields, as plain writes them
	open, queries, schemes, lookups, types, connection, steps, setters map[string]bool

	forms []form
}

var secretTable = sync.OnceValue(func() *secrets {
	kinds := map[string]map[string]bool{}
	alternatives := map[string][]string{}
	for line := range strings.Lines(secretPlaces) {
		fields := strings.Fields(line)
		if len(fields) < 3 || strings.HasPrefix(line, "#") {
			continue
		}
		kind, name := fields[0], strings.ToLower(fields[1])
		if kinds[kind] == nil {
			kinds[kind] = map[string]bool{}
		}
		kinds[kind][name] = true
		if kind != "hook" {
			name = regexp.QuoteMeta(name)
		}
		alternatives[kind] = append(alternatives[kind], name)
	}
	names := map[string]bool{}
	for _, kind := range []string{"header", "field"} {
		for name := range kinds[kind] {
			names[plain(name)] = true
		}
	}
	oneOf := func(of ...string) string {
		var all []string
		for _, kind := range of {
			all = append(all, alternatives[kind]...)
		}
		return "(?:" + strings.Join(all, "|") + ")"
	}
	s := &secrets{
		names: names, open: kinds["open"], queries: kinds["query"], schemes: kinds["scheme"], lookups: kinds["lookup"],
		types: kinds["type"], connection: kinds["connection"], steps: kinds["step"], setters: kinds["setter"],
	}
	s.forms = s.newForms(oneOf)
	return s
})

// secret reports whether a header, field or parameter of the name holds a secret. A path ends in the name, and a parameter
// that stands for an environment variable has the variable's own name behind it: "clientSecret (cr1_secret)".
func (s *secrets) secret(name string) bool {
	name = name[strings.LastIndexByte(name, '/')+1:]
	name, _, _ = strings.Cut(name, " (")
	if s.names[plain(name)] {
		return true
	}
	for at := range name { // what makers put before the name is often a prefix: "varClientSecret", "cr1_password"
		if startsWord(name, at) && s.names[plain(name[at:])] {
			return true
		}
	}
	return false
}

// startsWord reports whether a word of a name begins at a byte: behind a separator, or at a capital behind a small letter.
func startsWord(name string, at int) bool {
	if at == 0 {
		return false
	}
	before, first := name[at-1], name[at]
	return strings.IndexByte("_- .", before) >= 0 || before >= 'a' && before <= 'z' && first >= 'A' && first <= 'Z'
}

// plain is a name as names compare: "Client-Secret", "client_secret" and "clientSecret" are one.
func plain(name string) string {
	return strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(name))
}

// written replaces a secret that stands inside a longer text, which may cut an expression in two: from the start of an
// expression that does not end, everything stays.
func (s *secrets) written(text string) string {
	before, expression, found := strings.Cut(text, "@{")
	if !found || strings.HasSuffix(before, "@") {
		return s.literal(text)
	}
	if _, err := expr.Parse(text); err == nil {
		return s.wholeText(text)
	}
	return s.literal(before) + "@{" + expression
}

// wholeText returns a text that is secret as a whole, with what is written out in it replaced: expressions stay, but for
// text inside them that is not the name of something.
func (s *secrets) wholeText(text string) string {
	if strings.HasPrefix(strings.ToLower(text), "@microsoft.keyvault(") {
		return text
	}
	template, err := expr.Parse(text)
	if err != nil {
		return Secret
	}
	changed := false
	replace := func(text string) string {
		hidden := s.literal(text)
		changed = changed || hidden != text
		return hidden
	}
	for i, p := range template.Parts {
		if p.Expr == nil {
			template.Parts[i].Text = replace(p.Text)
			continue
		}
		template.Parts[i].Expr = s.expression(p.Expr, replace)
	}
	if !changed {
		return text // in its own spelling
	}
	return template.String()
}

// expression replaces the literals of an expression, but for those that name what is looked up.
func (s *secrets) expression(e expr.Expr, replace func(string) string) expr.Expr {
	switch e := e.(type) {
	case expr.Str:
		return expr.Str{Text: replace(e.Text)}
	case expr.Call:
		if s.lookups[strings.ToLower(e.Name)] {
			return e
		}
		args := make([]expr.Expr, len(e.Args))
		for i, a := range e.Args {
			args[i] = s.expression(a, replace)
		}
		return expr.Call{Name: e.Name, Args: args}
	case expr.Index:
		return expr.Index{Base: s.expression(e.Base, replace), Key: e.Key, Safe: e.Safe}
	case expr.Member:
		return expr.Member{Base: s.expression(e.Base, replace), Name: e.Name, Safe: e.Safe}
	}
	return e
}

// literal replaces a text. The first word of an authorization stays, and so does text without a letter or digit, which
// only joins what stands around it.
func (s *secrets) literal(text string) string {
	if text == Secret || !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return text
	}
	word := strings.TrimLeft(text, " ")
	word, rest, _ := strings.Cut(word, " ")
	if !s.schemes[strings.ToLower(word)] {
		return Secret
	}
	if rest = strings.TrimLeft(rest, " "); rest == "" || rest == Secret {
		return text
	}
	return strings.TrimSuffix(text, rest) + Secret
}

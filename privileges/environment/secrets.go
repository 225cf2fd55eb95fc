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

	query, line, member, pair, bearer, login, token, key *regexp.Regexp
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
		alternatives[kind] = append(alternatives[kind], regexp.QuoteMeta(name))
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
	return &secrets{
		names: names, open: kinds["open"], queries: kinds["query"], schemes: kinds["scheme"], lookups: kinds["lookup"],
		types: kinds["type"], connection: kinds["connection"], steps: kinds["step"], setters: kinds["setter"],
		query:  regexp.MustCompile(`(?i)((?:[?&'"]|&amp;|%3f|%26|^|\n)` + oneOf("query", "field") + `(?:=|%3d))([^&#\s"'<>;]+)`),
		line:   regexp.MustCompile(`(?im)^([ \t]*` + oneOf("header") + `[ \t]*:[ \t]*)([^\r\n]+)`),
		member: regexp.MustCompile(`(?i)("` + oneOf("header", "field") + `"\s*:\s*")((?:[^"\\]|\\.)+)`),
		pair:   regexp.MustCompile(`(?i)((?:^|[;'"\s])` + oneOf("pair") + `\s*=\s*)([^;"'\s]+)`),
		// Source: https://www.rfc-editor.org/rfc/rfc6750#section-2.1 (2026-11-26)
		bearer: regexp.MustCompile(`(?i)(\bbearer(?:[ \t]|%20|\+)+)([a-z0-9._~+/-]+=*)`),
		// Source: https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1 (2026-11-26)
		login: regexp.MustCompile(`(?i)(\b[a-z][a-z0-9+.-]*://[^/?#\s"'<>@:]*:)([^/?#\s"'<>@]+)@`),
		// A token that is signed or encrypted shows by its first letters, which are those of {" in base64, and by its points.
		// Source: https://www.rfc-editor.org/rfc/rfc7515#section-7.1 (2026-11-28)
		token: regexp.MustCompile(`()(\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_.-]*)`),
		// Source: https://www.rfc-editor.org/rfc/rfc7468#section-10 (2026-11-28)
		key: regexp.MustCompile(`(-----BEGIN [A-Z ]*PRIVATE KEY-----\s*)([A-Za-z0-9+/=:,\s-]*?)(?:\s*-----END|$)`),
	}
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

// inText returns a text with the secrets replaced that show by what is written before them.
func (s *secrets) inText(text string) string {
	if whole := strings.HasPrefix(text, "@") && !strings.HasPrefix(text, "@@") && !strings.HasPrefix(text, "@{"); !whole {
		text = s.after(s.line, text)
	}
	text = s.after(s.member, text)
	text = s.after(s.query, text)
	text = s.after(s.pair, text)
	text = s.after(s.login, text)
	text = s.after(s.token, text)
	text = s.after(s.key, text)
	return s.arguments(s.bearers(text))
}

// bearers replaces the tokens behind the word Bearer. A word of small letters is prose: "the bearer token expires".
func (s *secrets) bearers(text string) string {
	return s.bearer.ReplaceAllStringFunc(text, func(found string) string {
		m := s.bearer.FindStringSubmatch(found)
		if strings.Trim(m[2], "abcdefghijklmnopqrstuvwxyz.") == "" {
			return found
		}
		return m[1] + Secret
	})
}

// arguments replaces what an expression joins to the word Bearer, and what it sets a property with the name of a secret to.
func (s *secrets) arguments(text string) string {
	if !strings.Contains(text, "@") {
		return text
	}
	template, err := expr.Parse(text)
	if err != nil {
		return text
	}
	changed := false
	hide := func(e expr.Expr) expr.Expr {
		return s.expression(e, func(text string) string {
			hidden := s.literal(text)
			changed = changed || hidden != text
			return hidden
		})
	}
	for i, p := range template.Parts {
		if p.Expr != nil {
			template.Parts[i].Expr = s.called(p.Expr, hide)
		}
	}
	if !changed {
		return text // in its own spelling
	}
	return template.String()
}

// called hides the arguments of calls inside an expression that are secrets by what stands before them.
func (s *secrets) called(e expr.Expr, hide func(expr.Expr) expr.Expr) expr.Expr {
	switch e := e.(type) {
	case expr.Call:
		args := make([]expr.Expr, len(e.Args))
		for i, a := range e.Args {
			args[i] = s.called(a, hide)
			if before, ok := earlier(e.Args, i); ok && (s.setters[strings.ToLower(e.Name)] && i == 2 && s.secret(before) || isBearer(before)) {
				args[i] = hide(args[i])
			}
		}
		return expr.Call{Name: e.Name, Args: args}
	case expr.Index:
		return expr.Index{Base: s.called(e.Base, hide), Key: e.Key, Safe: e.Safe}
	case expr.Member:
		return expr.Member{Base: s.called(e.Base, hide), Name: e.Name, Safe: e.Safe}
	}
	return e
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

// after replaces what a pattern finds behind what it finds before: its second group behind its first.
func (s *secrets) after(pattern *regexp.Regexp, text string) string {
	var out strings.Builder
	done := 0
	for _, m := range pattern.FindAllStringSubmatchIndex(text, -1) {
		out.WriteString(text[done:m[4]])
		out.WriteString(s.written(text[m[4]:m[5]]))
		done = m[5]
	}
	out.WriteString(text[done:])
	return out.String()
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

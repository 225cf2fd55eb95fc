package denial

import (
	"regexp"
	"strings"
	"sync"
)

// sentence is one form in which the platform says that a right is missing.
type sentence struct {
	id, trigger   string
	before, after *regexp.Regexp // may be nil
	find          []*regexp.Regexp
	requires      []string
	reach         int
	means         Kind
	principal     PrincipalKind
	source        string
}

const (
	// behind is how many bytes before a trigger can belong to its sentence: longer than the longest account description seen.
	behind = 2000
	// defaultReach is how many bytes after a trigger belong to its sentence.
	defaultReach = 700
	longReach    = 6000
	// maxTriggers bounds how often one trigger is looked at in a piece of text.
	maxTriggers = 300
)

var macros = strings.NewReplacer("{ID}", `[^ ,;)]{1,60}`, "{PRV}", `prv[a-z0-9_]{1,120}`, "{Q}", "['\"*`]{0,2}")

var sentences = sync.OnceValue(func() []sentence {
	var all []sentence
	for _, r := range records("sentences.txt") {
		s := sentence{
			id: r.get("id"), trigger: r.get("trigger"), means: Kind(r.get("means")), requires: strings.Fields(r.get("requires")),
			principal: PrincipalKind(r.get("principal")), source: r.get("source"), reach: defaultReach,
		}
		if r.get("reach") != "" {
			s.reach = longReach
		}
		for _, name := range r.names {
			switch pattern := macros.Replace(r.get(name)); {
			case name == "before":
				s.before = regexp.MustCompile(`(?is)^.*` + pattern) // the last one before the trigger
			case name == "after":
				s.after = regexp.MustCompile(`(?is)` + pattern)
			case strings.HasPrefix(name, "find-"):
				s.find = append(s.find, regexp.MustCompile(`(?is)`+pattern))
			}
		}
		all = append(all, s)
	}
	return all
})

// match is a sentence at a place, with the fields it fills.
type match struct {
	*sentence
	at, end int // offsets of the trigger and of the end of what was looked at
	fields  map[string]string
}

// matches returns the sentences of a plain text, in their order in it.
func matches(text string) []match {
	folded := lower(text)
	var found []match
	for i := range sentences() {
		s := &sentences()[i]
		places := triggers(folded, s.trigger)
		for n, at := range places {
			from, to := max(0, at-behind), min(len(text), at+s.reach)
			if n > 0 {
				from = max(from, places[n-1]+len(s.trigger))
			}
			if n+1 < len(places) {
				to = min(to, places[n+1])
			}
			if negation.MatchString(text[max(from, at-60):at]) {
				continue
			}
			if m, ok := s.match(text[from:at], text[at:to]); ok {
				m.at, m.end = at, to
				found = append(found, m)
			}
		}
	}
	return found
}

// triggers returns the offsets of a trigger, the first maxTriggers of them.
func triggers(folded, trigger string) []int {
	var places []int
	for at := 0; len(places) < maxTriggers; {
		next := strings.Index(folded[at:], trigger)
		if next < 0 {
			break
		}
		places = append(places, at+next)
		at += next + len(trigger)
	}
	return places
}

func (s *sentence) match(left, right string) (match, bool) {
	m := match{sentence: s, fields: map[string]string{"trigger": s.trigger}}
	if s.after != nil && !m.take(s.after, right) {
		return m, false
	}
	if s.before != nil {
		m.take(s.before, left)
	}
	for _, f := range s.find {
		m.take(f, right)
	}
	for _, field := range s.requires {
		if m.fields[field] != "" {
			return m, true
		}
	}
	return m, false
}

// take fills fields from the named groups of an expression. A digit after a name stands for another place of the same field.
func (m *match) take(expression *regexp.Regexp, text string) bool {
	groups := expression.FindStringSubmatch(text)
	if groups == nil {
		return false
	}
	for i, name := range expression.SubexpNames() {
		field := strings.TrimRight(name, "0123456789")
		if field != "" && groups[i] != "" && m.fields[field] == "" {
			m.fields[field] = groups[i]
		}
	}
	return true
}

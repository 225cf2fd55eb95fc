package denial

import (
	"regexp"
	"strings"
)

// codeAndName is the Sentence of a denial whose code says what is wrong and whose text, in no known form, says which
// privilege it is about.
const codeAndName = "code-and-name"

var (
	looseVerb = regexp.MustCompile(`(?i)\b(?:missing|misses|lacks?|does not have|doesn['’]t have|needs?|requires?|required|denied)\b`)
	looseName = regexp.MustCompile(`(?i)^prv[a-z0-9_]{4,120}`)
	looseHeld = regexp.MustCompile(`(?i)\b(?:has|have|had|holds?|grants?|granted|contains?|includes?)\b[^.]{0,40}$`)
	anyNot    = regexp.MustCompile(`(?i)\b(?:not|never|no|neither|without|[a-z]+n['’]t)\b`)

	// negation is what takes back the word that follows it: "is not missing", "no longer is missing".
	negation = regexp.MustCompile(`(?i)\b(?:not|never|no|nor|neither|without|[a-z]+n['’]t)(?: (?:a|any|any longer|anymore|at all|be|been|being|currently|is|longer|now|really|the|yet)){0,3} $`)
	// described stands before a word that only describes what is missing: "the required privilege".
	described = regexp.MustCompile(`(?i)\b(?:the|a|an|any|all|its|their|this|that|every|of) $`)
)

// namedLoosely returns the privileges that a text of no known form calls missing or needed.
func namedLoosely(text string) []string {
	const near = 120
	var names []string
	for _, at := range triggers(lower(text), "prv") {
		name := privilegeIn(looseName.FindString(text[at:min(len(text), at+2*near)]))
		if name != "" && calledMissing(text[max(0, at-near):at]) == missing {
			names = append(names, name)
		}
	}
	return names
}

// calling is what a text says of the privilege that follows it.
type calling uint8

const (
	nothing calling = iota
	missing
	notMissing
)

// calledMissing reads the text before the name of a privilege. The verb next to the name decides, unless it only describes:
// in "not missing the required prvRead…" it is the one before.
func calledMissing(left string) calling {
	const reach = 80
	if left == "" || !strings.ContainsAny(left[len(left)-1:], ` '"*(:`) {
		return nothing
	}
	said := nothing
	for _, verb := range looseVerb.FindAllStringIndex(left, -1) {
		before, after := left[:verb[0]], left[verb[1]:]
		if strings.Contains(after, ".") || len(after) > reach+1 {
			continue
		}
		switch {
		case negation.MatchString(before):
			said = notMissing
		case said == nothing || !described.MatchString(before):
			said = missing
		}
	}
	return said
}

// namedByCode returns a denial for each privilege that a text names in full near a code which says that one is missing or
// held too low. It knows the text in no language: only a text that calls the privilege held, or not missing, is heard.
func namedByCode(text, in string, codes []located) []Denial {
	var found []Denial
	for _, at := range triggers(lower(text), "prv") {
		name := looseName.FindString(text[at:min(len(text), at+130)])
		end := at + len(name)
		if privilegeIn(name) == "" || at > 0 && isWordByte(text[at-1]) || end < len(text) && isWordByte(text[end]) ||
			strings.HasPrefix(text[end:], "…") || strings.HasPrefix(text[end:], "..") {
			continue
		}
		left := text[max(0, at-120):at]
		if calledMissing(left) == notMissing || looseHeld.MatchString(left) && !anyNot.MatchString(left) {
			continue
		}
		if code, ok := codeNear(codes, at); ok {
			found = append(found, Denial{Kind: code.kind, Sentence: codeAndName, Privilege: privilegeIn(name), Code: code.code, At: in})
		}
	}
	return found
}

// codeNear returns the code nearest to an offset of those that are about one privilege; one beside the text is the nearest.
func codeNear(codes []located, at int) (located, bool) {
	best, nearest := located{}, defaultReach+1
	for _, l := range codes {
		distance := max(at, l.at) - min(at, l.at)
		if l.at < 0 {
			distance = 0
		}
		if (l.kind == MissingPrivilege || l.kind == InsufficientLevel || l.kind == OwnerLacks) && distance < nearest {
			best, nearest = l, distance
		}
	}
	return best, nearest <= defaultReach
}

func isWordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// namedByCodes adds what codes say of the names beside them, unless a sentence elsewhere in the text bears the code.
func (r *reader) namedByCodes() {
	borne := map[uint32]bool{}
	for code := range r.used {
		borne[code] = true
	}
	wrapped := false
	for _, l := range r.seen {
		wrapped = wrapped || l.wrapper
	}
	for _, d := range r.named {
		if !borne[d.Code.Number] {
			d.Wrapped = wrapped
			r.used[d.Code.Number] = true
			r.add(d)
		}
	}
}

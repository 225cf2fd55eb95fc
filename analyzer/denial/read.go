package denial

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"rolefit/privileges"
)

// Read finds the denials of a text, in their order in it and each once: a message, a log, the body of an error, the outputs
// of an action, a run history, or JSON inside strings of any of these. It looks at the first MaxText bytes.
// No denial means that the text holds no known sentence and no known code.
func Read(text string) []Denial {
	if len(text) > MaxText {
		text = text[:MaxText]
		for len(text) > 0 && !utf8.ValidString(text[len(text)-1:]) {
			text = text[:len(text)-1]
		}
	}
	r := reader{used: map[uint32]bool{}}
	for _, p := range pieces(text) {
		r.piece(p)
	}
	r.namedByCodes()
	r.bareCodes()
	return r.denials
}

// reader collects the denials of the pieces of a text.
type reader struct {
	denials []Denial
	seen    []located       // codes in their order, with where they stand
	used    map[uint32]bool // codes that a denial bears
	named   []Denial        // what codes say of the names beside them
}

// located is a code at an offset of a piece.
type located struct {
	codeFact
	at int // -1: beside the piece, in the JSON that holds it
	in string
}

// maxSeen bounds how many codes are kept: more say nothing new.
const maxSeen = 1000

func (r *reader) piece(p piece) {
	text := plain(p.text)
	codes := codesIn(text)
	for i := range codes {
		codes[i].in = p.name
	}
	if fact, ok := codeFacts()[p.code]; ok {
		codes = append(codes, located{codeFact: fact, at: -1, in: p.name})
	}
	if room := maxSeen - len(r.seen); room > 0 {
		r.seen = append(r.seen, codes[:min(room, len(codes))]...)
	}
	found := matches(text)
	slices.SortStableFunc(found, func(a, b match) int { return a.at - b.at })
	for _, m := range found {
		d := m.denial(text)
		d.At = p.name
		d.addCode(m, codes)
		if d.Code.Number != 0 {
			r.used[d.Code.Number] = true
		}
		r.add(d)
	}
	if len(found) > 0 {
		return
	}
	loosely := namedLoosely(text)
	for _, name := range loosely {
		d := Denial{Kind: MissingPrivilege, Sentence: "fallback", Privilege: name, At: p.name}
		d.addCode(match{at: len(text), end: len(text)}, codes)
		if d.Code.Number != 0 {
			r.used[d.Code.Number] = true
		}
		r.add(d)
	}
	if len(loosely) == 0 {
		r.named = append(r.named, namedByCode(text, p.name, codes)...)
	}
}

// add keeps a denial, unless the same is kept already: then it counts. One that says less than the one before, about the
// same privilege, counts too.
func (r *reader) add(d Denial) {
	for i := range r.denials {
		if covers(r.denials[i], d) {
			r.denials[i].Count++
			return
		}
	}
	if len(r.denials) < maxDenials {
		d.Count = 1
		r.denials = append(r.denials, d)
	}
}

func covers(kept, d Denial) bool {
	nobody := d.Principal.ID == "" && d.Caller == "" && d.Principal.Kind == ""
	return kept.Kind == d.Kind && strings.EqualFold(kept.Privilege, d.Privilege) && slices.Equal(kept.Rights, d.Rights) &&
		(kept.Entity == d.Entity || d.Entity == "") && (kept.TypeCode == d.TypeCode || d.TypeCode == 0) && (kept.Label == d.Label || d.Label == "") &&
		kept.Column == d.Column && (kept.Code == d.Code || d.Sentence != "") && kept.Permission == d.Permission && kept.Code.SignIn == d.Code.SignIn &&
		(kept.Level == d.Level || d.Level == privileges.None) && (kept.Principal == d.Principal || nobody) &&
		(kept.At == d.At || kept.At == "" || d.At == "")
}

// bareCodes adds what the codes say that no sentence bears: the reason itself, or that it stands elsewhere.
func (r *reader) bareCodes() {
	wrapped := slices.ContainsFunc(r.seen, func(l located) bool { return l.wrapper })
	bare := func(l located) {
		if !r.used[l.code.Number] {
			r.used[l.code.Number] = true
			r.add(Denial{Kind: l.kind, Code: l.code, Wrapped: wrapped, At: l.in})
		}
	}
	for _, l := range r.seen {
		if !l.wrapper {
			bare(l)
		}
	}
	if len(r.denials) == 0 {
		for _, l := range r.seen {
			bare(l)
		}
	}
}

var (
	codePattern = regexp.MustCompile(`(?i)\b0x8[0-9a-f]{7}\b|-21\d{8}\b|\b21\d{8}\b|\bcrm\.8[0-9a-f]{7}\b`)
	guidPattern = regexp.MustCompile(`(?i)^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
)

// codesIn returns the known codes of a plain text.
func codesIn(text string) []located {
	var found []located
	for at := 0; len(found) < maxSeen; {
		span := codePattern.FindStringIndex(text[at:])
		if span == nil {
			break
		}
		if fact, ok := codeFacts()[number(text[at+span[0]:at+span[1]])]; ok {
			found = append(found, located{codeFact: fact, at: at + span[0]})
		}
		at += span[1]
	}
	return found
}

// number reads a code in any of the forms that errors write: hexadecimal, or decimal with or without a sign.
func number(code string) uint32 {
	code = strings.ToLower(code)
	if hex, ok := strings.CutPrefix(strings.TrimPrefix(code, "crm."), "0x"); ok || strings.HasPrefix(code, "crm.") {
		n, err := strconv.ParseUint(hex, 16, 32)
		if err != nil {
			return 0
		}
		return uint32(n)
	}
	n, err := strconv.ParseInt(code, 10, 64)
	if err != nil {
		return 0
	}
	return uint32(n) // two's complement
}

// privilegeIn returns the privilege that a word of a text names, with the prefix as the platform writes it, since a role is
// imported by that name. It returns nothing for a word of another form, and for the first half of a name, such as "prvRead",
// which is left where somebody shortened a text.
func privilegeIn(word string) string {
	const prefix = "prv"
	if len(word) < len(prefix) || !strings.EqualFold(word[:len(prefix)], prefix) {
		return ""
	}
	rest := word[len(prefix):]
	if _, half := privileges.ParseRight(rest); half || !privileges.IsName(prefix+rest) {
		return ""
	}
	return prefix + rest
}

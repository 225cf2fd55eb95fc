package denial

import (
	"strconv"
	"strings"

	"rolefit/privileges"
)

// denial makes a denial of a match.
func (m match) denial(text string) Denial {
	f := m.fields
	d := Denial{
		Kind: m.means, Sentence: m.id, Privilege: privilegeIn(f["privilege"]), Entity: strings.ToLower(f["entity"]), Label: strings.TrimSpace(f["label"]),
		Principal: Principal{Kind: m.principal, ID: guid(f["id"])}, Column: strings.ToLower(f["column"]),
	}
	if d.Privilege == "" {
		d.PrivilegeID = guid(f["privilegeid"])
	}
	switch {
	case strings.EqualFold(f["kind"], "team") || f["type"] == "9":
		d.Principal.Kind = Team
	case f["kind"] != "" || f["type"] == "8":
		d.Principal.Kind = User
	}
	if caller := guid(f["caller"]); caller != d.Principal.ID {
		d.Caller = caller
	}
	if code, err := strconv.Atoi(f["typecode"]); err == nil {
		d.TypeCode = code
	}
	if count, err := strconv.Atoi(f["missing"]); err == nil {
		d.Missing = count
	}
	if f["permission"] != "" {
		d.Permission = strings.ToUpper(f["permission"][:1]) + strings.ToLower(f["permission"][1:])
	}
	d.Level = levelNamed(f["level"])
	d.rights(f["rights"])
	account := lower(f["account"])
	d.Filtered = strings.Contains(account, "filtered privileges") || strings.Contains(account, "unlicensed")
	if d.Kind == MissingPrivilege && ownerChecked(text[:m.at]) {
		d.Kind = OwnerLacks
	}
	if f["signin"] != "" {
		d.Code = Code{SignIn: f["signin"], Name: signInFacts()[f["signin"]].name}
	}
	return d
}

// ownerChecked reports whether what stands before a sentence says that the owner's right to read was checked.
func ownerChecked(left string) bool {
	left = lower(left[max(0, len(left)-behind):])
	at := strings.LastIndex(left, "privilege check for owner failed")
	return at >= 0 && !strings.Contains(left[at:], "is missing")
}

// addCode finds the code of a sentence: its own, else the nearest one, else that of the JSON around it.
func (d *Denial) addCode(m match, codes []located) {
	best, nearest := located{}, -1
	for _, l := range codes {
		if l.wrapper {
			d.Wrapped = true
			continue
		}
		distance := max(m.at, l.at) - min(m.at, l.at)
		if l.at < 0 {
			distance = longReach
		}
		if distance <= longReach && fits(d.Kind, l.kind) && (nearest < 0 || distance < nearest) {
			best, nearest = l, distance
		}
	}
	if d.Code.SignIn != "" {
		return
	}
	if own, ok := codeFacts()[number(m.fields["code"])]; ok {
		best, nearest = located{codeFact: own}, 0
	}
	if nearest < 0 {
		return
	}
	d.Code = best.code
	if d.Kind == MissingPrivilege && best.kind == OwnerLacks {
		d.Kind = OwnerLacks
	}
	// The old text of an access check stands for both checks: its code says which failed.
	if d.Sentence == "access-check" && best.kind == MissingPrivilege {
		d.Kind = MissingPrivilege
	}
}

// fits reports whether a code can be that of a sentence: several errors may stand in one text.
func fits(sentence, code Kind) bool {
	switch code {
	case sentence, Unspecific:
		return true
	case MissingPrivilege:
		return sentence == OwnerLacks || sentence == GranterLacks || sentence == NoRole || sentence == ColumnPermission
	case OwnerLacks:
		return sentence == MissingPrivilege
	}
	return false
}

// rights reads the rights that a text asks for: names such as "ReadAccess", a number of bits, or a privilege's name.
func (d *Denial) rights(text string) {
	if name := privilegeIn(text); name != "" {
		d.Privilege = name
		return
	}
	if bits, err := strconv.Atoi(text); err == nil {
		for bit := 1; bit <= bits && bit > 0; bit <<= 1 {
			if bits&bit == 0 {
				continue
			}
			if right, ok := privileges.RightFromAccessMask(bit); ok {
				d.Rights = append(d.Rights, right)
			} else {
				d.OtherRights = true
			}
		}
		return
	}
	for name := range strings.SplitSeq(text, ",") {
		name = strings.TrimSpace(name)
		if len(name) > len("access") && strings.EqualFold(name[len(name)-len("access"):], "access") {
			name = name[:len(name)-len("access")]
		}
		if right, ok := privileges.ParseRight(name); ok {
			d.Rights = append(d.Rights, right)
		} else if name != "" {
			d.OtherRights = true
		}
	}
}

// levelNamed reads a level as errors name it: "Local" or "BusinessUnitLevel". Of the longer names only that of the business
// unit was seen in a text; the others are those of the role editor.
func levelNamed(text string) privileges.Level {
	if level, ok := privileges.ParseLevel(text); ok {
		return level
	}
	switch strings.TrimSuffix(lower(text), "level") {
	case "user", "basic":
		return privileges.Basic
	case "businessunit", "local":
		return privileges.Local
	case "parentchildbusinessunit", "parentchildbusinessunits", "deep":
		return privileges.Deep
	case "organization", "global":
		return privileges.Global
	}
	return privileges.None
}

// guid returns an id in lower case, and nothing for what only stands in its place.
func guid(text string) string {
	text = strings.Trim(text, `{}[].,:"'`)
	if !guidPattern.MatchString(text) {
		return ""
	}
	return strings.ToLower(text)
}

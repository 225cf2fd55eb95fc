package xaml

import (
	"regexp"
	"strings"
)

// The XAML holds Visual Basic expressions in square brackets. The designer writes few shapes of them, and these
// patterns read those shapes. All run in linear time.
var (
	entityKey       = regexp.MustCompile(`^\s*(InputEntities|CreatedEntities)\(\s*"([^"]*)"\s*\)`)
	newEntity       = regexp.MustCompile(`^\s*New\s+(?:Microsoft\.Xrm\.Sdk\.)?Entity\(\s*"([^"]*)"\s*\)`)
	referenceTarget = regexp.MustCompile(`(?:WorkflowPropertyType\.EntityReference\s*,|New\s+(?:Microsoft\.Xrm\.Sdk\.)?EntityReference\()\s*"([^"]+)"`)
	quotedText      = regexp.MustCompile(`"((?:[^"]|"")*)"`)
	identifier      = regexp.MustCompile(`[\pL_][\pL\pN_]*`)
	guidText        = regexp.MustCompile(`[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}`)
)

// noGUID is what the designer writes for a workflow or template that was never chosen.
const noGUID = "00000000-0000-0000-0000-000000000000"

// code returns the expression inside square brackets, or the text itself when it is a literal.
func code(text string) string {
	text = strings.TrimSpace(text)
	if inner, ok := strings.CutPrefix(text, "["); ok {
		return strings.TrimSpace(strings.TrimSuffix(inner, "]"))
	}
	return text
}

// isNull reports an absent value: nothing, or the markup extension for null.
func isNull(text string) bool {
	text = strings.TrimSpace(text)
	return text == "" || strings.EqualFold(text, "{x:Null}")
}

// row is a row as an expression names it.
type row struct {
	key   string // the dictionary entry, as a map key; empty when the expression names none
	via   string // as in Step.Row
	table string // when the key itself says it
}

// rowOf reads an expression that begins with an entry of InputEntities or CreatedEntities. The designer works on a
// copy of a row under the same key with "#Temp" behind it; the copy counts as the row.
func rowOf(text string) row {
	m := entityKey.FindStringSubmatch(code(text))
	if m == nil {
		return row{}
	}
	r := row{key: m[1] + " " + m[2]}
	key := strings.TrimSuffix(m[2], "#Temp")
	switch {
	case key == "primaryEntity":
		r.via = "primary"
	case strings.HasPrefix(key, "related_"):
		column, table, _ := strings.Cut(strings.ToLower(strings.TrimPrefix(key, "related_")), "#")
		r.via, r.table = "related:"+column, table
	case strings.HasSuffix(key, "_localParameter"):
		r.via = "created:" + strings.TrimSuffix(key, "_localParameter")
	case strings.HasSuffix(key, "_entity"):
		r.via = "output:" + strings.TrimSuffix(key, "_entity")
	}
	return r
}

// identifiers returns the names in an expression, outside its texts.
func identifiers(expression string) []string {
	return identifier.FindAllString(quotedText.ReplaceAllString(expression, " "), -1)
}

// fixedGUID returns the GUID of an expression or literal in lower case, or nothing.
func fixedGUID(text string) string {
	id := strings.ToLower(guidText.FindString(text))
	if id == noGUID {
		return ""
	}
	return id
}

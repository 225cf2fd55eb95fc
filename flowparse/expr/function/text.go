package function

import (
	"strings"
	"unicode"
)

// concat joins texts. Integers become their digits: the page converts numbers to text where text is expected. Null and
// booleans are refused, their text is not documented there.
func concat(args []Value) (Value, error) {
	var b strings.Builder
	for _, a := range args {
		s, err := pieceOfText(a)
		if err != nil {
			return nil, err
		}
		b.WriteString(s)
	}
	return b.String(), nil
}

// pieceOfText returns the text of a text or an integer.
func pieceOfText(v Value) (string, error) {
	if s, ok := v.(string); ok {
		return s, nil
	}
	i, err := integerArg(v)
	if err != nil {
		return "", refuse("the text of a value that is neither a text nor an integer is not certain")
	}
	return string(numberOf(i)), nil
}

// replace changes every occurrence, from the left, with regard to case.
func replace(args []Value) (Value, error) {
	text, old, err := twoTexts(args)
	if err != nil {
		return nil, err
	}
	with, err := textArg(args[2])
	if err != nil {
		return nil, err
	}
	if old == "" {
		return nil, refuse("replacing the empty text is not documented")
	}
	if int64(len(text))+int64(strings.Count(text, old))*int64(len(with)-len(old)) > maxSize {
		return nil, errTooLarge()
	}
	return strings.ReplaceAll(text, old, with), nil
}

// split cuts a text at a delimiter. The page does not say whether the case of the delimiter counts, so a text in which
// that matters is refused, and so is the empty delimiter.
func split(args []Value) (Value, error) {
	text, delimiter, err := twoTexts(args)
	if err != nil {
		return nil, err
	}
	if delimiter == "" {
		return nil, refuse("splitting at the empty text is not documented")
	}
	parts := strings.Split(text, delimiter)
	folded := strings.Split(foldKey(text), foldKey(delimiter))
	if len(parts) != len(folded) {
		return nil, errCase()
	}
	items := make(Array, len(parts))
	for i, part := range parts {
		if foldKey(part) != folded[i] {
			return nil, errCase()
		}
		items[i] = part
	}
	return items, nil
}

// invisibleEdges are characters that some versions of .NET trimmed and others did not.
// Source: https://learn.microsoft.com/dotnet/api/system.string.trim (2026-11-25)
const invisibleEdges = "\u180e\u200b\ufeff"

// trim removes white space, which is the same set in Go and .NET but for invisibleEdges.
func trim(args []Value) (Value, error) {
	text, err := textArg(args[0])
	if err != nil {
		return nil, err
	}
	text = strings.TrimSpace(text)
	if strings.Trim(text, invisibleEdges) != text {
		return nil, refuse("versions of .NET trim these characters differently")
	}
	return text, nil
}

func toLower(args []Value) (Value, error) { return changeCase(args[0], unicode.ToLower) }

func toUpper(args []Value) (Value, error) { return changeCase(args[0], unicode.ToUpper) }

func changeCase(v Value, change func(rune) rune) (Value, error) {
	text, err := textArg(v)
	if err != nil {
		return nil, err
	}
	for _, r := range text {
		if !certainCase(r) {
			return nil, refuse("the case of a character depends on the version of .NET")
		}
	}
	return strings.Map(change, text), nil
}

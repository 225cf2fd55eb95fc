package function

import (
	"io"
	"regexp"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// parseJSON reads a text as JSON; null gives the empty object. Text that is not strict JSON is refused and not failed,
// because the reader of the platform accepts more than the standard.
func parseJSON(args []Value) (Value, error) {
	if args[0] == nil {
		return &Object{}, nil
	}
	text, err := textArg(args[0])
	if err != nil {
		return nil, err
	}
	// The decoder itself refuses names that occur twice, and half a pair of UTF-16.
	d := jsontext.NewDecoder(strings.NewReader(text))
	v, err := readValue(d, 0)
	if err != nil {
		return nil, err
	}
	if _, err := d.ReadToken(); err != io.EOF {
		return nil, errSyntax()
	}
	return v, nil
}

func errSyntax() error { return refuse("the text is not strict JSON") }

// readValue reads a value that stands in depth containers.
func readValue(d *jsontext.Decoder, depth int) (Value, error) {
	token, err := d.ReadToken()
	if err != nil {
		return nil, errSyntax()
	}
	switch token.Kind() {
	case 'n':
		return nil, nil
	case 't', 'f':
		return token.Bool(), nil
	case '"':
		return certainText(token.String())
	case '0':
		return certainNumber(token.String())
	case '[', '{':
		if depth >= maxDepth {
			return nil, refuse("the text is nested too deeply")
		}
		if token.Kind() == '[' {
			return readArray(d, depth)
		}
		return readObject(d, depth)
	}
	return nil, errSyntax()
}

func readArray(d *jsontext.Decoder, depth int) (Value, error) {
	items := Array{}
	for d.PeekKind() != ']' {
		item, err := readValue(d, depth+1)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	if _, err := d.ReadToken(); err != nil {
		return nil, errSyntax()
	}
	return items, nil
}

func readObject(d *jsontext.Decoder, depth int) (Value, error) {
	o := &Object{}
	for d.PeekKind() != '}' {
		token, err := d.ReadToken()
		if err != nil {
			return nil, errSyntax()
		}
		name := token.String()
		v, err := readValue(d, depth+1)
		if err != nil {
			return nil, err
		}
		o.Members = append(o.Members, Member{name, v})
	}
	if _, err := d.ReadToken(); err != nil {
		return nil, errSyntax()
	}
	return o, nil
}

// dateText is text that JSON readers of .NET turn into a date, and write back differently, when told to.
// Source: https://www.newtonsoft.com/json/help/html/DatesInJSON.htm (2026-11-25)
var dateText = regexp.MustCompile(`^([0-9]{4}-[0-9]{2}-[0-9]{2}T|/Date\()`)

func certainText(s string) (Value, error) {
	if dateText.MatchString(s) {
		return nil, refuse("a text may be read as a date")
	}
	return s, nil
}

// fraction is a float whose decimal text and binary value turn into each other without loss when it has no more than
// 15 digits, and whose text .NET writes as it stands.
var fraction = regexp.MustCompile(`^-?(0|[1-9][0-9]*)\.([0-9]*[1-9])$`)

const maxFloatDigits = 15

// certainFloat reports whether a text is such a number. Small values are left out: .NET writes those with an exponent.
func certainFloat(s string) bool {
	return fraction.MatchString(s) && len(strings.Trim(s, "-"))-1 <= maxFloatDigits &&
		!strings.HasPrefix(strings.TrimPrefix(s, "-"), "0.000")
}

func certainNumber(s string) (Value, error) {
	if _, err := integerArg(Number(s)); err == nil || certainFloat(s) {
		return Number(s), nil
	}
	return nil, refuse("the platform may write a number differently")
}

package function

import (
	"encoding/base64"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// toText is the function string. Text of booleans, floats, objects and arrays is refused: the page shows an object
// with spaces in it, where published runs show none.
func toText(args []Value) (Value, error) {
	if args[0] == nil {
		return "", nil
	}
	return asValue(pieceOfText(args[0]))
}

// toBool reads booleans, integers (all but 0 are true) and the texts true and false as the page writes them.
func toBool(args []Value) (Value, error) {
	switch v := args[0].(type) {
	case bool:
		return v, nil
	case string:
		if v == "true" || v == "false" {
			return v == "true", nil
		}
		return nil, refuse("which texts are booleans is not documented")
	}
	i, err := integerArg(args[0])
	if err != nil {
		return nil, err
	}
	return i != 0, nil
}

// toInt reads a text of digits that fits 32 bits: how many bits the platform allows is not documented.
func toInt(args []Value) (Value, error) {
	text, err := readableNumber(args)
	if err != nil {
		return nil, err
	}
	if !isInteger32(text) {
		return nil, refuse("whether the text is an integer is not certain")
	}
	return Number(text), nil
}

func errLocale() error { return refuse("locales are not computed") }

func isInteger32(text string) bool {
	if !integerText.MatchString(text) {
		return false
	}
	_, err := strconv.ParseInt(text, 10, 32)
	return err == nil
}

// readableNumber is the text that a number is read from. A second argument names a locale.
func readableNumber(args []Value) (string, error) {
	if len(args) > 1 {
		return "", errLocale()
	}
	return textArg(args[0])
}

// isInt is certain for integers of 32 bits and for text with a letter that no number has.
func isInt(args []Value) (Value, error) {
	text, err := readableNumber(args)
	if err != nil {
		return nil, err
	}
	switch {
	case isInteger32(text):
		return true, nil
	case text == "", wordLetter.MatchString(text):
		return false, nil
	}
	return nil, refuse("whether the text is an integer is not certain")
}

// wordLetter is a letter that occurs neither in an exponent nor in the words Infinity and NaN.
var wordLetter = regexp.MustCompile(`[B-DG-HJ-MO-SU-XZb-dg-hj-mo-su-xz]`)

// grouped is a float with commas between groups of three digits, as the page shows it.
var grouped = regexp.MustCompile(`^-?[1-9][0-9]{0,2}(,[0-9]{3})+\.[0-9]+$`)

// pointed is a number with digits on both sides of a point.
var pointed = regexp.MustCompile(`^-?(0|[1-9][0-9]*)\.[0-9]+$`)

// maxFloatText bounds the texts isFloat calls floats, far below the numbers that no float can hold.
const maxFloatText = 32

// toFloat reads a number with a point. Integers are refused: the value would be a float that is written as an integer,
// which Number cannot say.
func toFloat(args []Value) (Value, error) {
	text, err := readableNumber(args)
	if err != nil {
		return nil, err
	}
	if grouped.MatchString(text) {
		text = strings.ReplaceAll(text, ",", "")
	}
	if !certainFloat(text) {
		return nil, refuse("the value of the text is not certain")
	}
	return Number(text), nil
}

// toDecimal reads a number with a point that has the same value as a decimal and as a float.
func toDecimal(args []Value) (Value, error) {
	text, err := readableNumber(args)
	if err != nil {
		return nil, err
	}
	if !certainFloat(text) {
		return nil, refuse("the value of the text is not certain")
	}
	return Number(text), nil
}

// isFloat is certain for numbers with a point and for text with a letter that no number has.
func isFloat(args []Value) (Value, error) {
	text, err := readableNumber(args)
	if err != nil {
		return nil, err
	}
	switch {
	case len(text) <= maxFloatText && (pointed.MatchString(text) || grouped.MatchString(text)):
		return true, nil
	case text == "", wordLetter.MatchString(text):
		return false, nil
	}
	return nil, refuse("whether the text is a float is not certain")
}

func base64Encode(args []Value) (Value, error) {
	text, err := textArg(args[0])
	if err != nil {
		return nil, err
	}
	return base64.StdEncoding.EncodeToString([]byte(text)), nil
}

func base64Decode(args []Value) (Value, error) {
	text, err := textArg(args[0])
	if err != nil {
		return nil, err
	}
	return asValue(decodeText(text))
}

// decodeText reads strict base64 of UTF-8. Everything else is refused: .NET accepts white space, puts U+FFFD in place
// of bytes that are no text and may drop a byte order mark.
func decodeText(text string) (string, error) {
	if strings.ContainsAny(text, "\r\n") {
		return "", refuse("the text is not strict base64")
	}
	decoded, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil {
		return "", refuse("the text is not strict base64")
	}
	if s := string(decoded); utf8.Valid(decoded) && !strings.HasPrefix(s, "\ufeff") {
		return s, nil
	}
	return "", refuse("the content is not plain UTF-8 text")
}

// textURI is how a data URI of dataUri starts.
const textURI = "data:text/plain;charset=utf-8;base64,"

func dataURI(args []Value) (Value, error) {
	encoded, err := base64Encode(args)
	if err != nil {
		return nil, err
	}
	return textURI + encoded.(string), nil
}

// dataURIToString reads data URIs of the form that dataUri writes.
func dataURIToString(args []Value) (Value, error) {
	text, err := textArg(args[0])
	if err != nil {
		return nil, err
	}
	encoded, found := strings.CutPrefix(text, textURI)
	if !found {
		return nil, refuse("the data URI has another form than dataUri writes")
	}
	return asValue(decodeText(encoded))
}

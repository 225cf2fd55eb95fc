package function

import (
	"regexp"
	"strconv"
)

// The readers below take an argument of one type. Any other type is refused, not failed: the platform converts some
// values to text on its own, and the page does not say which.
// Source: https://learn.microsoft.com/azure/logic-apps/expression-functions-reference#implicit-data-conversions (2026-11-25)

func textArg(v Value) (string, error) {
	s, ok := v.(string)
	if !ok {
		return "", refuse("an argument is not a text")
	}
	return s, nil
}

func twoTexts(args []Value) (first, second string, err error) {
	if first, err = textArg(args[0]); err != nil {
		return "", "", err
	}
	second, err = textArg(args[1])
	return first, second, err
}

func boolArg(v Value) (bool, error) {
	b, ok := v.(bool)
	if !ok {
		return false, refuse("an argument is not true or false")
	}
	return b, nil
}

func arrayArg(v Value) (Array, error) {
	a, ok := v.(Array)
	if !ok {
		return nil, refuse("an argument is not an array")
	}
	return a, nil
}

func objectArg(v Value) (*Object, error) {
	o, ok := v.(*Object)
	if !ok {
		return nil, refuse("an argument is not an object")
	}
	return o, nil
}

var integerText = regexp.MustCompile(`^(0|-?[1-9][0-9]{0,18})$`)

// integerArg reads an integer of 64 bits. Floats are refused, even those without a fraction.
func integerArg(v Value) (int64, error) {
	n, ok := v.(Number)
	if !ok {
		return 0, refuse("an argument is not a number")
	}
	if !integerText.MatchString(string(n)) {
		return 0, refuse("an argument is not an integer of 64 bits")
	}
	i, err := strconv.ParseInt(string(n), 10, 64)
	if err != nil {
		return 0, refuse("an argument is not an integer of 64 bits")
	}
	return i, nil
}

// countArg reads an integer from 1 to most.
func countArg(v Value, most int) (int, error) {
	i, err := integerArg(v)
	if err != nil {
		return 0, err
	}
	if i < 1 || i > int64(most) {
		return 0, refuse("a count is outside what is documented")
	}
	return int(i), nil
}

func numberOf(i int64) Number { return Number(strconv.FormatInt(i, 10)) }

package function

import (
	"errors"
	"fmt"
	"regexp"
	"unicode/utf8"
)

// Value is a JSON value: nil for null, bool, Number, string, Array or *Object. Call refuses any other Go type.
type Value any

// Number is the decimal text of a number as written. An integer has digits and perhaps a sign; a number with a point
// or an exponent is a float. The zero value is no number.
type Number string

// Array is a list of values. The zero value is the empty array.
type Array []Value

// Object is a list of members. The zero value is the empty object.
//
// The order of the members carries no meaning: functions keep it where they can, and none here makes text of it.
type Object struct {
	Members []Member
}

// Member is a name and its value.
type Member struct {
	Name  string
	Value Value
}

// What the errors of Call wrap.
var (
	// ErrUnknown: no function of that name is documented.
	ErrUnknown = errors.New("no such function is documented")
	// ErrNotComputed: the function is documented, but its value is only known at run time or is not computed here.
	ErrNotComputed = errors.New("not computed")
	// ErrFails: with these arguments the platform fails, so that no value exists at all.
	ErrFails = errors.New("the platform fails on these arguments")
)

func refuse(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrNotComputed, fmt.Sprintf(format, args...))
}

func fails(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrFails, fmt.Sprintf(format, args...))
}

// Bounds on the arguments of a call together, and on its result.
const (
	maxSize  = 1 << 20 // bytes of text and number, and one for each value and name
	maxDepth = 64      // containers inside containers
)

// numberText is a JSON number, leading zeros allowed.
var numberText = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)

// checkSize refuses values that are too large, too deep or not of the types of Value. It stops as soon as the bound is
// passed, so that arrays that share their parts many times over cost no more than others.
func checkSize(values ...Value) error {
	left := maxSize
	for _, v := range values {
		if err := measure(v, 0, &left); err != nil {
			return err
		}
	}
	return nil
}

func measure(v Value, depth int, left *int) error {
	if depth > maxDepth {
		return refuse("a value is nested too deeply")
	}
	*left--
	switch v := v.(type) {
	case nil, bool:
	case Number:
		*left -= len(v)
		if *left >= 0 && !numberText.MatchString(string(v)) {
			return refuse("a number is not written as one")
		}
	case string:
		return measureText(v, left)
	case Array:
		for _, item := range v {
			if err := measure(item, depth+1, left); err != nil {
				return err
			}
		}
	case *Object:
		if v == nil {
			return refuse("an object is missing")
		}
		for _, m := range v.Members {
			*left--
			if err := measureText(m.Name, left); err != nil {
				return err
			}
			if err := measure(m.Value, depth+1, left); err != nil {
				return err
			}
		}
	default:
		return refuse("a value has no JSON type")
	}
	if *left < 0 {
		return errTooLarge()
	}
	return nil
}

func measureText(s string, left *int) error {
	if *left -= len(s); *left < 0 {
		return errTooLarge()
	}
	// Text of the platform is UTF-16 and may hold half a pair, which a Go string cannot: its length would be unknown.
	if !utf8.ValidString(s) {
		return refuse("a text is not valid UTF-8")
	}
	return nil
}

func errTooLarge() error { return refuse("a value is larger than %d bytes", maxSize) }

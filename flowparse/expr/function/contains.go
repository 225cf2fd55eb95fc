package function

import "strings"

// contains finds a substring, an item or a name, with regard to case.
func contains(args []Value) (Value, error) {
	switch v := args[0].(type) {
	case string:
		return textContains(v, args[1])
	case Array:
		return arrayContains(v, args[1])
	case *Object:
		name, err := textArg(args[1])
		if err != nil {
			return nil, err
		}
		at, err := v.find(name)
		if err != nil {
			return nil, err
		}
		return at >= 0, nil
	}
	return nil, refuse("such a value is no collection")
}

func textContains(text string, v Value) (Value, error) {
	find, err := textArg(v)
	if err != nil {
		return nil, err
	}
	s, err := newSearch(text, find)
	if err != nil {
		return nil, err
	}
	return strings.Contains(s.text, s.find), nil
}

// arrayContains is certain when an item is surely equal, or all are surely different. Published trials found 2 in an
// array that holds the text "2", so items of another type leave the answer open.
// Source: https://manueltgomes.com/reference/powerautomate-function-reference/contains-function/ (2026-11-25)
func arrayContains(items Array, v Value) (Value, error) {
	switch v.(type) {
	case string, bool, Number:
	default:
		return nil, refuse("finding such a value in an array is not documented")
	}
	open := false
	for _, item := range items {
		if kindOf(item) != kindOf(v) {
			open = true
			continue
		}
		switch compare(item, v) {
		case same:
			return true, nil
		case unsure:
			open = true
		}
	}
	if open {
		return nil, refuse("whether an item equals the value is not certain")
	}
	return false, nil
}

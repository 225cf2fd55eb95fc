package function

import "regexp"

func and(args []Value) (Value, error) { return allOf(args, true) }

func or(args []Value) (Value, error) { return allOf(args, false) }

// allOf returns unit when every argument is unit. All arguments must be booleans: what the platform does with others
// once the answer is known is not documented.
func allOf(args []Value, unit bool) (Value, error) {
	result := unit
	for _, a := range args {
		b, err := boolArg(a)
		if err != nil {
			return nil, err
		}
		if b != unit {
			result = !unit
		}
	}
	return result, nil
}

func not(args []Value) (Value, error) {
	b, err := boolArg(args[0])
	if err != nil {
		return nil, err
	}
	return !b, nil
}

// choose is the function if.
func choose(args []Value) (Value, error) {
	b, err := boolArg(args[0])
	if err != nil {
		return nil, err
	}
	if b {
		return args[1], nil
	}
	return args[2], nil
}

// equals compares values of one type, null with anything that neither null nor the empty text equals, and true with 1,
// which the page calls equal. The page says both that null is converted to the empty text and that the two differ.
func equals(args []Value) (Value, error) {
	a, b := args[0], args[1]
	result := compare(a, b)
	switch {
	case a == nil && b != nil:
		result = compareNull(b)
	case b == nil && a != nil:
		result = compareNull(a)
	case isTrue(a) && isOne(b), isOne(a) && isTrue(b):
		result = same
	}
	if result == unsure {
		return nil, refuse("whether these values are equal is not certain")
	}
	return result == same, nil
}

func compareNull(v Value) likeness {
	if s, ok := v.(string); ok && s != "" || isContainer(v) {
		return different
	}
	return unsure
}

func isTrue(v Value) bool {
	b, ok := v.(bool)
	return ok && b
}

func isOne(v Value) bool {
	n, ok := v.(Number)
	return ok && n == "1"
}

// ordered makes a comparison function of a test of the sign of the order.
func ordered(holds func(sign int) bool) func([]Value) (Value, error) {
	return func(args []Value) (Value, error) {
		sign, err := order(args[0], args[1])
		if err != nil {
			return nil, err
		}
		return holds(sign), nil
	}
}

// Texts whose order is the same by code and by culture: words of one case, and timestamps of one form, which also
// order alike when they are read as dates.
var (
	lowerWord = regexp.MustCompile(`^[a-z]+$`)
	upperWord = regexp.MustCompile(`^[A-Z]+$`)
	timestamp = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,7})?Z)?$`)
)

// order returns the sign of the order of two integers or two texts.
func order(a, b Value) (int, error) {
	if kindOf(a) == textKind && kindOf(b) == textKind {
		return orderTexts(a.(string), b.(string))
	}
	i, err := integerArg(a)
	if err != nil {
		return 0, err
	}
	j, err := integerArg(b)
	if err != nil {
		return 0, err
	}
	return sign(i < j, i > j), nil
}

func orderTexts(a, b string) (int, error) {
	both := func(p *regexp.Regexp) bool { return p.MatchString(a) && p.MatchString(b) }
	if a == b || both(lowerWord) || both(upperWord) || len(a) == len(b) && both(timestamp) {
		return sign(a < b, a > b), nil
	}
	return 0, refuse("the order of these texts depends on the culture")
}

func sign(less, greater bool) int {
	switch {
	case less:
		return -1
	case greater:
		return 1
	}
	return 0
}

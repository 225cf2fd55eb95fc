package function

import "math"

// substring takes a stretch by start and length. A start of the whole length without a length is refused: the page
// does not say whether it is an error.
func substring(args []Value) (Value, error) {
	text, err := textArg(args[0])
	if err != nil {
		return nil, err
	}
	start, err := integerArg(args[1])
	if err != nil {
		return nil, err
	}
	all := units(text)
	size := int64(len(all))
	count := size - start
	if len(args) == 3 {
		if count, err = integerArg(args[2]); err != nil {
			return nil, err
		}
	} else if start == size {
		return nil, refuse("a start at the end of the text is not documented")
	}
	// The page asks for a sum below the length, but its own example reaches the length.
	if start < 0 || count < 0 || start > size || count > size-start {
		return nil, fails("the stretch is outside the text")
	}
	return asValue(textOf(all[start : start+count]))
}

// slice takes a stretch by start and end; negative positions count from the end.
func slice(args []Value) (Value, error) {
	text, err := textArg(args[0])
	if err != nil {
		return nil, err
	}
	all := units(text)
	start, err := position(args[1], len(all))
	if err != nil {
		return nil, err
	}
	end := len(all)
	if len(args) == 3 {
		if end, err = position(args[2], len(all)); err != nil {
			return nil, err
		}
	}
	if end <= start {
		return "", nil
	}
	return asValue(textOf(all[start:end]))
}

// position resolves a position of slice against a length; the result is within 0 and the length.
func position(v Value, size int) (int, error) {
	p, err := integerArg(v)
	if err != nil {
		return 0, err
	}
	if p < math.MinInt32 || p > math.MaxInt32 {
		return 0, refuse("a position has more than 32 bits")
	}
	if p < 0 {
		p += int64(size)
	}
	if p < 0 {
		return 0, refuse("a position before the start of the text is not documented")
	}
	return int(min(p, int64(size))), nil
}

// asValue turns a text and its error into a value.
func asValue(s string, err error) (Value, error) {
	if err != nil {
		return nil, err
	}
	return s, nil
}

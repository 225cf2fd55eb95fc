package function

import (
	"slices"
	"strings"
)

// length counts items, or the UTF-16 code units of a text.
func length(args []Value) (Value, error) {
	switch v := args[0].(type) {
	case string:
		return numberOf(int64(unitCount(v))), nil
	case Array:
		return numberOf(int64(len(v))), nil
	}
	return nil, refuse("the length of such a value is not documented")
}

func empty(args []Value) (Value, error) {
	switch v := args[0].(type) {
	case string:
		return v == "", nil
	case Array:
		return len(v) == 0, nil
	case *Object:
		return len(v.Members) == 0, nil
	}
	return nil, refuse("such a value is no collection")
}

func first(args []Value) (Value, error) { return end(args[0], func(int) int { return 0 }) }

func last(args []Value) (Value, error) { return end(args[0], func(size int) int { return size - 1 }) }

// end returns one item of a text or array. What stands for the item of an empty one is not documented.
func end(v Value, at func(size int) int) (Value, error) {
	switch v := v.(type) {
	case string:
		if v != "" {
			all := units(v)
			i := at(len(all))
			return asValue(textOf(all[i : i+1]))
		}
	case Array:
		if len(v) > 0 {
			return v[at(len(v))], nil
		}
	}
	return nil, refuse("such a value has no end items that are documented")
}

// skip and take are documented for counts from 1; beyond the end of the collection nothing is said.
func skip(args []Value) (Value, error) {
	items, err := arrayArg(args[0])
	if err != nil {
		return nil, err
	}
	n, err := countArg(args[1], len(items))
	if err != nil {
		return nil, err
	}
	return slices.Clip(items[n:]), nil
}

func take(args []Value) (Value, error) {
	if text, ok := args[0].(string); ok {
		all := units(text)
		n, err := countArg(args[1], len(all))
		if err != nil {
			return nil, err
		}
		return asValue(textOf(all[:n]))
	}
	items, err := arrayArg(args[0])
	if err != nil {
		return nil, err
	}
	n, err := countArg(args[1], len(items))
	if err != nil {
		return nil, err
	}
	return slices.Clip(items[:n]), nil
}

// chunk cuts a text or array into pieces of one length; the last piece is what is left.
func chunk(args []Value) (Value, error) {
	n, err := countArg(args[1], maxSize)
	if err != nil {
		return nil, err
	}
	switch v := args[0].(type) {
	case string:
		pieces := Array{}
		for piece := range slices.Chunk(units(v), n) {
			text, err := textOf(piece)
			if err != nil {
				return nil, err
			}
			pieces = append(pieces, text)
		}
		return notEmpty(pieces)
	case Array:
		pieces := Array{}
		for piece := range slices.Chunk(v, n) {
			pieces = append(pieces, piece)
		}
		return notEmpty(pieces)
	}
	return nil, refuse("such a value is no collection")
}

func notEmpty(pieces Array) (Value, error) {
	if len(pieces) == 0 {
		return nil, refuse("the pieces of an empty collection are not documented")
	}
	return pieces, nil
}

func reverse(args []Value) (Value, error) {
	items, err := arrayArg(args[0])
	if err != nil {
		return nil, err
	}
	items = slices.Clone(items)
	slices.Reverse(items)
	return items, nil
}

// join makes a text of texts and integers.
func join(args []Value) (Value, error) {
	items, err := arrayArg(args[0])
	if err != nil {
		return nil, err
	}
	delimiter, err := textArg(args[1])
	if err != nil {
		return nil, err
	}
	if int64(len(items))*int64(len(delimiter)) > maxSize {
		return nil, errTooLarge()
	}
	parts := make([]string, len(items))
	for i, item := range items {
		if parts[i], err = pieceOfText(item); err != nil {
			return nil, err
		}
	}
	return strings.Join(parts, delimiter), nil
}

// maxRange bounds the arrays of range; the platform allows 100,000 items.
const maxRange = 10_000

func makeRange(args []Value) (Value, error) {
	start, err := integerArg(args[0])
	if err != nil {
		return nil, err
	}
	n, err := countArg(args[1], maxRange)
	if err != nil {
		return nil, err
	}
	// The sum of start and count has 32 bits; a start below those is not documented.
	const lowest, highest = -1 << 31, 1<<31 - 1
	if start < lowest || start > highest-int64(n) {
		return nil, refuse("the range leaves 32 bits")
	}
	items := make(Array, n)
	for i := range items {
		items[i] = numberOf(start + int64(i))
	}
	return items, nil
}

// createArray is documented for values that are not of mixed types.
func createArray(args []Value) (Value, error) {
	for _, a := range args[1:] {
		if kindOf(a) != kindOf(args[0]) {
			return nil, refuse("an array of mixed types is not documented")
		}
	}
	return Array(slices.Clone(args)), nil
}

// array makes an array of one simple value. What an array becomes is not documented.
func array(args []Value) (Value, error) {
	switch args[0].(type) {
	case string, bool, Number:
		return Array{args[0]}, nil
	}
	return nil, refuse("an array of such a value is not documented")
}

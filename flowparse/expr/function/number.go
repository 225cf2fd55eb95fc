package function

import "math"

// arithmetic makes a function of an operation on integers of 64 bits. Floats are refused: how the platform rounds and
// writes them is not documented.
func arithmetic(op func(a, b int64) (int64, error)) func([]Value) (Value, error) {
	return func(args []Value) (Value, error) {
		a, err := integerArg(args[0])
		if err != nil {
			return nil, err
		}
		b, err := integerArg(args[1])
		if err != nil {
			return nil, err
		}
		result, err := op(a, b)
		if err != nil {
			return nil, err
		}
		return numberOf(result), nil
	}
}

func errOverflow() error { return refuse("the result is not an integer of 64 bits") }

func add(a, b int64) (int64, error) {
	sum := a + b
	if (sum > a) != (b > 0) {
		return 0, errOverflow()
	}
	return sum, nil
}

func sub(a, b int64) (int64, error) {
	difference := a - b
	if (difference < a) != (b > 0) {
		return 0, errOverflow()
	}
	return difference, nil
}

func mul(a, b int64) (int64, error) {
	if a == 0 || b == 0 {
		return 0, nil
	}
	product := a * b
	if product/b != a || a == math.MinInt64 && b == -1 || b == math.MinInt64 && a == -1 {
		return 0, errOverflow()
	}
	return product, nil
}

// div drops the fraction, as .NET does.
func div(a, b int64) (int64, error) {
	if err := checkDivision(a, b); err != nil {
		return 0, err
	}
	return a / b, nil
}

// mod has the sign of the dividend.
func mod(a, b int64) (int64, error) {
	if err := checkDivision(a, b); err != nil {
		return 0, err
	}
	return a % b, nil
}

func checkDivision(a, b int64) error {
	if b == 0 {
		return fails("the divisor is zero")
	}
	if a == math.MinInt64 && b == -1 {
		return errOverflow()
	}
	return nil
}

// extreme makes max (1) or min (-1), which take numbers, or one array of numbers.
func extreme(wanted int) func([]Value) (Value, error) {
	return func(args []Value) (Value, error) {
		numbers := args
		if len(args) == 1 {
			items, err := arrayArg(args[0])
			if err != nil {
				return nil, err
			}
			numbers = items
		}
		if len(numbers) == 0 {
			return nil, refuse("the extreme of no numbers is not documented")
		}
		best, err := integerArg(numbers[0])
		if err != nil {
			return nil, err
		}
		for _, n := range numbers[1:] {
			i, err := integerArg(n)
			if err != nil {
				return nil, err
			}
			if sign(i < best, i > best) == wanted {
				best = i
			}
		}
		return numberOf(best), nil
	}
}

// Package function computes the functions of the Workflow Definition Language on values that are known.
//
// Call takes a name and JSON values and returns the value the platform would return. An evaluator of expressions uses
// it once every argument of a call is known.
//
// The package never guesses. A value is returned only where the documentation, or .NET behaviour that is the same in
// every version, leaves one answer; everywhere else Call refuses with ErrNotComputed. The following are refused on
// purpose: floating point arithmetic, dates, cultures and locales, binary content, text made of objects or arrays,
// and most comparisons between different types.
//
// Limitations: functions that read the run (outputs, variables and the like) are known by name only. Arguments are
// taken as given: the difference between if() and other functions in what they evaluate belongs to the evaluator.
// Source: https://learn.microsoft.com/azure/logic-apps/expression-functions-reference (2026-11-25)
package function

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// signature is how a function is called and what computes it.
type signature struct {
	min int // fewer arguments fail
	max int // more arguments fail; negative: no bound
	few int // fewer arguments than this are not documented, but not known to fail
	run func(args []Value) (Value, error)
}

// unbounded is the max of a function that takes any number of arguments.
const unbounded = -1

// Call computes a function on known values. The name may have any casing. Arguments are only read; the result may
// share parts with them and is to be read only.
//
// It fails with an error that wraps ErrUnknown, ErrNotComputed or ErrFails. The error text never holds the arguments.
func Call(name string, args []Value) (Value, error) {
	key := lowerASCII(name)
	sig, ok := computed()[key]
	if !ok {
		if reason, listed := notComputed()[key]; listed {
			return nil, fmt.Errorf("calling %s: %w: %s", key, ErrNotComputed, reason)
		}
		return nil, ErrUnknown
	}
	value, err := sig.call(args)
	if err != nil {
		return nil, fmt.Errorf("calling %s: %w", key, err)
	}
	return value, nil
}

func (s signature) call(args []Value) (Value, error) {
	if len(args) < s.min || s.max != unbounded && len(args) > s.max {
		return nil, fails("it does not take %d arguments", len(args))
	}
	if len(args) < s.few {
		return nil, refuse("%d arguments are not documented", len(args))
	}
	if err := checkSize(args...); err != nil {
		return nil, err
	}
	value, err := s.run(args)
	if err != nil {
		return nil, err
	}
	if err := checkSize(value); err != nil {
		return nil, err
	}
	return value, nil
}

// Names returns every documented function, in lower case and sorted.
func Names() []string { return slices.Clone(names()) }

// Documented reports whether a function of that name, in any casing, is documented.
func Documented(name string) bool {
	_, found := slices.BinarySearch(names(), lowerASCII(name))
	return found
}

var names = sync.OnceValue(func() []string {
	all := slices.Collect(maps.Keys(computed()))
	return slices.Sorted(slices.Values(slices.AppendSeq(all, maps.Keys(notComputed()))))
})

// lowerASCII lowers A to Z only: a name with the Kelvin sign for a K is no name of ours.
func lowerASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + ('a' - 'A')
		}
		return r
	}, s)
}

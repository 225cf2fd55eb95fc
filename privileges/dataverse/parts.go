package dataverse

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"rolefit/privileges/environment"
)

// again is the next step where nothing better is known.
const again = "Read the environment again; when it fails in the same way, report the message to whoever looks after the environment."

// failed notes that a part could not be read, or ends the reading where nothing can be: without a sign-in, or when the
// context ended.
func (r *reading) failed(ctx context.Context, part string, err error) {
	var signIn *SignInError
	if ctx.Err() != nil || errors.As(err, &signIn) {
		r.end(err)
		return
	}
	what, next, ok := Explain(err)
	if !ok {
		what, next = oneLine(err.Error(), 600), again
	}
	r.miss(part, what, next)
}

// miss names a part that is missing.
func (r *reading) miss(part, why, fix string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.missing = append(r.missing, environment.Missing{Part: oneLine(part, 300), Why: why, Fix: fix})
}

// missed returns what is missing, in order. What was expected to be missing is left out where asking for it failed.
func (r *reading) missed() []environment.Missing {
	list := slices.Clone(r.missing)
	for _, expected := range r.expected {
		if !slices.ContainsFunc(r.missing, func(m environment.Missing) bool { return m.Part == expected.Part }) {
			list = append(list, expected)
		}
	}
	slices.SortFunc(list, func(a, b environment.Missing) int {
		return cmp.Or(cmp.Compare(a.Part, b.Part), cmp.Compare(a.Why, b.Why), cmp.Compare(a.Fix, b.Fix))
	})
	return append([]environment.Missing{}, slices.Compact(list)...)
}

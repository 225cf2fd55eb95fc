package dataverse

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

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

// thing is the part that is one thing, by its name, or by its id where the name is empty or would be written in another way.
func thing(kind, name, id string) string {
	if part := environment.PartOf(kind, name); name != "" && part == oneLine(part, maxPart) {
		return part
	}
	return environment.PartOf(kind, id)
}

// missUnfit names the lists of what does not fit together, as lists that change while they are read can give, so that the
// reading counts as incomplete and still can be saved. It reports whether there are any.
func (r *reading) missUnfit() bool {
	first, more := map[string]string{}, map[string]int{}
	for _, p := range r.env.Problems() {
		part := unfitPart(p.Pointer)
		if _, again := first[part]; again {
			more[part]++
			continue
		}
		message, _, _ := strings.Cut(p.Message, ", and missing ")
		first[part] = message
	}
	for _, part := range slices.Sorted(maps.Keys(first)) {
		why := "what was read does not fit together: " + first[part]
		if n := more[part]; n > 0 {
			why += fmt.Sprintf("; and %d more", n)
		}
		r.miss(part, why, again)
	}
	return len(first) > 0
}

// unfitPart is the part that a problem at a place of an environment is about.
func unfitPart(pointer string) string {
	place := strings.TrimPrefix(pointer, "/teams") // those of a user stand further on
	for _, of := range []struct{ place, part string }{
		{"/businessUnit", environment.PartBusinessUnits}, {"/root", environment.PartRoles}, {"/roles/", environment.PartRoles},
		{"/teams/", environment.PartTeams}, {"/columnProfiles/", environment.PartProfiles}, {"/flows/", environment.PartFlows},
	} {
		if strings.Contains(place, of.place) {
			return of.part
		}
	}
	return environment.PartUsers
}

// maxPart is how many bytes of the name of a part are kept.
const maxPart = 300

// miss names a part that is missing.
func (r *reading) miss(part, why, fix string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.missing = append(r.missing, environment.Missing{Part: oneLine(part, maxPart), Why: why, Fix: fix})
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

package dataversetest

import (
	"fmt"

	"github.com/google/go-cmp/cmp"
)

// shown is a decoded value as text.
func shown(value any) string { return fmt.Sprint(value) }

// equateEmpty lets a map that is not there equal one without members.
var equateEmpty = cmp.Transformer("empty", func(m map[string]string) map[string]string {
	if m == nil {
		return map[string]string{}
	}
	return m
})

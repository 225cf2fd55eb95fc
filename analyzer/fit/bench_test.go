package fit_test

import (
	"fmt"
	"testing"

	"rolefit/analyzer/fit"
	"rolefit/analyzer/requirement"
	"rolefit/privileges"
)

// BenchmarkCompareAdministrator compares 300 needs with a role of 4,000 privileges beside 1,000 open blind spots.
func BenchmarkCompareAdministrator(b *testing.B) {
	var needs []requirement.Need
	var grants []privileges.Grant
	for i := range 500 {
		for _, right := range privileges.Rights() {
			name := fmt.Sprintf("prv%snew_T%d", right, i)
			grants = append(grants, grant(name, privileges.Global))
			if len(needs) < 300 {
				needs = append(needs, need(name, right, at(privileges.Basic, requirement.Proven)))
			}
		}
	}
	opts := fit.Options{Right: regularRight, Blindspots: make([]requirement.Blindspot, 1000)}
	for i := range opts.Blindspots {
		opts.Blindspots[i].Kind, opts.Blindspots[i].Place.Line = "dynamic-table", i
	}
	held := holding(grants...)
	for b.Loop() {
		if c := fit.Compare(needs, held, opts); len(c.Surplus) != 3700 {
			b.Fatalf("%d surplus", len(c.Surplus))
		}
	}
}

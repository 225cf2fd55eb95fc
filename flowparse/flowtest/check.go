package flowtest

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"rolefit/flowparse"
	"rolefit/flowparse/source"
)

const (
	seeds     = 4000
	runs      = 6    // of each flow
	reported  = 4    // flows that are made small and printed
	attempts  = 4000 // to make one flow smaller
	smallRuns = 24   // of a flow that is made smaller, for less may happen in it
)

// Holds reports whether a sighting lies in what an analysis says of the flow, and what it says.
type Holds func(Sighting) (says string, ok bool)

// Check draws many flows, runs each some times, and fails the test for what occurred and does not hold. Analyse is given each
// flow as it was read. A flow in which something does not hold is made smaller before it is printed.
func Check(t *testing.T, analyse func(*flowparse.Flow) Holds) {
	t.Helper()
	unsound := 0
	for seed := range uint64(seeds) {
		f := Draw(rand.New(rand.NewPCG(seed, 7)))
		missed, err := f.missed(analyse, seed, runs)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if missed == "" {
			continue
		}
		if unsound++; unsound <= reported {
			f, missed = f.shrink(missed, func(f *Flow) (string, error) { return f.missed(analyse, seed, smallRuns) })
			text, err := f.MarshalJSON()
			if err != nil {
				t.Fatal(err)
			}
			t.Errorf("seed %d: %s\n%s", seed, missed, text)
		}
	}
	if unsound > 0 {
		t.Errorf("%d of %d flows are unsound", unsound, seeds)
	}
}

// Read returns a flow as package flowparse reads it.
func (f *Flow) Read() (*flowparse.Flow, error) {
	text, err := f.MarshalJSON()
	if err != nil {
		return nil, fmt.Errorf("writing a random flow: %w", err)
	}
	flow, diagnostics := flowparse.Parse(&source.Text{Path: "f", Bytes: text}, flowparse.Options{})
	if len(diagnostics) > 0 {
		return nil, fmt.Errorf("reading %s: %v", text, diagnostics)
	}
	return flow, nil
}

// missed says what occurred first that does not hold; empty when all does.
func (f *Flow) missed(analyse func(*flowparse.Flow) Holds, seed uint64, runs int) (string, error) {
	flow, err := f.Read()
	if err != nil {
		return "", err
	}
	holds := analyse(flow)
	for run := range uint64(runs) {
		for _, s := range f.Run(rand.New(rand.NewPCG(seed, 1000+run)), nil) {
			if says, ok := holds(s); !ok {
				return fmt.Sprintf("%s of %s was %s, which is not in %s", s.Place, s.Node, JSON(s.Value), says), nil
			}
		}
	}
	return "", nil
}

// shrink makes a flow smaller as long as something in it does not hold, and returns that. What cannot be read is no flow.
func (f *Flow) shrink(found string, missed func(*Flow) (string, error)) (*Flow, string) {
	for left := attempts; ; {
		again := false
		for _, s := range f.smaller() {
			if left--; left < 0 {
				return f, found
			}
			if now, err := missed(s); err == nil && now != "" {
				f, found, again = s, now, true
				break
			}
		}
		if !again {
			return f, found
		}
	}
}

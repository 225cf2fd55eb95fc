package config

import "testing"

func TestDistanceCountsSingleEditsAndSwaps(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"node", "node", 0},
		{"", "abc", 3},
		{"nod", "node", 1},
		{"nodes", "node", 1},
		{"mode", "node", 1},
		{"ndoe", "node", 1},
		{"grnat", "grant", 1},
		{"kitten", "sitting", 3},
		{"flüge", "fluge", 1},
	} {
		a, b := []rune(test.a), []rune(test.b)
		if there, back := distance(a, b, 9), distance(b, a, 9); there != test.want || back != test.want {
			t.Errorf("%q and %q: %d there, %d back, want %d", test.a, test.b, there, back, test.want)
		}
		if test.want > 0 && distance(a, b, test.want-1) < test.want {
			t.Errorf("%q and %q seem nearer than %d under a bound", test.a, test.b, test.want)
		}
	}
}

func TestNearestTakesTheFirstOfTheNearestAndNothingFarAway(t *testing.T) {
	for word, want := range map[string]string{
		"onw": "own", "business unit": "business-unit", "PARENT_CHILD": "parent-child", "al": "all", "everything": "", "": "", "bll": "all",
	} {
		if got := Nearest(word, []string{"own", "business-unit", "parent-child", "all", "ball"}); got != want {
			t.Errorf("%q gives %q, want %q", word, got, want)
		}
	}
}

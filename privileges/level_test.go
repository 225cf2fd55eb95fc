package privileges_test

import (
	"testing"

	"rolefit/privileges"
)

func TestLevelsHaveTheNumbersOfTheWebAPI(t *testing.T) {
	for depth, want := range map[int]privileges.Level{0: privileges.Basic, 1: privileges.Local, 2: privileges.Deep, 3: privileges.Global} {
		if got, filter, ok := privileges.LevelFromDepth(depth); got != want || filter || !ok {
			t.Errorf("LevelFromDepth(%d) = %v, %v, %v; want %v", depth, got, filter, ok, want)
		}
	}
	if got, filter, ok := privileges.LevelFromDepth(4); got != privileges.None || !filter || !ok {
		t.Errorf("depth 4 must be a record filter without a level, got %v, %v, %v", got, filter, ok)
	}
	for _, depth := range []int{-1, 5, 1 << 30} {
		if _, _, ok := privileges.LevelFromDepth(depth); ok {
			t.Errorf("LevelFromDepth(%d) must not be understood", depth)
		}
	}
}

func TestOfADepthMaskTheHighestLevelBitCounts(t *testing.T) {
	for _, c := range []struct {
		mask       int
		level      privileges.Level
		filter, ok bool
	}{
		{1, privileges.Basic, false, true},
		{3, privileges.Local, false, true},
		{4, privileges.Deep, false, true},
		{8, privileges.Global, false, true},
		{15, privileges.Global, false, true},
		{16, privileges.None, true, true},
		{17, privileges.Basic, true, true},
		{0, privileges.None, false, false},
		{-8, privileges.None, false, false},
		{32, privileges.None, false, false},
	} {
		level, filter, ok := privileges.LevelFromMask(c.mask)
		if level != c.level || filter != c.filter || ok != c.ok {
			t.Errorf("LevelFromMask(%d) = %v, %v, %v; want %v, %v, %v", c.mask, level, filter, ok, c.level, c.filter, c.ok)
		}
	}
}

func TestLevelNamesAreReadWithoutRegardToCaseAndWrittenAsRoleXMLWritesThem(t *testing.T) {
	for l := privileges.None; l <= privileges.Global; l++ {
		got, ok := privileges.ParseLevel(l.String())
		if !ok || got != l {
			t.Errorf("ParseLevel(%q) = %v, %v", l.String(), got, ok)
		}
	}
	if got, ok := privileges.ParseLevel("gLOBAL"); !ok || got != privileges.Global {
		t.Errorf("ParseLevel must ignore case, got %v, %v", got, ok)
	}
	for _, bad := range []string{"", "RecordFilter", "Organization", " Global"} {
		if _, ok := privileges.ParseLevel(bad); ok {
			t.Errorf("ParseLevel(%q) must not be understood", bad)
		}
	}
}

func TestClampingGoesUpToTheNextAllowedLevelAndDownOnlyFromTheDeepest(t *testing.T) {
	const (
		basic, local, deep, global = privileges.Basic, privileges.Local, privileges.Deep, privileges.Global
	)
	for _, c := range []struct {
		name    string
		allowed privileges.Levels
		level   privileges.Level
		want    privileges.Level
	}{
		{"an organisation-owned table has Global only", privileges.LevelsOf(global), basic, global},
		{"a personal table has Basic only", privileges.LevelsOf(basic), global, basic},
		{"users start at Local", privileges.LevelsOf(local, deep, global), basic, local},
		{"an allowed level stays", privileges.LevelsOf(basic, local, deep, global), deep, deep},
		{"an unknown set changes nothing", 0, deep, deep},
		{"no level stays no level", privileges.LevelsOf(global), privileges.None, privileges.None},
	} {
		if got := c.allowed.Clamp(c.level); got != c.want {
			t.Errorf("%s: Clamp(%v) = %v, want %v", c.name, c.level, got, c.want)
		}
	}
	set := privileges.LevelsOf(local, deep)
	if set.Lowest() != local || set.Highest() != deep || set.Has(basic) || !set.Has(deep) || set.Has(privileges.None) {
		t.Errorf("set of Local and Deep answers %v, %v", set.Lowest(), set.Highest())
	}
	if privileges.Levels(0).Lowest() != privileges.None || privileges.Levels(0).Highest() != privileges.None {
		t.Error("the empty set has no lowest and no highest level")
	}
}

func TestEveryRightHasOneAccessMaskBitAndOnlyReadChangesNothing(t *testing.T) {
	seen := map[privileges.Right]int{}
	for bit := 1; bit <= 1<<20; bit <<= 1 {
		if right, ok := privileges.RightFromAccessMask(bit); ok {
			seen[right]++
		}
	}
	for _, right := range privileges.Rights() {
		if seen[right] != 1 {
			t.Errorf("%v has %d bits", right, seen[right])
		}
		if got, ok := privileges.ParseRight(right.String()); !ok || got != right {
			t.Errorf("ParseRight(%q) = %v, %v", right.String(), got, ok)
		}
		if right.Changes() == (right == privileges.Read) {
			t.Errorf("%v: Changes() = %v", right, right.Changes())
		}
	}
	if _, ok := privileges.ParseRight(""); ok {
		t.Error("the empty name is no right")
	}
}

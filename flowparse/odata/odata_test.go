package odata

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseExpandReadsNestedProperties(t *testing.T) {
	for in, want := range map[string][]Expand{
		"primarycontactid":                    {{Navigation: "primarycontactid"}},
		" a($select=x,y), b ":                 {{Navigation: "a", Select: []string{"x", "y"}}, {Navigation: "b"}},
		"a($select=x;$expand=b($select=y),c)": {{Navigation: "a", Select: []string{"x"}, Nested: []Expand{{Navigation: "b", Select: []string{"y"}}, {Navigation: "c"}}}},
		"a($filter=b/name eq 'x,(y';$top=1)":  {{Navigation: "a", Columns: []string{"b/name"}, Paths: [][]string{{"b"}}}},
		"a/$ref":                              {{Navigation: "a"}},
		"":                                    nil,
	} {
		got, err := ParseExpand(in)
		if err != nil {
			t.Errorf("ParseExpand(%q): %v", in, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("ParseExpand(%q):\n%s", in, diff)
		}
	}
	for _, in := range []string{"a(", "a)", "a b", "($select=x)", "a('"} {
		if _, err := ParseExpand(in); !errors.Is(err, ErrExpand) {
			t.Errorf("ParseExpand(%q) error = %v, want ErrExpand", in, err)
		}
	}
}

func TestPathsFindsEveryJoinOfAQuery(t *testing.T) {
	for in, want := range map[string][][]string{
		"name eq 'a/b'": nil,
		"cat_Flow/admin_state eq 'x' and cat_Flow/admin_id eq '\uFFFC'":            {{"cat_Flow"}},
		"a/b/c ne null or contains(d/e,'x')":                                       {{"a", "b"}, {"d"}},
		"opportunities/any(o:o/owner/name eq 'x' and o/size gt 1)":                 {{"opportunities"}, {"opportunities", "owner"}},
		"createdon ge 2020-01-01T00:00:00Z":                                        nil,
		"ownerid/Microsoft.Dynamics.CRM.systemuser/fullname eq 'x'":                {{"ownerid"}},
		"filter(x eq 1)/groupby((parent/name),aggregate(n with sum as total))":     {{"parent"}},
		"parent/name desc,createdon":                                               {{"parent"}},
		"\uFFFC/name eq 1":                                                         nil,
		"Microsoft.Dynamics.CRM.In(PropertyName='statecode',PropertyValues=['0'])": nil,
	} {
		if diff := cmp.Diff(want, Paths(in)); diff != "" {
			t.Errorf("Paths(%q):\n%s", in, diff)
		}
	}
}

func FuzzQueries(f *testing.F) {
	f.Add("a($select=x;$expand=b($filter=c/d eq 'x'))")
	f.Add("a/any(o:o/b/c eq 1) and 'it''s' eq x")
	f.Fuzz(func(t *testing.T, s string) {
		_, _ = ParseExpand(s)
		for _, p := range Paths(s) {
			if len(p) == 0 {
				t.Fatalf("Paths(%q) holds an empty path", s)
			}
		}
	})
}

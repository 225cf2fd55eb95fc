package expr

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseReadsEveryFormOfTemplate(t *testing.T) {
	outputs := Call{Name: "outputs", Args: []Expr{Str{"Get_it"}}}
	for name, c := range map[string]struct {
		in   string
		want Template
	}{
		"plain text":        {"accounts", Template{Parts: []Part{{Text: "accounts"}}}},
		"empty text":        {"", Template{}},
		"whole expression":  {"@outputs('Get_it')?['body/x']", Template{Whole: true, Parts: []Part{{Expr: Index{outputs, Str{"body/x"}, true}}}}},
		"interpolation":     {"accounts(@{outputs('Get_it').a?.b[0]})", Template{Parts: []Part{{Text: "accounts("}, {Expr: Index{Member{Member{outputs, "a", false}, "b", true}, Num{"0"}, false}}, {Text: ")"}}}},
		"escaped at":        {"@@odata.type", Template{Parts: []Part{{Text: "@odata.type"}}}},
		"escaped brace":     {"a@@{b}", Template{Parts: []Part{{Text: "a@{b}"}}}},
		"quote inside":      {"@concat('it''s', 1.5, -2, true, null)", Template{Whole: true, Parts: []Part{{Expr: Call{"concat", []Expr{Str{"it's"}, Num{"1.5"}, Num{"-2"}, Bool{true}, NullLit{}}}}}}},
		"at inside text":    {"someone@example.org", Template{Parts: []Part{{Text: "someone@example.org"}}}},
		"brace in string":   {"x@{concat('}', guid())}", Template{Parts: []Part{{Text: "x"}, {Expr: Call{"concat", []Expr{Str{"}"}, Call{Name: "guid"}}}}}}},
		"spaces everywhere": {"@ if ( true , 'a' , 'b' ) ", Template{Whole: true, Parts: []Part{{Expr: Call{"if", []Expr{Bool{true}, Str{"a"}, Str{"b"}}}}}}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Parse(c.in)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParseSaysWhereAnExpressionBreaks(t *testing.T) {
	for in, want := range map[string]error{
		"@concat('a'":                         ErrUnterminated,
		"@{variables('x')":                    ErrUnterminated,
		"@'open":                              ErrUnterminated,
		"@a b":                                ErrUnexpected,
		"@f(1)) ":                             ErrUnexpected,
		"@f(1)?x":                             ErrUnexpected,
		"@" + strings.Repeat("f(", 900):       ErrTooDeep,
		"@f()" + strings.Repeat("['a']", 900): ErrTooDeep,
	} {
		if _, err := Parse(in); !errors.Is(err, want) {
			t.Errorf("Parse(%.20q) error = %v, want %v", in, err, want)
		}
	}
}

func FuzzParsePrintIsStable(f *testing.F) {
	for _, s := range []string{
		"@if(equals(1,2),guid(),first(outputs('a')?['body/value'])?['id'])", "x@{a()}y@@{z", "@@", "@@{", "@@@{a()}", "@{a('''')}",
		"@f()?.b.c", "@-1e5", "a@", "@{f(1.5)}@{g()}",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		first, err := Parse(s)
		if err != nil {
			return
		}
		printed := first.String()
		second, err := Parse(printed)
		if err != nil {
			t.Fatalf("%q printed as %q, which does not parse: %v", s, printed, err)
		}
		if diff := cmp.Diff(first, second); diff != "" {
			t.Fatalf("%q printed as %q reads differently:\n%s", s, printed, diff)
		}
	})
}

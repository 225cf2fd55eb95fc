package fetchxml

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseFindsEveryTable(t *testing.T) {
	q, err := Parse("<fetch top='\uFFFC'><entity name=\"systemuser\"><attribute name='fullname'/>" +
		"<link-entity name='systemuserroles' from='systemuserid' to='systemuserid' intersect='true'>" +
		"<link-entity name='role' from='roleid' to='roleid' alias='r'/></link-entity>" +
		"<filter><condition entityname='r' attribute='name' operator='eq' value='a &amp; b'/>" +
		"<condition entityname='team' attribute='name' operator='null'/></filter></entity></fetch>")
	if err != nil {
		t.Fatal(err)
	}
	want := Query{Entity: "systemuser", Links: []string{"systemuserroles", "role"}, Conditions: []string{"team"}}
	if diff := cmp.Diff(want, q); diff != "" {
		t.Error(diff)
	}
}

func TestParseRefusesWhatIsNoQuery(t *testing.T) {
	for name, in := range map[string]string{
		"empty":         "",
		"no entity":     "<fetch/>",
		"document type": "<!DOCTYPE x [<!ENTITY e 'x'>]><fetch><entity name='a'/></fetch>",
		"truncated":     "<fetch><entity name='a",
		"too deep":      "<fetch>" + strings.Repeat("<a>", 300),
	} {
		if _, err := Parse(in); !errors.Is(err, ErrUnreadable) {
			t.Errorf("%s: error = %v, want ErrUnreadable", name, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("<fetch><entity name='a'><link-entity name='b'/></entity></fetch>")
	f.Fuzz(func(t *testing.T, s string) {
		if q, err := Parse(s); err == nil && q.Entity == "" {
			t.Fatal("a query without entity was accepted")
		}
	})
}

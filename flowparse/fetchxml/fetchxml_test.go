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
	want := Query{Entity: "systemuser", Links: []string{"systemuserroles", "role"}, Conditions: []string{"team"},
		Columns: []Column{{"systemuser", "fullname"}, {"role", "name"}, {"team", "name"}}}
	if diff := cmp.Diff(want, q); diff != "" {
		t.Error(diff)
	}
}

func TestParseFindsEveryColumn(t *testing.T) {
	for name, c := range map[string]struct {
		query string
		want  []Column
		all   []string
	}{
		"listed, compared, ordered": {
			"<attribute name='name'/><order attribute='createdon'/><filter><condition attribute='creditlimit' operator='gt' value='1'/></filter>",
			[]Column{{"account", "name"}, {"account", "createdon"}, {"account", "creditlimit"}}, nil,
		},
		"no column listed": {"<filter><condition attribute='name' operator='null'/></filter>", []Column{{"account", "name"}}, []string{"account"}},
		"all of a link":    {"<attribute name='name'/><link-entity name='contact' alias='c'><all-attributes/></link-entity>", []Column{{"account", "name"}}, []string{"contact"}},
		"compared with another column": {
			"<attribute name='name'/><link-entity name='contact' alias='c'><filter><condition attribute='lastname' operator='eq' valueof='account.name'/></filter></link-entity>",
			[]Column{{"account", "name"}, {"contact", "lastname"}}, nil,
		},
		"aggregate": {"<attribute name='revenue' alias='sum' aggregate='sum'/>", []Column{{"account", "revenue"}}, nil},
		"alias before its link": {
			"<attribute name='name'/><filter><condition entityname='c' attribute='lastname' operator='null'/></filter><link-entity name='contact' alias='c'/>",
			[]Column{{"account", "name"}, {"contact", "lastname"}}, nil,
		},
	} {
		q, err := Parse("<fetch><entity name='account'>" + c.query + "</entity></fetch>")
		if err != nil {
			t.Fatal(name, err)
		}
		if diff := cmp.Diff(c.want, q.Columns); diff != "" {
			t.Errorf("%s: columns:\n%s", name, diff)
		}
		if diff := cmp.Diff(c.all, q.All); diff != "" {
			t.Errorf("%s: tables of which all is read:\n%s", name, diff)
		}
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

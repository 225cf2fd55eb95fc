package odata

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const someID = "00000000-0000-0000-0000-000000000001"

func TestParseResourceTellsWhatEachSegmentIs(t *testing.T) {
	key := func(kind SegmentKind, name, key string) Segment { return Segment{Kind: kind, Name: name, Key: key} }
	ref := Segment{Kind: Reference, Name: "$ref"}
	for name, c := range map[string]struct {
		path string
		want []Segment
	}{
		"a name alone may be a set or an operation":            {"accounts", []Segment{{Kind: Named, Name: "accounts"}}},
		"empty parentheses are told":                           {"WhoAmI()", []Segment{{Kind: Named, Name: "WhoAmI", Empty: true}}},
		"a key without name makes a set":                       {"accounts(" + someID + ")", []Segment{key(Set, "accounts", someID)}},
		"an unknown key makes a set":                           {"accounts(\uFFFC)", []Segment{key(Set, "accounts", "\uFFFC")}},
		"slashes around the path do not count":                 {"/accounts(\uFFFC)//name/", []Segment{key(Set, "accounts", "\uFFFC"), {Kind: Property, Name: "name"}}},
		"a name partly unknown keeps the placeholder":          {"cat_\uFFFCs", []Segment{{Kind: Named, Name: "cat_\uFFFCs"}}},
		"an association ends in $ref":                          {"accounts(1)/opportunity_customer_accounts/$ref", []Segment{key(Set, "accounts", "1"), {Kind: Property, Name: "opportunity_customer_accounts"}, ref}},
		"a row of a collection can be taken out by its key":    {"accounts(1)/contact_customer_accounts(2)/$ref", []Segment{key(Set, "accounts", "1"), key(Property, "contact_customer_accounts", "2"), ref}},
		"a file column has a raw value":                        {"accounts(1)/entityimage/$value", []Segment{key(Set, "accounts", "1"), {Kind: Property, Name: "entityimage"}, {Kind: Value, Name: "$value"}}},
		"rows can be counted":                                  {"accounts/$count", []Segment{{Kind: Named, Name: "accounts"}, {Kind: Count, Name: "$count"}}},
		"a bound action has its full name":                     {"emails(1)/Microsoft.Dynamics.CRM.SendEmail", []Segment{key(Set, "emails", "1"), {Kind: Operation, Name: "SendEmail"}}},
		"a bound function takes parameters":                    {"systemusers(1)/Microsoft.Dynamics.CRM.RetrievePrincipalAccess(Target=@tid)", []Segment{key(Set, "systemusers", "1"), {Kind: Operation, Name: "RetrievePrincipalAccess", Arguments: []Argument{{"Target", "@tid"}}}}},
		"an action bound to a set follows the set":             {"accounts/Microsoft.Dynamics.CRM.CreateMultiple", []Segment{{Kind: Named, Name: "accounts"}, {Kind: Operation, Name: "CreateMultiple"}}},
		"a full name at the beginning is an operation":         {"Microsoft.Dynamics.CRM.WhoAmI()", []Segment{{Kind: Operation, Name: "WhoAmI", Empty: true}}},
		"the definitions of tables are metadata":               {"EntityDefinitions(LogicalName='account')/Attributes/Microsoft.Dynamics.CRM.PicklistAttributeMetadata", []Segment{{Kind: Metadata, Name: "EntityDefinitions", Key: "LogicalName='account'", Alternate: true, Arguments: []Argument{{"LogicalName", "'account'"}}}, {Kind: Property, Name: "Attributes"}, {Kind: Cast, Name: "PicklistAttributeMetadata"}}},
		"a cast of definitions can have a key":                 {"RelationshipDefinitions/Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata(1)", []Segment{{Kind: Metadata, Name: "RelationshipDefinitions"}, key(Cast, "OneToManyRelationshipMetadata", "1")}},
		"choices are metadata":                                 {"GlobalOptionSetDefinitions", []Segment{{Kind: Metadata, Name: "GlobalOptionSetDefinitions"}}},
		"managed properties are metadata":                      {"ManagedPropertyDefinitions", []Segment{{Kind: Metadata, Name: "ManagedPropertyDefinitions"}}},
		"$metadata is metadata":                                {"$metadata", []Segment{{Kind: Metadata, Name: "$metadata"}}},
		"a batch is told":                                      {"$batch", []Segment{{Kind: Batch, Name: "$batch"}}},
		"a Content-ID stands for a row":                        {"$1/primarycontactid/$ref", []Segment{{Kind: Created, Name: "1"}, {Kind: Property, Name: "primarycontactid"}, ref}},
		"an escaped path is decoded":                           {"accounts%28%EF%BF%BC%29/%24ref", []Segment{key(Set, "accounts", "\uFFFC"), ref}},
		"what is no escape stays":                              {"accounts(100%)", []Segment{key(Set, "accounts", "100%")}},
		"bytes that are no text are replaced":                  {"accounts('%ff')", []Segment{key(Set, "accounts", "'\uFFFD'")}},
		"a slash in quotes does not split":                     {"a('x/(y')/b", []Segment{key(Set, "a", "'x/(y'"), {Kind: Property, Name: "b"}}},
		"an escaped quote does not end the text":               {"a('x%27%27/)y')/b", []Segment{key(Set, "a", "'x''/)y'"), {Kind: Property, Name: "b"}}},
		"an equals sign in quotes makes no alternate key":      {"a('x=1')", []Segment{key(Set, "a", "'x=1'")}},
		"a double quote is a quote in JSON only":               {`a(x"y)`, []Segment{key(Set, "a", `x"y`)}},
		"the service document has no segments":                 {"", nil},
		"a key can be a placeholder that the flow fills later": {"accounts(|ID|)", []Segment{key(Set, "accounts", "|ID|")}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ParseResource(c.path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got.Segments); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParseResourceReadsPairsOfKeysAndParameters(t *testing.T) {
	for name, c := range map[string]struct {
		path string
		want Segment
	}{
		"an alternate key of two columns": {
			"contacts(firstname='Joe, Jr.',emailaddress1='abc@example.com')",
			Segment{Key: "firstname='Joe, Jr.',emailaddress1='abc@example.com'", Alternate: true, Arguments: []Argument{{"firstname", "'Joe, Jr.'"}, {"emailaddress1", "'abc@example.com'"}}},
		},
		"an alternate key with a lookup": {
			"accounts(_primarycontactid_value=" + someID + ")",
			Segment{Key: "_primarycontactid_value=" + someID, Alternate: true, Arguments: []Argument{{"_primarycontactid_value", someID}}},
		},
		"an alternate key whose value only a run knows": {
			"admin_connectors(admin_idkey='\uFFFC')",
			Segment{Key: "admin_idkey='\uFFFC'", Alternate: true, Arguments: []Argument{{"admin_idkey", "'\uFFFC'"}}},
		},
		"parameters written in place": {
			"GetTimeZoneCodeByLocalizedName(LocalizedStandardName='Pacific Standard Time', LocaleId=1033)",
			Segment{Key: "LocalizedStandardName='Pacific Standard Time', LocaleId=1033", Alternate: true, Arguments: []Argument{{"LocalizedStandardName", "'Pacific Standard Time'"}, {"LocaleId", "1033"}}},
		},
		"parameter aliases": {
			"F(a=@p1,b=@p2)",
			Segment{Key: "a=@p1,b=@p2", Alternate: true, Arguments: []Argument{{"a", "@p1"}, {"b", "@p2"}}},
		},
		"JSON with quotes, commas and brackets in it": {
			`F(Target={'@odata.id':'contacts(1)'},Names=["O'Brian","a)\",b"])`,
			Segment{Key: `Target={'@odata.id':'contacts(1)'},Names=["O'Brian","a)\",b"]`, Alternate: true, Arguments: []Argument{{"Target", "{'@odata.id':'contacts(1)'}"}, {"Names", `["O'Brian","a)\",b"]`}}},
		},
		"a rest that only a run knows": {
			"F(a=1,\uFFFC)",
			Segment{Key: "a=1,\uFFFC", Alternate: true, Arguments: []Argument{{"a", "1"}, {"", "\uFFFC"}}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ParseResource(c.path)
			if err != nil {
				t.Fatal(err)
			}
			c.want.Name, _, _ = strings.Cut(c.path, "(")
			if diff := cmp.Diff([]Segment{c.want}, got.Segments); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParseResourceRefusesWhatItCannotTell(t *testing.T) {
	for name, path := range map[string]string{
		"a set that only a run knows":           "\uFFFC",
		"a property that only a run knows":      "accounts(1)/\uFFFC\uFFFC",
		"an operation that only a run knows":    "accounts(1)/Microsoft.Dynamics.CRM.\uFFFC",
		"a name that only a run knows, keyed":   "\uFFFC(1)",
		"a bracket that does not close":         "accounts(1",
		"a bracket that was not opened":         "accounts1)",
		"a bracket closed by another":           "accounts([1)",
		"a quote that does not close":           "accounts('1)",
		"a quote in JSON that does not close":   `F(a=["1)`,
		"text after the key":                    "accounts(1)x",
		"two keys":                              "accounts(1)(2)",
		"a key without set":                     "(1)",
		"a blank in a name":                     "my accounts",
		"a query":                               "accounts?$top=1",
		"a host":                                "https://x.crm.dynamics.com/accounts",
		"a namespace without name":              "accounts/Microsoft.Dynamics.CRM.",
		"a namespace with a gap":                "Microsoft..WhoAmI",
		"a query option as segment":             "accounts/$filter",
		"a batch below a set":                   "accounts/$batch",
		"a reference at the beginning":          "$ref",
		"a Content-ID that only a run knows":    "$\uFFFC/name",
		"a segment after the count":             "accounts/$count/name",
		"more than 64 KB":                       "accounts('" + strings.Repeat("x", maxResource) + "')",
		"more than 32 segments":                 strings.Repeat("a/", maxSegments+1),
		"text that a run adds behind the key":   "accounts(1)\uFFFC",
		"parentheses after a system segment":    "accounts/$count()",
		"an alternate key with an open bracket": "accounts(a=(1)",
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := ParseResource(path); !errors.Is(err, ErrResource) {
				t.Errorf("got %v, %v, want ErrResource", got, err)
			}
		})
	}
	if _, err := ParseResource(strings.Repeat("a/", maxSegments)); err != nil {
		t.Errorf("32 segments: %v", err)
	}
}

func TestSegmentKindsHaveTheirOwnNames(t *testing.T) {
	seen := map[string]bool{}
	for k := Named; k <= Created; k++ {
		if s := k.String(); s == "unknown" || seen[s] {
			t.Errorf("kind %d is called %q", k, s)
		}
		seen[k.String()] = true
	}
	if s := (Created + 1).String(); s != "unknown" {
		t.Errorf("a kind that does not exist is called %q", s)
	}
}

func FuzzParseResource(f *testing.F) {
	for _, s := range []string{
		"accounts(1)/primarycontactid/$ref", "WhoAmI()", "F(a=@p,b='x''/y',c=[\"O'B\"])", "$1/name", "a%28\uFFFC%29",
		"EntityDefinitions(LogicalName='a')/Attributes/Microsoft.Dynamics.CRM.X(1)", "accounts(\uFFFC)/Microsoft.Dynamics.CRM.Y",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, path string) {
		r, err := ParseResource(path)
		if err != nil {
			if !errors.Is(err, ErrResource) {
				t.Fatalf("error = %v, want ErrResource", err)
			}
			return
		}
		if len(r.Segments) > maxSegments {
			t.Fatalf("%d segments", len(r.Segments))
		}
		for _, s := range r.Segments {
			if strings.Trim(s.Name, "\uFFFC") == "" || strings.ContainsAny(s.Name, "/('") {
				t.Fatalf("a segment is called %q", s.Name)
			}
		}
		// Written again, the path reads the same, unless names lost their namespace or escapes appear anew.
		var again strings.Builder
		for _, s := range r.Segments {
			switch {
			case s.Kind == Operation || s.Kind == Cast || strings.Contains(s.Key, "%"):
				return
			case s.Kind == Created:
				again.WriteByte('$')
			}
			again.WriteString(s.Name)
			if s.Key != "" || s.Empty {
				again.WriteString("(" + s.Key + ")")
			}
			again.WriteByte('/')
		}
		second, err := ParseResource(again.String())
		if err != nil && len(again.String()) <= maxResource {
			t.Fatalf("%q became %q: %v", path, again.String(), err)
		}
		if diff := cmp.Diff(r, second); err == nil && diff != "" {
			t.Fatalf("%q became %q:\n%s", path, again.String(), diff)
		}
	})
}

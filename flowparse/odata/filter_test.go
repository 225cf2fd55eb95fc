package odata

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFilterColumnsNamesWhatAFilterLooksAt(t *testing.T) {
	for name, c := range map[string]struct {
		query string
		want  []string
	}{
		"a comparison":                         {"revenue ge 100000 and Name ne 'name2'", []string{"revenue", "name"}},
		"two columns of a row":                 {"firstname eq lastname", []string{"firstname", "lastname"}},
		"a lookup":                             {"_primarycontactid_value eq d69a7f4a-0000-0000-0000-000000000001", []string{"_primarycontactid_value"}},
		"a column twice":                       {"(a eq 1 or a eq 2) and b eq null", []string{"a", "b"}},
		"string functions":                     {"contains(name,'(sample)') or not startswith(address1_city, 'a') and endswith (name,'Inc.')", []string{"name", "address1_city"}},
		"numbers, dates and truth":             {"a eq -1.5e3 and b gt 2020-01-01T00:00:00Z and c eq true and d lt INF", []string{"a", "b", "c", "d"}},
		"a literal with its type":              {"OwnershipType eq Microsoft.Dynamics.CRM.OwnershipTypes'UserOwned' and a eq guid'00000000-0000-0000-0000-000000000001'", []string{"ownershiptype", "a"}},
		"a list of values":                     {"statecode in (0,1) and name not in ('a','b')", []string{"statecode", "name"}},
		"arithmetic":                           {"-a add b mul 2 gt 5", []string{"a", "b"}},
		"quotes in a text":                     {"lastname eq 'O''Bryan eq c' and b eq 'x\"y'", []string{"lastname", "b"}},
		"a blank that comes from a web page":   {"name\u00a0eq\u00a0'x'", []string{"name"}},
		"a parameter alias":                    {"name eq @p1", []string{"name"}},
		"values that only a run knows":         {"a eq '\uFFFC' and b eq \uFFFC", []string{"a", "b"}},
		"columns that only a run knows":        {"\uFFFC eq 1 and cat_\uFFFC eq 2 and a/\uFFFC eq 3 and b eq 1", []string{"b"}},
		"a quote that does not close":          {"a eq 'x and b eq 1", []string{"a"}},
		"nothing":                              {"", nil},
		"a path":                               {"primarycontactid/createdby/FullName eq 'x' and cat_Flow/admin_state eq 1", []string{"primarycontactid/createdby/fullname", "cat_Flow/admin_state"}},
		"a path with a type cast":              {"ownerid/Microsoft.Dynamics.CRM.systemuser/fullname eq 'x'", []string{"ownerid/fullname"}},
		"the row at hand":                      {"$it/name eq 'x'", []string{"name"}},
		"the number of rows of a collection":   {"Account_Tasks/$count gt 1 and a eq 1", []string{"a"}},
		"a lambda":                             {"contact_customer_accounts/any(c:c/firstname eq 'x')", []string{"contact_customer_accounts/firstname"}},
		"a lambda with blanks":                 {"Account_Emails/any (e : contains(e/subject,'x') and e/statecode eq 0)", []string{"Account_Emails/subject", "Account_Emails/statecode"}},
		"a lambda inside a lambda":             {"(a/all(c:c/jobtitle eq 'x' and c/b/any(o:o/description ne 'N/A'))) and endswith(name,'y')", []string{"a/jobtitle", "a/b/description", "name"}},
		"a lambda without condition":           {"Account_Tasks/any() and a eq 1", []string{"a"}},
		"a lambda over values":                 {"tags/any(t:t eq 'x')", nil},
		"one variable for two collections":     {"a/any(x:x/m eq 1) or b/any(x:x/m eq 1)", []string{"a/m", "b/m"}},
		"a collection that only a run knows":   {"\uFFFC/any(c:c/firstname eq 'x') and a eq 1", []string{"a"}},
		"a query function":                     {"Microsoft.Dynamics.CRM.Between(PropertyName='CreatedOn',PropertyValues=[\"5\",\"abc\"]) and a eq 1", []string{"createdon", "a"}},
		"a query function without value":       {"not Microsoft.Dynamics.CRM.EqualUserId(PropertyName='systemuserid')", []string{"systemuserid"}},
		"quotes in the values of a function":   {"Microsoft.Dynamics.CRM.In(PropertyName='lastname',PropertyValues=[\"O'Brian)\",\"b\"]) or a eq 1", []string{"lastname", "a"}},
		"a value that looks like a parameter":  {"Microsoft.Dynamics.CRM.On(PropertyValue='PropertyName=''x''', PropertyName = 'b')", []string{"b"}},
		"a query function on a collection":     {"roles/any(o1:(o1/Microsoft.Dynamics.CRM.In(PropertyName='roleid',PropertyValues=['1'])))", []string{"roles/roleid"}},
		"a query function with a path":         {"roles/any(o1:Microsoft.Dynamics.CRM.Today(PropertyName='o1/createdon'))", []string{"roles/createdon"}},
		"a query function with aliases":        {"Microsoft.Dynamics.CRM.LastXHours(PropertyName=@p1,PropertyValue=@p2) and a eq 1", []string{"a"}},
		"values of a function nobody knows":    {"Microsoft.Dynamics.CRM.In(PropertyName='a',PropertyValues=\uFFFC)", []string{"a"}},
		"a function's column nobody knows":     {"x/Microsoft.Dynamics.CRM.In(PropertyName='\uFFFC',PropertyValues=[b])", nil},
		"a query function in a quoted text":    {"a eq 'Microsoft.Dynamics.CRM.On(PropertyName=''b'')'", []string{"a"}},
		"a query function that does not close": {"a eq 1 and Microsoft.Dynamics.CRM.On(PropertyName='b' and c eq 1", []string{"a"}},
		"an order":                             {"createdon desc, parent/Name asc,a", []string{"createdon", "parent/name", "a"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, FilterColumns(c.query)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFilterColumnsNamesWhatAnApplyLooksAt(t *testing.T) {
	for name, c := range map[string]struct {
		query string
		want  []string
	}{
		"groups":                                {"groupby((statuscode,Account/Name))", []string{"statuscode", "Account/name"}},
		"a sum":                                 {"aggregate(revenue with sum as total)", []string{"revenue"}},
		"a count":                               {"groupby((statuscode),aggregate($count as count))", []string{"statuscode"}},
		"several aggregates":                    {"aggregate(a with sum as x, b/c with average as y,d with countdistinct as z)", []string{"a", "b/c", "d"}},
		"a filter before groups":                {"filter(address1_stateorprovince eq 'WA')/groupby((primarycontactid/fullname))", []string{"address1_stateorprovince", "primarycontactid/fullname"}},
		"a result used in a later step":         {"groupby((a),aggregate(b with sum as total))/filter(total gt 5 and a eq 1)", []string{"a", "b"}},
		"a result called like a column":         {"aggregate(b with sum as c, c with max as d)", []string{"b", "c"}},
		"a result called like an earlier colum": {"aggregate(b with sum as b)/filter(b gt 5)", []string{"b"}},
		"a computed result":                     {"compute(a mul b as c)/aggregate(c with max as d)", []string{"a", "b"}},
		"a query function in a filter":          {"filter(Microsoft.Dynamics.CRM.On(PropertyName='starttime',PropertyValue='\uFFFC') and _bot_value eq '\uFFFC')/aggregate($count as statecode)", []string{"starttime", "_bot_value"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, FilterColumns(c.query)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFilterColumnsGivesUpOnPathsWithoutEnd(t *testing.T) {
	deep := strings.Repeat("a/any(x:x/", 50_000) + "b eq 1"
	if got := FilterColumns("c eq 1 and " + deep); !slices.Equal(got, []string{"c"}) {
		t.Errorf("%d columns, want only c", len(got))
	}
	if got := FilterColumns(strings.Repeat("a/", maxNesting-1) + "b eq 1"); len(got) != 1 {
		t.Errorf("a path of %d steps gives %d columns, want 1", maxNesting, len(got))
	}
}

func FuzzFilterColumns(f *testing.F) {
	for _, s := range []string{
		"a/any(c:c/b eq 'x''y') and \uFFFC/d eq -1", "Microsoft.Dynamics.CRM.In(PropertyName='a',PropertyValues=[\"b)\"])",
		"filter(a eq 1)/groupby((b/c),aggregate(d with sum as e))", "x (y : z\u00a0eq 1",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		columns := FilterColumns(s)
		for i, path := range columns {
			segments := strings.Split(path, "/")
			last := segments[len(segments)-1]
			if slices.ContainsFunc(segments, func(s string) bool { return !namePattern.MatchString(s) }) || last != strings.ToLower(last) {
				t.Fatalf("FilterColumns(%q) has %q", s, path)
			}
			if slices.Contains(columns[:i], path) {
				t.Fatalf("FilterColumns(%q) has %q twice", s, path)
			}
		}
		quoted := "a1 eq '" + strings.ReplaceAll(s, "'", "''") + "' and b1 eq 2"
		if diff := cmp.Diff([]string{"a1", "b1"}, FilterColumns(quoted)); diff != "" {
			t.Fatalf("text in quotes is read in %q:\n%s", quoted, diff)
		}
	})
}

package odata

import (
	"strings"
	"testing"
)

// Text that only a run knows may join a table wherever it is more than a value.
func TestWhatOnlyARunKnowsHidesAPathUnlessItIsAValue(t *testing.T) {
	for query, want := range map[string]bool{
		"name eq 'x'":                    false,
		"name eq '?'":                    false,
		"contactid eq ?":                 false,
		"contactid ne ? and a/b eq ?":    false,
		"createdon ge ?T?:00Z":           false,
		"contains(name,'?')":             false,
		"name in (?,?)":                  false,
		"not (statecode eq ?)":           false,
		"a/any(x:x/b eq ?)":              false,
		"?":                              true,
		"?/name eq 'x'":                  true,
		"parentcustomerid_account/? eq":  true,
		"? eq 'x'":                       true,
		"? and statecode eq 0":           true,
		"statecode eq 0 and ?":           true,
		"statecode eq 0 ?":               true,
		"isdisabled eq true ?":           true,
		"name desc ?":                    true,
		"name desc?":                     true,
		"name ?":                         false,
		"name ne null ?":                 true,
		"isdisabled eq false and a eq ?": false,
		"contains(?,'x')":                true,
		"Microsoft.Dynamics.CRM.In(PropertyName='statecode',PropertyValues=['?'])":      false,
		"Microsoft.Dynamics.CRM.OnOrAfter(PropertyName='createdon',PropertyValue='?')":  false,
		"Microsoft.Dynamics.CRM.OnOrAfter(PropertyName='?',PropertyValue='2024-01-01')": true,
	} {
		if got := Hides(strings.ReplaceAll(query, "?", string(Unknown))); got != want {
			t.Errorf("%s: hides more than a value: %v, want %v", query, got, want)
		}
	}
}
